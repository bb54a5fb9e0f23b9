/** Health and social centres: switches, and what a month of responsibility has to be worth. */
import { reserveVoucher } from '#shared/contract/vouchers';
import {
  ageOn,
  daysBetween,
  daysIn,
  firstDayOf,
  lastDayOf,
  type CalendarDate,
  type Month,
} from '#shared/domain/calendar';
import type { Book } from './book.ts';
import type { County, Place } from './county.ts';
import { annualCents, CENTRE } from './programmes.ts';
import { dayOf } from './stays.ts';
import { ROLE, type Chosen } from './vouchers.ts';

const SWITCH_DAY = 15;
/** Enrolled since the 1st only, and already wants to leave. */
const TOO_EARLY = 10;

/** Half up, in whole numbers. */
const rounded = (amount: number, times: number, by: number): number => Math.floor((2 * amount * times + by) / (2 * by));

/** Month k of a year's amount: what is earned to its end less what was earned to its start. */
const monthCents = (annual: number, month: Month): number => {
  const k = Number(month.slice(5));
  return rounded(annual, k, 12) - rounded(annual, k - 1, 12);
};

const elsewhere = (county: County, place: Place): Place => {
  const other = county.places.find(({ programme, firm }) => programme === CENTRE && firm !== place.firm);
  if (other === undefined) throw new Error('there is only one centre');
  return other;
};

/** Two whose six months are over choose anew in the middle of the month; one whose are not is told from when. */
export const switchCentres = async (county: County, book: Book, chosen: readonly Chosen[]): Promise<void> => {
  const { coordinator } = county.staff;
  for (const held of chosen.filter(({ index }) => index < ROLE.switching || index === TOO_EARLY)) {
    const { offeringId } = elsewhere(county, held.place);
    const body = { offeringId, startDate: dayOf(county.period, SWITCH_DAY) };
    const answer = await coordinator.ask(reserveVoucher, { params: { id: held.number }, body });
    if (held.index === TOO_EARLY) book.refuse('LOCKED_IN', answer);
    else if (!answer.ok) book.faults.push(`the switch of centre ${held.index} was refused with ${answer.code}`);
  }
};

/** What each enrolment of the month has to earn, worked out here and not asked. */
export const expectCapitation = (county: County, book: Book, chosen: readonly Chosen[]): void => {
  const { period } = county;
  const [first, last] = [firstDayOf(period), lastDayOf(period)];
  const days = (from: CalendarDate) => daysBetween(from, last) + 1;
  for (const { index, person, voucherId, place, startDate } of chosen) {
    const whole = monthCents(annualCents(ageOn(person.birthDate, first), person.area), period);
    const earned = startDate <= first ? whole : rounded(whole, days(startDate), daysIn(period));
    if (index >= ROLE.switching) {
      book.expect('soteCentre', place.firm.providerId, voucherId, earned);
      continue;
    }
    // The centre that has the client at the end takes what the other's share leaves.
    const before = rounded(earned, SWITCH_DAY - 1, daysIn(period));
    book.expect('soteCentre', place.firm.providerId, `${voucherId} until the switch`, before);
    const next = elsewhere(county, place).firm.providerId;
    book.expect('soteCentre', next, `${voucherId} since the switch`, earned - before);
  }
};

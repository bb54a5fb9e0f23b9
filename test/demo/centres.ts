/** Health and social centres: switches, and what a month of responsibility has to be worth. */
import { reserveVoucher } from '#shared/contract/vouchers';
import {
  ageOn,
  daysBetween,
  daysIn,
  firstDayOf,
  lastDayOf,
  monthBefore,
  monthOf,
  monthsFromTo,
  type Month,
} from '#shared/domain/calendar';
import { sumCents, type Cents } from '#shared/domain/money';
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

/** What the month is worth to the centre that has the client from a day on: by days, where it is not the whole. */
const earnedFrom = ({ person, startDate }: Chosen, month: Month): Cents => {
  const [first, last] = [firstDayOf(month), lastDayOf(month)];
  const whole = monthCents(annualCents(ageOn(person.birthDate, first), person.area), month);
  return startDate <= first ? whole : rounded(whole, daysBetween(startDate, last) + 1, daysIn(month));
};

/** The same for the months before, of those who were enrolled then. */
const earnedBefore = (period: Month, chosen: readonly Chosen[]): Cents =>
  sumCents(
    chosen.flatMap((held) =>
      monthsFromTo(monthOf(held.startDate), monthBefore(period)).map((month) => earnedFrom(held, month)),
    ),
  );

/** What each enrolment of the month has to earn, worked out here and not asked. */
export const expectCapitation = (county: County, book: Book, chosen: readonly Chosen[]): void => {
  const { period } = county;
  book.earlierCents = earnedBefore(period, chosen);
  for (const held of chosen) {
    const { index, voucherId, place } = held;
    const earned = earnedFrom(held, period);
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

/** Rehabilitation: who visits when, and what has to happen to each visit. */
import { addDays, daysBetween, firstDayOf, lastDayOf, type CalendarDate, type Month } from '#shared/domain/calendar';
import { ROLE, plannedVisits, type Chosen } from './vouchers.ts';
import type { Fact, Told } from './tell.ts';

export const WEEKS = 4;
const A_MONDAY: CalendarDate = '2000-01-03';

/** The first Monday of the month. */
export const firstMonday = (period: Month): CalendarDate => {
  const first = firstDayOf(period);
  return addDays(first, (7 - (daysBetween(A_MONDAY, first) % 7)) % 7);
};

/** Monday, Tuesday, Wednesday or Thursday of a week of the month, week 0 to 3. */
export const visitDay = (period: Month, week: number, index: number): CalendarDate =>
  addDays(firstMonday(period), 7 * week + (index % 4));

/** The evening on which a week's visits are recorded. */
export const saturday = (period: Month, week: number): CalendarDate => addDays(firstMonday(period), 7 * week + 5);

/** Vouchers to which something happens in the month; all of them have a visit every week. */
export const CASE = {
  /** Suspended for the second week. */
  suspended: 23,
  /** Cancelled after the first week. */
  cancelled: 27,
  /** Its provider's approval for the service ends after the second week. */
  revoked: 31,
  /** Its value is raised after the first week by a written decision. */
  raised: 11,
  /** A visit too many is recorded and taken back. */
  takenBack: 15,
  /** A visit is recorded on the wrong day and put right in one step. */
  putRight: 35,
  /** Its provider's price changes in the middle of the month. */
  dearer: 3,
} as const;

/** The client of housing voucher 42 dies on the 20th. */
export const DEATH = { index: 42, day: 20 } as const;
export const deathDay = (period: Month): CalendarDate => addDays(firstDayOf(period), DEATH.day - 1);

/** The last visit of some is missed: told ten hours before by some, thirty by others. */
const missed = (index: number): number | undefined => ({ 8: 10, 33: 30 })[index % 50];

/** The refusal a visit has to meet, and why. */
const expected = (chosen: Chosen, week: number, revoked: Chosen): string | undefined => {
  const { index, place, programme } = chosen;
  const sameApproval = place.firm === revoked.place.firm && programme === revoked.programme;
  if (index === CASE.cancelled && week >= 1) return 'VOUCHER_CANCELLED';
  if (index === CASE.suspended && week === 1) return 'VOUCHER_SUSPENDED';
  if (sameApproval && week >= 2) return 'PROVIDER_NOT_APPROVED_ON_DATE';
  if (index === ROLE.usedUp && week === 3) return 'NO_UNITS_LEFT';
  return undefined;
};

const factOf = ({ index }: Chosen, week: number, date: CalendarDate): Fact => {
  const hours = missed(index);
  const last = week === plannedVisits(index) - 1;
  return hours !== undefined && last
    ? { type: 'noShow', date, cancelledHoursBefore: hours }
    : { type: 'visit', date, units: 1 };
};

/** What the providers of rehabilitation have to tell of a week. */
export const visitsOfWeek = (period: Month, week: number, chosen: readonly Chosen[]): Told[] => {
  const revoked = chosen.find(({ index }) => index === CASE.revoked);
  if (revoked === undefined) throw new Error(`voucher ${CASE.revoked} is not taken up`);
  return chosen.flatMap((held): Told[] => {
    const date = visitDay(period, week, held.index);
    const died = held.index === DEATH.index && date > deathDay(period);
    if (week >= plannedVisits(held.index) || died || date > lastDayOf(period)) return [];
    return [{ held, fact: factOf(held, week, date), expect: expected(held, week, revoked) }];
  });
};

import { addMonths, type CalendarDate } from '../calendar.ts';
import { refused, type Refused } from '../outcome.ts';

/**
 * The first day on which a new choice of centre may take effect: the same day of the month `lockInMonths` after
 * the present one did (domain decision 7; 1326/2010 48 § knows a year, the pilots half of it).
 */
export const earliestSwitch = (startDate: CalendarDate, lockInMonths: number): CalendarDate =>
  addMonths(startDate, lockInMonths);

/** Refuses a switch that would take effect inside the lock-in, with the earliest day it may; null lets it pass. */
export const refuseSwitch = (
  current: { readonly startDate: CalendarDate },
  newStartDate: CalendarDate,
  lockInMonths: number,
): Refused | null => {
  const earliestDate = earliestSwitch(current.startDate, lockInMonths);
  return newStartDate < earliestDate ? refused('LOCKED_IN', { earliestDate }) : null;
};

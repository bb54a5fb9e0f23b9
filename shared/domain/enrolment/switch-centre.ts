import { addMonths, type CalendarDate } from '../calendar.ts';
import { refused, type Refused } from '../outcome.ts';
import type { Voucher } from '../voucher/voucher.ts';

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

/**
 * Whether a choice of centre on this voucher from the day on would make two centres responsible for the client
 * under one programme at once (1326/2010 48 §: one at a time), and so be paid twice. `others` are the client's
 * other vouchers. Another programme buys another responsibility.
 */
export const isEnrolledBeside = (
  { id, programmeId, validTo }: Voucher,
  others: readonly Voucher[],
  startDate: CalendarDate,
): boolean =>
  others
    .filter((other) => other.id !== id && other.kind === 'soteCentre' && other.programmeId === programmeId)
    .some((other) =>
      other.reservations.some(({ startDate: from, endDate }) => {
        const to = endDate !== null && endDate < other.validTo ? endDate : other.validTo;
        return from <= to && from <= validTo && startDate <= to;
      }),
    );

import { firstDayOf, latest, monthOf, type CalendarDate } from '../calendar.ts';
import { reservationOn, type Voucher } from './voucher.ts';

/**
 * The day whose payer pays for what begins on a day. A visit is paid by the payer of its own day. A month of housing
 * is settled as a whole and paid by one payer, that of its first day in the unit's care, so each of its stays and
 * absences is that payer's from the start, in whatever order they are told.
 */
export const payerDay = (voucher: Pick<Voucher, 'kind' | 'reservations'>, date: CalendarDate): CalendarDate => {
  if (voucher.kind !== 'housing') return date;
  const since = reservationOn(voucher, date)?.startDate ?? date;
  return latest(firstDayOf(monthOf(date)), since);
};

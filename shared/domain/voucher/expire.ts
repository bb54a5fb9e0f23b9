import { FOREVER, type CalendarDate } from '../calendar.ts';
import { isOpen, lastDayOf, type Voucher } from './voucher.ts';
import { write, type Done } from './write.ts';

/**
 * Past its last day a voucher expires and what is left of its value returns (domain decision 12). The same
 * voucher when there is nothing to do. An event of a day inside validity can still be recorded afterwards
 * while its month is open, so the day is judged there and never here.
 */
export const expire = (voucher: Voucher, today: CalendarDate, { at, by }: Done): Voucher => {
  const last = lastDayOf(voucher);
  if (!isOpen(voucher) || last === FOREVER || today <= last) return voucher;
  return write(voucher, today, {}, { kind: 'expired', at, by, postings: [] });
};

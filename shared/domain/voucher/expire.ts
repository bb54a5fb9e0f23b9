import { FOREVER, type CalendarDate } from '../calendar.ts';
import { move } from '../ledger/postings.ts';
import { isOpen, type Voucher } from './voucher.ts';
import { write, type Done } from './write.ts';

/** The last day before it expires: the end of validity, or of the time to take it into use while nobody is chosen. */
export const lastDayOf = (voucher: Voucher): CalendarDate =>
  voucher.reservations.length === 0 && voucher.takeIntoUseBy < voucher.validTo
    ? voucher.takeIntoUseBy
    : voucher.validTo;

/**
 * Past its last day a voucher expires and what is left of its value returns (domain decision 12). The same
 * voucher when there is nothing to do. An event of a day inside validity can still be recorded afterwards
 * while its month is open, so the day is judged there and never here.
 */
export const expire = (voucher: Voucher, today: CalendarDate, { at, by }: Done): Voucher => {
  const last = lastDayOf(voucher);
  if (!isOpen(voucher) || last === FOREVER || today <= last) return voucher;
  return write(
    voucher,
    today,
    { status: 'expired', committedCents: 0 },
    {
      kind: 'expired',
      at,
      by,
      postings: move('committed', 'appropriation', voucher.committedCents, 'expired'),
    },
  );
};

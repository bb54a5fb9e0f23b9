import { FOREVER, type CalendarDate, type Instant } from '../calendar.ts';
import { move } from '../ledger/postings.ts';
import {
  isOpen,
  lastDayOf,
  remainingUnits,
  reservationOn,
  standingEvents,
  TRANSITIONS,
  type NewLine,
  type Voucher,
  type VoucherStatus,
} from './voucher.ts';

/** Who did it, and when. */
export interface Done {
  readonly at: Instant;
  readonly by: string;
}

type Changed = Partial<Omit<Voucher, 'id' | 'ver' | 'number' | 'status' | 'journal' | 'toldSeq'>>;

/**
 * Where a voucher stands by what it holds: the one place where a status is decided, so that a reversal, an
 * extension or a resumption brings a voucher back to where it would have been.
 */
export const statusOf = (voucher: Voucher, today: CalendarDate): VoucherStatus => {
  if (voucher.ended !== null)
    return ({ death: 'ended', cancellation: 'cancelled', refusal: 'refused' } as const)[voucher.ended.because];
  const last = lastDayOf(voucher);
  if (last !== FOREVER && today > last) return 'expired';
  if (voucher.suspensions.some((suspension) => suspension.resumedOn === null)) return 'suspended';
  if (remainingUnits(voucher) === 0) return 'usedUp';
  if (standingEvents(voucher).length > 0) return 'inUse';
  // An enrolment has no events: it is in use by being in force (contract, Service events).
  if (voucher.kind === 'soteCentre' && reservationOn(voucher, today) !== undefined) return 'inUse';
  return voucher.reservations.some(({ endDate }) => endDate === null || today < endDate) ? 'reserved' : 'issued';
};

/** A way that is not in the table is a fault of ours: better no answer than a voucher nobody decided on. */
const checkWay = ({ id, status }: Voucher, to: VoucherStatus): void => {
  const ways: readonly VoucherStatus[] = TRANSITIONS[status];
  if (to !== status && !ways.includes(to)) throw new Error(`${id} may not go from ${status} to ${to}`);
};

/**
 * The voucher with what changed and a line in its journal; its status follows from what it now holds. One that
 * is closed holds no commitment: whatever closes it, what is left lapses with the same line (domain decision 11).
 */
export const write = (voucher: Voucher, today: CalendarDate, changed: Changed, line: NewLine): Voucher => {
  const next: Voucher = { ...voucher, ...changed };
  const status = statusOf(next, today);
  checkWay(voucher, status);
  const lapsing = isOpen({ status }) ? 0 : next.committedCents;
  const postings = [...line.postings, ...move('committed', 'appropriation', lapsing, `lapsed: ${status}`)];
  return {
    ...next,
    status,
    committedCents: next.committedCents - lapsing,
    journal: [...voucher.journal, { ...line, postings, seq: voucher.journal.length + 1 }],
  };
};

import { FOREVER, type CalendarDate, type Instant } from '../calendar.ts';
import { remainingUnits, standingEvents, type NewLine, type Voucher, type VoucherStatus } from './voucher.ts';

/** Who did it, and when. */
export interface Done {
  readonly at: Instant;
  readonly by: string;
}

type Changed = Partial<Omit<Voucher, 'id' | 'ver' | 'number' | 'journal' | 'toldSeq'>>;

/**
 * Where a voucher stands by what it holds: the one place where a status is decided, so that a reversal, an
 * extension or a resumption brings a voucher back to where it would have been.
 */
export const statusOf = (voucher: Voucher, today: CalendarDate): VoucherStatus => {
  if (voucher.ended !== null)
    return ({ death: 'ended', cancellation: 'cancelled', refusal: 'refused' } as const)[voucher.ended.because];
  const last =
    voucher.reservations.length === 0 && voucher.takeIntoUseBy < voucher.validTo
      ? voucher.takeIntoUseBy
      : voucher.validTo;
  if (last !== FOREVER && today > last) return 'expired';
  if (voucher.suspensions.some((suspension) => suspension.resumedOn === null)) return 'suspended';
  if (remainingUnits(voucher) === 0) return 'usedUp';
  if (standingEvents(voucher).length > 0) return 'inUse';
  const current = voucher.reservations.find((reservation) => reservation.endDate === null);
  if (current === undefined) return 'issued';
  // An enrolment has no events: it is in use by being in force (contract, Service events).
  return voucher.kind === 'soteCentre' && current.startDate <= today ? 'inUse' : 'reserved';
};

/** The voucher with what changed and a line in its journal; its status follows from what it now holds. */
export const write = (voucher: Voucher, today: CalendarDate, changed: Changed, line: NewLine): Voucher => {
  const next: Voucher = {
    ...voucher,
    ...changed,
    journal: [...voucher.journal, { ...line, seq: voucher.journal.length + 1 }],
  };
  const status = changed.status ?? statusOf(next, today);
  return status === next.status ? next : { ...next, status };
};

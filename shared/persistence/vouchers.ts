import type { Connection } from 'mongoose';
import { FOREVER, type CalendarDate } from '#shared/domain/calendar';
import { yearTurnOf } from '#shared/domain/voucher/turn-year';
import { isOpen, lastDayOf, type Voucher } from '#shared/domain/voucher/voucher';
import { aggregateStore } from './aggregate.ts';

/** The last day before it expires; null once nothing more can fall due. */
export const dueOnOf = (voucher: Voucher): CalendarDate | null => {
  if (!isOpen(voucher)) return null;
  const last = lastDayOf(voucher);
  return last === FOREVER ? null : last;
};

export const voucherStore = (connection: Connection) =>
  aggregateStore<Voucher>(connection, 'vouchers', (voucher) => ({
    untold: voucher.journal.length > voucher.toldSeq,
    dueOn: dueOnOf(voucher),
    turnsOn: yearTurnOf(voucher),
  }));

export type VoucherStore = ReturnType<typeof voucherStore>;

import type { Document } from 'mongodb';
import type { Instant } from '#shared/domain/calendar';
import type { EventRow } from '../events.ts';
import { collectionOf } from '../records.ts';
import type { Stores } from '../stores.ts';

/** The days that an event which stands speaks of, and whose they are. */
export type StandingDays = Pick<EventRow, 'voucherId' | 'providerId' | 'type' | 'from' | 'to'>;

const FIELDS = { _id: 0, voucherId: 1, providerId: 1, type: 1, from: 1, to: 1 };

/** Events that were not reversed by an instant. */
export const standingAt = (knownAt: Instant): Document => ({
  recordedAt: { $lte: knownAt },
  $or: [{ reversedAt: null }, { reversedAt: { $gt: knownAt } }],
});

/** What stood on some vouchers at an instant, of any days between two. */
export const standingDays = async (
  { connection }: Pick<Stores, 'connection'>,
  voucherIds: readonly string[],
  { from, to, knownAt }: { readonly from: string; readonly to: string; readonly knownAt: Instant },
): Promise<StandingDays[]> => {
  if (voucherIds.length === 0) return [];
  const found = collectionOf(connection, 'events').find(
    { voucherId: { $in: [...voucherIds] }, from: { $lte: to }, to: { $gte: from }, ...standingAt(knownAt) },
    { projection: FIELDS },
  );
  return (await found.toArray()) as unknown as StandingDays[];
};

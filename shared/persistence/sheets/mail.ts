import type { Instant } from '#shared/domain/calendar';
import { collectionOf } from '../records.ts';
import type { Stores } from '../stores.ts';

/** Messages to be sent now: waiting, and neither in somebody's hands nor resting after a failure. */
export const mailDue = async ({ connection }: Stores, now: Instant, limit: number): Promise<string[]> => {
  const waiting = { state: 'pending', nextAt: { $lte: now } };
  const found = collectionOf(connection, 'notifications').find(waiting, { projection: { _id: 1 } });
  return (await found.sort({ nextAt: 1, _id: 1 }).limit(limit).toArray()).map(({ _id }) => _id);
};

/** Every message that is not yet sent, in somebody's hands or not. */
export const countMailPending = ({ connection }: Stores): Promise<number> =>
  collectionOf(connection, 'notifications').countDocuments({ state: 'pending' });

import type { Instant } from '#shared/domain/calendar';
import type { Notification } from './notifications.ts';
import { collectionOf } from './records.ts';
import type { Stores } from './stores.ts';

/** So many tries; with the pauses between them that is about four days. */
const MOST_ATTEMPTS = 8;
const MINUTE_MS = 60_000;
/** Who took a message up and has not said what became of it within this time is thought to have died. */
const IN_HAND_MS = 5 * MINUTE_MS;

const later = (now: Instant, ms: number): Instant => new Date(Date.parse(now) + ms).toISOString();

/** The states of messages, each step a compare-and-set, so that of two workers one sends. */
export const mailbox = ({ connection }: Pick<Stores, 'connection'>) => {
  const notifications = collectionOf(connection, 'notifications');
  return {
    async load(ids: readonly string[]): Promise<Notification[]> {
      const found = await notifications.find({ _id: { $in: [...ids] }, state: 'pending' }).toArray();
      return found as unknown as Notification[];
    },
    /** Nobody is there to get them; that is the end of it. */
    async nobody(ids: readonly string[]): Promise<void> {
      if (ids.length === 0) return;
      await notifications.updateMany({ _id: { $in: [...ids] }, state: 'pending' }, { $set: { state: 'noAddress' } });
    },
    /** True for the one worker that may send it now. */
    async takeUp({ _id, nextAt }: Notification, now: Instant): Promise<boolean> {
      const { matchedCount } = await notifications.updateOne(
        { _id, state: 'pending', nextAt },
        { $set: { nextAt: later(now, IN_HAND_MS) }, $inc: { attempts: 1 } },
      );
      return matchedCount === 1;
    },
    async sent({ _id }: Notification, now: Instant): Promise<void> {
      await notifications.updateOne({ _id, state: 'pending' }, { $set: { state: 'sent', sentAt: now } });
    },
    /** It rests for 1, 4, 16 … minutes before the next try; after the last it has failed, and somebody must look. */
    async failed({ _id, attempts }: Notification, now: Instant): Promise<'pending' | 'failed'> {
      const tries = attempts + 1;
      const state = tries >= MOST_ATTEMPTS ? 'failed' : 'pending';
      const nextAt = later(now, MINUTE_MS * 2 ** (2 * (tries - 1)));
      await notifications.updateOne({ _id, state: 'pending' }, { $set: { state, nextAt } });
      return state;
    },
  };
};

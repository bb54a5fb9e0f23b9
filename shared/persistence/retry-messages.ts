import type { CalendarDate, Instant } from '#shared/domain/calendar';
import { putInMessage } from '#shared/domain/payment/retry';
import { executionDateOf } from './payment-files.ts';
import { paymentsDue } from './payments.ts';
import { collectionOf } from './records.ts';
import type { Stores } from './stores.ts';

/** A message to the bank of payments that are paid again. It is a draft that anybody may take anew until it is out. */
export interface RetryMessage {
  readonly _id: string;
  readonly runId: string;
  readonly paymentIds: readonly string[];
  readonly executionDate: CalendarDate;
  /** One more each time the payments or the day are decided anew. Left out by messages from before there were takes. */
  readonly take?: number;
  /** A form of this take is kept and may be at the bank: nothing of the message changes any more. */
  readonly isOut: boolean;
  readonly createdAt: Instant;
  readonly createdBy: string;
}

const retryMessageId = (runId: string, n: number): string => `${runId}-r${n}`;
const messagesOf = ({ connection }: Pick<Stores, 'connection'>) => collectionOf(connection, 'paymentMessages');

/** One from before there were takes is out when a form of it was kept. */
const load = async (stores: Pick<Stores, 'connection'>, id: string): Promise<RetryMessage | null> => {
  const found = (await messagesOf(stores).findOne({ _id: id })) as RetryMessage | Omit<RetryMessage, 'isOut'> | null;
  if (found === null || 'isOut' in found) return found;
  const kept = await executionDateOf(stores, id);
  return { ...found, isOut: kept !== undefined, executionDate: kept ?? found.executionDate };
};

/** Gives every payment of a message that is out its mark. Whoever put it out may have died before it. */
const markAll = ({ payments }: Pick<Stores, 'payments'>, { _id, paymentIds }: RetryMessage): Promise<unknown> =>
  Promise.all(
    paymentIds.map((id) => payments.act(id, (payment) => ({ next: putInMessage(payment, _id), answer: true }))),
  );

/** Whether the n-th message may be made: the one before it is out, and has marked its payments, so that none is in two. */
const isNext = async (stores: Stores, runId: string, n: number): Promise<boolean> => {
  if (n === 1) return true;
  const before = await load(stores, retryMessageId(runId, n - 1));
  if (!before?.isOut) return false;
  await markAll(stores, before);
  return true;
};

type Take = Pick<RetryMessage, 'paymentIds' | 'executionDate'>;

const isSame = (one: Take, other: Take): boolean =>
  one.executionDate === other.executionDate && one.paymentIds.join() === other.paymentIds.join();

/** Makes the draft, or swaps it for a further take; whoever was first, the caller reads what is there. */
const keepTake = (
  stores: Pick<Stores, 'connection'>,
  known: RetryMessage | null,
  next: Omit<RetryMessage, 'take' | 'isOut'>,
): Promise<unknown> => {
  const { _id, ...rest } = { ...next, take: (known?.take ?? 0) + 1, isOut: false };
  return known === null
    ? messagesOf(stores).updateOne({ _id }, { $setOnInsert: rest }, { upsert: true })
    : messagesOf(stores).updateOne({ _id, take: known.take ?? null, isOut: { $ne: true } }, { $set: rest });
};

/**
 * The n-th message of a run's payments that are paid again (n from 1): as it is if it is out, else decided anew of all
 * that wait, because the bank may have booked an old payment since it was drafted. What is made of a draft counts,
 * and may be seen, once `putOut` has said so.
 * @returns undefined when there is none to be had: no payment waits, or n is not the next.
 */
export const retryMessage = async (
  stores: Stores,
  asked: {
    readonly runId: string;
    readonly n: number;
    readonly executionDate: CalendarDate;
    readonly by: string;
    readonly at: Instant;
  },
): Promise<RetryMessage | undefined> => {
  const { runId, n, executionDate, by, at } = asked;
  const id = retryMessageId(runId, n);
  for (;;) {
    const known = await load(stores, id);
    if (known?.isOut) return known;
    if (known === null && !(await isNext(stores, runId, n))) return undefined;
    const paymentIds = await paymentsDue(stores, runId, id);
    if (paymentIds.length === 0) return undefined;
    if (known !== null && isSame(known, { paymentIds, executionDate })) return known;
    await keepTake(stores, known, { _id: id, runId, paymentIds, executionDate, createdAt: at, createdBy: by });
  }
};

/**
 * Says that a form of the message is kept, from which on it never changes, and marks its payments as being in it.
 * @returns false when another take was decided meanwhile: what was made of this one must not be seen.
 */
export const putOut = async (stores: Stores, message: RetryMessage): Promise<boolean> => {
  const { matchedCount } = message.isOut
    ? { matchedCount: 1 }
    : await messagesOf(stores).updateOne({ _id: message._id, take: message.take ?? null }, { $set: { isOut: true } });
  if (matchedCount === 0) return false;
  await markAll(stores, message);
  return true;
};

/** The number to ask the next message by: that of the draft there is, or one more than are out. */
export const nextRetryMessage = async (stores: Pick<Stores, 'connection'>, runId: string): Promise<number> => {
  const made = await messagesOf(stores).countDocuments({ runId });
  const last = made === 0 ? null : await load(stores, retryMessageId(runId, made));
  return last?.isOut === false ? made : made + 1;
};

import { z } from 'zod';

/**
 * Every queue there is, and what a nudge in it means. A nudge is a tap on the shoulder, never a fact: it carries an id
 * and nothing else (no amount, no person), and may be lost, doubled or late, because each worker also sweeps.
 */
export const nudges = {
  /** A voucher has a journal line the ledger has not been told of. The id is the voucher's. */
  relay: 'voucher',
  /** A voucher or a hold in it is past its last day. The id is the voucher's. */
  expiry: 'voucher',
  /** A settlement can take its next step. The id is the settlement's or the run's. */
  settlement: 'settlement',
  /** The calendar or the clock of the sandbox has moved. The id is the day's. */
  calendar: 'day',
  /** Terms became known after their day. The id is the provider's or the programme's. */
  repricing: 'terms',
  /** A message is waiting to be sent. The id is the message's. */
  notifications: 'message',
} as const;

export type QueueName = keyof typeof nudges;

/**
 * Nudges of a queue within this time (ms) travel together, and equal ones as one. The relay's wait longest: it is told
 * of every redemption, and ten told at once cost it little more than one.
 */
export const GATHER_MS = {
  relay: 400,
  expiry: 20,
  settlement: 20,
  calendar: 20,
  repricing: 20,
  notifications: 20,
} as const satisfies Record<QueueName, number>;

export const QUEUE_NAMES = Object.keys(nudges) as QueueName[];

/** What travels. Checked on both sides: a job may come from an older version, or from somebody's hand. */
export const payload = z.strictObject({ id: z.string().min(1).max(200) });
export type Payload = z.infer<typeof payload>;

/**
 * The name of a job: the same nudge within one second is the same job. The second is part of it because Redis ignores, without
 * a word, a job whose name it still holds; one that failed would block its successors for ever. BullMQ refuses colons.
 */
export const jobIdOf = (id: string, now: number): string => `${id.replaceAll(':', '_')}-e${Math.floor(now / 1000)}`;

/** A job done is forgotten at once, so the next nudge is heard; one that failed stays an hour to be looked at. */
export const jobOptions = { attempts: 1, removeOnComplete: true, removeOnFail: { age: 3_600, count: 1_000 } } as const;

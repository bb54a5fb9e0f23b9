import type { CalendarDate, Instant, Month } from '#shared/domain/calendar';
import { collectionOf } from './records.ts';
import type { Stores } from './stores.ts';

/** What is told, to whom: never who is a client of what, nor an address, which is looked up when it is sent. */
export type Message =
  | {
      readonly kind: 'expiry30' | 'expiry7';
      readonly to: { readonly clientId: string };
      readonly about: { readonly voucherId: string; readonly number: string; readonly lastDay: CalendarDate };
    }
  | {
      readonly kind: 'statement';
      readonly to: { readonly providerId: string };
      readonly about: { readonly statementId: string; readonly period: Month };
    };

/** `pending` until it is sent, until nobody is there to get it, or until it has failed for good. */
export type NotificationState = 'pending' | 'sent' | 'noAddress' | 'failed';

export type Notification = Message & {
  readonly _id: string;
  readonly state: NotificationState;
  readonly attempts: number;
  /** Not to be taken up before; moved ahead by whoever takes it up. */
  readonly nextAt: Instant;
  readonly at: Instant;
  readonly sentAt?: Instant;
};

/** A voucher extended to another last day is another thing to be reminded of. */
const refOf = (message: Message): string =>
  message.kind === 'statement' ? message.about.statementId : `${message.about.voucherId}-${message.about.lastDay}`;

const DUPLICATE = 11_000;

/** Puts messages in the queue of mail, each once for ever; how many were new. */
export const notify = async (
  { connection }: Pick<Stores, 'connection'>,
  messages: readonly Message[],
  at: Instant,
): Promise<number> => {
  if (messages.length === 0) return 0;
  const documents = messages.map((message) => ({
    ...message,
    _id: `ntf-${message.kind}-${refOf(message)}`,
    state: 'pending' as const,
    attempts: 0,
    nextAt: at,
    at,
  }));
  try {
    return (await collectionOf(connection, 'notifications').insertMany(documents, { ordered: false })).insertedCount;
  } catch (fault) {
    if (!onlyKnown(fault)) throw fault;
    return fault.insertedCount;
  }
};

interface KnownOnly {
  readonly insertedCount: number;
  readonly writeErrors: readonly { readonly code: number }[];
}
const onlyKnown = (fault: unknown): fault is KnownOnly =>
  fault instanceof Error &&
  fault.name === 'MongoBulkWriteError' &&
  (fault as unknown as KnownOnly).writeErrors.every(({ code }) => code === DUPLICATE) &&
  (fault as unknown as { result: { getWriteConcernError(): unknown } }).result.getWriteConcernError() === undefined;

import type { Connection } from 'mongoose';
import type { Document } from 'mongodb';
import { monthOf, type Instant, type Month } from '#shared/domain/calendar';
import type { RefusalCode } from '#shared/domain/outcome';
import type { ServiceFact } from '#shared/domain/voucher/voucher';
import type { Stored } from './aggregate.ts';
import { collectionOf } from './records.ts';
import { insertTogether } from './together.ts';

/** An attempt to record something that was refused, as it was told. */
export interface RefusedEvent {
  readonly id: string;
  readonly providerId: string;
  /** As it was typed; `voucherId` is the voucher it names, whether there is one or not. */
  readonly voucherNumber: string;
  readonly voucherId: string;
  readonly offeringId: string;
  readonly fact: ServiceFact;
  readonly code: RefusalCode;
  readonly at: Instant;
  readonly by: string;
}

const PREFIX = 'rfs-';

/** `digest` is of caller and idempotency key: the same request is refused once, however often it comes. */
export const refusedEventId = ({ from }: Pick<ServiceFact, 'from'>, digest: string): string =>
  `${PREFIX}${monthOf(from)}-${digest}`;

/** The attempts whose first day is in these months, both included. */
export const refusedInMonths = (first: Month, last: Month): Document => ({
  _id: { $gte: `${PREFIX}${first}-`, $lt: `${PREFIX}${last}.` },
});

/** Keeps what was refused; it decides nothing, it only lets nobody forget it. */
export const refusedEventStore = (connection: Connection) => {
  const insert = insertTogether(connection.getClient(), `${connection.name}.refusedEvents`);
  return {
    collection: collectionOf(connection, 'refusedEvents'),
    fromDb: ({ _id, ...rest }: Stored): RefusedEvent => ({ id: _id, ...rest }) as unknown as RefusedEvent,
    /** False when this request was kept before: the first telling stands. */
    keep: ({ id, ...rest }: RefusedEvent): Promise<boolean> => insert({ _id: id, ...rest }),
  };
};

/** What a certificate is counted from, as it lies in the stores: page by page, in the order of providers. */
import { BSON, type FindCursor } from 'mongodb';
import type { Instant, Month } from '#shared/domain/calendar';
import { statementId } from '#shared/domain/ids';
import { visitsPrefix } from '#shared/domain/settlement/line';
import type { LineKind } from '#shared/domain/settlement/statement';
import type { Stored } from './aggregate.ts';
import type { EventRow, LateFact } from './events.ts';
import { linesOf } from './lines.ts';
import { beginningWith } from './prefix.ts';
import { collectionOf } from './records.ts';
import { countingIn, type RunRecord } from './runs.ts';
import type { StatementRecord } from './statements.ts';
import type { Stores } from './stores.ts';

const BATCH = 1_000;

/** The batches of a cursor; the next one travels while one is read. */
async function* batchesOf<T>(cursor: FindCursor<unknown>): AsyncGenerator<T[]> {
  const raw = cursor as FindCursor<Buffer>;
  try {
    let more = raw.hasNext();
    while (await more) {
      const page = raw.readBufferedDocuments();
      more = raw.hasNext();
      // Told by the await of the next round: until then it must not count as nobody's.
      more.catch(() => undefined);
      yield page.map((bytes) => BSON.deserialize(bytes) as T);
    }
  } finally {
    await raw.close();
  }
}

const RAW = { raw: true, batchSize: BATCH } as const;

export type CertifiedEvent = Pick<
  EventRow,
  | '_id'
  | 'kind'
  | 'clientId'
  | 'voucherId'
  | 'providerId'
  | 'offeringId'
  | 'grossCents'
  | 'organiserCents'
  | 'owedCents'
  | 'recordedAt'
  | 'reversedAt'
  | 'disputedAt'
  | 'disputeResolvedAt'
  | 'earlier'
>;

/** Everything that was recorded for a month by an instant, whatever became of it, by provider and id. */
export const eventsRecorded = (
  { connection }: Pick<Stores, 'connection'>,
  month: Month,
  by: Instant,
): AsyncGenerator<CertifiedEvent[]> => {
  const fields = {
    ...{ kind: 1, clientId: 1, voucherId: 1, providerId: 1, offeringId: 1 },
    ...{ grossCents: 1, organiserCents: 1, owedCents: 1, recordedAt: 1, reversedAt: 1 },
    ...{ disputedAt: 1, disputeResolvedAt: 1, earlier: 1 },
  };
  const cursor = collectionOf(connection, 'events')
    .find({ month, recordedAt: { $lte: by } }, { projection: fields, ...RAW })
    .sort({ month: 1, providerId: 1, _id: 1 });
  return batchesOf(cursor);
};

/** Something done to an event that was told only after an instant. */
export type ToldLate = Pick<LateFact, 'eventId' | 'providerId' | 'about'>;

/** What was told of a month's events after an instant, by provider, as it was told. */
export const toldAfter = (
  { connection }: Pick<Stores, 'connection'>,
  months: Month,
  at: Instant,
): AsyncGenerator<ToldLate[]> =>
  batchesOf(
    collectionOf(connection, 'lateFacts')
      .find({ months, toldAt: { $gt: at } }, { projection: { _id: 0, eventId: 1, providerId: 1, about: 1 }, ...RAW })
      .sort({ providerId: 1, toldAt: 1, _id: 1 }),
  );

/** A line as far as it is counted: what a visit's leaves out is told by its id. */
export interface CertifiedLine {
  readonly _id: string;
  readonly runId: string;
  readonly calc: number;
  readonly kind?: LineKind | 'carry';
  readonly statementId?: string;
  readonly from: string;
  readonly grossCents: number;
  readonly organiserCents: number;
  readonly trueUpCents?: number;
  readonly carriedCents?: number;
}

const LINE = {
  ...{ runId: 1, calc: 1, kind: 1, statementId: 1, from: 1 },
  ...{ grossCents: 1, organiserCents: 1, trueUpCents: 1, carriedCents: 1 },
};

/** Every run's lines about the visits of a month, by provider and visit; of a rehearsal, that one's alone. */
export const linesOfVisits = (
  stores: Stores,
  month: Month,
  rehearsal?: Pick<RunRecord, 'id'>,
): AsyncGenerator<CertifiedLine[]> => {
  const prefix = `${rehearsal === undefined ? '' : `${rehearsal.id}.`}${visitsPrefix(month)}`;
  return batchesOf(
    linesOf(stores)
      .find({ _id: beginningWith(prefix) }, { projection: LINE, ...RAW })
      .sort({ _id: 1 }),
  );
};

/** What counts of a run and is found by its statements, debts too, by provider and id. */
export const linesApart = (stores: Stores, run: Pick<RunRecord, 'id' | 'calcs'>): AsyncGenerator<CertifiedLine[]> => {
  const statements = beginningWith(statementId(run.id, 'prv-'));
  const asked = { apart: true, statementId: statements, runId: run.id, calc: countingIn(run) };
  return batchesOf(
    linesOf(stores)
      .find(asked, { projection: LINE, ...RAW })
      .sort({ statementId: 1, _id: 1 }),
  );
};

export type CertifiedStatement = Omit<StatementRecord, 'id' | 'costs'> & { readonly _id: string };

/** A run's statements, by provider. */
export const statementsOf = (
  { statements }: Stores,
  run: Pick<RunRecord, 'id' | 'calcs'>,
): AsyncGenerator<CertifiedStatement[]> =>
  batchesOf(
    statements.collection
      .find({ runId: run.id, calc: countingIn(run) }, { projection: { costs: 0, payee: 0 }, ...RAW })
      .sort({ runId: 1, _id: 1 }),
  );

/** What approval of a run makes even, summed up as approval looks for it. */
export const trueUpsOf = async (
  stores: Stores,
  run: Pick<RunRecord, 'id' | 'calcs'>,
): Promise<{ count: number; cents: number }> => {
  const [found] = await linesOf(stores)
    .aggregate<Stored & { count: number; cents: number }>([
      { $match: { runId: run.id, calc: countingIn(run), trueUpCents: { $exists: true } } },
      { $group: { _id: '', count: { $sum: 1 }, cents: { $sum: '$trueUpCents' } } },
    ])
    .toArray();
  return { count: found?.count ?? 0, cents: found?.cents ?? 0 };
};

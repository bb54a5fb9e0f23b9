import type { Document } from 'mongodb';
import type { Month } from '#shared/domain/calendar';
import { statementId } from '#shared/domain/ids';
import { visitsPrefix, type NewLine } from '#shared/domain/settlement/line';
import type { SettledLine } from '#shared/domain/settlement/month-lines';
import type { LineKind } from '#shared/domain/settlement/statement';
import type { PricingStep } from '#shared/domain/pricing/pricing';
import type { Stored } from './aggregate.ts';
import { WRITE_CONCERN } from './connect.ts';
import { collectionOf } from './records.ts';
import { isSettledBy, type ApprovedRuns } from './runs.ts';
import type { Stores } from './stores.ts';

/** A line as kept. What is null or nothing is left out: there are very many of them. */
export interface LineRecord {
  readonly _id: string;
  readonly runId: string;
  readonly calc: number;
  readonly statementId: string;
  /** Not found by its id among the visits of its run's own month, but by its statement. */
  readonly apart?: true;
  readonly kind: LineKind;
  readonly voucherId: string;
  readonly programmeId: string;
  readonly municipalityCode?: string;
  readonly segment?: string;
  readonly from: string;
  readonly to: string;
  readonly grossCents: number;
  readonly organiserCents: number;
  readonly clientCents: number;
  readonly answers?: string;
  readonly trueUpCents?: number;
  readonly steps?: readonly PricingStep[];
}

/** Whose lines are written: a run, and the calculation that has it in hand. */
export interface Claimant {
  readonly id: string;
  readonly period: Month;
  readonly calc: number;
}

export const linesOf = ({ connection }: Pick<Stores, 'connection'>) => collectionOf(connection, 'lines');

export const lineRecord = (run: Claimant, line: NewLine): LineRecord => ({
  _id: line.id,
  runId: run.id,
  calc: run.calc,
  statementId: statementId(run.id, line.providerId),
  ...(line.id.startsWith(visitsPrefix(run.period)) ? {} : { apart: true }),
  kind: line.kind,
  voucherId: line.voucherId,
  programmeId: line.programmeId,
  ...(line.municipalityCode ? { municipalityCode: line.municipalityCode } : {}),
  ...(line.segment ? { segment: line.segment } : {}),
  from: line.from,
  to: line.to,
  grossCents: line.grossCents,
  organiserCents: line.organiserCents,
  clientCents: line.clientCents,
  ...(line.answers === null ? {} : { answers: line.answers }),
  ...(line.trueUpCents ? { trueUpCents: line.trueUpCents } : {}),
  ...(line.steps === undefined ? {} : { steps: line.steps }),
});

const providerOf = (record: LineRecord): string =>
  `prv-${record.statementId.slice(`stl-${record.runId.slice(4)}-`.length)}`;

const settledLine = (document: Stored): SettledLine => {
  const record = document as unknown as LineRecord;
  const { _id, answers, trueUpCents, kind, voucherId, programmeId, from, to, grossCents, organiserCents, clientCents } =
    record;
  const amounts = { grossCents, organiserCents, clientCents };
  return {
    id: _id,
    kind,
    voucherId,
    programmeId,
    providerId: providerOf(record),
    municipalityCode: record.municipalityCode ?? null,
    segment: record.segment ?? null,
    from,
    to,
    ...amounts,
    answers: answers ?? null,
    trueUpCents,
  };
};

/** Ids from a prefix on, up to but without what no longer begins with it. */
export const beginningWith = (prefix: string) => ({ $gte: prefix, $lt: `${prefix}\uffff` });

/** Those of the ids whose line an approved run has settled, by id. */
export const settledById = async (
  stores: Stores,
  approved: ApprovedRuns,
  ids: readonly string[],
): Promise<Map<string, SettledLine>> => {
  if (ids.length === 0 || approved.size === 0) return new Map();
  const found = await linesOf(stores)
    .find({ _id: { $in: [...ids] } }, { projection: { steps: 0 } })
    .toArray();
  const settled = found.filter((document) => isSettledBy(approved, document as unknown as LineRecord));
  return new Map(settled.map((document) => [document._id, settledLine(document)]));
};

/** All settled lines whose ids begin with one of the prefixes, in order. */
export const settledUnder = async (
  stores: Stores,
  approved: ApprovedRuns,
  prefixes: readonly string[],
): Promise<SettledLine[]> => {
  if (prefixes.length === 0 || approved.size === 0) return [];
  const found = await linesOf(stores)
    .find({ $or: prefixes.map((prefix) => ({ _id: beginningWith(prefix) })) }, { projection: { steps: 0 } })
    .sort({ _id: 1 })
    .toArray();
  return found.filter((document) => isSettledBy(approved, document as unknown as LineRecord)).map(settledLine);
};

const DUPLICATE = 11_000;

interface Inserted {
  readonly writeErrors?: readonly { readonly code: number; readonly index: number; readonly errmsg: string }[];
  readonly writeConcernError?: { readonly errmsg: string };
}

/** Named as the driver names it: whether the lines will stay is not known, so the run is calculated anew. */
const notSure = (message: string): Error => Object.assign(new Error(message), { name: 'MongoWriteConcernError' });

/**
 * Which of the documents were there already; any other fault is thrown. The bare command, because a month's
 * lines are many: the driver's bulk would measure every document before it writes it.
 */
const insertNew = async <T>({ connection }: Stores, documents: readonly T[]): Promise<T[]> => {
  const { w, j, wtimeoutMS } = WRITE_CONCERN;
  const { writeErrors = [], writeConcernError } = (await connection
    .getClient()
    .db(connection.name)
    .command({ insert: 'lines', documents, ordered: false, writeConcern: { w, j, wtimeout: wtimeoutMS } })) as Inserted;
  if (writeConcernError !== undefined) throw notSure(writeConcernError.errmsg);
  const other = writeErrors.find(({ code }) => code !== DUPLICATE);
  if (other !== undefined) throw new Error(`lines were not written: ${other.errmsg}`);
  return writeErrors.flatMap(({ index }) => documents[index] ?? []);
};

/** A newer calculation has the run: what this one still has in hand counts for nothing. */
export class Outdated extends Error {
  constructor(id: string) {
    super(`${id} is calculated by another`);
    this.name = 'Outdated';
  }
}

/**
 * Writes documents whose ids are claims, and says which of them this run could not have. One of an older
 * calculation of this run is replaced. One of another run is somebody else's, unless that run was approved without
 * it: then a worker that had fallen asleep wrote it, it was settled by nobody, and is taken over.
 * @throws Outdated when a newer calculation of this run has written.
 */
export const claim = async (
  stores: Stores,
  run: Claimant,
  approved: ApprovedRuns,
  documents: readonly { readonly _id: string }[],
): Promise<ReadonlySet<string>> => {
  if (documents.length === 0) return new Set();
  const there = await insertNew(stores, documents);
  if (there.length === 0) return new Set();
  const kept = await linesOf(stores)
    .find({ _id: { $in: there.map(({ _id }) => _id) } }, { projection: { runId: 1, calc: 1 } })
    .toArray();
  const holders = new Map(kept.map((document) => [document._id, document as unknown as LineRecord]));
  const lost = new Set<string>();
  const takes: { replaceOne: { filter: Document; replacement: Document } }[] = [];
  for (const document of there) {
    const holder = holders.get(document._id);
    // Given up by its run in this very moment: the next run finds it.
    if (holder === undefined) lost.add(document._id);
    else if (holder.runId === run.id && holder.calc > run.calc) throw new Outdated(run.id);
    else if (holder.runId === run.id || (approved.has(holder.runId) && !isSettledBy(approved, holder)))
      takes.push({
        replaceOne: { filter: { _id: document._id, runId: holder.runId, calc: holder.calc }, replacement: document },
      });
    else lost.add(document._id);
  }
  if (takes.length === 0) return lost;
  const { matchedCount } = await linesOf(stores).bulkWrite(takes, { ordered: false, writeConcern: WRITE_CONCERN });
  // Somebody moved one of them meanwhile: only a calculation that has begun anew can tell what is whose.
  if (matchedCount < takes.length) throw new Outdated(run.id);
  return lost;
};

/**
 * Where the lines of a statement, or of all of a run's, are found: visits of the run's own month lie together by
 * their ids and need no index of their own; everything else is found by its statement.
 */
export const placesOf = (run: Pick<Claimant, 'id' | 'period'>, providerId?: string): Document[] => [
  {
    apart: true,
    statementId:
      providerId === undefined ? beginningWith(statementId(run.id, 'prv-')) : statementId(run.id, providerId),
  },
  {
    _id: beginningWith(`${visitsPrefix(run.period, providerId)}${providerId === undefined ? '' : '-'}`),
    runId: run.id,
  },
];

/** Takes away what older calculations of a run have left, so that their claims are free. */
export const dropOlder = async (stores: Stores, run: Claimant): Promise<void> => {
  for (const place of placesOf(run)) {
    const older = { ...place, runId: run.id, calc: { $lt: run.calc } };
    if ((await linesOf(stores).findOne(older, { projection: { _id: 1 } })) !== null)
      await linesOf(stores).deleteMany(older, { writeConcern: WRITE_CONCERN });
  }
};

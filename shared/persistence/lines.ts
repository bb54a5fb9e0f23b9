import type { Document } from 'mongodb';
import { statementId } from '#shared/domain/ids';
import { visitsPrefix } from '#shared/domain/settlement/line';
import type { SettledLine } from '#shared/domain/settlement/toward';
import type { Stored } from './aggregate.ts';
import { lineOf, providerOf, settledLine, type LineRecord, type Writer } from './line-record.ts';
import type { ProviderRange } from './pieces.ts';
import { beginningWith, endOf } from './prefix.ts';
import { bareWriteConcern } from './connect.ts';
import { notSure } from './faults.ts';
import { collectionOf } from './records.ts';
import { countingIn, isSettledBy, type ApprovedRuns, type RunRecord } from './runs.ts';
import type { Stores } from './stores.ts';

export { lineOf, type LineRecord };

/** Who claims: an attempt at a part of a run's calculation. */
export interface Claimant extends Writer {
  /** What carries no higher number belongs to an earlier asking for the run, and is void. */
  readonly generation: number;
  /** Attempts at the same part that had it before, and will never count. */
  readonly earlier: readonly number[];
}

export const linesOf = ({ connection }: Pick<Stores, 'connection'>) => collectionOf(connection, 'lines');

/** Under which number something is held. */
interface Holder extends Stored {
  readonly runId: string;
  readonly calc: number;
}

/** Those of the ids, of lines or of debts, that an approved run has settled. */
export const settledById = async (
  stores: Stores,
  approved: ApprovedRuns,
  ids: readonly string[],
): Promise<ReadonlySet<string>> => {
  if (ids.length === 0 || approved.size === 0) return new Set();
  const found = await linesOf(stores)
    .find<Holder>({ _id: { $in: [...ids] } }, { projection: { runId: 1, calc: 1 } })
    .toArray();
  return new Set(found.filter((holder) => isSettledBy(approved, holder)).map(({ _id }) => _id));
};

/** So many ranges of ids are asked for with one query. */
const PREFIXES_AT_ONCE = 500;

/** All settled lines whose ids begin with one of the prefixes, in order. */
export const settledUnder = async (
  stores: Stores,
  approved: ApprovedRuns,
  prefixes: readonly string[],
): Promise<SettledLine[]> => {
  if (prefixes.length === 0 || approved.size === 0) return [];
  const found: Stored[] = [];
  for (let at = 0; at < prefixes.length; at += PREFIXES_AT_ONCE) {
    const some = prefixes.slice(at, at + PREFIXES_AT_ONCE).map((prefix) => ({ _id: beginningWith(prefix) }));
    found.push(
      ...(await linesOf(stores)
        .find({ $or: some }, { projection: { steps: 0 } })
        .toArray()),
    );
  }
  return found
    .sort((a, b) => (a._id < b._id ? -1 : 1))
    .map((document) => ({ document, run: approved.get(document['runId'] as string) }))
    .filter(({ document }) => isSettledBy(approved, document as unknown as LineRecord))
    .map(({ document, run }) => ({ ...settledLine(document), settledAt: run?.cutoffAt }));
};

const DUPLICATE = 11_000;

interface Inserted {
  readonly writeErrors?: readonly { readonly code: number; readonly index: number; readonly errmsg: string }[];
  readonly writeConcernError?: { readonly errmsg: string };
}

/**
 * Which of the documents were there already; any other fault is thrown. The bare command, because a month's
 * lines are many: the driver's bulk would measure every document before it writes it.
 */
const insertNew = async ({ connection }: Stores, documents: readonly Stored[]): Promise<Stored[]> => {
  const client = connection.getClient();
  const command = { insert: 'lines', documents, ordered: false, writeConcern: bareWriteConcern(client) };
  const { writeErrors = [], writeConcernError } = (await client.db(connection.name).command(command)) as Inserted;
  if (writeConcernError !== undefined) throw notSure(writeConcernError.errmsg);
  const other = writeErrors.find(({ code }) => code !== DUPLICATE);
  if (other !== undefined) throw new Error(`lines were not written: ${other.errmsg}`);
  return writeErrors.flatMap(({ index }) => documents[index] ?? []);
};

/** Gives up lines that an attempt has just written. */
export const giveUp = async (stores: Stores, run: Claimant, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return;
  const own = { _id: { $in: [...ids] }, runId: run.id, calc: run.calc };
  await linesOf(stores).deleteMany(own);
};

/** The run was asked for anew, or another attempt has this one's part: what it still has in hand counts for nothing. */
export class Outdated extends Error {
  constructor(id: string) {
    super(`${id} is calculated by another`);
    this.name = 'Outdated';
  }
}

/**
 * Whether what holds an id is nobody's: of an earlier asking for this run, of an earlier attempt at this part of it,
 * or of another run that was approved without it, which a worker that had fallen asleep wrote. Each of them can never
 * count any more, so that what counts is never taken away.
 * @throws Outdated when a later attempt holds it.
 */
const isVoid = (run: Claimant, approved: ApprovedRuns, holder: Holder): boolean => {
  if (holder.runId !== run.id) return approved.has(holder.runId) && !isSettledBy(approved, holder);
  if (holder.calc > run.calc) throw new Outdated(run.id);
  if (holder.calc <= run.generation || run.earlier.includes(holder.calc)) return true;
  throw new Error(`${holder._id} is found by two parts of ${run.id}`);
};

/**
 * Writes documents whose ids are claims, and says which of them this run could not have, because another has. What is
 * nobody's is taken over.
 * @throws Outdated when a later attempt has written.
 */
export const claim = async (
  stores: Stores,
  run: Claimant,
  approved: ApprovedRuns,
  documents: readonly Stored[],
): Promise<ReadonlySet<string>> => {
  if (documents.length === 0) return new Set();
  const there = await insertNew(stores, documents);
  if (there.length === 0) return new Set();
  const kept = await linesOf(stores)
    .find<Holder>({ _id: { $in: there.map(({ _id }) => _id) } }, { projection: { runId: 1, calc: 1 } })
    .toArray();
  const holders = new Map(kept.map((holder) => [holder._id, holder]));
  const lost = new Set<string>();
  const takes: { replaceOne: { filter: Document; replacement: Document } }[] = [];
  for (const document of there) {
    const { _id } = document;
    const holder = holders.get(_id);
    // Given up in this very moment: whoever begins anew finds it free.
    if (holder === undefined) throw new Outdated(run.id);
    if (!isVoid(run, approved, holder)) lost.add(_id);
    else takes.push({ replaceOne: { filter: { _id, runId: holder.runId, calc: holder.calc }, replacement: document } });
  }
  if (takes.length === 0) return lost;
  const { matchedCount } = await linesOf(stores).bulkWrite(takes, { ordered: false });
  // Somebody moved one of them meanwhile: only an attempt that begins anew can tell what is whose.
  if (matchedCount < takes.length) throw new Outdated(run.id);
  return lost;
};

type Placed = Pick<Writer, 'id' | 'period'>;

/**
 * Where the lines of a statement are found: visits of the run's own month lie together by their ids and need no index
 * of their own; everything else is found by its statement.
 */
export const placesOf = (run: Placed, providerId: string): Document[] => [
  { apart: true, statementId: statementId(run.id, providerId) },
  { _id: beginningWith(`${visitsPrefix(run.period, providerId)}-`), runId: run.id },
];

/** The statements of a range of providers. */
const statementsIn = (run: Placed, { from, to }: ProviderRange) => ({
  $gte: statementId(run.id, from),
  $lt: to === null ? endOf(statementId(run.id, 'prv-')) : statementId(run.id, to),
});

/** Everybody. */
export const ALL_PROVIDERS: ProviderRange = { from: 'prv-', to: null };

/** Takes away what earlier attempts have left among the lines of some providers, so that their claims are free. */
export const dropVoid = async (stores: Stores, run: Claimant, { from, to }: ProviderRange): Promise<void> => {
  const visits = {
    $gte: visitsPrefix(run.period, from),
    $lt: to === null ? endOf(visitsPrefix(run.period)) : visitsPrefix(run.period, to),
  };
  const nobodys = { runId: run.id, $or: [{ calc: { $lte: run.generation } }, { calc: { $in: [...run.earlier] } }] };
  for (const place of [{ apart: true, statementId: statementsIn(run, { from, to }) }, { _id: visits }])
    await linesOf(stores).deleteMany({ ...place, ...nobodys });
};

/** The same among what is found by statements only: all that a part which is no range of providers can have left. */
export const dropVoidApart = async (stores: Stores, run: Claimant): Promise<void> => {
  const nobodys = { runId: run.id, calc: { $in: [...run.earlier] } };
  const place = { apart: true, statementId: statementsIn(run, ALL_PROVIDERS) };
  await linesOf(stores).deleteMany({ ...place, ...nobodys });
};

/** A debt brought forward, or a line, as it is merged into its statement. */
export type Apart =
  | { readonly providerId: string; readonly carriedCents: number }
  | { readonly providerId: string; readonly line: SettledLine };

const apartOf = (document: Stored): Apart => {
  if (document['kind'] !== 'carry') {
    const line = settledLine(document);
    return { providerId: line.providerId, line };
  }
  const carry = document as unknown as Pick<LineRecord, 'runId' | 'statementId'> & { readonly carriedCents: number };
  return { providerId: providerOf(carry), carriedCents: carry.carriedCents };
};

const PAGE = 1_000;

/** What counts by now of what is found by the statements of some providers, in the order of provider and id. */
export async function* apartIn(
  stores: Stores,
  run: Placed & Pick<RunRecord, 'calcs'>,
  range: ProviderRange,
): AsyncGenerator<Apart[]> {
  const asked = { apart: true, statementId: statementsIn(run, range), runId: run.id, calc: countingIn(run) };
  const cursor = linesOf(stores)
    .find(asked, { projection: { steps: 0 }, batchSize: PAGE })
    .sort({ statementId: 1, _id: 1 });
  try {
    while (await cursor.hasNext()) yield cursor.readBufferedDocuments().map(apartOf);
  } finally {
    await cursor.close();
  }
}

/** Whose statements may have anything apart, of what was written so far. */
export const providersWithLinesApart = async (stores: Stores, run: Placed): Promise<string[]> => {
  const asked = { apart: true, statementId: statementsIn(run, ALL_PROVIDERS) };
  const statements = (await linesOf(stores).distinct('statementId', asked)) as string[];
  return statements.map((statement) => providerOf({ runId: run.id, statementId: statement }));
};

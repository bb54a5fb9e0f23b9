/** What one run settles otherwise than another, provider by provider: however large they are, little is in memory. */
import { monthBefore } from '#shared/domain/calendar';
import { runId, statementId } from '#shared/domain/ids';
import {
  changeOf,
  NOTHING,
  plus,
  sumsOf,
  type Change,
  type Side,
  type Sums,
  type VoucherSums,
} from '#shared/domain/settlement/difference';
import { isApproved } from '#shared/domain/settlement/run';
import type { RunTotals, SettlementLine } from '#shared/domain/settlement/statement';
import { lineOf, linesOf, placesOf } from '#shared/persistence/lines';
import { beginningWith } from '#shared/persistence/prefix';
import { countingIn, type RunRecord } from '#shared/persistence/runs';
import type { Stores } from '#shared/persistence/stores';
import { paired } from './merge.ts';

/** A run that can be compared: calculated, whether approved or not. */
export type Calculated = RunRecord & { readonly hash: string; readonly totals: RunTotals };
export const isCalculated = (run: RunRecord): run is Calculated => run.hash !== null && run.totals !== null;

export interface Comparison {
  readonly run: Calculated;
  /** Null where there is nothing to hold it against. */
  readonly against: Calculated | null;
  readonly by: 'line' | 'voucher';
  /** Which of the two settles only what is new beside the other, where one does. */
  readonly adds: 'run' | 'against' | null;
}

/** What is to be compared how. */
export const comparison = (run: Calculated, against: Calculated | null): Comparison => {
  if (against === null) return { run, against, by: 'line', adds: null };
  if (against.period !== run.period) return { run, against, by: 'voucher', adds: null };
  const adds = run.against.includes(against.id) ? 'run' : against.against.includes(run.id) ? 'against' : null;
  return { run, against, by: 'line', adds };
};

/** The run that people hold another against (contract, `diffRuns`). */
export const heldAgainst = async ({ runs }: Stores, run: RunRecord): Promise<Calculated | null> => {
  const months = [run.period, monthBefore(run.period)].map((period) => ({ _id: beginningWith(runId(period, 1)) }));
  const found = await runs.collection.find({ $or: months }).toArray();
  const calculated = found.map((document) => runs.fromDb(document)).filter(isCalculated);
  const ofPeriod = calculated
    .filter(({ period, round }) => period === run.period && (run.dryRun || round < run.round))
    .sort((a, b) => b.round - a.round);
  const ofMonthBefore = calculated
    .filter((other) => other.period !== run.period && isApproved(other))
    .sort((a, b) => a.round - b.round);
  return ofPeriod[0] ?? ofMonthBefore[0] ?? null;
};

/** How much was read so far: a page ends by it. */
export interface Effort {
  lines: number;
}

const BATCH = 1_000;
const SHOWN = {
  ...{ runId: 1, calc: 1, statementId: 1, kind: 1, voucherId: 1, programmeId: 1 },
  ...{ from: 1, to: 1, grossCents: 1, organiserCents: 1, answers: 1 },
} as const;

/** A provider's lines of a run in the order of their ids, those after one; none of no run. A rehearsal's ids are told as the run's would be. */
async function* linesOfProvider(
  stores: Stores,
  run: Calculated | null,
  providerId: string,
  effort: Effort,
  after = '',
): AsyncGenerator<SettlementLine> {
  if (run === null) return;
  const prefix = run.dryRun ? `${run.id}.` : '';
  const counting = { runId: run.id, calc: countingIn(run), kind: { $ne: 'carry' } };
  const later = after === '' ? {} : { _id: { $gt: `${prefix}${after}` } };
  const cursor = linesOf(stores)
    .find({ $and: [{ $or: placesOf(run, providerId) }, counting, later] }, { projection: SHOWN, batchSize: BATCH })
    .sort({ _id: 1 });
  try {
    for await (const document of cursor) {
      effort.lines += 1;
      const { _id, kind, voucherId, programmeId, from, to, answers = null, ...amounts } = lineOf(document);
      const { grossCents, organiserCents, clientCents } = amounts;
      const told = { kind, voucherId, programmeId, from, to, grossCents, organiserCents, clientCents, answers };
      yield { id: _id.slice(prefix.length), ...told };
    }
  } finally {
    await cursor.close();
  }
}

type Sides = readonly [before: Calculated | null, after: Calculated | null];

/** What is read of each: of two that stand beside each other, only what the one adds. */
const sidesOf = ({ run, against, adds }: Comparison): Sides => {
  if (adds === 'run') return [null, run];
  if (adds === 'against') return [against, null];
  return [against, run];
};

interface Both {
  readonly key: string;
  readonly left: Side | null;
  readonly right: Side | null;
}

/** All that both have of a provider after a key, in order, unchanged things too: so that it is known how far one has read. */
type Reader = (providerId: string, after?: string) => AsyncIterable<Both>;

const keyOf = ({ voucherId, programmeId }: Pick<VoucherSums, 'voucherId' | 'programmeId'>): string =>
  `${voucherId}:${programmeId}`;

/** What a provider's lines come to, by voucher and programme, in order. */
async function* ofVouchers(lines: AsyncIterable<SettlementLine>, after: string): AsyncGenerator<VoucherSums> {
  const sums = new Map<string, VoucherSums>();
  for await (const line of lines) {
    const { voucherId, programmeId } = line;
    const key = keyOf(line);
    sums.set(key, { voucherId, programmeId, ...plus(sumsOf(sums.get(key) ?? null), sumsOf(line)) });
  }
  yield* [...sums]
    .filter(([key]) => key > after)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, sum]) => sum);
}

const readerOf = (stores: Stores, { by, ...asked }: Comparison, effort: Effort): Reader => {
  const [before, after] = sidesOf({ by, ...asked });
  const lines = (run: Calculated | null, providerId: string, last?: string) =>
    linesOfProvider(stores, run, providerId, effort, last);
  if (by === 'line')
    return (providerId, last) =>
      paired(lines(before, providerId, last), lines(after, providerId, last), ({ id }) => id);
  return (providerId, last = '') =>
    paired(ofVouchers(lines(before, providerId), last), ofVouchers(lines(after, providerId), last), keyOf);
};

/** Ids of the providers that a run has statements for, in order, from one on. */
async function* withStatements(stores: Stores, run: Calculated | null, from: string): AsyncGenerator<string> {
  if (run === null) return;
  const asked = { runId: run.id, _id: { $gte: statementId(run.id, from) }, calc: countingIn(run) };
  const cursor = stores.statements.collection
    .find(asked, { projection: { providerId: 1 }, batchSize: BATCH })
    .sort({ runId: 1, _id: 1 });
  try {
    for await (const { providerId } of cursor) yield providerId as string;
  } finally {
    await cursor.close();
  }
}

export interface Place {
  readonly providerId: string;
  /** After which of its lines or vouchers; empty before its first. */
  readonly key: string;
}

/** Which part of a comparison is asked for. */
export interface Part {
  readonly after?: Place | undefined;
  readonly providerId?: string | undefined;
}

async function* providersIn(stores: Stores, asked: Comparison, { after, providerId }: Part): AsyncGenerator<string> {
  if (providerId !== undefined) {
    yield providerId;
    return;
  }
  const from = after?.providerId ?? 'prv-';
  const [left, right] = sidesOf(asked);
  const both = paired(withStatements(stores, left, from), withStatements(stores, right, from), (id) => id);
  for await (const { key } of both) yield key;
}

export interface Found {
  readonly place: Place;
  readonly before: Side | null;
  readonly after: Side | null;
  /** Undefined where nothing is different. */
  readonly change: Change | undefined;
}

/**
 * Everything that the two runs have, in the order of providers and then of lines or vouchers, after a place; of one
 * provider where that is given. `effort` tells how many lines were read for it.
 */
export async function* compare(stores: Stores, asked: Comparison, part: Part, effort: Effort): AsyncGenerator<Found> {
  const read = readerOf(stores, asked, effort);
  for await (const providerId of providersIn(stores, asked, part)) {
    const last = part.after?.providerId === providerId ? part.after.key : '';
    for await (const { key, left: before, right: after } of read(providerId, last))
      yield { place: { providerId, key }, before, after, change: changeOf(before, after) };
  }
}

export type Counts = Readonly<Record<Change, number>>;

export interface ProviderFound extends Found {
  readonly before: Sums | null;
  readonly after: Sums | null;
  readonly counts: Counts;
}

/** The same summed up by provider, those too of which nothing is different. */
export async function* compareProviders(
  stores: Stores,
  asked: Comparison,
  part: Part,
  effort: Effort,
): AsyncGenerator<ProviderFound> {
  const read = readerOf(stores, asked, effort);
  for await (const providerId of providersIn(stores, asked, part)) {
    if (providerId === part.after?.providerId) continue;
    const counts = { added: 0, gone: 0, changed: 0 };
    let [before, after]: [Sums | null, Sums | null] = [null, null];
    for await (const { left, right } of read(providerId)) {
      const change = changeOf(left, right);
      if (change !== undefined) counts[change] += 1;
      if (left !== null) before = plus(before ?? NOTHING, sumsOf(left));
      if (right !== null) after = plus(after ?? NOTHING, sumsOf(right));
    }
    const isSame = counts.added + counts.gone + counts.changed === 0;
    const change = isSame ? undefined : (changeOf(before, after) ?? 'changed');
    yield { place: { providerId, key: '' }, before, after, change, counts };
  }
}

import type { Connection } from 'mongoose';
import { takeNumber } from '#shared/domain/settlement/calculate-run';
import type { Versioned } from './act.ts';
import { aggregateStore, type Stored } from './aggregate.ts';
import { beginningWith } from './prefix.ts';
import type { Held, RunRecord } from './runs.ts';
import type { Stores } from './stores.ts';

/** Vouchers by their ids: those after one, up to and with another; to the end where that is null. */
export interface VoucherRange {
  readonly after: string;
  readonly upTo: string | null;
}

/** Providers by their ids: from one on, up to but without another; to the end where that is null. */
export interface ProviderRange {
  readonly from: string;
  readonly to: string | null;
}

/** What is done as one piece. Those of providers come after all others, whose lines they read. */
export type Task =
  | { readonly kind: 'carries' | 'lateVisits' }
  | ({ readonly kind: 'housing' | 'soteCentre' } & VoucherRange)
  | ({ readonly kind: 'providers'; readonly providers: number } & ProviderRange);

/** A piece of a run's calculation: as much as a worker takes up at a time. */
export interface PieceRecord extends Versioned {
  /** Names the division that it belongs to: a run, and the number of the attempt that divided it. */
  readonly of: string;
  readonly set: number;
  readonly task: Task;
  /** The number of the attempt that has it, or has done it; 0 before the first. */
  readonly attempt: number;
  /** Attempts that had it before, and will never count. */
  readonly earlier: readonly number[];
  /** Milliseconds since 1970 in real time: until then a worker has it in hand. */
  readonly leaseUntil: number;
  /** Faults in a row that were not the store's. */
  readonly failures: number;
  /** Done, by `attempt`: what that has written counts. Never undone. */
  readonly done: boolean;
  readonly held: readonly Held[];
}

export const pieceStore = (connection: Connection) => aggregateStore<PieceRecord>(connection, 'pieces');

const divisionOf = (runId: string, set: number): string => `${runId}.${set}`;

/** Keeps the pieces of a division. Its number was given to nobody else, so there are none of it. */
export const keepPieces = async ({ pieces }: Stores, run: RunRecord, tasks: readonly Task[]): Promise<void> => {
  const of = divisionOf(run.id, run.calc);
  const documents = tasks.map((task, index): Stored => ({
    ...{ _id: `${of}.${String(index).padStart(6, '0')}`, ver: 1, of, set: run.calc, task },
    ...{ attempt: 0, earlier: [], leaseUntil: 0, failures: 0, done: false, held: [] },
  }));
  await pieces.collection.insertMany(documents);
};

/** Open pieces are tried in no order, lest all who come at once want the same. */
const AMONG = 8;

const anyOf = <T>(items: readonly T[]): T | undefined => items[Math.floor(Math.random() * items.length)];

/**
 * Takes up a piece that nobody has in hand, under a number of its own. Whoever had it before has a lower number, is
 * among the earlier attempts from here on, and can no longer have it accepted.
 * @returns undefined when every piece is done or in somebody's hands, or the run has gone on.
 */
export const claimPiece = async (stores: Stores, run: RunRecord, leaseMs: number): Promise<PieceRecord | undefined> => {
  if (run.stage === null) return undefined;
  const { set } = run.stage;
  const of = divisionOf(run.id, set);
  for (;;) {
    const open = { of, done: false, leaseUntil: { $lt: Date.now() } };
    const found = await stores.pieces.collection.find(open).limit(AMONG).toArray();
    const chosen = anyOf(found);
    if (chosen === undefined) return undefined;
    const seen = stores.pieces.fromDb(chosen);
    // While somebody turns the page no number is given out: theirs has to stay the last.
    const numbered = (now: RunRecord) => {
      const next = now.stage?.set === set && now.leaseUntil < Date.now() ? takeNumber(now, run.generation) : undefined;
      return next === undefined ? { next: now, answer: null } : { next: { ...now, ...next }, answer: next.calc };
    };
    const number = await stores.runs.act<number | null>(run.id, numbered, run);
    if (number === null) return undefined;
    const taken = (now: PieceRecord) => {
      if (now.done || now.leaseUntil >= Date.now() || now.attempt > number) return { next: now, answer: null };
      const earlier = now.attempt === 0 ? now.earlier : [...now.earlier, now.attempt];
      const next = { ...now, attempt: number, earlier, leaseUntil: Date.now() + leaseMs };
      return { next, answer: next };
    };
    const piece = await stores.pieces.act<PieceRecord | null>(seen.id, taken, seen);
    if (piece !== null) return piece;
  }
};

/** Keeps a piece in the hands of its attempt; false when it is no longer, or the run was asked for anew. */
export const renewPiece = async (
  { pieces, runs }: Stores,
  run: RunRecord,
  { id, attempt }: PieceRecord,
  leaseMs: number,
): Promise<boolean> => {
  const [renewed, asked] = await Promise.all([
    pieces.collection.updateOne({ _id: id, attempt, done: false }, { $set: { leaseUntil: Date.now() + leaseMs } }),
    runs.collection.findOne({ _id: run.id, generation: run.generation }, { projection: { _id: 1 } }),
  ]);
  return renewed.matchedCount === 1 && asked !== null;
};

/** Says that a piece is done; false when a later attempt has it, which alone will count. */
export const acceptPiece = async ({ pieces }: Stores, piece: PieceRecord, held: readonly Held[]): Promise<boolean> => {
  const accepted = (now: PieceRecord) =>
    now.attempt === piece.attempt
      ? { next: now.done ? now : { ...now, done: true, held, failures: 0 }, answer: true }
      : { next: now, answer: false };
  return (await pieces.act(piece.id, accepted, piece)) === true;
};

/** Gives a piece back for whoever tries next; how many faults it has come to. */
export const releasePiece = async (
  { pieces }: Stores,
  { id, attempt }: PieceRecord,
  moreFailures: number,
): Promise<number> =>
  (await pieces.act(id, (now) => {
    if (now.attempt !== attempt || now.done) return { next: now, answer: 0 };
    const failures = now.failures + moreFailures;
    return { next: { ...now, failures, leaseUntil: 0 }, answer: failures };
  })) ?? 0;

/** The pieces of the open division in their order, when all of them are done; undefined before. */
export const acceptedPieces = async ({ pieces }: Stores, run: RunRecord): Promise<PieceRecord[] | undefined> => {
  if (run.stage === null) return [];
  const of = divisionOf(run.id, run.stage.set);
  if ((await pieces.collection.countDocuments({ of, done: true })) < run.stage.pieces) return undefined;
  const found = await pieces.collection.find({ of }).sort({ _id: 1 }).toArray();
  return found.map((document) => pieces.fromDb(document));
};

/** Whether there is something that a worker could do for a run under calculation now. */
export const isLeft = async (
  { pieces }: Pick<Stores, 'pieces'>,
  run: Pick<RunRecord, 'id' | 'stage' | 'leaseUntil'>,
  now: number,
): Promise<boolean> => {
  if (run.leaseUntil >= now) return false;
  if (run.stage === null) return true;
  const undone = { of: divisionOf(run.id, run.stage.set), done: false };
  const projection = { _id: 1 };
  const open = await pieces.collection.findOne({ ...undone, leaseUntil: { $lt: now } }, { projection });
  return open !== null || (await pieces.collection.findOne(undone, { projection })) === null;
};

/** Takes away the pieces of a run's divisions up to a number. */
export const dropPieces = async ({ pieces }: Stores, runId: string, upTo: number): Promise<void> => {
  await pieces.collection.deleteMany({ _id: beginningWith(`${runId}.`), set: { $lte: upTo } });
};

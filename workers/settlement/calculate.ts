import { setTimeout as wait } from 'node:timers/promises';
import { failCalculation, noteProgress } from '#shared/domain/settlement/calculate-run';
import { isStoreAway } from '#shared/persistence/faults';
import { Outdated } from '#shared/persistence/lines';
import { acceptedPieces, acceptPiece, claimPiece, releasePiece, renewPiece } from '#shared/persistence/pieces';
import type { PieceRecord } from '#shared/persistence/pieces';
import type { Held, RunRecord } from '#shared/persistence/runs';
import type { WorkerDeps } from '../deps.ts';
import { PIECE_SIZES, type PieceSizes } from './divide.ts';
import { hold, LEASE_MS, type Hold } from './hold.ts';
import { doPiece } from './piece.ts';
import { inHand, takeTurn, turn } from './turn.ts';

export interface SettlementDeps extends Pick<WorkerDeps, 'stores' | 'clock' | 'log' | 'nudge'> {
  /** Called, and waited for, at every boundary between two batches: a worker gives a sign of life; a test stops it, or lets it sleep. */
  readonly onBatch?: () => void | Promise<void>;
  /** A test makes small pieces of little. */
  readonly sizes?: PieceSizes;
}

/** A fault that comes again and again is not mended by trying. */
const MOST_FAILURES = 3;
/** A piece that was taken up so often and never done has ended every worker that tried. */
const MOST_ATTEMPTS = 50;

/** A worker for whom there is nothing to do stays so long: most often there soon is. */
const PATIENCE_MS = 2_000;
const LOOK_EVERY_MS = 100;

const fail = async ({ stores, log }: SettlementDeps, run: RunRecord, fault?: unknown): Promise<void> => {
  log.error({ err: fault, run: run.id }, 'a run cannot be calculated');
  await stores.runs.act(run.id, (now) => {
    const failed = failCalculation(now, run.generation, 'INTERNAL');
    return { next: failed === undefined ? now : { ...now, ...failed }, answer: null };
  });
};

/** Stops a worker that has lost its part, at the boundary after. */
const pulseOf = (deps: SettlementDeps, run: RunRecord, held: Hold) => async (): Promise<void> => {
  await deps.onBatch?.();
  if (held.isLost()) throw new Outdated(run.id);
};

/** Gives the run back at once, for whoever tries next; or fails it when trying does not help. */
const letGoOfTurn = async (deps: SettlementDeps, run: RunRecord, fault: unknown): Promise<void> => {
  const failures = run.failures + (isStoreAway(fault) ? 0 : 1);
  await deps.stores.runs.act(run.id, (now) => {
    const isOurs = now.calc === run.calc && now.status === 'calculating';
    return { next: isOurs ? { ...now, failures, leaseUntil: 0 } : now, answer: null };
  });
  if (failures >= MOST_FAILURES) await fail(deps, run, fault);
};

/** Brings a run on whose pieces are all done, or that has none yet; false where another is at it. */
const takeStep = async (deps: SettlementDeps, seen: RunRecord, done: readonly PieceRecord[]): Promise<boolean> => {
  const { stores, nudge, log } = deps;
  const run = await takeTurn(stores, seen);
  if (run === null) return false;
  const { runs } = stores;
  const renew = async () => {
    const mine = { _id: run.id, calc: run.calc, status: 'calculating' };
    return (await runs.collection.updateOne(mine, { $set: { leaseUntil: Date.now() + LEASE_MS } })).matchedCount === 1;
  };
  const held = hold(renew, log);
  try {
    const came = await turn(stores, run, done, { pulse: pulseOf(deps, run, held), sizes: deps.sizes ?? PIECE_SIZES });
    if (came === 'calculated') log.info({ run: run.id, calc: run.calc }, 'a run is calculated');
    // Whoever is at leisure may help.
    else nudge.nudge('settlement', 'all');
    return true;
  } catch (fault) {
    if (!(fault instanceof Outdated)) await letGoOfTurn(deps, run, fault);
    throw fault;
  } finally {
    held.end();
  }
};

/** Does a piece that was taken up, and has it accepted. */
const takePiece = async (deps: SettlementDeps, run: RunRecord, piece: PieceRecord): Promise<void> => {
  const { stores, log } = deps;
  const unpriced: Held[] = [];
  const held = hold(() => renewPiece(stores, run, piece, LEASE_MS), log);
  try {
    const { attempt, earlier } = piece;
    const pulse = pulseOf(deps, run, held);
    const part = { hold: (one: Held) => void unpriced.push(one), pulse };
    await doPiece(await inHand(stores, { ...run, calc: attempt, earlier }, part), piece);
    if (!(await acceptPiece(stores, piece, unpriced))) throw new Outdated(run.id);
  } catch (fault) {
    if (fault instanceof Outdated) throw fault;
    const failures = await releasePiece(stores, piece, isStoreAway(fault) ? 0 : 1);
    if (failures >= MOST_FAILURES) await fail(deps, run, fault);
    throw fault;
  } finally {
    held.end();
  }
  const { task } = piece;
  if (task.kind !== 'providers') return;
  await stores.runs.act(run.id, (now) => {
    const noted = noteProgress(now, run.generation, task.providers);
    return { next: noted === undefined ? now : { ...now, ...noted }, answer: null };
  });
};

/** Whether anything was to be done. */
const step = async (deps: SettlementDeps, run: RunRecord): Promise<boolean> => {
  const piece = await claimPiece(deps.stores, run, LEASE_MS);
  if (piece === undefined) {
    const done = await acceptedPieces(deps.stores, run);
    return done !== undefined && takeStep(deps, run, done);
  }
  if (piece.earlier.length >= MOST_ATTEMPTS) await fail(deps, run);
  else await takePiece(deps, run, piece);
  return true;
};

/**
 * Takes part in calculating a run, piece by piece, until it is calculated or there is nothing more to do but for
 * others. Any number of workers may, and any of them may die or fall asleep anywhere: a part counts by the one attempt
 * at it that was accepted, so nothing is settled twice, and the same facts give the same hash.
 * @throws Outdated when the run was asked for anew, or another has taken what was in hand.
 */
export const calculate = async (deps: SettlementDeps, id: string): Promise<void> => {
  for (let waited = 0; waited <= PATIENCE_MS;) {
    const run = await deps.stores.runs.load(id);
    if (run === null || (run.status !== 'queued' && run.status !== 'calculating')) return;
    if (await step(deps, run)) waited = 0;
    else {
      await wait(LOOK_EVERY_MS);
      waited += LOOK_EVERY_MS;
    }
  }
};

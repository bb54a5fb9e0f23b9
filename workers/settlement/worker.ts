import { failCalculation, beginCalculation } from '#shared/domain/settlement/calculate-run';
import { isApproved } from '#shared/domain/settlement/run';
import { isStoreAway } from '#shared/persistence/faults';
import { Outdated } from '#shared/persistence/lines';
import { runsToWork, type RunRecord } from '#shared/persistence/runs';
import type { Work } from '#shared/queues/run-worker';
import type { WorkerDeps } from '../deps.ts';
import { calculate } from './calculate.ts';
import { postRun } from './post.ts';

/** A worker that has not renewed its hold for so long is taken for dead. */
const LEASE_MS = 8_000;
const RENEW_MS = 2_500;
/** A fault that comes again and again is not mended by trying. */
const MOST_FAILURES = 3;

export interface SettlementDeps extends Pick<WorkerDeps, 'stores' | 'clock' | 'log' | 'nudge'> {
  /** Called at every boundary between two batches; a test stops a worker here. */
  readonly onBatch?: () => void;
}

/**
 * Takes a run up under a calculation of its own number, which is the fence: whoever held it before has an older
 * number, and nothing it still writes counts. Null where another worker has it in hand, or nothing is to be done.
 */
const takeUp = ({ stores }: SettlementDeps, id: string): Promise<RunRecord | null> =>
  stores.runs.act<RunRecord | null>(id, (run) => {
    const isLeft = run.status === 'calculating' && run.leaseUntil < Date.now();
    if (run.status !== 'queued' && !isLeft) return { next: run, answer: null };
    const calc = run.calc + 1;
    const begun = beginCalculation({ ...run, calc, status: 'queued' }, calc, run.progress.total);
    const next = { ...run, ...begun, leaseUntil: Date.now() + LEASE_MS };
    return { next, answer: next };
  });

/** Keeps the run in this worker's hands while it works. */
const holding = ({ stores, log }: SettlementDeps, run: RunRecord): NodeJS.Timeout =>
  setInterval(() => {
    stores.runs.collection
      .updateOne({ _id: run.id, calc: run.calc }, { $set: { leaseUntil: Date.now() + LEASE_MS } })
      .catch((err: unknown) => log.debug({ err, run: run.id }, 'a hold was not renewed'));
  }, RENEW_MS);

/** Gives the run back at once, for whoever tries next; or fails it when trying does not help. */
const letGo = async ({ stores, log }: SettlementDeps, run: RunRecord, fault: unknown): Promise<void> => {
  const isTheirs = isStoreAway(fault);
  const failures = run.failures + (isTheirs ? 0 : 1);
  const isOver = failures >= MOST_FAILURES;
  if (isOver) log.error({ err: fault, run: run.id }, 'a run cannot be calculated');
  await stores.runs.act(run.id, (now) => {
    if (now.calc !== run.calc || now.status !== 'calculating') return { next: now, answer: null };
    const failed = isOver ? failCalculation(now, run.calc, 'INTERNAL') : undefined;
    return { next: { ...now, ...failed, failures, leaseUntil: 0 }, answer: null };
  });
};

const settle = async (deps: SettlementDeps, id: string): Promise<void> => {
  const known = await deps.stores.runs.load(id);
  if (known === null) return;
  if (isApproved(known)) {
    if (known.posted) return;
    await postRun(deps.stores, known, deps.clock);
    return deps.nudge.nudge('notifications', 'all');
  }
  const run = await takeUp(deps, id);
  if (run === null) return;
  const hold = holding(deps, run);
  try {
    await calculate({ stores: deps.stores, run, onBatch: deps.onBatch });
    deps.log.info({ run: run.id, calc: run.calc }, 'a run is calculated');
  } catch (fault) {
    if (fault instanceof Outdated) return deps.log.info({ run: run.id, calc: run.calc }, 'a run went into other hands');
    await letGo(deps, run, fault);
    throw fault;
  } finally {
    clearInterval(hold);
  }
};

/**
 * Settlement: runs that were asked for are calculated, runs a worker died with are calculated anew, approved runs
 * are posted. A nudge that names no run means that there is one.
 */
export const settlementWork = (deps: SettlementDeps): Work => {
  const due = (limit: number) => runsToWork(deps.stores, Date.now(), limit);
  return {
    name: 'settlement',
    everyMs: 4_000,
    due,
    one: async (id) => {
      for (const run of id.startsWith('run-') ? [id] : await due(100)) await settle(deps, run);
    },
  };
};

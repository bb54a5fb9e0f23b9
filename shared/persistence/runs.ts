import type { Connection } from 'mongoose';
import { dayIn, type Instant, type Month } from '#shared/domain/calendar';
import { isRefused, type RefusalCode, type Refused } from '#shared/domain/outcome';
import {
  askForRun,
  isApproved,
  recalculate,
  requestRun,
  type RunRequest,
  type SettlementRun,
} from '#shared/domain/settlement/run';
import { decidedBy } from './act.ts';
import { aggregateStore } from './aggregate.ts';
import type { Stores } from './stores.ts';

/** A month that could not be priced: it is in no statement until what is missing is there. */
export interface Held {
  readonly voucherId: string;
  readonly month: Month;
  readonly code: RefusalCode;
}

/** A run as kept: with what its workers need to take turns. */
export interface RunRecord extends SettlementRun {
  /** Never changes, so that a list of runs keeps its order. */
  readonly createdAt: Instant;
  /** Milliseconds since 1970 in real time: until then a worker has it in hand. */
  readonly leaseUntil: number;
  /** Faults in a row that were not the store's. */
  readonly failures: number;
  /** Whether the ledger has got what the approval posts. */
  readonly posted: boolean;
  /** The first of the months that could not be priced. */
  readonly held: readonly Held[];
  /** Made of the idempotency keys of those who asked: the same request asks once. */
  readonly origins: readonly string[];
}

export const runStore = (connection: Connection) => aggregateStore<RunRecord>(connection, 'runs');

/** What a run begins with, besides what the rules say of it. */
const FRESH = { leaseUntil: 0, failures: 0, posted: false, held: [] } as const;

const recordOf = (run: SettlementRun, origins: readonly string[]): RunRecord => ({
  ...run,
  ...FRESH,
  ver: 1,
  createdAt: run.requestedAt,
  origins,
});

const latestRun = async (
  { runs }: Pick<Stores, 'runs'>,
  period: Month,
  dryRun: boolean,
): Promise<RunRecord | undefined> => {
  const [found] = await runs.collection.find({ period, dryRun }).sort({ round: -1 }).limit(1).toArray();
  return found && runs.fromDb(found);
};

/**
 * Asks for a run of a period (contract, Settlement): the first, the same anew while it is not approved, else a
 * further one. Two who ask at once get one run. `origin` names the request: asked again, it changes nothing.
 */
export const startRun = async (
  stores: Pick<Stores, 'runs'>,
  request: RunRequest,
  origin?: string,
): Promise<RunRecord | Refused> => {
  const asked = origin === undefined ? [] : [origin];
  for (;;) {
    if (origin !== undefined) {
      const known = await stores.runs.collection.findOne({ period: request.period, origins: origin });
      if (known !== null) return stores.runs.fromDb(known);
    }
    const latest = await latestRun(stores, request.period, request.dryRun);
    const wanted = askForRun(latest, request);
    if (isRefused(wanted)) return wanted;
    if (wanted.id !== latest?.id) {
      const record = recordOf(wanted, asked);
      if (await stores.runs.insert(record)) return record;
      continue;
    }
    const anew = await stores.runs.act(wanted.id, (run) => {
      const next = recalculate(run, request);
      return decidedBy<RunRecord>(
        run,
        isRefused(next) ? next : { ...run, ...next, ...FRESH, origins: [...run.origins, ...asked] },
      );
    });
    // Approved meanwhile: asked once more, it is a further run.
    if (anew !== null && !isRefused(anew)) return anew;
  }
};

/** Makes the first run of a period unless there is one: what the calendar does. False when there is one, or none may be yet. */
export const ensureRun = async (
  stores: Pick<Stores, 'runs'>,
  period: Month,
  { startedBy, at }: { readonly startedBy: string; readonly at: Instant },
): Promise<boolean> => {
  const today = dayIn(Date.parse(at));
  const run = requestRun({ period, round: 1, dryRun: false, by: startedBy, at, cutoffAt: at, today });
  return !isRefused(run) && stores.runs.insert(recordOf(run, []));
};

/** Runs a worker can take its next step with: to be calculated, left by a worker that died, or to be posted. */
export const runsToWork = async ({ runs }: Pick<Stores, 'runs'>, now: number, limit: number): Promise<string[]> => {
  const found = await runs.collection
    .find(
      {
        $or: [
          { status: 'queued' },
          { status: 'calculating', leaseUntil: { $lt: now } },
          { status: { $in: ['approved', 'sent', 'paid'] }, posted: false },
        ],
      },
      { projection: { _id: 1 } },
    )
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.map(({ _id }) => _id);
};

/** Runs that a second person has bound the organiser to, with what counts of them. */
export type ApprovedRuns = ReadonlyMap<string, RunRecord>;

export const approvedRuns = async ({ runs }: Pick<Stores, 'runs'>): Promise<ApprovedRuns> => {
  const found = await runs.collection.find({ dryRun: false, status: { $in: ['approved', 'sent', 'paid'] } }).toArray();
  return new Map(found.map((document) => [document._id, runs.fromDb(document)]));
};

/** Whether what carries a run's id and calculation is part of what was approved, and no leftover. */
export const isSettledBy = (
  approved: ApprovedRuns,
  kept: { readonly runId: string; readonly calc: number },
): boolean => {
  const run = approved.get(kept.runId);
  return run !== undefined && isApproved(run) && run.calc === kept.calc;
};

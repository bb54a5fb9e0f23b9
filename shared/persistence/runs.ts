import type { Connection } from 'mongoose';
import { dayIn, type Instant, type Month } from '#shared/domain/calendar';
import { isRefused, type Refused } from '#shared/domain/outcome';
import type { LeftOutReason } from '#shared/domain/settlement/at-risk';
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
  readonly code: LeftOutReason;
}

/** The part of a calculation that lies open, in pieces, to every worker: first what is settled by months, then providers. */
export interface Stage {
  readonly name: 'months' | 'providers';
  /** The number of the attempt that divided it. */
  readonly set: number;
  /** How many. */
  readonly pieces: number;
}

/** A run as kept: with what its workers need to share it. */
export interface RunRecord extends SettlementRun {
  /** Never changes, so that a list of runs keeps its order. */
  readonly createdAt: Instant;
  /** Milliseconds since 1970 in real time: until then one worker has all of it in hand, to divide, to seal or to post. */
  readonly leaseUntil: number;
  /** Null until it is divided. */
  readonly stage: Stage | null;
  /** The runs that were approved when its calculation began, for all who take part in it. */
  readonly against: readonly string[];
  /** The attempts that count: what carries another number does not. Whole once it is calculated. */
  readonly calcs: readonly number[];
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
const FRESH = { leaseUntil: 0, stage: null, against: [], calcs: [], failures: 0, posted: false, held: [] } as const;

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

/** Runs that a second person has bound the organiser to, with what counts of them. */
export type ApprovedRuns = ReadonlyMap<string, RunRecord>;

export const approvedRuns = async ({ runs }: Pick<Stores, 'runs'>): Promise<ApprovedRuns> => {
  const found = await runs.collection.find({ dryRun: false, status: { $in: ['approved', 'sent', 'paid'] } }).toArray();
  return new Map(found.map((document) => [document._id, runs.fromDb(document)]));
};

/** The numbers under which lines and statements of a run count. */
export const countingIn = ({ calcs }: Pick<RunRecord, 'calcs'>) => ({ $in: [...calcs] });

/** Whether a line or a statement is part of what was approved, and no leftover. */
export const isSettledBy = (
  approved: ApprovedRuns,
  kept: { readonly runId: string; readonly calc: number },
): boolean => {
  const run = approved.get(kept.runId);
  return run !== undefined && isApproved(run) && run.calcs.includes(kept.calc);
};

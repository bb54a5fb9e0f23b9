/**
 * A settlement run: one month's lines of all providers, calculated by a worker, approved by a second person,
 * sent to the bank. Instants and days are handed in; the verbs return the next run, or the very same object
 * when nothing changes.
 */
import { addDays, type CalendarDate, type Instant, type Month } from '../calendar.ts';
import { runId } from '../ids.ts';
import { lastEntryDay } from '../voucher/govern.ts';
import { refused, type Refused } from '../outcome.ts';
import type { RunTotals } from './statement.ts';

export const RUN_STATUSES = ['queued', 'calculating', 'calculated', 'approved', 'sent', 'paid', 'failed'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Where a run may go from where it is. What was approved is never calculated again: a further run follows it. */
export const RUN_TRANSITIONS = {
  queued: ['queued', 'calculating', 'failed'],
  calculating: ['queued', 'calculating', 'calculated', 'failed'],
  calculated: ['queued', 'approved'],
  approved: ['sent'],
  sent: ['paid'],
  paid: ['sent'],
  failed: ['queued'],
} as const satisfies Record<RunStatus, readonly RunStatus[]>;

export interface SettlementRun {
  readonly id: string;
  readonly ver: number;
  readonly period: Month;
  /** 1, and one more for each run asked for after the approval of the last; dry runs count by themselves. */
  readonly round: number;
  /** A rehearsal: calculated and shown, never claimed, approved or paid. */
  readonly dryRun: boolean;
  readonly status: RunStatus;
  /** The last number given out: each attempt at any part of the calculation has one, and what it writes carries it. */
  readonly calc: number;
  /** The number at which it was asked for. What carries no higher one belongs to an earlier asking, and is void. */
  readonly generation: number;
  /** Who asked for the calculation that stands; another person has to approve it. */
  readonly startedBy: string;
  /** What was recorded later waits for the next run. */
  readonly cutoffAt: Instant;
  /** A rehearsal of what was known then: runs approved later have not happened yet either. */
  readonly asKnownAt?: Instant | null | undefined;
  readonly requestedAt: Instant;
  /** Providers calculated, of how many. */
  readonly progress: { readonly done: number; readonly total: number };
  readonly hash: string | null;
  readonly totals: RunTotals | null;
  /** Why it failed; null unless it did. */
  readonly failure: string | null;
  readonly approvedBy?: string | undefined;
  readonly approvedAt?: Instant | undefined;
  readonly paymentDay?: CalendarDate | undefined;
}

export interface RunRequest {
  readonly period: Month;
  readonly dryRun: boolean;
  readonly by: string;
  readonly at: Instant;
  readonly cutoffAt: Instant;
  /** Only of a dry run: an instant of the past, in the place of the cut-off. */
  readonly asKnownAt?: Instant | undefined;
  readonly today: CalendarDate;
}

/** Entries of a month close at the end of the 5th of the next; its run may start on the 6th (domain decision 9). */
export const earliestRunDate = (period: Month): CalendarDate => addDays(lastEntryDay(period), 1);

/** Refused while providers may still record the month; undefined when it may start. */
export const mayStart = (period: Month, today: CalendarDate): Refused | undefined => {
  const earliestDate = earliestRunDate(period);
  return today < earliestDate ? refused('PERIOD_NOT_CLOSED', { earliestDate }) : undefined;
};

/** Dry runs have ids of their own, so that a rehearsal never takes the place of the run it rehearses. */
const idOf = (period: Month, round: number, dryRun: boolean): string =>
  dryRun ? runId(period, round).replace('run-settle-', 'run-dry-') : runId(period, round);

const freshCalculation = {
  status: 'queued',
  progress: { done: 0, total: 0 },
  hash: null,
  totals: null,
  failure: null,
} as const;

/** What is asked for, of a first calculation or of one more. */
const askedOf = ({ by, at, cutoffAt, asKnownAt }: Pick<RunRequest, 'by' | 'at' | 'cutoffAt' | 'asKnownAt'>) => ({
  startedBy: by,
  requestedAt: at,
  cutoffAt: asKnownAt ?? cutoffAt,
  asKnownAt: asKnownAt ?? null,
});

/** A new run. A dry run may start any time: that is what it is for. */
export const requestRun = (request: RunRequest & { readonly round: number }): Refused | SettlementRun => {
  const { period, round, dryRun } = request;
  const tooEarly = dryRun ? undefined : mayStart(period, request.today);
  if (tooEarly !== undefined) return tooEarly;
  return {
    ...{ id: idOf(period, round, dryRun), ver: 1, period, round, dryRun, calc: 1, generation: 1 },
    ...askedOf(request),
    ...freshCalculation,
  };
};

/** Whether a second person has bound the organiser to it. */
export const isApproved = (run: Pick<SettlementRun, 'status'>): boolean =>
  run.status === 'approved' || run.status === 'sent' || run.status === 'paid';

/**
 * The same run anew, with a later cut-off; the one who asks counts as the one who started it. CONTENT_CHANGED
 * when somebody approved it meanwhile: asked again, `askForRun` makes a further run.
 */
export const recalculate = (
  run: SettlementRun,
  request: Pick<RunRequest, 'by' | 'at' | 'cutoffAt' | 'asKnownAt'>,
): Refused | SettlementRun => {
  if (isApproved(run)) return refused('CONTENT_CHANGED', { runStatus: run.status });
  return { ...run, ...askedOf(request), ...freshCalculation, calc: run.calc + 1, generation: run.calc + 1 };
};

/**
 * What asking for a run of a period means, given the latest of its kind (dry or not): none yet, the first;
 * not yet approved, that one anew under its id; else a further one, which settles only what is new.
 */
export const askForRun = (latest: SettlementRun | undefined, request: RunRequest): Refused | SettlementRun =>
  latest === undefined || isApproved(latest)
    ? requestRun({ ...request, round: (latest?.round ?? 0) + 1 })
    : recalculate(latest, request);

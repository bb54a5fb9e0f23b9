/**
 * A worker's steps. Each names the calculation it belongs to: `undefined` means that a newer one was asked for,
 * or that this one is over, and the worker lets go. Its lines then count for nothing.
 */
import type { RunTotals } from './statement.ts';
import type { SettlementRun } from './run.ts';

const underWay = (run: SettlementRun, calc: number): boolean => run.calc === calc && run.status === 'calculating';

/** Starts, or goes on where a worker died: a calculation can be begun again at any point. */
export const beginCalculation = (run: SettlementRun, calc: number, total: number): SettlementRun | undefined =>
  underWay(run, calc) || (run.calc === calc && run.status === 'queued')
    ? { ...run, status: 'calculating', progress: { done: 0, total } }
    : undefined;

export const noteProgress = (run: SettlementRun, calc: number, done: number): SettlementRun | undefined =>
  underWay(run, calc) ? { ...run, progress: { ...run.progress, done } } : undefined;

/** `hash` is taken over `canonicalRun`. */
export const finishCalculation = (
  run: SettlementRun,
  calc: number,
  result: { readonly hash: string; readonly totals: RunTotals },
): SettlementRun | undefined =>
  underWay(run, calc)
    ? { ...run, ...result, status: 'calculated', progress: { ...run.progress, done: run.progress.total } }
    : undefined;

/** A fault that trying again did not mend; the run can be asked for anew. */
export const failCalculation = (run: SettlementRun, calc: number, failure: string): SettlementRun | undefined =>
  underWay(run, calc) || (run.calc === calc && run.status === 'queued')
    ? { ...run, status: 'failed', failure }
    : undefined;

/**
 * The workers' steps. A calculation is done in parts by any number of workers: each attempt at a part takes a number,
 * and names the number it has, or the asking it belongs to. `undefined` means that the run was asked for anew, or is
 * over, and the worker lets go. What it has written then counts for nothing.
 */
import type { RunTotals } from './statement.ts';
import type { SettlementRun } from './run.ts';

const isOpen = ({ status }: SettlementRun): boolean => status === 'queued' || status === 'calculating';
const underWay = (run: SettlementRun, calc: number): boolean => run.calc === calc && run.status === 'calculating';

/** Gives the next attempt its number: the new `calc`. */
export const takeNumber = (run: SettlementRun, generation: number): SettlementRun | undefined =>
  run.generation === generation && isOpen(run) ? { ...run, status: 'calculating', calc: run.calc + 1 } : undefined;

/** It is known how many providers there are; those done are counted from here. */
export const beginCalculation = (run: SettlementRun, calc: number, total: number): SettlementRun | undefined =>
  run.calc === calc && isOpen(run) ? { ...run, status: 'calculating', progress: { done: 0, total } } : undefined;

/** So many more providers are done. */
export const noteProgress = (run: SettlementRun, generation: number, more: number): SettlementRun | undefined =>
  run.generation === generation && run.status === 'calculating'
    ? { ...run, progress: { ...run.progress, done: Math.min(run.progress.total, run.progress.done + more) } }
    : undefined;

/** `hash` is taken over `canonicalRun`. Only the attempt with the last number can finish: nobody has come after it. */
export const finishCalculation = (
  run: SettlementRun,
  calc: number,
  result: { readonly hash: string; readonly totals: RunTotals },
): SettlementRun | undefined =>
  underWay(run, calc)
    ? { ...run, ...result, status: 'calculated', progress: { ...run.progress, done: run.progress.total } }
    : undefined;

/** A fault that trying again did not mend; the run can be asked for anew. */
export const failCalculation = (run: SettlementRun, generation: number, failure: string): SettlementRun | undefined =>
  run.generation === generation && isOpen(run) ? { ...run, status: 'failed', failure } : undefined;

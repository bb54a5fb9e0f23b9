import type { CalendarDate } from '../calendar.ts';
import { refused, type Refused } from '../outcome.ts';
import type { SettlementRun } from './run.ts';

/**
 * The payment file was handed out. Its day is fixed with the first file, because a file asked for again has
 * the same bytes; after that nothing changes any more.
 */
export const markSent = (run: SettlementRun, paymentDay: CalendarDate): Refused | SettlementRun => {
  if (run.dryRun) return refused('DRY_RUN_NOT_PAYABLE');
  if (run.status === 'sent' || run.status === 'paid') return run;
  if (run.status !== 'approved') return refused('RUN_NOT_APPROVED', { runStatus: run.status });
  if (run.totals === null || run.totals.payableCents === 0) return refused('NOTHING_TO_PAY');
  return { ...run, status: 'sent', paymentDay };
};

/** The bank has confirmed the last of its payments. */
export const markPaid = (run: SettlementRun): Refused | SettlementRun => {
  if (run.status === 'paid') return run;
  return run.status === 'sent' ? { ...run, status: 'paid' } : refused('RUN_NOT_APPROVED', { runStatus: run.status });
};

/** A payment that the bank had confirmed came back: the run is open again until that is paid too. */
export const markReturned = (run: SettlementRun): SettlementRun =>
  run.status === 'paid' ? { ...run, status: 'sent' } : run;

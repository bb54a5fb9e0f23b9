import type { Instant } from '../calendar.ts';
import { refused, type Refused } from '../outcome.ts';
import { isApproved, type SettlementRun } from './run.ts';

export interface Approval {
  readonly by: string;
  /** The hash of what was looked at. */
  readonly hash: string;
  readonly at: Instant;
  /** Providers that it would pay although they owe something that it does not bring forward. */
  readonly debtorsPaid: readonly string[];
}

/** So many of them are named. */
const MOST_NAMED = 20;

/**
 * Four eyes: another person than the one who asked for the calculation approves exactly what was calculated.
 * A provider that owes is not paid in full while another run has its debt in hand (domain decision 10). Approving again what one has approved changes nothing, so a lost answer can be asked for again.
 */
export const approveRun = (run: SettlementRun, approval: Approval): Refused | SettlementRun => {
  const approved = isApproved(run);
  if (run.status !== 'calculated' && !approved) return refused('RUN_NOT_CALCULATED', { runStatus: run.status });
  if (run.dryRun) return refused('DRY_RUN_NOT_PAYABLE');
  if (approval.by === run.startedBy) return refused('FOUR_EYES_REQUIRED');
  if (approval.hash !== run.hash) return refused('CONTENT_CHANGED');
  if (!approved && approval.debtorsPaid.length > 0)
    return refused('DEBT_NOT_BROUGHT_FORWARD', { providerIds: approval.debtorsPaid.slice(0, MOST_NAMED) });
  if (!approved) return { ...run, status: 'approved', approvedBy: approval.by, approvedAt: approval.at };
  return approval.by === run.approvedBy ? run : refused('RUN_NOT_CALCULATED', { runStatus: run.status });
};

import { overCosts } from '#shared/domain/ledger/over-costs';
import { ledgerRows, type LedgerRow } from './ledger.ts';
import type { RunRecord } from './runs.ts';
import type { StatementRecord } from './statements.ts';

/** What the approval of a run posts of a statement: what it settles is owed no longer, and payable; below zero, it moves back. */
export const approvalRows = (
  run: Pick<RunRecord, 'id' | 'approvedAt' | 'cutoffAt'>,
  { id, providerId, organiserCents, costs }: Pick<StatementRecord, 'id' | 'providerId' | 'organiserCents' | 'costs'>,
): LedgerRow[] =>
  ledgerRows(
    {
      source: id,
      seq: 1,
      at: run.approvedAt ?? run.cutoffAt,
      postings: overCosts(costs, 'owed', 'payable', organiserCents, 'settlement approved'),
    },
    { runId: run.id, statementId: id, providerId },
  );

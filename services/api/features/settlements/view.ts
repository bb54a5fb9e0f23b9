import { eventOfLine } from '#shared/domain/settlement/line';
import { isApproved } from '#shared/domain/settlement/run';
import type { LineRecord } from '#shared/persistence/lines';
import type { RunRecord } from '#shared/persistence/runs';
import type { StatementRecord } from '#shared/persistence/statements';

/** A run as finance sees it. */
export const runView = (run: RunRecord) => ({
  id: run.id,
  period: run.period,
  round: run.round,
  dryRun: run.dryRun,
  status: run.status,
  progress: run.progress,
  hash: run.hash,
  totals: run.totals,
  startedBy: run.startedBy,
  requestedAt: run.requestedAt,
  cutoffAt: run.cutoffAt,
  asKnownAt: run.asKnownAt ?? null,
  approvedBy: run.approvedBy ?? null,
  approvedAt: run.approvedAt ?? null,
  paymentDay: run.paymentDay ?? null,
  failure: run.failure ?? null,
  held: run.held,
});

export const statementView = (statement: StatementRecord) => ({
  id: statement.id,
  runId: statement.runId,
  providerId: statement.providerId,
  period: statement.period,
  payee: statement.payee,
  reference: statement.reference.rf,
  lines: statement.lines,
  grossCents: statement.grossCents,
  organiserCents: statement.organiserCents,
  clientCents: statement.clientCents,
  broughtForwardCents: statement.broughtForwardCents,
  payableCents: statement.payableCents,
  carriedForwardCents: statement.carriedForwardCents,
});

/** The event that a line settles or takes back, read off its id; null for a line of a month. */
export const eventOf = ({ _id, from }: Pick<LineRecord, '_id' | 'from'>, providerId: string): string | null =>
  eventOfLine({ id: _id, providerId, from });

export const lineView = (line: LineRecord & Required<Pick<LineRecord, 'steps'>>, providerId: string) => ({
  id: line._id,
  kind: line.kind,
  voucherId: line.voucherId,
  programmeId: line.programmeId,
  eventId: eventOf(line, providerId),
  from: line.from,
  to: line.to,
  grossCents: line.grossCents,
  organiserCents: line.organiserCents,
  clientCents: line.clientCents,
  answers: line.answers ?? null,
  steps: line.steps,
});

/** Whether anything of the run is told to providers: what a second person has not approved is still a draft. */
export const isTold = (run: RunRecord): boolean => !run.dryRun && isApproved(run);

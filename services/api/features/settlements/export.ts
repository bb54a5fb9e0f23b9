import * as contract from '#shared/contract/explanations';
import { EXPORT_FORMAT, type ExportRow } from '#shared/contract/explanations';
import { refused } from '#shared/domain/outcome';
import { runTotals } from '#shared/domain/settlement/statement';
import { pageById } from '#shared/persistence/page';
import { countingIn, type RunRecord } from '#shared/persistence/runs';
import type { StatementRecord } from '#shared/persistence/statements';
import type { Stores } from '#shared/persistence/stores';
import type { Deps } from '#api/deps';
import { NOT_FOUND } from '#api/http/reply';
import { route } from '#api/http/route';
import { linesOfStatement, type ExplainedLine } from './lines-of-statement.ts';

const TOGETHER = 100;

/** A run that can be exported: calculated, whether approved or not. */
type Calculated = RunRecord & { readonly hash: string; readonly totals: NonNullable<RunRecord['totals']> };
const isCalculated = (run: RunRecord): run is Calculated => run.hash !== null && run.totals !== null;

const statementRow = (statement: StatementRecord): ExportRow => ({
  row: 'statement',
  id: statement.id,
  runId: statement.runId,
  period: statement.period,
  providerId: statement.providerId,
  payee: { name: statement.payee.name, iban: statement.payee.iban },
  reference: statement.reference.rf,
  lines: statement.lines,
  grossCents: statement.grossCents,
  organiserCents: statement.organiserCents,
  clientCents: statement.clientCents,
  broughtForwardCents: statement.broughtForwardCents,
  payableCents: statement.payableCents,
  carriedForwardCents: statement.carriedForwardCents,
  linesHash: statement.linesHash,
  costs: statement.costs.map((cost) => ({ ...cost })),
});

const lineRow = (line: ExplainedLine): ExportRow => ({
  row: 'line',
  id: line._id,
  kind: line.kind,
  voucherId: line.voucherId,
  programmeId: line.programmeId,
  from: line.from,
  to: line.to,
  grossCents: line.grossCents,
  organiserCents: line.organiserCents,
  clientCents: line.clientCents,
  answers: line.answers ?? null,
  municipalityCode: line.municipalityCode ?? null,
  segment: line.segment ?? null,
  trueUpCents: line.trueUpCents ?? 0,
  trueUpElsewhere: (line.trueUpElsewhere ?? []).map((part) => ({ ...part })),
  steps: line.steps.map((step) => ({ ...step, inputs: { ...step.inputs } })),
});

/** A run's statements in the order over which its hash is taken. */
async function* statementsOf({ statements }: Stores, run: RunRecord): AsyncGenerator<StatementRecord> {
  const counting = { runId: run.id, calc: countingIn(run) };
  let after: string | undefined;
  do {
    const { items, lastId } = await pageById(statements, counting, TOGETHER, after);
    yield* items;
    after = lastId ?? undefined;
  } while (after !== undefined);
}

const text = (rows: readonly ExportRow[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/**
 * The export, some hundred rows at a time. It is of one calculation: where that is given up while it is read, lines
 * are missing from their statement, and it breaks off instead of ending.
 */
async function* piecesOf(stores: Stores, run: Calculated): AsyncGenerator<string> {
  const { id, period, dryRun, cutoffAt, hash, totals } = run;
  yield text([{ row: 'header', ...EXPORT_FORMAT, runId: id, period, dryRun, cutoffAt, hash, totals }]);
  const told: StatementRecord[] = [];
  for await (const statement of statementsOf(stores, run)) {
    yield text([statementRow(statement)]);
    let lines = 0;
    for await (const page of linesOfStatement(stores, { run, statement })) {
      yield text(page.map(lineRow));
      lines += page.length;
    }
    if (lines !== statement.lines) throw new Error(`${statement.id} has ${statement.lines} lines, ${lines} were found`);
    told.push(statement);
  }
  if (told.length !== totals.statements)
    throw new Error(`${id} has ${totals.statements} statements, ${told.length} were found`);
  yield text([{ row: 'footer', ...runTotals(told) }]);
}

/** GET /v1/settlement-runs/{id}/export: NDJSON that `npm run explain:verify` works out again without this system. */
export const exportRun = ({ stores }: Deps) =>
  route(contract.exportRun, async ({ params }) => {
    const run = await stores.runs.load(params.id);
    if (run === null) return NOT_FOUND;
    if (!isCalculated(run)) return refused('RUN_NOT_CALCULATED', { runStatus: run.status });
    return {
      outcome: 'reply',
      contentType: 'application/x-ndjson',
      headers: { 'Content-Disposition': `attachment; filename="${run.id}.ndjson"` },
      body: piecesOf(stores, run),
    };
  });

import { ledgerPages, missingIn, type Difference } from './difference.ts';
import { pagesOf } from './page.ts';
import { approvedRuns, type RunRecord } from './runs.ts';
import { approvalRows } from './statement-postings.ts';
import type { StatementRecord } from './statements.ts';
import type { Stores } from './stores.ts';

/** Whether the approval of its run posts the statement, and no leftover of an earlier calculation. */
const counts = (run: RunRecord, { calc }: Pick<StatementRecord, 'calc'>): boolean => run.calc === calc;

/** Of statements whose run says that it is posted, the rows that are not there, or not as they say. */
async function* missing(stores: Stores, run: RunRecord): AsyncGenerator<Difference> {
  const { statements } = stores;
  for await (const found of pagesOf(statements.collection, { runId: run.id })) {
    const page = found.map((document) => statements.fromDb(document)).filter((one) => counts(run, one));
    const rows = page.flatMap((statement) => approvalRows(run, statement)).map((row) => ({ ...row }));
    yield* await missingIn(stores, 'ledger', rows, 'the statement');
  }
}

/** The names of the rows that these statements post: read after the rows, because a row is posted after its run's approval. */
const saidBy = async (stores: Stores, ids: readonly string[]): Promise<Set<string>> => {
  const { statements } = stores;
  const approved = await approvedRuns(stores);
  const found = await statements.collection.find({ _id: { $in: [...ids] } }).toArray();
  const rows = found
    .map((document) => statements.fromDb(document))
    .flatMap((statement) => {
      const run = approved.get(statement.runId);
      return run !== undefined && counts(run, statement) ? approvalRows(run, statement) : [];
    });
  return new Set(rows.map(({ _id }) => _id));
};

/** Ledger rows posted from statements that no statement of an approved run says. */
async function* unexplained(stores: Stores): AsyncGenerator<Difference> {
  for await (const rows of ledgerPages(stores, 'stl-')) {
    const said = await saidBy(stores, [...new Set(rows.map((row) => row['statementId'] as string))]);
    for (const { _id } of rows) if (!said.has(_id)) yield { id: _id, what: 'is in the ledger and in no statement' };
  }
}

/**
 * Compares what approvals have posted with the statements that say it, each way. Page by page; it may run beside live
 * traffic, since a run says that it is posted after its last row is in the ledger, and is approved before the first.
 */
export async function* statementDifferences(stores: Stores): AsyncGenerator<Difference> {
  for (const run of (await approvedRuns(stores)).values()) if (run.posted) yield* missing(stores, run);
  yield* unexplained(stores);
}

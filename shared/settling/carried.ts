import type { Cents } from '#shared/domain/money';
import { carryId } from '#shared/domain/settlement/line';
import { statementId } from '#shared/domain/ids';
import { linesOf, settledById } from '#shared/persistence/lines';
import { pagesOf } from '#shared/persistence/page';
import { approvedRuns, countingIn, isSettledBy, type ApprovedRuns, type RunRecord } from '#shared/persistence/runs';
import type { StatementRecord } from '#shared/persistence/statements';
import type { Stores } from '#shared/persistence/stores';
import type { Gathering } from './gathering.ts';

/** What a provider still owes from an approved run, to be brought forward by this one. */
export interface Debt {
  readonly id: string;
  readonly providerId: string;
  readonly statementId: string;
  /** Below zero. */
  readonly carriedCents: Cents;
}

/** Statements of approved runs that came out below zero, and that no approved run has brought forward. */
async function* owing(stores: Stores, approved: ApprovedRuns, whose: object): AsyncGenerator<StatementRecord[]> {
  for await (const page of pagesOf(stores.statements.collection, { carriedForwardCents: { $lt: 0 }, ...whose })) {
    const counting = page
      .map((document) => stores.statements.fromDb(document))
      .filter((statement) => isSettledBy(approved, statement));
    const ids = counting.map(({ id }) => carryId(id));
    const brought = await settledById(stores, approved, ids);
    yield counting.filter(({ id }) => !brought.has(carryId(id)));
  }
}

/** All debts from approved runs (domain decision 10) that no approved run has brought forward, page by page. */
export async function* debts({ stores, run, approved, providerId }: Gathering): AsyncGenerator<Debt[]> {
  for await (const page of owing(stores, approved, providerId === undefined ? {} : { providerId }))
    yield page.map(({ id, providerId: whose, carriedForwardCents }) => ({
      id: carryId(id),
      providerId: whose,
      statementId: statementId(run.id, whose),
      carriedCents: carriedForwardCents,
    }));
}

/**
 * Providers that a calculated run would pay while they owe something it does not bring forward: another run that waits
 * for approval has it in hand, or it became a debt after this one was calculated.
 */
export const debtorsPaid = async (stores: Stores, run: RunRecord): Promise<string[]> => {
  const paid: string[] = [];
  for await (const page of owing(stores, await approvedRuns(stores), {})) {
    const own = { runId: run.id, calc: countingIn(run) };
    const carries = { ...own, _id: { $in: page.map(({ id }) => carryId(id)) } };
    const [brought, sheets] = await Promise.all([
      linesOf(stores)
        .find(carries, { projection: { _id: 1 } })
        .toArray(),
      stores.statements.collection
        .find({ ...own, _id: { $in: page.map(({ providerId }) => statementId(run.id, providerId)) } })
        .toArray(),
    ]);
    const there = new Set(brought.map(({ _id }) => _id));
    const payable = new Set(
      sheets
        .map((document) => stores.statements.fromDb(document))
        .flatMap(({ providerId, payableCents }) => (payableCents > 0 ? providerId : [])),
    );
    paid.push(
      ...page
        .filter(({ id, providerId }) => payable.has(providerId) && !there.has(carryId(id)))
        .map(({ providerId }) => providerId),
    );
  }
  return [...new Set(paid)].sort();
};

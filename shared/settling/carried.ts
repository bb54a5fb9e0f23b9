import type { Cents } from '#shared/domain/money';
import { carryId } from '#shared/domain/settlement/line';
import { statementId } from '#shared/domain/ids';
import { isSettledBy } from '#shared/persistence/runs';
import type { Gathering } from './gathering.ts';

/** What a provider still owes from an approved run, to be brought forward by this one. */
export interface Debt {
  readonly id: string;
  readonly providerId: string;
  readonly statementId: string;
  /** Below zero. */
  readonly carriedCents: Cents;
}

/** All debts from approved runs (domain decision 10), those included that a later run has brought forward. */
export const debts = async ({ stores, run, approved, providerId: only }: Gathering): Promise<Debt[]> => {
  const found = await stores.statements.collection
    .find({ carriedForwardCents: { $lt: 0 }, ...(only === undefined ? {} : { providerId: only }) })
    .sort({ _id: 1 })
    .toArray();
  return found
    .map((document) => stores.statements.fromDb(document))
    .filter((statement) => isSettledBy(approved, statement))
    .map(({ id, providerId, carriedForwardCents }) => ({
      id: carryId(id),
      providerId,
      statementId: statementId(run.id, providerId),
      carriedCents: carriedForwardCents,
    }));
};

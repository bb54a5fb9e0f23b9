import { carryId } from '#shared/domain/settlement/line';
import { statementId } from '#shared/domain/ids';
import { isSettledBy } from '#shared/persistence/runs';
import { claimCarries, type RunInHand } from './run-in-hand.ts';

/**
 * What providers owe from approved runs, by provider, below zero (domain decision 10). Each debt is brought
 * forward by one run only; a run that cannot use it up carries it on under its own name.
 */
export const broughtForward = async (hand: RunInHand): Promise<Map<string, number>> => {
  const { stores, run, approved } = hand;
  const found = await stores.statements.collection
    .find({ carriedForwardCents: { $lt: 0 } })
    .sort({ _id: 1 })
    .toArray();
  const debts = found
    .map((document) => stores.statements.fromDb(document))
    .filter((statement) => isSettledBy(approved, statement))
    .map(({ id, providerId, carriedForwardCents }) => ({
      id: carryId(id),
      providerId,
      statementId: statementId(run.id, providerId),
      carriedCents: carriedForwardCents,
    }));
  const carried = new Map<string, number>();
  for (const { providerId, carriedCents } of await claimCarries(hand, debts))
    carried.set(providerId, (carried.get(providerId) ?? 0) + carriedCents);
  return carried;
};

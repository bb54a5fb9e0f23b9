import { todayOf } from '#shared/clock';
import { getTrialBalance } from '#shared/contract/ledger';
import { trialBalance } from '#shared/persistence/trial-balance';
import type { Deps } from '#api/deps';
import { reply } from '#api/http/reply';
import { route, type Route } from '#api/http/route';

/** The organiser's books, as the ledger has them: postings follow the decisions by a moment. */
export const ledgerRoutes = ({ stores, clock }: Pick<Deps, 'stores' | 'clock'>): Route[] => [
  route(getTrialBalance, async ({ query }) => reply(await trialBalance(stores, query.asOf ?? todayOf(clock)))),
];

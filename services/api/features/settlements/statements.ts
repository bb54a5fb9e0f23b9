import * as contract from '#shared/contract/settlements';
import { approvedRuns, countingIn } from '#shared/persistence/runs';
import type { Deps } from '#api/deps';
import { replyPage } from '#api/http/page';
import { NOT_FOUND } from '#api/http/reply';
import { route } from '#api/http/route';
import { statementView } from './view.ts';

/** A run's statements. While it is calculated anew there are none: those of before count for nothing. */
export const runStatements = ({ stores }: Deps) =>
  route(contract.listRunStatements, async ({ params, query }) => {
    const run = await stores.runs.load(params.id);
    if (run === null) return NOT_FOUND;
    return replyPage(stores.statements, { runId: run.id, calc: countingIn(run) }, query, statementView);
  });

/** Statements over all approved runs: a provider's own, or those finance asks for. */
export const statements = ({ stores }: Deps) =>
  route(contract.listStatements, async ({ query: { period, providerId, ...query } }, who) => {
    const runs = [...(await approvedRuns(stores)).values()].filter(
      (run) => period === undefined || run.period === period,
    );
    const counting = runs.map(({ id, calc }) => ({ runId: id, calc }));
    const wanted = who.role === 'provider' ? (who.providerId ?? '') : providerId;
    const filter = {
      $or: counting.length === 0 ? [{ runId: '' }] : counting,
      ...(wanted === undefined ? {} : { providerId: wanted }),
    };
    return replyPage(stores.statements, filter, query, statementView);
  });

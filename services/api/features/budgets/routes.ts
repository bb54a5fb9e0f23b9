import { todayOf } from '#shared/clock';
import * as contract from '#shared/contract/budgets';
import { spentByMonth } from '#shared/domain/budget/figures';
import { forecastBudget } from '#shared/domain/budget/forecast';
import type { Deps } from '#api/deps';
import { replyPage } from '#api/http/page';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route, type Route } from '#api/http/route';
import { decide } from './decide.ts';
import { withFigures } from './view.ts';

/** GET /v1/budgets */
const list = (deps: Deps) =>
  route(contract.listBudgets, ({ query: { limit, cursor, ...asked } }) => {
    const wanted = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
    return replyPage(
      deps.stores.budgets,
      wanted,
      { limit, cursor },
      async (budget) => (await withFigures(deps, budget)).view,
    );
  });

/** GET /v1/budgets/{id} */
const get = (deps: Deps) =>
  route(contract.getBudget, async ({ params }) => {
    const budget = await deps.stores.budgets.load(params.id);
    if (budget === null) return NOT_FOUND;
    const { view, moved } = await withFigures(deps, budget);
    const months = spentByMonth(moved);
    const facts = { year: budget.year, asOf: todayOf(deps.clock), figures: view.figures, months };
    return reply({ ...view, months, forecast: forecastBudget(facts) });
  });

export const budgetRoutes = (deps: Deps): Route[] => [decide(deps), list(deps), get(deps)];

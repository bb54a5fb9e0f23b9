import { instantOf } from '#shared/clock';
import * as contract from '#shared/contract/budgets';
import { decideBudget, type Budget, type BudgetDecision } from '#shared/domain/budget/budget';
import { budgetId } from '#shared/domain/ids';
import type { Deps } from '#api/deps';
import { once } from '#api/http/once';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { withFigures } from './view.ts';

/** POST /v1/budgets: the first decision makes the budget, every later one is added to it. */
export const decide = (deps: Deps) =>
  route(contract.decideBudget, (input, who) =>
    once(deps, contract.decideBudget.id, input, who, async (token) => {
      const { programmeId, municipalityCode = null, year, appropriationCents, onOverrun, warnAtPercent } = input.body;
      if ((await deps.stores.programmes.load(programmeId)) === null) return NOT_FOUND;
      const decision: BudgetDecision = {
        id: `bdd-${token}`,
        appropriationCents,
        onOverrun,
        warnAtPercent: warnAtPercent ?? null,
        decidedAt: instantOf(deps.clock),
        decidedBy: who.userId,
      };
      const whose = { programmeId, municipalityCode, year };
      const id = budgetId(whose);
      await deps.stores.budgets.insert({ id, ver: 0, ...whose, decisions: [decision], holds: [] });
      const kept = await deps.stores.budgets.act<Budget>(id, (known) => {
        const next = decideBudget(known, decision);
        return { next, answer: next };
      });
      if (kept === null) throw new Error(`${id} has vanished`);
      return reply((await withFigures(deps, kept)).view);
    }),
  );

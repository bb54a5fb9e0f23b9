import { inForceOf, type Budget, type BudgetDecision } from '#shared/domain/budget/budget';
import { budgetFigures, type Moved } from '#shared/domain/budget/figures';
import { heldOf, movedIn } from '#shared/persistence/budgets';
import type { Deps } from '#api/deps';

const decisionView = ({ id: _, ...decision }: BudgetDecision) => decision;

/** A budget with what the ledger has of it; what is held is promised already. */
export const withFigures = async ({ stores, clock }: Pick<Deps, 'stores' | 'clock'>, budget: Budget) => {
  const heldCents = await heldOf(stores, budget, clock);
  const moved: readonly Moved[] = await movedIn(stores, budget);
  const { id, programmeId, municipalityCode, year, decisions } = budget;
  const decided = inForceOf(budget);
  const view = {
    id,
    programmeId,
    municipalityCode,
    year,
    ...decisionView(decided),
    decisions: decisions.map(decisionView),
    figures: budgetFigures(decided.appropriationCents, moved, heldCents),
  };
  return { view, moved };
};

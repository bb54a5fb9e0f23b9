import type { Client, IncomeDecision } from './client.ts';

/**
 * Adds an income decision (734/1992 10 j §: in force until further notice, revised when something changes).
 * Of two from the same day the later recorded counts; the earlier stays to be read. The same request, known by
 * the decision's id, adds nothing again.
 */
export const decideIncome = <C extends Client>(client: C, decision: IncomeDecision): C =>
  client.incomeDecisions.some((known) => known.id === decision.id)
    ? client
    : { ...client, incomeDecisions: [...client.incomeDecisions, decision] };

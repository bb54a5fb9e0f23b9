import type { MembershipDecision, Municipality } from '#shared/domain/municipality/municipality';

const decisionView = ({ id: _, ...decision }: MembershipDecision) => decision;

/** A municipality as its last decision has it, with all of them. */
export const municipalityView = ({ id, code, decisions }: Municipality) => {
  const last = decisions.at(-1);
  if (last === undefined) throw new Error(`${id} was never decided on`);
  return { id, code, ...decisionView(last), decisions: decisions.map(decisionView) };
};

import type { RefusalCode } from '#shared/domain/outcome';
import type { ProblemEntry, Remedy } from './remedies/entry.ts';
import { BUDGET_PROBLEMS } from './remedies/budget.ts';
import { EVENT_PROBLEMS } from './remedies/events.ts';
import { PEOPLE_PROBLEMS } from './remedies/people.ts';
import { PROGRAMME_AND_PROVIDER_PROBLEMS } from './remedies/programmes-providers.ts';
import { SETTLEMENT_PROBLEMS } from './remedies/settlement.ts';
import { VOUCHER_PROBLEMS } from './remedies/vouchers.ts';

export { GENERAL_PROBLEMS } from './remedies/general.ts';
export type { ProblemEntry, Remedy } from './remedies/entry.ts';

/**
 * Every refusal by rule with its status, title and remedy. A refusal that says nothing of what to do would
 * leave somebody at a door: a code left out here does not compile. Statuses hold wherever an endpoint does
 * not say otherwise (recording a service event answers 422 to all of them).
 */
export const PROBLEMS = {
  ...EVENT_PROBLEMS,
  ...VOUCHER_PROBLEMS,
  ...PROGRAMME_AND_PROVIDER_PROBLEMS,
  ...PEOPLE_PROBLEMS,
  ...SETTLEMENT_PROBLEMS,
  ...BUDGET_PROBLEMS,
} as const satisfies Record<RefusalCode, ProblemEntry>;

/** What to do about a refusal, for answers that give reasons without being refusals themselves (validation, batches). */
export const remedyFor = (code: RefusalCode): Remedy => PROBLEMS[code].remedy;

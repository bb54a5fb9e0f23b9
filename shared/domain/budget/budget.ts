/** What a programme may cost a payer in a year, and what is promised of it before the ledger knows. */
import type { Instant } from '../calendar.ts';
import type { Purse } from '../ledger/postings.ts';
import { refused, type Refused } from '../outcome.ts';
import { sumCents, type Cents } from '../money.ts';

/** What a voucher that would overrun a budget meets. */
export const OVERRUNS = ['refuse', 'warn'] as const;
export type Overrun = (typeof OVERRUNS)[number];

/** One decision on the appropriation; the last one holds. */
export interface BudgetDecision {
  readonly id: string;
  readonly appropriationCents: Cents;
  readonly onOverrun: Overrun;
  /** From so many per cent used on, whoever grants is told; null for never. */
  readonly warnAtPercent: number | null;
  readonly decidedAt: Instant;
  readonly decidedBy: string;
}

/** Money that a decision is about to commit. It is let go once the ledger has the decision, or when it never comes. */
export interface Hold {
  /** The journal line it waits for: its reference, or the voucher itself where the voucher is granted. */
  readonly ref: string;
  readonly voucherId: string;
  readonly cents: Cents;
  /** Milliseconds since 1970 in real time. */
  readonly at: number;
}

export interface Budget {
  readonly id: string;
  readonly ver: number;
  readonly programmeId: string;
  /** Null for all municipalities of the programme together. */
  readonly municipalityCode: string | null;
  readonly year: number;
  readonly decisions: readonly BudgetDecision[];
  readonly holds: readonly Hold[];
}

/** A further decision on a budget. The same request, known by the decision's id, adds nothing again. */
export const decideBudget = <B extends Budget>(budget: B, decision: BudgetDecision): B =>
  budget.decisions.some(({ id }) => id === decision.id)
    ? budget
    : { ...budget, decisions: [...budget.decisions, decision] };

/** The decision in force. A budget is made by its first. */
export const inForceOf = ({ id, decisions }: Pick<Budget, 'id' | 'decisions'>): BudgetDecision => {
  const last = decisions.at(-1);
  if (last === undefined) throw new Error(`${id} was never decided on`);
  return last;
};

/** What a decision needs of the budgets of its purse. */
export interface Need {
  readonly programmeId: string;
  readonly purse: Purse;
  readonly voucherId: string;
  readonly ref: string;
  readonly cents: Cents;
}

/** Told with what was granted all the same. */
export interface BudgetWarning {
  readonly code: 'BUDGET_EXCEEDED' | 'BUDGET_NEARLY_USED';
  readonly budgetId: string;
  readonly freeCents: Cents;
  readonly neededCents: Cents;
}

/** What a hold is called: a reference is unique within its voucher. */
export const nameOfHold = ({ voucherId, ref }: Pick<Hold, 'voucherId' | 'ref'>): string => `${voucherId} ${ref}`;

/** What is held, but for the one who asks. */
export const heldBeside = ({ holds }: Pick<Budget, 'holds'>, asking?: string): Cents =>
  sumCents(holds.filter((hold) => nameOfHold(hold) !== asking).map(({ cents }) => cents));

const isNearlyUsed = (budget: Budget, leftCents: Cents): boolean => {
  const { appropriationCents, warnAtPercent } = inForceOf(budget);
  return warnAtPercent !== null && (appropriationCents - leftCents) * 100 >= appropriationCents * warnAtPercent;
};

/**
 * Holds what a decision needs, so that no two decide on the same money: refused, or warned about, as the budget says.
 * `usedCents` is what the ledger has of the purse. What is held under a reference is held once, at the most that
 * any copy of the request needs: one that was held up does not take from another what that is about to commit.
 */
export const holdMoney = (
  budget: Budget,
  { ref, voucherId, cents }: Need,
  { usedCents, now }: { readonly usedCents: Cents; readonly now: number },
): { readonly next: Budget; readonly answer: Refused | readonly BudgetWarning[] } => {
  const name = nameOfHold({ voucherId, ref });
  const freeCents = inForceOf(budget).appropriationCents - usedCents - heldBeside(budget, name);
  const told = { budgetId: budget.id, freeCents, neededCents: cents };
  if (cents > freeCents && inForceOf(budget).onOverrun === 'refuse')
    return { next: budget, answer: refused('BUDGET_EXCEEDED', told) };
  const warnings: BudgetWarning[] = [];
  if (cents > freeCents) warnings.push({ code: 'BUDGET_EXCEEDED', ...told });
  else if (isNearlyUsed(budget, freeCents - cents)) warnings.push({ code: 'BUDGET_NEARLY_USED', ...told });
  const own = budget.holds.find((hold) => nameOfHold(hold) === name);
  const held = { ref, voucherId, cents: Math.max(cents, own?.cents ?? 0), at: now };
  const holds = [...budget.holds.filter((hold) => hold !== own), held];
  return { next: { ...budget, holds }, answer: warnings };
};

/** Lets go of holds: what they waited for is in the ledger, or will never be. */
export const letGo = (budget: Budget, names: ReadonlySet<string>): Budget =>
  budget.holds.some((hold) => names.has(nameOfHold(hold)))
    ? { ...budget, holds: budget.holds.filter((hold) => !names.has(nameOfHold(hold))) }
    : budget;

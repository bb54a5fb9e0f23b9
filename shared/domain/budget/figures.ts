import type { Month } from '../calendar.ts';
import type { Account } from '../ledger/postings.ts';
import { sumCents, type Cents } from '../money.ts';

/** What the ledger moved from an account to another, within a budget; by the month of service where it is of one. */
export interface Moved {
  readonly from: Account;
  readonly to: Account;
  readonly month: Month | null;
  readonly amountCents: Cents;
}

/** appropriation = committed + owed + payable + paid + free, to the cent, always; free is below zero where it was overrun. */
export interface BudgetFigures {
  readonly appropriationCents: Cents;
  /** Promised by vouchers that are not yet used. */
  readonly committedCents: Cents;
  /** Earned by providers, in no approved settlement yet. */
  readonly owedCents: Cents;
  /** Approved for payment, not confirmed by the bank. */
  readonly payableCents: Cents;
  /** Confirmed by the bank. */
  readonly paidCents: Cents;
  readonly freeCents: Cents;
  /** owed + payable + paid: what the year has cost so far. */
  readonly spentCents: Cents;
}

const balance = (moved: readonly Moved[], account: Account): Cents =>
  sumCents(
    moved.map(({ from, to, amountCents }) => (to === account ? amountCents : 0) - (from === account ? amountCents : 0)),
  );

/** A budget's figures, of what the ledger moved and what is held for decisions that it does not have yet. */
export const budgetFigures = (appropriationCents: Cents, moved: readonly Moved[], heldCents: Cents): BudgetFigures => {
  const committedCents = balance(moved, 'committed') + heldCents;
  const owedCents = balance(moved, 'owed');
  const payableCents = balance(moved, 'payable');
  const paidCents = balance(moved, 'paid');
  const spentCents = owedCents + payableCents + paidCents;
  const freeCents = appropriationCents - committedCents - spentCents;
  return { appropriationCents, committedCents, owedCents, payableCents, paidCents, freeCents, spentCents };
};

const SPENT: ReadonlySet<Account> = new Set(['owed', 'payable', 'paid']);

/** What each month of service has cost so far, in the order of the months. */
export const spentByMonth = (moved: readonly Moved[]): { readonly month: Month; readonly spentCents: Cents }[] => {
  const months = new Map<Month, Cents>();
  for (const { from, to, month, amountCents } of moved) {
    if (month === null || SPENT.has(from) === SPENT.has(to)) continue;
    months.set(month, (months.get(month) ?? 0) + (SPENT.has(to) ? amountCents : -amountCents));
  }
  return [...months].sort(([a], [b]) => (a < b ? -1 : 1)).map(([month, spentCents]) => ({ month, spentCents }));
};

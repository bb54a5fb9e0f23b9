import type { Cents } from '../money.ts';

/**
 * The accounts, a phrase each (domain decision 11).
 * `appropriation`: money the organiser has set aside and not promised to anyone.
 * `committed`: promised by vouchers that are not yet used.
 * `owed`: earned by providers through accepted events, not yet approved for payment.
 * `payable`: approved for payment, not yet confirmed by the bank.
 * `paid`: confirmed by the bank.
 */
export const ACCOUNTS = ['appropriation', 'committed', 'owed', 'payable', 'paid'] as const;
export type Account = (typeof ACCOUNTS)[number];

/** Money moves from an account to another. One value is both legs, so an unbalanced entry cannot be written. */
export interface Posting {
  readonly from: Account;
  readonly to: Account;
  /** Above zero: direction carries the sign. */
  readonly amountCents: Cents;
  readonly because: string;
}

/** A posting, or none where nothing moves; a negative amount moves the other way. */
export const move = (from: Account, to: Account, amountCents: Cents, because: string): Posting[] => {
  if (amountCents === 0) return [];
  return amountCents > 0
    ? [{ from, to, amountCents, because }]
    : [{ from: to, to: from, amountCents: -amountCents, because }];
};

import type { Month } from '../calendar.ts';
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

/** Whose money a posting moves: the budget of a year, and the municipality that pays of it. */
export interface Purse {
  /** The programme whose budget it is; left out where the source of the posting is of one programme. */
  readonly programmeId?: string;
  /** Null where the payer is not known. */
  readonly municipalityCode: string | null;
  /** The year of service; of a commitment, the year it is made for. */
  readonly year: number;
  /** The month of service, of what is owed for one. */
  readonly month?: Month | undefined;
}

/** Money moves from an account to another. One value is both legs, so an unbalanced entry cannot be written. */
export interface Posting {
  readonly from: Account;
  readonly to: Account;
  /** Above zero: direction carries the sign. */
  readonly amountCents: Cents;
  readonly because: string;
  readonly purse?: Purse | undefined;
}

/** A posting, or none where nothing moves; a negative amount moves the other way. */
export const move = (from: Account, to: Account, amountCents: Cents, because: string): Posting[] => {
  if (amountCents === 0) return [];
  return amountCents > 0
    ? [{ from, to, amountCents, because }]
    : [{ from: to, to: from, amountCents: -amountCents, because }];
};

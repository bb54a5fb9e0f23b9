import { move, type Posting } from '../ledger/postings.ts';
import type { Cents } from '../money.ts';

/** What a movement leaves committed, and the postings that say so. */
export interface Owed {
  readonly postings: readonly Posting[];
  readonly committedCents: Cents;
}

/**
 * Moves money from commitment to owed; below zero, back again. What the commitment does not cover is set aside
 * first, so that no account goes below zero by the way (domain decision 11).
 */
export const owe = (committedCents: Cents, owedCents: Cents, because: string): Owed => {
  const missing = Math.max(0, owedCents - committedCents);
  return {
    postings: [
      ...move('appropriation', 'committed', missing, 'beyond the commitment'),
      ...move('committed', 'owed', owedCents, because),
    ],
    committedCents: committedCents + missing - owedCents,
  };
};

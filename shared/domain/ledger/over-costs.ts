import { yearOf, type Month } from '../calendar.ts';
import { sumCents, type Cents } from '../money.ts';
import { move, type Account, type Posting, type Purse } from './postings.ts';
import { moveIn } from './purses.ts';

/** What a statement costs a payer, for a programme and a month of service. */
export interface CostOfPayer {
  readonly programmeId: string;
  readonly municipalityCode: string | null;
  readonly month: Month;
  readonly organiserCents: Cents;
}

/** What each budget pays of it, the parts of all segments together. */
const byPurse = (costs: readonly CostOfPayer[]): { readonly purse: Purse; readonly cents: Cents }[] => {
  const parts = new Map<string, { purse: Purse; cents: Cents }>();
  for (const { programmeId, municipalityCode, month, organiserCents } of costs) {
    const name = `${programmeId} ${municipalityCode ?? ''} ${month}`;
    const purse = { programmeId, municipalityCode, year: yearOf(month), month };
    parts.set(name, { purse, cents: (parts.get(name)?.cents ?? 0) + organiserCents });
  }
  return [...parts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part);
};

/**
 * What moves for a statement, told budget by budget: each pays what the statement costs it. What is moved beyond the
 * costs, because a debt of the provider was brought or carried forward, is no budget's. Below zero, it moves back.
 */
export const overCosts = (
  costs: readonly CostOfPayer[],
  from: Account,
  to: Account,
  amountCents: Cents,
  because: string,
): Posting[] => {
  const parts = byPurse(costs);
  const rest = amountCents - sumCents(parts.map(({ cents }) => cents));
  return [
    ...parts.flatMap(({ purse, cents }) => moveIn(purse, from, to, cents, because)),
    ...move(from, to, rest, because),
  ];
};

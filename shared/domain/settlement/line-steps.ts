/** The steps of lines that no price explains: those that take an earlier one back, and those that only even the books. */
import type { Cents } from '../money.ts';
import type { PricingStep } from '../pricing/pricing.ts';
import { step } from '../pricing/steps.ts';
import type { LineAmounts } from './statement.ts';

/** The amounts of the line that is taken back; the result is its gross, negated. */
export const takesBack = ({
  id,
  grossCents,
  organiserCents,
  clientCents,
}: LineAmounts & { readonly id: string }): PricingStep =>
  step(
    'takesBackTheLine',
    'general rulebook, correcting what was settled',
    { line: id, grossCents, organiserCents, clientCents },
    grossCents === 0 ? 0 : -grossCents,
  );

export interface Uneven {
  /** What all lines so far settle of the organiser's side. */
  readonly settledCents: Cents;
  /** What the month's events had posted as owed. */
  readonly postedCents: Cents;
  /** What earlier lines have made even already. */
  readonly evenedCents: Cents;
}

/** A line of nothing: what was settled stands, and the ledger is made even by what events had posted otherwise. */
export const evensTheBooks = ({ settledCents, postedCents, evenedCents }: Uneven): PricingStep =>
  step(
    'evensTheBooks',
    'general rulebook, correcting what was settled',
    { settledCents, postedCents, evenedCents, trueUpCents: settledCents - postedCents - evenedCents },
    0,
  );

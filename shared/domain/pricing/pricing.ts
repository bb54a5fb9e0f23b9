import type { Cents } from '../money.ts';

/** One step of a calculation, told so that it can be worked out again: which rule, from where, with what, giving what. */
export interface PricingStep {
  /** A stable name, e.g. `organiserPaysLesserOfPriceAndValue`. */
  readonly rule: string;
  /** Section of the law, or programme code, version and rulebook. */
  readonly source: string;
  readonly inputs: Readonly<Record<string, number | string | boolean | null>>;
  readonly resultCents: Cents;
}

/** Three amounts that always hold `gross = organiser + client`, and how they came about. */
export interface Pricing {
  readonly grossCents: Cents;
  readonly organiserCents: Cents;
  /** The own share, paid to the provider. */
  readonly clientCents: Cents;
  readonly steps: readonly PricingStep[];
}

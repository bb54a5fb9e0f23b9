import type { Cents } from '../money.ts';
import type { ProgrammeVersion } from '../programme/programme.ts';
import type { Pricing, PricingStep } from './pricing.ts';

/** How a step names the terms it follows: programme, version and rulebook. */
export const versionSource = (programmeCode: string, version: Pick<ProgrammeVersion, 'number' | 'rulebook'>): string =>
  `${programmeCode} v${version.number}, rulebook ${version.rulebook}`;

export const step = (rule: string, source: string, inputs: PricingStep['inputs'], resultCents: Cents): PricingStep => ({
  rule,
  source,
  inputs,
  resultCents,
});

/** The three amounts: what the organiser does not pay of the gross is the client's, so the sum cannot fail to hold. */
export const pricingOf = (grossCents: Cents, organiserCents: Cents, steps: readonly PricingStep[]): Pricing => ({
  grossCents,
  organiserCents,
  clientCents: grossCents - organiserCents,
  steps,
});

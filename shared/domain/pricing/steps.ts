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

/**
 * Whole numbers as text, those that follow each other as a range: 1, 2, 3, 8 is `1-3 8`. So a step can name the days it
 * counts, and not only how many they are.
 */
export const inRanges = (numbers: readonly number[]): string => {
  const ranges: { from: number; to: number }[] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && number === last.to + 1) last.to = number;
    else ranges.push({ from: number, to: number });
  }
  return ranges.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(' ');
};

/** The three amounts: what the organiser does not pay of the gross is the client's, so the sum cannot fail to hold. */
export const pricingOf = (grossCents: Cents, organiserCents: Cents, steps: readonly PricingStep[]): Pricing => ({
  grossCents,
  organiserCents,
  clientCents: grossCents - organiserCents,
  steps,
});

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PricingStep } from '#shared/domain/pricing/pricing';
import type { SettlementLine } from '#shared/domain/settlement/statement';

/** A line as an export tells it. */
export interface ExplainedLine extends SettlementLine {
  readonly steps: readonly PricingStep[];
}

/** The script as `npm run explain:verify` runs it; it is no part of the build. */
export const SCRIPT = join(process.cwd(), 'scripts/explain-verify.mjs');

interface Verifier {
  readonly KNOWN_RULES: readonly string[];
  /** @throws Differs naming the first step or amount that is not what it should be. */
  readonly verifyLine: (line: ExplainedLine) => void;
}
export const { KNOWN_RULES, verifyLine } = (await import(pathToFileURL(SCRIPT).href)) as Verifier;

/** Why the script does not accept a line; undefined where it does. */
export const faultOf = (line: ExplainedLine): string | undefined => {
  try {
    verifyLine(line);
    return undefined;
  } catch (fault) {
    return (fault as Error).message;
  }
};

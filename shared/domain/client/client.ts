import type { CalendarDate, Instant } from '../calendar.ts';
import { inForce } from '../dated.ts';
import type { Cents } from '../money.ts';

/** The spouse's income, where they have lived together (734/1992 7 c.5 §). */
export interface SpouseIncome {
  readonly netMonthlyIncomeCents: Cents;
  readonly deductionsCents: Cents;
}

/** Income and deductions of 734/1992 10 b-10 d §, decided for a day on; monthly cents. */
export interface IncomeDecision {
  readonly id: string;
  readonly validFrom: CalendarDate;
  readonly netMonthlyIncomeCents: Cents;
  readonly housingCostCents: Cents;
  readonly housingAllowanceCents: Cents;
  readonly medicineCents: Cents;
  readonly otherDeductionsCents: Cents;
  readonly spouse?: SpouseIncome | undefined;
  readonly recordedAt: Instant;
}

/** What the rules need of a client; names and the identity code stay sealed in the store. */
export interface Client {
  readonly id: string;
  readonly ver: number;
  readonly birthDate: CalendarDate;
  readonly municipalityCode: string;
  readonly area: string | null;
  readonly language: string;
  readonly incomeDecisions: readonly IncomeDecision[];
  readonly deathDate: CalendarDate | null;
}

export const incomeDecisionOn = (client: Client, date: CalendarDate): IncomeDecision | undefined =>
  inForce(client.incomeDecisions, date);

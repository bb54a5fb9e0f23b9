/** The client's monthly fee in long-term care, from an income decision (734/1992 7 c § and 10 b-10 d §). */
import type { IncomeDecision, SpouseIncome } from '../client/client.ts';
import { percentOf, type Cents } from '../money.ts';
import type { ValueBasis } from '../programme/programme.ts';
import type { PricingStep } from './pricing.ts';
import { step } from './steps.ts';

export type IncomeTestedValue = Extract<ValueBasis, { basis: 'incomeTested' }>;

/** A monthly fee and how it came about. */
export interface MonthlyFee {
  readonly feeCents: Cents;
  readonly steps: readonly PricingStep[];
}

/** Monthly income after the deductions of 10 c § and 10 d §: housing counts for what the allowance leaves of it. */
export const incomeAfterDeductions = (decision: IncomeDecision): Cents =>
  Math.max(
    0,
    decision.netMonthlyIncomeCents -
      Math.max(0, decision.housingCostCents - decision.housingAllowanceCents) -
      decision.medicineCents -
      decision.otherDeductionsCents,
  );

/** The same of the spouse, whose deductions come as one sum. */
export const spouseIncomeAfterDeductions = (spouse: SpouseIncome): Cents =>
  Math.max(0, spouse.netMonthlyIncomeCents - spouse.deductionsCents);

/** The spouse's income; and what the joint income allows, where the client's is the larger of the two (7 c.5 §). */
const spouseSteps = (value: IncomeTestedValue, income: Cents, spouse: SpouseIncome | undefined): PricingStep[] => {
  if (spouse === undefined) return [];
  const { netMonthlyIncomeCents, deductionsCents } = spouse;
  const spouseIncomeCents = spouseIncomeAfterDeductions(spouse);
  const own = step(
    'spouseIncomeAfterDeductions',
    '734/1992 10 b-10 d §',
    { netMonthlyIncomeCents, deductionsCents },
    spouseIncomeCents,
  );
  if (income <= spouseIncomeCents) return [own];
  const limit = percentOf(income + spouseIncomeCents, value.spousePercent);
  const inputs = { incomeAfterDeductionsCents: income, spouseIncomeCents, spousePercent: value.spousePercent };
  return [own, step('shareOfJointIncome', '734/1992 7 c § 5 mom.', inputs, limit)];
};

/**
 * The fee of a whole month: at most `maxFeePercent` of the income after deductions, and so much that the
 * minimum disposable amount stays with the client; with a spouse of smaller income also at most
 * `spousePercent` of the joint income. Never below zero. `terms` names the version the limits come from.
 */
export const longTermCareFee = (value: IncomeTestedValue, decision: IncomeDecision, terms: string): MonthlyFee => {
  const income = incomeAfterDeductions(decision);
  const ownShare = percentOf(income, value.maxFeePercent);
  const overMinimum = Math.max(0, income - value.minimumDisposableCents);
  const { netMonthlyIncomeCents, housingCostCents, housingAllowanceCents, medicineCents, otherDeductionsCents } =
    decision;
  const spouse = spouseSteps(value, income, decision.spouse);
  const shareOfJointIncomeCents = spouse.find(({ rule }) => rule === 'shareOfJointIncome')?.resultCents ?? null;
  const limits = [ownShare, overMinimum, ...(shareOfJointIncomeCents === null ? [] : [shareOfJointIncomeCents])];
  const feeCents = Math.min(...limits);
  const limitSteps = [
    step(
      'shareOfOwnIncome',
      `734/1992 7 c §; ${terms}`,
      { incomeAfterDeductionsCents: income, maxFeePercent: value.maxFeePercent },
      ownShare,
    ),
    step(
      'incomeOverMinimumDisposable',
      `734/1992 7 c §; ${terms}`,
      { incomeAfterDeductionsCents: income, minimumDisposableCents: value.minimumDisposableCents },
      overMinimum,
    ),
    ...spouse,
  ];
  return {
    feeCents,
    steps: [
      step(
        'incomeAfterDeductions',
        '734/1992 10 b-10 d §',
        {
          decision: decision.id,
          validFrom: decision.validFrom,
          ...{ netMonthlyIncomeCents, housingCostCents, housingAllowanceCents, medicineCents, otherDeductionsCents },
        },
        income,
      ),
      ...limitSteps,
      step(
        'monthlyFeeIsTheSmallestLimit',
        '734/1992 7 c §',
        {
          limits: limits.length,
          ...{ shareOfOwnIncomeCents: ownShare, overMinimumCents: overMinimum, shareOfJointIncomeCents },
        },
        feeCents,
      ),
    ],
  };
};

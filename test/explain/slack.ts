/**
 * What a number in a step may be instead without any result being another: for each rule, the inputs that are only held
 * against a limit or rounded away, and when. Said here with the domain's own arithmetic, not with the script's. A
 * number that is not named here may not be anything else.
 */
import { incomeAfterDeductions, spouseIncomeAfterDeductions } from '#shared/domain/pricing/income';
import { capitationMonth } from '#shared/domain/enrolment/capitation';
import { percentOf } from '#shared/domain/money';
import type { PricingStep } from '#shared/domain/pricing/pricing';
import { aDecision } from '../domain/pricing-builders.ts';

type Inputs = PricingStep['inputs'];
type MayBe = (now: Inputs, before: Inputs) => boolean;

const int = (inputs: Inputs, name: string): number => Number(inputs[name] ?? 0);
/** Ranges as steps tell them, `1-3 8`. */
const numbers = (told: unknown): number[] =>
  String(told)
    .split(' ')
    .filter((range) => range !== '')
    .flatMap((range) => {
      const [from = 0, to = from] = range.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, index) => from + index);
    });

/** The same by a formula. */
const sameBy =
  (formula: (inputs: Inputs) => unknown): MayBe =>
  (now, before) =>
    formula(now) === formula(before);

const isCovered: MayBe = (now) =>
  now['freeOfCharge'] === true ||
  now['valueBasis'] === 'fullCoverage' ||
  (now['fullCoverageUnderAge'] !== null &&
    int(now, 'ageOnLastDay') + int(now, 'ageOnServiceDate') < int(now, 'fullCoverageUnderAge'));

const atProviderPercent = sameBy((i) => percentOf(int(i, 'unitPriceCents'), int(i, 'providerPercent')));
const withinRule: MayBe = (i) =>
  numbers(i['daysOfAbsence']).every(
    (day) => day >= int(i, 'ruleFromDay') && (i['ruleToDay'] === null || day <= int(i, 'ruleToDay')),
  );
const decided = sameBy((i) => incomeAfterDeductions(aDecision({ ...i })));
const ofSpouse = sameBy((i) =>
  spouseIncomeAfterDeductions({
    netMonthlyIncomeCents: int(i, 'netMonthlyIncomeCents'),
    deductionsCents: int(i, 'deductionsCents'),
  }),
);
const withinBand: MayBe = (i) =>
  int(i, 'ageOnFirst') >= 0 &&
  (i['bandFromAge'] === null ||
    (int(i, 'bandFromAge') <= int(i, 'ageOnFirst') &&
      (i['bandToAge'] === null || int(i, 'ageOnFirst') <= int(i, 'bandToAge'))));
const value = sameBy((i) => Math.max(int(i, 'versionValueCents'), int(i, 'raisedValueCents')));
const cancelledInTime: MayBe = (i) => int(i, 'cancelledHoursBefore') >= int(i, 'freeHours');
const cancelledLate: MayBe = (i) => int(i, 'cancelledHoursBefore') < int(i, 'freeHours');
const missed = sameBy((i) => Math.min(int(i, 'priceCents'), int(i, 'noShowMaxCents')));
const minor: MayBe = (i) => int(i, 'ageOnServiceDate') < int(i, 'fromAge');
const away: Record<string, MayBe> = {
  chargedLeaveDays: sameBy((i) => numbers(i['daysOfLeave']).filter((day) => day > int(i, 'chargedLeaveDays')).length),
  awayDays: sameBy((i) => int(i, 'awayDays') === int(i, 'daysInMonth')),
};

export const SLACK: Readonly<Record<string, Readonly<Record<string, MayBe>>>> = {
  organiserPaysWholePrice: { ageOnServiceDate: isCovered, ageOnLastDay: isCovered, fullCoverageUnderAge: isCovered },
  organiserPaysLesserOfPriceAndValue: {
    unitValueCents: (now, before) =>
      !('days' in now) && sameBy((i) => Math.min(int(i, 'priceCents'), int(i, 'unitValueCents')))(now, before),
    versionValueCents: value,
    raisedValueCents: value,
  },
  raisedValueReplacesUnitValue: { versionValueCents: (i) => int(i, 'versionValueCents') <= int(i, 'raisedValueCents') },
  cancelledInTime: { cancelledHoursBefore: cancelledInTime, freeHours: cancelledInTime },
  noFeeFromMinors: { ageOnServiceDate: minor, fromAge: minor },
  clientPaysLesserOfPriceAndNoShowMax: {
    priceCents: missed,
    noShowMaxCents: missed,
    cancelledHoursBefore: cancelledLate,
    freeHours: cancelledLate,
  },
  presentDaysAtAgreedPrice: { unitPriceCents: atProviderPercent },
  absenceDaysAtProviderPercent: {
    unitPriceCents: atProviderPercent,
    providerPercent: atProviderPercent,
    ruleFromDay: withinRule,
    ruleToDay: withinRule,
  },
  incomeAfterDeductions: {
    netMonthlyIncomeCents: decided,
    housingCostCents: decided,
    housingAllowanceCents: decided,
    medicineCents: decided,
    otherDeductionsCents: decided,
  },
  shareOfOwnIncome: {
    maxFeePercent: sameBy((i) => percentOf(int(i, 'incomeAfterDeductionsCents'), int(i, 'maxFeePercent'))),
  },
  incomeOverMinimumDisposable: {
    minimumDisposableCents: sameBy((i) =>
      Math.max(0, int(i, 'incomeAfterDeductionsCents') - int(i, 'minimumDisposableCents')),
    ),
  },
  spouseIncomeAfterDeductions: { netMonthlyIncomeCents: ofSpouse, deductionsCents: ofSpouse },
  shareOfJointIncome: {
    spousePercent: sameBy((i) =>
      percentOf(int(i, 'incomeAfterDeductionsCents') + int(i, 'spouseIncomeCents'), int(i, 'spousePercent')),
    ),
  },
  dayShareFallsAwayForAbsence: away,
  wholeMonthAwayNoFee: away,
  raisedValueOfDaysUnderFee: {
    raisedValueCents: sameBy((i) => Math.min(int(i, 'dayCents'), int(i, 'raisedValueCents'))),
  },
  capitationMonth: {
    annualCents: sameBy((i) => capitationMonth(int(i, 'annualCents'), int(i, 'monthOfYear'))),
    // Of centres that are not the last, any number more than went before; the steps after say how many did.
    centres: (now, before) => int(now, 'centres') > 1 && int(before, 'centres') > 1,
    ageOnFirst: withinBand,
    bandFromAge: withinBand,
    bandToAge: withinBand,
  },
};

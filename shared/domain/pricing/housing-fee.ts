/** The client's side of income-tested housing: the month's fee by days, over providers, less absences. */
import { daysIn, type Month } from '../calendar.ts';
import { ratio, splitByWeights, sumCents, type Cents } from '../money.ts';
import { feeFallsAway } from './absence.ts';
import type { HousingDay } from './housing-days.ts';
import type { MonthlyFee } from './income.ts';
import { CHARGED_LEAVE_DAYS, parameterOn } from '../parameters.ts';
import type { PricingStep } from './pricing.ts';
import { inRanges, step } from './steps.ts';

/** What the client owes one provider of the month's fee, before it is held against the price. */
export interface FeeShare {
  readonly feeCents: Cents;
  readonly steps: readonly PricingStep[];
}

/** Whether the client's fee, and not a value by the unit, decides who pays the day. */
export const isFeeDay = (day: HousingDay): boolean => day.version.value.basis === 'incomeTested' && !day.fullCoverage;

const feeOf = (day: HousingDay): MonthlyFee => {
  if (day.monthlyFee === undefined) throw new Error(`the income-tested day ${day.date} has no monthly fee`);
  return day.monthlyFee;
};

/** The fees in force in the month, one for each amount: a new decision that changes nothing changes nothing. */
const distinctFees = (days: readonly HousingDay[]): MonthlyFee[] => [
  ...new Map(days.map((day) => [feeOf(day).feeCents, feeOf(day)])).values(),
];

interface Share {
  readonly days: readonly HousingDay[];
  readonly shareCents: Cents;
}

/** The days away, by what they do to the fee: leave counts from a day on, and everything else at once. */
const awayInputs = (days: readonly HousingDay[]) => ({
  daysOfLeave: inRanges(days.flatMap(({ absence }) => (absence?.reason === 'leave' ? absence.dayNumber : []))),
  hospitalDays: days.filter(({ absence }) => absence?.reason === 'hospital').length,
  organiserDays: days.filter(({ absence }) => absence?.reason === 'organiser').length,
});

/** A fee's share less the absences of 10 k §, never below zero. `awayDays` are those of the month, with all providers. */
const lessAbsences = ({ days, shareCents }: Share, feeCents: Cents, month: Month, awayDays: number): PricingStep => {
  const daysInMonth = daysIn(month);
  const monthAway = awayDays === daysInMonth;
  const freeDays = days.filter((day) => feeFallsAway(day.absence, day.date)).length;
  const dayFeeCents = ratio(feeCents, 1, daysInMonth);
  const [first] = days;
  const chargedLeaveDays = first === undefined ? 0 : parameterOn(CHARGED_LEAVE_DAYS, first.date);
  const free = { ...awayInputs(days), chargedLeaveDays, freeDays };
  return step(
    monthAway ? 'wholeMonthAwayNoFee' : 'dayShareFallsAwayForAbsence',
    CHARGED_LEAVE_DAYS.source,
    { shareCents, days: days.length, feeCents, daysInMonth, dayFeeCents, ...free, awayDays, monthAway },
    monthAway ? 0 : Math.max(0, shareCents - freeDays * dayFeeCents),
  );
};

/**
 * The month's fee over its parts, a share for each (domain decision 6). Fee × days of residence ÷ days of the
 * month, for each fee that was in force; split by days over providers, the last takes the remainder; then the
 * absences. Client away every day of the calendar month: no fee at all.
 */
export const feeShares = (month: Month, parts: readonly (readonly HousingDay[])[]): FeeShare[] => {
  const all = parts.flat();
  const awayDays = all.filter((day) => day.absence !== null).length;
  const steps = parts.map((): PricingStep[] => []);
  const dues = parts.map((): Cents[] => []);
  for (const fee of distinctFees(all.filter(isFeeDay))) {
    const { feeCents } = fee;
    const held = parts
      .map((days, part) => ({ part, days: days.filter((day) => isFeeDay(day) && feeOf(day).feeCents === feeCents) }))
      .filter(({ days }) => days.length > 0);
    const residenceDays = held.reduce((sum, { days }) => sum + days.length, 0);
    const wholeCents = ratio(feeCents, residenceDays, daysIn(month));
    const shares = splitByWeights(
      wholeCents,
      held.map(({ days }) => days.length),
    );
    held.forEach(({ part, days }, index) => {
      const shareCents = shares[index] ?? 0;
      const due = lessAbsences({ days, shareCents }, feeCents, month, awayDays);
      dues[part]?.push(due.resultCents);
      const byDays = { feeCents, residenceDays, daysInMonth: daysIn(month) };
      const overProviders = {
        wholeCents,
        days: days.length,
        residenceDays,
        earlierDays: held
          .slice(0, index)
          .map((earlier) => earlier.days.length)
          .join(' '),
        takesRemainder: index === held.length - 1,
      };
      steps[part]?.push(
        ...fee.steps,
        step('monthlyFeeByDaysOfResidence', '734/1992 7 c §', byDays, wholeCents),
        ...(held.length > 1 ? [step('feeSplitByDaysOverProviders', '734/1992 7 c §', overProviders, shareCents)] : []),
        ...(days.some((day) => day.absence !== null) ? [due] : []),
      );
    });
  }
  return parts.map((_, part) => ({ feeCents: sumCents(dues[part] ?? []), steps: steps[part] ?? [] }));
};

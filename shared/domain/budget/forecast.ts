import { monthOf, monthsFromTo, yearOf, type CalendarDate, type Month } from '../calendar.ts';
import { ratio, sumCents, type Cents } from '../money.ts';
import type { PricingStep } from '../pricing/pricing.ts';
import { step } from '../pricing/steps.ts';
import { isLate } from '../voucher/govern.ts';
import type { BudgetFigures } from './figures.ts';

/** What a budget's year will have cost at its end, as far as can be told today. */
export interface BudgetForecast {
  readonly asOf: CalendarDate;
  readonly forecastCents: Cents;
  /** Where the months to come cost what is promised for them or what the months so far say, whichever is less. */
  readonly lowCents: Cents;
  /** The same, whichever is more. */
  readonly highCents: Cents;
  /** What would be left of the appropriation; below zero where it would be overrun. */
  readonly leftCents: Cents;
  readonly steps: readonly PricingStep[];
}

export interface ForecastFacts {
  readonly year: number;
  readonly asOf: CalendarDate;
  readonly figures: BudgetFigures;
  readonly months: readonly { readonly month: Month; readonly spentCents: Cents }[];
}

const SOURCE = 'budget forecast, docs/decisions/0016';
const MONTHS = 12;

/**
 * Months that are over, from the first that cost anything on. Once its entry window is closed, a month that cost nothing
 * says so (domain decision 9); before that it counts only if it cost something, for it may not be told yet.
 */
const measured = ({ year, asOf, months }: ForecastFacts) => {
  const before = months.filter(({ month }) => yearOf(month) === year && month < monthOf(asOf));
  const spent = new Map(before.map(({ month, spentCents }) => [month, spentCents]));
  const first = before.find(({ spentCents }) => spentCents > 0);
  if (first === undefined) return [];
  return monthsFromTo(first.month, monthOf(asOf))
    .map((month) => ({ month, spentCents: spent.get(month) ?? 0 }))
    .filter(({ month, spentCents }) => spentCents > 0 || isLate(month, asOf));
};

const monthOfYear = (month: Month): number => Number(month.slice(5));

/**
 * The forecast to the year's end: what was spent so far, and for the months to come as much as a month has cost on
 * the average of those that are over. Where none of them cost anything, what is promised by vouchers is all that is known.
 * A year that has ended costs what was spent.
 */
export const forecastBudget = (facts: ForecastFacts): BudgetForecast => {
  const { year, asOf, figures, months } = facts;
  const { spentCents, committedCents, appropriationCents } = figures;
  const over = measured(facts);
  const [first, last] = [over[0], over.at(-1)];
  const steps: PricingStep[] = [
    step(
      'spentSoFar',
      SOURCE,
      { owedCents: figures.owedCents, payableCents: figures.payableCents, paidCents: figures.paidCents },
      spentCents,
    ),
  ];
  const told = (furtherCents: Cents, lowest: Cents, highest: Cents): BudgetForecast => {
    const forecastCents = spentCents + furtherCents;
    steps.push(step('forecast', SOURCE, { spentCents, furtherCents }, forecastCents));
    return {
      asOf,
      forecastCents,
      lowCents: spentCents + lowest,
      highCents: spentCents + highest,
      leftCents: appropriationCents - forecastCents,
      steps,
    };
  };
  if (yearOf(asOf) > year) return told(0, 0, committedCents);
  if (first === undefined || last === undefined) {
    steps.push(step('promisedByVouchers', SOURCE, { committedCents, monthsThatCost: 0 }, committedCents));
    return told(committedCents, committedCents, committedCents);
  }
  const monthsOver = over.length;
  const overCents = sumCents(over.map((month) => month.spentCents));
  const averageCents = ratio(overCents, 1, monthsOver);
  steps.push(step('averageMonth', SOURCE, { overCents, monthsOver, from: first.month, to: last.month }, averageCents));
  const monthsToCome = MONTHS - monthOfYear(last.month);
  const begunCents = sumCents(months.filter(({ month }) => month > last.month).map((month) => month.spentCents));
  const trendCents = Math.max(0, averageCents * monthsToCome - begunCents);
  steps.push(step('monthsToCome', SOURCE, { averageCents, monthsToCome, begunCents }, trendCents));
  return told(trendCents, Math.min(trendCents, committedCents), Math.max(trendCents, committedCents));
};

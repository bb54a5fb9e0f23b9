/** The provider's side of housing: each day priced and rounded by itself (domain decision 5), told in groups. */
import { percentOf, type Cents } from '../money.ts';
import type { AbsenceRule } from '../programme/programme.ts';
import { absenceRuleOn } from './absence.ts';
import type { HousingDay } from './housing-days.ts';
import type { PricingStep } from './pricing.ts';
import { inRanges, step, versionSource } from './steps.ts';

/** Days that are priced alike, told as one line: each is still priced and rounded by itself. */
export interface LikeDays {
  /** The first of them, which stands for all. */
  readonly day: HousingDay;
  readonly last: HousingDay;
  readonly days: readonly HousingDay[];
  readonly count: number;
  readonly providerPercent: number;
  readonly dayCents: Cents;
}

/** Items by a key, groups and items in the order they came. */
export const groupBy = <T>(items: readonly T[], keyOf: (item: T) => string): T[][] => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
};

const ruleOn = ({ version, absence, date }: HousingDay): AbsenceRule | undefined =>
  absence === null ? undefined : absenceRuleOn(version.absenceRules, absence.dayNumber, date);

const percentOn = (day: HousingDay): number => (day.absence === null ? 100 : (ruleOn(day)?.providerPercent ?? 0));

/** The groups of days alike: same terms, price, raise, coverage, and rule of absence. */
export const likeDays = (days: readonly HousingDay[]): LikeDays[] =>
  groupBy(days, (day) =>
    [
      day.programmeCode,
      day.version.number,
      day.priceCents,
      day.raisedValueCents ?? '',
      day.fullCoverage,
      day.absence !== null,
      ruleOn(day)?.fromDay ?? '',
      percentOn(day),
    ].join(' '),
  ).flatMap((days) => {
    const [day] = days;
    if (day === undefined) return [];
    const providerPercent = percentOn(day);
    const dayCents = percentOf(day.priceCents, providerPercent);
    return [{ day, last: days.at(-1) ?? day, days, count: days.length, providerPercent, dayCents }];
  });

/** Which days of the month, and how many, at what each: as every step tells them that counts them. */
export const toldDays = ({ day, last, days, count, dayCents }: LikeDays) => ({
  from: day.date,
  to: last.date,
  daysOfMonth: inRanges(days.map(({ date }) => Number(date.slice(8)))),
  days: count,
  dayCents,
});

/** By which rule absent days are paid, and which days of their absence they are, counted from its first. */
const absenceInputs = ({ day, days }: LikeDays): PricingStep['inputs'] => {
  if (day.absence === null) return {};
  const rule = ruleOn(day);
  return {
    daysOfAbsence: inRanges(days.flatMap(({ absence }) => absence?.dayNumber ?? [])),
    ruleFromDay: rule?.fromDay ?? null,
    ruleToDay: rule?.toDay ?? null,
  };
};

/** What the provider is paid for days alike, whoever pays it. */
export const grossStep = (alike: LikeDays): PricingStep => {
  const { day, providerPercent, count, dayCents } = alike;
  return step(
    day.absence === null ? 'presentDaysAtAgreedPrice' : 'absenceDaysAtProviderPercent',
    versionSource(day.programmeCode, day.version),
    { ...toldDays(alike), unitPriceCents: day.priceCents, providerPercent, ...absenceInputs(alike) },
    count * dayCents,
  );
};

/** The provider's side of housing: each day priced and rounded by itself (domain decision 5), told in groups. */
import { percentOf, type Cents } from '../money.ts';
import { providerPercentOn } from './absence.ts';
import type { HousingDay } from './housing-days.ts';
import type { PricingStep } from './pricing.ts';
import { step, versionSource } from './steps.ts';

/** Days that are priced alike, told as one line: each is still priced and rounded by itself. */
export interface LikeDays {
  readonly day: HousingDay;
  readonly from: string;
  readonly to: string;
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

const percentOn = ({ version, absence, date }: HousingDay): number =>
  absence === null ? 100 : providerPercentOn(version.absenceRules, absence.dayNumber, date);

/** The groups of days alike: same terms, price, raise, coverage and provider's per cent. */
export const likeDays = (days: readonly HousingDay[]): LikeDays[] =>
  groupBy(days, (day) =>
    [
      day.programmeCode,
      day.version.number,
      day.priceCents,
      day.raisedValueCents ?? '',
      day.fullCoverage,
      day.absence !== null,
      percentOn(day),
    ].join(' '),
  ).flatMap((group) => {
    const [day] = group;
    if (day === undefined) return [];
    const providerPercent = percentOn(day);
    const dayCents = percentOf(day.priceCents, providerPercent);
    return [
      { day, from: day.date, to: group.at(-1)?.date ?? day.date, count: group.length, providerPercent, dayCents },
    ];
  });

/** What the provider is paid for days alike, whoever pays it. */
export const grossStep = ({ day, from, to, count, providerPercent, dayCents }: LikeDays): PricingStep =>
  step(
    day.absence === null ? 'presentDaysAtAgreedPrice' : 'absenceDaysAtProviderPercent',
    versionSource(day.programmeCode, day.version),
    { from, to, days: count, unitPriceCents: day.priceCents, providerPercent, dayCents },
    count * dayCents,
  );

/** A month of housing, one part for each provider that had the client (domain decisions 5 and 6). */
import type { Month } from '../calendar.ts';
import { sumCents } from '../money.ts';
import type { HousingDay } from './housing-days.ts';
import { feeShares, isFeeDay, type FeeShare } from './housing-fee.ts';
import { grossStep, groupBy, likeDays, toldDays, type LikeDays } from './like-days.ts';
import type { Pricing, PricingStep } from './pricing.ts';
import { pricingOf, step, versionSource } from './steps.ts';
import { coverageInputs, unitValueOn } from './value.ts';

/** What one provider gets for one voucher's days of a month, and who pays it. */
export interface HousingPart {
  readonly voucherId: string;
  readonly providerId: string;
  readonly offeringId: string;
  readonly days: number;
  readonly presentDays: number;
  readonly absentDays: number;
  readonly pricing: Pricing;
}

/** What the organiser pays of days whose value is set by the unit: the lesser of the two, or all. */
const organiserStep = (alike: LikeDays): PricingStep => {
  const { day, last, count, dayCents } = alike;
  const terms = versionSource(day.programmeCode, day.version);
  if (day.fullCoverage) {
    const inputs = { ...toldDays(alike), ageOnLastDay: last.age, ...coverageInputs(day.version) };
    return step('organiserPaysWholePrice', `569/2009 7 §; ${terms}`, inputs, count * dayCents);
  }
  const { raisedValueCents } = day;
  const unitValueCents = unitValueOn(
    day.version,
    raisedValueCents === undefined ? undefined : { unitValueCents: raisedValueCents },
  );
  const { value } = day.version;
  if (unitValueCents === null || value.basis !== 'flat')
    throw new Error(`${terms} sets no value for a day (${value.basis})`);
  const values = { versionValueCents: value.unitValueCents, raisedValueCents: raisedValueCents ?? null };
  return step(
    'organiserPaysLesserOfPriceAndValue',
    `569/2009 3 § and 9 §; ${terms}`,
    { ...toldDays(alike), ...values, unitValueCents },
    count * Math.min(dayCents, unitValueCents),
  );
};

/** What a raised value (569/2009 8 §) covers of days under a fee, whatever the fee. */
const raisedSteps = (alike: LikeDays): PricingStep[] => {
  const { day, count, dayCents } = alike;
  const { raisedValueCents } = day;
  if (raisedValueCents === undefined) return [];
  const inputs = { ...toldDays(alike), raisedValueCents };
  return [step('raisedValueOfDaysUnderFee', '569/2009 8 §', inputs, count * Math.min(dayCents, raisedValueCents))];
};

/**
 * What the client pays of days under a fee: the fee, but never more than the price; and where a decision has
 * raised the value (569/2009 8 §), never more than that value leaves of the price.
 */
const clientSteps = (groups: readonly LikeDays[], { feeCents }: FeeShare): PricingStep[] => {
  const grossCents = sumCents(groups.map(({ count, dayCents }) => count * dayCents));
  const raised = groups.flatMap(raisedSteps);
  const raisedCents = sumCents(raised.map(({ resultCents }) => resultCents));
  const inputs = { feeCents, grossCents, raisedCents };
  const clientCents = Math.min(feeCents, grossCents - raisedCents);
  return [...raised, step('clientPaysFeeUpToThePrice', '569/2009 3 § and 9 §', inputs, clientCents)];
};

const priceDays = (days: readonly HousingDay[], fee: FeeShare): Pricing => {
  const groups = likeDays(days);
  const gross = groups.map(grossStep);
  const byUnit = groups.filter(({ day }) => !isFeeDay(day));
  const byFee = groups.filter(({ day }) => isFeeDay(day));
  const organiser = byUnit.map(organiserStep);
  const client = byFee.length > 0 ? clientSteps(byFee, fee) : [];
  const grossCents = sumCents(gross.map((line) => line.resultCents));
  const byFeeCents = sumCents(byFee.map(({ count, dayCents }) => count * dayCents));
  const organiserCents =
    sumCents(organiser.map((line) => line.resultCents)) + byFeeCents - (client.at(-1)?.resultCents ?? 0);
  const clientCents = grossCents - organiserCents;
  return pricingOf(grossCents, organiserCents, [
    ...gross,
    ...organiser,
    ...fee.steps,
    ...client,
    step('grossIsOrganiserPlusClient', '569/2009 3 §', { organiserCents, clientCents }, grossCents),
  ]);
};

/**
 * Prices one client's month from its days of residence (each with the facts in force on it), a part for each
 * voucher, provider and offering, in the order of their first day. The provider's side is priced by the day;
 * the client's fee, where the programme is income-tested, is the month's and is shared over the parts.
 */
export const priceHousingMonth = ({ month, days }: { month: Month; days: readonly HousingDay[] }): HousingPart[] => {
  const inOrder = days.toSorted((a, b) => (a.date < b.date ? -1 : 1));
  const parts = groupBy(inOrder, (day) => [day.voucherId, day.providerId, day.offeringId].join(' '));
  const fees = feeShares(month, parts);
  return parts.flatMap((part, index) => {
    const [first] = part;
    if (first === undefined) return [];
    const absentDays = part.filter((day) => day.absence !== null).length;
    return [
      {
        voucherId: first.voucherId,
        providerId: first.providerId,
        offeringId: first.offeringId,
        days: part.length,
        presentDays: part.length - absentDays,
        absentDays,
        pricing: priceDays(part, fees[index] ?? { feeCents: 0, steps: [] }),
      },
    ];
  });
};

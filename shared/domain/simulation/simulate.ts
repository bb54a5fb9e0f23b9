/** What a plan of use would cost with an offering, month by month. */
import {
  daysBetween,
  earliest,
  firstDayOf,
  lastDayOf,
  latest,
  monthOf,
  monthsFromTo,
  type Month,
} from '../calendar.ts';
import { capitationOfVoucher } from '../enrolment/capitation-of-voucher.ts';
import { sumCents, type Cents } from '../money.ts';
import { isRefused, refused, type Refused } from '../outcome.ts';
import { housingDays } from '../pricing/housing-days.ts';
import { priceHousingMonth } from '../pricing/housing-month.ts';
import type { Pricing, PricingStep } from '../pricing/pricing.ts';
import { residenceDays } from '../pricing/residence.ts';
import type { Programme } from '../programme/programme.ts';
import { isHeldOut } from '../voucher/dispute-event.ts';
import type { ServiceEvent } from '../voucher/voucher.ts';
import { carryOut, type CarriedOut, type Known, type NotTaken, type Offered } from './carry-out.ts';
import { spanOf, type Plan, type Span } from './plan.ts';

/** gross = organiser + client, always. */
export interface Amounts {
  readonly grossCents: Cents;
  readonly organiserCents: Cents;
  readonly clientCents: Cents;
}

export interface SimulatedMonth extends Amounts {
  readonly month: Month;
  /** Visits, or days of housing or of responsibility, that the amounts are for. */
  readonly units: number;
  /** Visits or days of the plan that the amounts are not for: `notTaken` says why. */
  readonly refusedUnits: number;
  readonly steps: readonly PricingStep[];
}

export interface Simulation {
  readonly months: readonly SimulatedMonth[];
  readonly years: readonly (Amounts & { readonly year: string })[];
  readonly total: Amounts;
  /** Days of the plan that would be refused, or that a run would hold back. */
  readonly notTaken: readonly NotTaken[];
}

export interface Question extends Known {
  /** Of all the client's vouchers of this kind. */
  readonly programmes: readonly Programme[];
}

/** What is priced of a month; a refusal is a ground on which the run would hold the month back. */
type Priced = { readonly units: number; readonly pricings: readonly Pricing[] } | Refused;

const ofParts = (parts: readonly { readonly days: number; readonly pricing: Pricing }[]): Priced => ({
  units: parts.reduce((sum, part) => sum + part.days, 0),
  pricings: parts.map(({ pricing }) => pricing),
});

/** The client's month as a whole, without disputed days, as its run looks at it; of it, this offering's part. */
const priceHousing = (month: Month, { voucher }: CarriedOut, offered: Offered, asked: Question): Priced => {
  const { client, programmes, neighbours } = asked;
  const vouchers = [voucher, ...asked.others];
  const heldOut = (event: ServiceEvent) => isHeldOut(event, []);
  const residence = residenceDays({ month, vouchers, clientDeath: client.deathDate, heldOut });
  const days = housingDays(residence, { client, vouchers, programmes, providers: [offered.provider, ...neighbours] });
  if (isRefused(days)) return days;
  const parts = priceHousingMonth({ month, days });
  return ofParts(parts.filter((part) => part.voucherId === voucher.id && part.offeringId === offered.offeringId));
};

const priceCapitation = (month: Month, { voucher }: CarriedOut, offered: Offered, asked: Question): Priced => {
  const { client, programme, neighbours } = asked;
  const parts = capitationOfVoucher(
    voucher,
    { client, programme, providers: [...neighbours, offered.provider] },
    month,
  );
  return ofParts(parts.filter((part) => part.offeringId === offered.offeringId));
};

const priceMonth = (plan: Plan, month: Month, carried: CarriedOut, offered: Offered, asked: Question): Priced => {
  if (plan.kind === 'housing') return priceHousing(month, carried, offered, asked);
  if (plan.kind === 'soteCentre') return priceCapitation(month, carried, offered, asked);
  const visits = carried.events.filter(({ fact }) => monthOf(fact.from) === month);
  return { units: visits.length, pricings: visits.map(({ pricing }) => pricing) };
};

const lengthOf = ({ from, to }: Span): number => daysBetween(from, to) + 1;

/** What the plan holds of a month: its visits, or the days of it that lie in the month. */
const partOf = (plan: Plan, month: Month): Span & { readonly units: number } => {
  const whole = { from: firstDayOf(month), to: lastDayOf(month) };
  if (plan.kind === 'rehabilitation')
    return { ...whole, units: plan.visits.filter((date) => monthOf(date) === month).length };
  const span = { from: latest(plan.from, whole.from), to: earliest(plan.to, whole.to) };
  return { ...span, units: lengthOf(span) };
};

const together = (amounts: readonly Amounts[]): Amounts => ({
  grossCents: sumCents(amounts.map(({ grossCents }) => grossCents)),
  organiserCents: sumCents(amounts.map(({ organiserCents }) => organiserCents)),
  clientCents: sumCents(amounts.map(({ clientCents }) => clientCents)),
});

const yearOf = ({ month }: SimulatedMonth): string => month.slice(0, 4);

/**
 * What the plan would cost with an offering (569/2009 6 §: the own share is told beforehand), by the rules that
 * redeeming and settling follow: what recording would refuse costs nothing and is told with its ground. Visits are
 * priced one by one, so that a month holds the planned ones. Housing and capitation are priced by the month, so that
 * a month is what its run would settle for this offering of what is known today and the plan together.
 */
export const simulate = (plan: Plan, offered: Offered, asked: Question): Simulation => {
  const carried = carryOut(plan, offered, asked);
  const notTaken = [...carried.notTaken];
  const { from, to } = spanOf(plan);
  const months: SimulatedMonth[] = [];
  for (const month of monthsFromTo(monthOf(from), monthOf(to))) {
    const planned = partOf(plan, month);
    if (planned.units === 0) continue;
    const refusedUnits = carried.notTaken
      .filter((days) => monthOf(days.from) === month)
      .reduce((sum, days) => sum + lengthOf(days), 0);
    const priced = priceMonth(plan, month, carried, offered, asked);
    // A month without terms earns a centre nothing, without a word of it from the rule.
    const isUnpriced = !isRefused(priced) && priced.pricings.length === 0 && refusedUnits < planned.units;
    const held = isRefused(priced) ? priced : isUnpriced ? refused('PROGRAMME_NOT_IN_FORCE') : undefined;
    if (held !== undefined)
      notTaken.push({ from: planned.from, to: planned.to, code: held.code, details: held.details });
    const { units, pricings } = isRefused(priced) ? { units: 0, pricings: [] } : priced;
    months.push({
      month,
      units,
      refusedUnits: held === undefined ? refusedUnits : planned.units,
      ...together(pricings),
      steps: pricings.flatMap(({ steps }) => steps),
    });
  }
  const years = [...new Set(months.map(yearOf))].map((year) => ({
    year,
    ...together(months.filter((month) => yearOf(month) === year)),
  }));
  return { months, years, total: together(months), notTaken };
};

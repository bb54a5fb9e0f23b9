import { monthOf, monthsFromTo, type Month } from '../calendar.ts';
import { sumCents, type Cents } from '../money.ts';
import { isRefused } from '../outcome.ts';
import { housingDays, type HousingDay } from '../pricing/housing-days.ts';
import { priceHousingMonth, type HousingPart } from '../pricing/housing-month.ts';
import { priceNoShow } from '../pricing/no-show.ts';
import type { Pricing } from '../pricing/pricing.ts';
import { residenceDays } from '../pricing/residence.ts';
import { raiseOn } from '../pricing/value.ts';
import { priceVisit } from '../pricing/visit.ts';
import { versionOn } from '../programme/programme.ts';
import { offeringOf, priceOn, type Provider } from '../provider/provider.ts';
import type { Claim } from './claims.ts';
import type { ServiceEvent, ServiceFact, Voucher } from './voucher.ts';

/** What the answer says, and what the event moves from commitment to owed. */
export interface PricedEvent {
  readonly pricing: Pricing;
  readonly owedCents: Cents;
}

/** Providers of the client's other reservations, whose days share the month's fee. */
export type Neighbours = readonly Provider[];

const together = (pricings: readonly Pricing[]): Pricing => ({
  grossCents: sumCents(pricings.map((pricing) => pricing.grossCents)),
  organiserCents: sumCents(pricings.map((pricing) => pricing.organiserCents)),
  clientCents: sumCents(pricings.map((pricing) => pricing.clientCents)),
  steps: pricings.flatMap((pricing) => pricing.steps),
});

const daysOfMonth = (claim: Claim, voucher: Voucher, neighbours: Neighbours, month: Month): HousingDay[] => {
  const vouchers = [voucher, ...claim.others];
  const { client, programme } = claim;
  const days = residenceDays({ month, vouchers: [voucher], clientDeath: client.deathDate });
  const priced = housingDays(days, {
    client,
    vouchers,
    programmes: [programme],
    providers: [claim.provider, ...neighbours],
  });
  // The claim's own days were checked; a gap in another's facts is for the run to tell, not for this answer.
  return isRefused(priced) ? [] : priced;
};

const organiserOf = (parts: readonly HousingPart[]): Cents =>
  sumCents(parts.map((part) => part.pricing.organiserCents));

/**
 * Housing is priced by the month, so an event is worth what it changes. For an income-tested programme the
 * answer is the month as known so far; otherwise the days stand by themselves and the answer is theirs.
 */
const priceHousing = (claim: Claim, event: ServiceEvent, neighbours: Neighbours): PricedEvent => {
  const { fact, voucher, programme, provider } = claim;
  const withEvent: Voucher = { ...voucher, events: [...voucher.events, event] };
  let owedCents = 0;
  const answers: Pricing[] = [];
  for (const month of monthsFromTo(monthOf(fact.from), monthOf(fact.to))) {
    const before = priceHousingMonth({ month, days: daysOfMonth(claim, voucher, neighbours, month) });
    const days = daysOfMonth(claim, withEvent, neighbours, month);
    const after = priceHousingMonth({ month, days });
    owedCents += organiserOf(after) - organiserOf(before);
    const byMonth = versionOn(programme, fact.from)?.value.basis === 'incomeTested';
    const told = byMonth
      ? after
      : priceHousingMonth({ month, days: days.filter(({ date }) => fact.from <= date && date <= fact.to) });
    answers.push(
      ...told
        .filter((part) => part.providerId === provider.id && part.offeringId === event.offeringId)
        .map((part) => part.pricing),
    );
  }
  return { pricing: together(answers), owedCents };
};

type VisitFact = Extract<ServiceFact, { type: 'visit' | 'noShow' }>;

/** What a visit, or a missed one, is worth by the facts in force on its day; undefined where there is no price for it. */
export const visitPricing = ({
  voucher,
  fact,
  offeringId,
  provider,
  programme,
}: Pick<Claim, 'voucher' | 'offeringId' | 'provider' | 'programme'> & { readonly fact: VisitFact }):
  Pricing | undefined => {
  const version = versionOn(programme, fact.from);
  const offering = offeringOf(provider, offeringId);
  const priceCents = offering && priceOn(offering, fact.from);
  if (version === undefined || priceCents === undefined) return undefined;
  const { clientBirthDate: birthDate, valueRaises } = voucher;
  const visit = { programmeCode: programme.code, version, priceCents, birthDate, date: fact.from };
  return fact.type === 'visit'
    ? priceVisit({ ...visit, raise: raiseOn(valueRaises, fact.from) })
    : priceNoShow({ ...visit, cancelledHoursBefore: fact.cancelledHoursBefore });
};

/** Prices an event that nothing speaks against; `event` is the one to be recorded, without its price. */
export const priceEvent = (claim: Claim, event: ServiceEvent, neighbours: Neighbours): PricedEvent => {
  const { fact } = claim;
  if (fact.type === 'stay' || fact.type === 'absence') return priceHousing(claim, event, neighbours);
  const pricing = visitPricing({ ...claim, fact });
  if (pricing === undefined) throw new Error(`${event.id} has no price on ${fact.from}`);
  return { pricing, owedCents: pricing.organiserCents };
};

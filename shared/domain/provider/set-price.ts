import { FOREVER, type CalendarDate, type Instant } from '../calendar.ts';
import { lateTerms } from '../dated.ts';
import { offeringId } from '../ids.ts';
import type { Cents } from '../money.ts';
import { refused, type Refused } from '../outcome.ts';
import { versionOn, type Programme, type ProgrammeVersion } from '../programme/programme.ts';
import type { Offering, Price, Provider } from './provider.ts';

export interface PriceAsked {
  readonly unitId: string;
  readonly unitPriceCents: Cents;
  readonly validFrom: CalendarDate;
  readonly at: Instant;
  /** Made of the request: the same request sets its price once, also when another price came in between. */
  readonly origin: string;
}

/** The version whose terms a price from that day must meet: the one in force then, or else the first one after. */
const versionFor = (programme: Programme, validFrom: CalendarDate): ProgrammeVersion | undefined =>
  versionOn(programme, validFrom) ??
  programme.versions.find((version) => version.approvedAt !== null && version.effectiveFrom > validFrom);

const mayServe = (provider: Provider, programmeId: string, validFrom: CalendarDate): boolean =>
  provider.approvals.some(
    (approval) => approval.programmeId === programmeId && (approval.validTo ?? FOREVER) >= validFrom,
  );

/**
 * Why a price cannot be offered: a sote-centre has no price; the ceiling holds value and own share together;
 * and where the service is free by law there can be no own share, so no price above the value (569/2009 7.2 §).
 */
const priceFault = (programme: Programme, version: ProgrammeVersion, unitPriceCents: Cents): Refused | undefined => {
  const { priceCeilingCents, freeOfCharge, value } = version;
  if (programme.kind === 'soteCentre') return unitPriceCents === 0 ? undefined : refused('PRICE_MUST_BE_ZERO');
  if (priceCeilingCents !== null && unitPriceCents > priceCeilingCents)
    return refused('ABOVE_CEILING', { priceCeilingCents });
  if (freeOfCharge && value.basis === 'flat' && unitPriceCents > value.unitValueCents)
    return refused('FREE_SERVICE_PRICE_ABOVE_VALUE', { unitValueCents: value.unitValueCents });
  return undefined;
};

const isKept = (offering: Offering, asked: PriceAsked): boolean =>
  offering.prices.some((price) => price.origin === asked.origin) ||
  offering.prices.findLast((price) => price.validFrom === asked.validFrom)?.unitPriceCents === asked.unitPriceCents;

/** The id of a unit's offering in a programme: there is one, whatever its prices. The unit must exist. */
export const offeringIdFor = (provider: Provider, unitId: string, programmeId: string): string => {
  const index = provider.units.findIndex((unit) => unit.id === unitId);
  if (index < 0) throw new Error(`${provider.id} has no unit ${unitId}`);
  return offeringId(provider.id, index, programmeId);
};

/** Offers a unit's service in a programme at a price, or changes the price from a day on; earlier days keep theirs. */
export const setPrice = (provider: Provider, programme: Programme, asked: PriceAsked): Provider | Refused => {
  const { unitId, unitPriceCents, validFrom, at, origin } = asked;
  const id = offeringIdFor(provider, unitId, programme.id);
  const offering = provider.offerings.find((one) => one.id === id);
  if (offering !== undefined && isKept(offering, asked)) return provider;
  if (!mayServe(provider, programme.id, validFrom)) return refused('PROVIDER_NOT_APPROVED');
  const version = versionFor(programme, validFrom);
  if (version === undefined) return refused('PROGRAMME_NOT_IN_FORCE');
  const fault = priceFault(programme, version, unitPriceCents);
  if (fault !== undefined) return fault;
  const price: Price = { unitPriceCents, validFrom, recordedAt: at, origin };
  if (offering === undefined) {
    const offered = { id, programmeId: programme.id, unitId, prices: [price] };
    return { ...provider, offerings: [...provider.offerings, offered] };
  }
  const repriced = { ...offering, prices: [...offering.prices, price] };
  return {
    ...provider,
    offerings: provider.offerings.map((one) => (one === offering ? repriced : one)),
    ...lateTerms(provider.termsUntold, { from: validFrom, at }),
  };
};

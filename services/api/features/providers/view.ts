import { inForce } from '#shared/domain/dated';
import type { CalendarDate } from '#shared/domain/calendar';
import { unitOf, type Programme } from '#shared/domain/programme/programme';
import { isApprovedOn, type Offering, type Provider, type ProviderApproval } from '#shared/domain/provider/provider';
import type { Caller } from '#api/http/route';

/** A provider's users see their own organisation; of another its existence does not show. */
export const maySee = (who: Caller, providerId: string): boolean =>
  who.role !== 'provider' || who.providerId === providerId;

export const approvalView = (
  provider: Pick<Provider, 'id'>,
  { earlierValidTo: _before, ...approval }: ProviderApproval,
) => ({
  ...approval,
  providerId: provider.id,
  validTo: approval.validTo ?? null,
  revokedReason: approval.revokedReason ?? null,
});

export const offeringView = (provider: Pick<Provider, 'id'>, { id, programmeId, unitId, prices }: Offering) => ({
  id,
  providerId: provider.id,
  programmeId,
  unitId,
  prices: prices.map(({ unitPriceCents, validFrom, recordedAt }) => ({ unitPriceCents, validFrom, recordedAt })),
});

/** All of it, for its own users and staff. */
export const providerView = (provider: Provider) => ({
  id: provider.id,
  status: provider.status,
  businessId: provider.businessId,
  name: provider.name,
  iban: provider.iban,
  ibanChanges: provider.ibanChanges ?? [],
  email: provider.email,
  prepaymentRegister: provider.prepaymentRegister,
  soteriRegistered: provider.soteriRegistered,
  insuranceValidTo: provider.insuranceValidTo,
  rulebookAccepted: provider.rulebookAccepted,
  appliedAt: provider.appliedAt,
  units: provider.units,
  approvals: provider.approvals.map((approval) => approvalView(provider, approval)),
  offerings: provider.offerings.map((offering) => offeringView(provider, offering)),
});

/** What a reader of the public register may narrow it to. */
export interface RegisterFilter {
  readonly programmeId?: string | undefined;
  readonly municipalityCode?: string | undefined;
  readonly language?: string | undefined;
}

/**
 * The provider as the public register shows it (569/2009 4 §): units, and the services they may be chosen for
 * today with today's prices. Neither its account nor anybody's address of mail.
 */
export const publicView = (
  provider: Provider,
  programmes: ReadonlyMap<string, Programme>,
  today: CalendarDate,
  { programmeId, municipalityCode, language }: RegisterFilter,
) => {
  const units = provider.units.filter(
    (unit) =>
      (municipalityCode === undefined || unit.municipalityCode === municipalityCode) &&
      (language === undefined || unit.languages.includes(language)),
  );
  const services = provider.offerings.flatMap((offering) => {
    const price = inForce(offering.prices, today);
    const programme = programmes.get(offering.programmeId);
    const shown =
      (programmeId === undefined || offering.programmeId === programmeId) &&
      units.some((unit) => unit.id === offering.unitId) &&
      isApprovedOn(provider, offering.programmeId, today);
    if (!shown || price === undefined || programme === undefined) return [];
    return {
      offeringId: offering.id,
      programmeId: programme.id,
      programmeCode: programme.code,
      programmeName: programme.name,
      kind: programme.kind,
      unit: unitOf[programme.kind],
      unitId: offering.unitId,
      unitPriceCents: price.unitPriceCents,
      validFrom: price.validFrom,
    };
  });
  return { id: provider.id, name: provider.name, businessId: provider.businessId, units, services };
};

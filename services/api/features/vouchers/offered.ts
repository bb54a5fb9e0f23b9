import { FOREVER, type CalendarDate } from '#shared/domain/calendar';
import type { Offering, Provider, ServiceUnit } from '#shared/domain/provider/provider';
import { reply, type Answer, type Reply } from '#api/http/reply';
import type { Caller } from '#api/http/route';

/** What a client looks for among the approved offerings. */
export interface Sought {
  readonly programmeId: string;
  /** Days of which at least one must be served, both included. */
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly municipalityCode?: string | undefined;
  readonly language?: string | undefined;
  readonly offeringId?: string | undefined;
  /** Whose, where it is not everybody's. */
  readonly providerId?: string | undefined;
}

/** A provider is shown what it offers itself; what a client would pay with another is between those two. */
export const offeredTo = ({ role, providerId }: Caller): Pick<Sought, 'providerId'> =>
  role === 'provider' ? { providerId: providerId ?? '' } : {};

export interface Found {
  readonly offering: Offering;
  readonly unit: ServiceUnit;
}

/** Which providers may hold such offerings; the filter has an index of its own. */
export const servingFilter = ({
  programmeId,
  offeringId,
  providerId,
}: Pick<Sought, 'programmeId' | 'offeringId' | 'providerId'>) => ({
  ...(providerId === undefined ? {} : { _id: providerId }),
  'approvals.programmeId': programmeId,
  ...(offeringId === undefined ? { 'offerings.programmeId': programmeId } : { 'offerings.id': offeringId }),
});

/** The provider's offerings that are approved and priced for some of the days, in the unit's place and language. */
export const offeringsOf = (provider: Provider, sought: Sought): Found[] => {
  const { programmeId, from, to, municipalityCode, language, offeringId } = sought;
  const isApproved = provider.approvals.some(
    (approval) =>
      approval.programmeId === programmeId && approval.validFrom <= to && from <= (approval.validTo ?? FOREVER),
  );
  if (!isApproved) return [];
  return provider.offerings.flatMap((offering) => {
    const unit = provider.units.find(({ id }) => id === offering.unitId);
    const isPriced = offering.prices.some(({ validFrom }) => validFrom <= to);
    if (offering.programmeId !== programmeId || unit === undefined || !isPriced) return [];
    if (offeringId !== undefined && offering.id !== offeringId) return [];
    if (municipalityCode !== undefined && unit.municipalityCode !== municipalityCode) return [];
    if (language !== undefined && !unit.languages.includes(language)) return [];
    return [{ offering, unit }];
  });
};

/** Who and where, for somebody who chooses. */
export const offeringView = (provider: Provider, { offering, unit }: Found) => ({
  offeringId: offering.id,
  providerId: provider.id,
  providerName: provider.name,
  unitId: unit.id,
  unitName: unit.name,
  municipalityCode: unit.municipalityCode,
  street: unit.street,
  languages: unit.languages,
});

const isPage = (answer: Answer): answer is Reply & { body: { items: unknown[][]; nextCursor: string | null } } =>
  answer.outcome === 'reply';

/** A page of providers, shown as one list of all their offerings, with what else the answer says. */
export const flattened = (answer: Answer, more: object = {}): Answer =>
  isPage(answer) ? reply({ ...more, ...answer.body, items: answer.body.items.flat() }) : answer;

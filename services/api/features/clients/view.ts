import { incomeAfterDeductions, spouseIncomeAfterDeductions } from '#shared/domain/pricing/income';
import { maskedIdentity } from '#shared/domain/client/identity';
import type { IncomeDecision } from '#shared/domain/client/client';
import type { ClientRecord } from '#shared/persistence/clients';
import { placeOf, type Seal } from '#shared/persistence/seal';
import type { Caller } from '#api/http/route';

type SealedField = keyof ClientRecord['sealed'];

/** A sealed field opens only where it was sealed: in this client's document, under its own name. */
export const placeIn = (clientId: string, field: SealedField): string => placeOf('clients', clientId, field);

/** A client sees themself; of another their existence does not show. */
export const maySee = (who: Caller, clientId: string): boolean => who.role !== 'client' || who.clientId === clientId;

export const decisionView = (clientId: string, { spouse, ...decision }: IncomeDecision) => ({
  ...decision,
  clientId,
  incomeAfterDeductionsCents: incomeAfterDeductions(decision),
  ...(spouse === undefined
    ? {}
    : { spouse: { ...spouse, incomeAfterDeductionsCents: spouseIncomeAfterDeductions(spouse) } }),
});

/** The client as staff and the client see it: the personal identity code only in its first half. */
export const clientView = (client: ClientRecord, seal: Seal) => {
  const open = (field: SealedField) => seal.open(client.sealed[field], placeIn(client.id, field));
  return {
    id: client.id,
    firstName: open('firstName'),
    lastName: open('lastName'),
    personalIdentityCode: maskedIdentity(open('personalIdentityCode')),
    birthDate: client.birthDate,
    municipalityCode: client.municipalityCode,
    language: client.language,
    area: client.area,
    deathDate: client.deathDate,
    residences: client.residences ?? [],
    segments: client.segments ?? [],
    incomeDecisions: client.incomeDecisions.map((decision) => decisionView(client.id, decision)),
  };
};

import { FinnishBusinessIds } from 'finnish-business-ids';
import { isSEPACountry, isValidIBAN } from 'ibantools';
import { z } from 'zod';
import {
  calendarDate,
  cents,
  idParam,
  idText,
  instant,
  language,
  listOf,
  localised,
  municipalityCode,
  page,
  reason,
  shortText,
} from './common.ts';
import { endpoint } from './endpoint.ts';

const tag = 'Providers';

const businessId = z
  .string()
  .refine((text) => FinnishBusinessIds.isValidBusinessId(text), 'must be a business id with its check digit')
  .meta({ example: '1234567-1' });

/** Money goes out as SEPA credit transfers, so the account must be one they reach. Spaces are as people write it. */
const iban = z
  .string()
  .max(50)
  .overwrite((text) => text.replaceAll(' ', '').toUpperCase())
  .refine((text) => isValidIBAN(text) && isSEPACountry(text.slice(0, 2)), 'must be an IBAN within SEPA')
  .meta({ example: 'FI2112345600000785' });

const unitBody = z.strictObject({
  name: shortText,
  municipalityCode,
  street: shortText,
  languages: z.array(language).max(50),
});
const unit = unitBody.extend({ id: z.string() });

const approval = z
  .object({
    id: z.string(),
    providerId: z.string(),
    programmeId: z.string(),
    validFrom: calendarDate,
    validTo: calendarDate.nullable(),
    approvedBy: z.string(),
    recordedAt: instant,
    revokedReason: z.string().nullable(),
  })
  .meta({ id: 'ProviderApproval' });

const price = z.object({ unitPriceCents: cents, validFrom: calendarDate, recordedAt: instant });

const offering = z
  .object({
    id: z.string(),
    providerId: z.string(),
    programmeId: z.string(),
    unitId: z.string(),
    prices: z.array(price),
  })
  .meta({ id: 'Offering' });

const status = z.enum(['applied', 'approved', 'revoked']);

const provider = z
  .object({
    id: z.string(),
    status,
    businessId: z.string(),
    name: z.string(),
    iban: z.string(),
    /** Each change of the account: who made it, when and why. */
    ibanChanges: z.array(
      z.object({ from: z.string(), to: z.string(), by: z.string(), at: instant, reason: z.string() }),
    ),
    email: z.string(),
    prepaymentRegister: z.boolean(),
    soteriRegistered: z.boolean(),
    insuranceValidTo: calendarDate,
    rulebookAccepted: z.union([z.boolean(), z.string()]),
    appliedAt: instant,
    units: z.array(unit),
    approvals: z.array(approval),
    offerings: z.array(offering),
  })
  .meta({ id: 'Provider' });

export const applyAsProvider = endpoint({
  id: 'applyAsProvider',
  method: 'post',
  path: '/v1/providers',
  tag,
  summary: 'Apply to become a provider, or enter one',
  may: 'useWithoutLogin',
  idempotencyKey: 'accepted',
  body: z.strictObject({
    businessId,
    name: shortText,
    iban,
    email: z.email().max(254),
    prepaymentRegister: z.boolean(),
    soteriRegistered: z.boolean(),
    insuranceValidTo: calendarDate,
    /** The accepted rulebook's version, or yes or no. */
    rulebookAccepted: z.union([z.boolean(), z.string().trim().max(200)]),
    units: z.array(unitBody).min(1).max(200),
  }),
  success: { status: 201, body: provider },
});

export const approveProvider = endpoint({
  id: 'approveProvider',
  method: 'post',
  path: '/v1/providers/{id}/approvals',
  tag,
  summary: 'Approve a provider for a programme (569/2009 5 §)',
  may: 'approveProvider',
  params: idParam,
  idempotencyKey: 'accepted',
  body: z.strictObject({ programmeId: idText, validFrom: calendarDate, validTo: calendarDate.nullish() }),
  success: { status: 201, body: approval },
  refusals: ['CRITERIA_NOT_MET', 'INVALID_PERIOD'],
});

export const revokeApproval = endpoint({
  id: 'revokeApproval',
  method: 'post',
  path: '/v1/providers/{id}/approvals/{approvalId}/revocation',
  tag,
  summary: 'Revoke an approval; `validTo` is the last day it holds (569/2009 4 §)',
  may: 'approveProvider',
  params: z.strictObject({ id: idText, approvalId: idText }),
  body: z.strictObject({ validTo: calendarDate, reason }),
  success: { status: 200, body: approval },
  refusals: ['APPROVAL_ALREADY_REVOKED', 'INVALID_PERIOD'],
});

export const setPrice = endpoint({
  id: 'setPrice',
  method: 'post',
  path: '/v1/providers/{id}/offerings',
  tag,
  summary: "Offer a unit's service at a price; a second one for the same unit and programme changes the price",
  may: 'setPrices',
  params: idParam,
  idempotencyKey: 'accepted',
  body: z.strictObject({ programmeId: idText, unitId: idText, unitPriceCents: cents, validFrom: calendarDate }),
  success: { status: 201, body: offering.extend({ unitPriceCents: cents, validFrom: calendarDate }) },
  refusals: [
    'PROVIDER_NOT_APPROVED',
    'PROGRAMME_NOT_IN_FORCE',
    'ABOVE_CEILING',
    'FREE_SERVICE_PRICE_ABOVE_VALUE',
    'PRICE_MUST_BE_ZERO',
  ],
});

export const changeIban = endpoint({
  id: 'changeIban',
  method: 'post',
  path: '/v1/providers/{id}/iban',
  tag,
  summary: 'Register another account; each change is kept with who made it and why',
  may: 'changeIban',
  params: idParam,
  body: z.strictObject({ iban, reason }),
  success: { status: 200, body: provider },
});

export const listProviders = endpoint({
  id: 'listProviders',
  method: 'get',
  path: '/v1/providers',
  tag,
  summary: 'The providers you may see, by id',
  may: 'seeProvider',
  query: z.strictObject({ ...page, status: status.optional() }),
  success: { status: 200, body: listOf(provider) },
});

export const getProvider = endpoint({
  id: 'getProvider',
  method: 'get',
  path: '/v1/providers/{id}',
  tag,
  summary: 'One provider, for its own users and staff',
  may: 'seeProvider',
  params: idParam,
  success: { status: 200, body: provider },
});

const publicProvider = z
  .object({
    id: z.string(),
    name: z.string(),
    businessId: z.string(),
    units: z.array(unit),
    services: z.array(
      z.object({
        offeringId: z.string(),
        programmeId: z.string(),
        programmeCode: z.string(),
        programmeName: localised,
        kind: z.enum(['housing', 'rehabilitation', 'soteCentre']),
        unit: z.enum(['day', 'visit', 'month']),
        unitId: z.string(),
        unitPriceCents: cents,
        validFrom: calendarDate,
      }),
    ),
  })
  .meta({ id: 'PublicProvider' });

export const publicRegister = endpoint({
  id: 'publicRegister',
  method: 'get',
  path: '/v1/public/providers',
  tag,
  summary: 'The public register: approved providers with their services and prices today (569/2009 4 §)',
  may: 'useWithoutLogin',
  query: z.strictObject({
    ...page,
    programmeId: idText.optional(),
    municipalityCode: municipalityCode.optional(),
    language: language.optional(),
  }),
  success: { status: 200, body: listOf(publicProvider) },
});

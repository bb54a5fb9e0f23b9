import { FinnishSSN } from 'finnish-ssn';
import { z } from 'zod';
import { hasIndividualNumber } from '#shared/domain/client/identity';
import {
  calendarDate,
  cents,
  idParam,
  instant,
  language,
  listOf,
  municipalityCode,
  page,
  shortText,
} from './common.ts';
import { endpoint } from './endpoint.ts';
import { segmentCode } from './municipalities.ts';

const tag = 'Clients';

/** Exactly as it is written in the population register: nothing of it is made uniform. */
const personalIdentityCode = z
  .string()
  .refine(
    (code) => FinnishSSN.validate(code) && hasIndividualNumber(code),
    'must be a personal identity code with its check character',
  )
  .meta({ writeOnly: true });

const spouse = z.strictObject({ netMonthlyIncomeCents: cents, deductionsCents: cents.default(0) });

const incomeDecisionBody = z.strictObject({
  validFrom: calendarDate,
  netMonthlyIncomeCents: cents,
  housingCostCents: cents.default(0),
  housingAllowanceCents: cents.default(0),
  medicineCents: cents.default(0),
  otherDeductionsCents: cents.default(0),
  spouse: spouse.nullish(),
});

const incomeDecision = incomeDecisionBody
  .extend({
    id: z.string(),
    clientId: z.string(),
    recordedAt: instant,
    incomeAfterDeductionsCents: cents,
    spouse: spouse.extend({ incomeAfterDeductionsCents: cents }).optional(),
  })
  .meta({ id: 'IncomeDecision' });

const residenceBody = z.strictObject({ validFrom: calendarDate, municipalityCode });
const residence = residenceBody.extend({ id: z.string(), recordedAt: instant }).meta({ id: 'Residence' });

const segmentationBody = z.strictObject({ validFrom: calendarDate, segment: segmentCode.nullable() });
const segmentation = segmentationBody.extend({ id: z.string(), recordedAt: instant }).meta({ id: 'Segmentation' });

const client = z
  .object({
    id: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    /** Only its first half: `010190-****`. */
    personalIdentityCode: z.string(),
    birthDate: calendarDate,
    municipalityCode: z.string(),
    language: z.string(),
    area: z.string().nullable(),
    deathDate: calendarDate.nullable(),
    /** Where the client has moved since registration. */
    residences: z.array(residence),
    segments: z.array(segmentation),
    incomeDecisions: z.array(incomeDecision),
  })
  .meta({ id: 'Client' });

export const registerClient = endpoint({
  id: 'registerClient',
  method: 'post',
  path: '/v1/clients',
  tag,
  summary: 'Enter a client; the personal identity code is never sent back in full',
  may: 'registerClient',
  idempotencyKey: 'accepted',
  body: z.strictObject({
    personalIdentityCode,
    firstName: shortText,
    lastName: shortText,
    municipalityCode,
    language,
    area: shortText.nullish(),
  }),
  success: { status: 201, body: client },
  refusals: ['CLIENT_EXISTS', 'TEST_IDENTITY_NOT_ACCEPTED'],
});

export const decideIncome = endpoint({
  id: 'decideIncome',
  method: 'post',
  path: '/v1/clients/{id}/income-decisions',
  tag,
  summary: 'Decide on income and deductions from a day on (734/1992 10 b-10 d §)',
  may: 'decideIncome',
  params: idParam,
  idempotencyKey: 'accepted',
  body: incomeDecisionBody,
  success: { status: 201, body: incomeDecision },
});

export const recordResidence = endpoint({
  id: 'recordResidence',
  method: 'post',
  path: '/v1/clients/{id}/residences',
  tag,
  summary: 'The client moves: from a day on another municipality is theirs, and pays',
  may: 'recordResidence',
  params: idParam,
  idempotencyKey: 'accepted',
  body: residenceBody,
  success: { status: 201, body: residence },
});

export const assignSegment = endpoint({
  id: 'assignSegment',
  method: 'post',
  path: '/v1/clients/{id}/segments',
  tag,
  summary: 'Count the client in a segment, or in none, from a day on',
  may: 'assignSegment',
  params: idParam,
  idempotencyKey: 'accepted',
  body: segmentationBody,
  success: { status: 201, body: segmentation },
});

export const recordDeath = endpoint({
  id: 'recordDeath',
  method: 'post',
  path: '/v1/clients/{id}/death',
  tag,
  summary: 'Record the day of death; open vouchers end that day',
  may: 'recordDeath',
  params: idParam,
  body: z.strictObject({ date: calendarDate }),
  success: { status: 200, body: client },
  refusals: ['IN_THE_FUTURE', 'INVALID_PERIOD', 'DEATH_ALREADY_RECORDED'],
});

export const listClients = endpoint({
  id: 'listClients',
  method: 'get',
  path: '/v1/clients',
  tag,
  summary: 'The clients you may see, by id',
  may: 'seeClient',
  query: z.strictObject(page),
  success: { status: 200, body: listOf(client) },
});

export const getClient = endpoint({
  id: 'getClient',
  method: 'get',
  path: '/v1/clients/{id}',
  tag,
  summary: 'One client, for staff and for themself',
  may: 'seeClient',
  params: idParam,
  success: { status: 200, body: client },
});

import { z } from 'zod';
import { latestOf, LONG_TERM_CARE_PERCENT, LONG_TERM_CARE_SPOUSE_PERCENT } from '#shared/domain/parameters';
import { calendarDate, cents, idParam, idText, instant, listOf, localised, page, shortText } from './common.ts';
import { endpoint } from './endpoint.ts';

const tag = 'Programmes';
const age = z.int().min(0).max(130);
/** A share in per cent with at most two decimals, as the acts write them (85, 42.5). */
const percent = z
  .number()
  .min(0)
  .max(100)
  .refine((value) => Number.isInteger(Math.round(value * 1e6) / 1e4), 'at most two decimals');

const capitationBand = z
  .strictObject({ fromAge: age, toAge: age.optional(), area: shortText.optional(), annualCents: cents })
  .refine((band) => (band.toAge ?? 130) >= band.fromAge, { path: ['toAge'], message: 'must not be below fromAge' });

const valueBasis = z.discriminatedUnion('basis', [
  z.strictObject({ basis: z.literal('flat'), unitValueCents: cents }),
  z.strictObject({
    basis: z.literal('incomeTested'),
    formula: z.literal('longTermCare').default('longTermCare'),
    maxFeePercent: percent.default(latestOf(LONG_TERM_CARE_PERCENT)),
    spousePercent: percent.default(latestOf(LONG_TERM_CARE_SPOUSE_PERCENT)),
    minimumDisposableCents: cents,
  }),
  z.strictObject({ basis: z.literal('fullCoverage') }),
  z.strictObject({ basis: z.literal('capitation'), bands: z.array(capitationBand).min(1).max(500) }),
]);

const absenceRule = z
  .strictObject({ fromDay: z.int().min(1), toDay: z.int().min(1).optional(), providerPercent: percent })
  .refine((rule) => (rule.toDay ?? rule.fromDay) >= rule.fromDay, {
    path: ['toDay'],
    message: 'must not be before fromDay',
  });

/** The terms of a version. What depends on the kind (`feeCollector`, `lockInMonths`) is filled in when it is proposed. */
const versionBody = z.strictObject({
  effectiveFrom: calendarDate,
  rulebook: shortText,
  value: valueBasis,
  priceCeilingCents: cents.nullable().default(null),
  freeOfCharge: z.boolean().default(false),
  fullCoverageUnderAge: age.nullable().default(null),
  feeCollector: z.enum(['provider', 'organiser']).optional(),
  validity: z
    .strictObject({
      takeIntoUseDays: z.int().min(1).max(3660).nullable().default(null),
      months: z.int().min(1).max(1200).nullable().default(null),
    })
    .default({ takeIntoUseDays: null, months: null }),
  noShowMaxCents: cents.nullable().default(null),
  absenceRules: z.array(absenceRule).max(50).default([]),
  lockInMonths: z.int().min(0).max(120).optional(),
  decisionReference: shortText.optional(),
});

export type VersionBody = z.output<typeof versionBody>;

const version = z
  .object({
    number: z.int(),
    status: z.enum(['proposed', 'approved']),
    ...versionBody.shape,
    feeCollector: z.enum(['provider', 'organiser']),
    lockInMonths: z.int(),
    proposedBy: z.string().optional(),
    proposedAt: instant.optional(),
    approvedBy: z.string().nullable().optional(),
    approvedAt: instant.nullable().optional(),
  })
  .meta({ id: 'ProgrammeVersion' });

const kind = z.enum(['housing', 'rehabilitation', 'soteCentre']);

const programme = z
  .object({
    id: z.string(),
    code: z.string(),
    kind,
    unit: z.enum(['day', 'visit', 'month']),
    name: localised,
    versions: z.array(version),
  })
  .meta({ id: 'Programme' });

/** A programme, and which of its versions the request was about. */
const programmeAndVersion = programme.extend({ number: z.int(), status: version.shape.status, version });

export const proposeProgramme = endpoint({
  id: 'proposeProgramme',
  method: 'post',
  path: '/v1/programmes',
  tag,
  summary: 'Propose a programme with its first version',
  may: 'proposeProgramme',
  idempotencyKey: 'accepted',
  body: z.strictObject({
    code: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/, 'letters, digits, dot, dash and underscore'),
    kind,
    name: localised,
    version: versionBody,
  }),
  success: { status: 201, body: programme },
  refusals: ['PROGRAMME_EXISTS', 'VALUE_BASIS_NOT_FOR_KIND'],
});

export const proposeVersion = endpoint({
  id: 'proposeProgrammeVersion',
  method: 'post',
  path: '/v1/programmes/{id}/versions',
  tag,
  summary: 'Propose a further version, effective later than the last one',
  may: 'proposeProgramme',
  params: idParam,
  idempotencyKey: 'accepted',
  body: versionBody,
  success: { status: 201, body: programmeAndVersion },
  refusals: ['VERSION_NOT_LATER', 'VALUE_BASIS_NOT_FOR_KIND'],
});

export const approveVersion = endpoint({
  id: 'approveProgrammeVersion',
  method: 'post',
  path: '/v1/programmes/{id}/versions/{number}/approval',
  tag,
  summary: 'Approve a version that another person proposed; only an approved version counts',
  may: 'approveProgramme',
  params: z.strictObject({ id: idText, number: z.coerce.number().int().min(1).max(100_000) }),
  body: z.strictObject({}),
  success: { status: 200, body: programmeAndVersion },
  refusals: ['FOUR_EYES_REQUIRED'],
});

export const listProgrammes = endpoint({
  id: 'listProgrammes',
  method: 'get',
  path: '/v1/programmes',
  tag,
  summary: 'The programmes with their approved versions; an administrator sees the proposed ones too',
  may: 'useWithoutLogin',
  query: z.strictObject(page),
  success: { status: 200, body: listOf(programme) },
});

export const getProgramme = endpoint({
  id: 'getProgramme',
  method: 'get',
  path: '/v1/programmes/{id}',
  tag,
  summary: 'One programme',
  may: 'useWithoutLogin',
  params: idParam,
  success: { status: 200, body: programme },
});

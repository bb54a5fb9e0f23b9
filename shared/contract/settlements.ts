import { z } from 'zod';
import { RUN_STATUSES } from '#shared/domain/settlement/run';
import { LINE_KINDS } from '#shared/domain/settlement/statement';
import {
  calendarDate,
  idParam,
  instant,
  listOf,
  month,
  orNothing,
  page,
  pricingStep,
  readersLanguage,
  signedCents,
} from './common.ts';
import { endpoint } from './endpoint.ts';

const amounts = { grossCents: signedCents, organiserCents: signedCents, clientCents: signedCents };
/** organiser + brought forward = payable + carried forward, always. */
const balance = { broughtForwardCents: signedCents, payableCents: signedCents, carriedForwardCents: signedCents };

const run = z
  .object({
    id: z.string(),
    period: month,
    round: z.int(),
    dryRun: z.boolean(),
    status: z.enum(RUN_STATUSES),
    progress: z.object({ done: z.int(), total: z.int() }),
    hash: z.string().nullable(),
    totals: z.object({ statements: z.int(), lines: z.int(), ...amounts, ...balance }).nullable(),
    startedBy: z.string(),
    requestedAt: instant,
    cutoffAt: instant,
    /** Of a dry run that was asked for as it was known at an instant. */
    asKnownAt: instant.nullable(),
    approvedBy: z.string().nullable(),
    approvedAt: instant.nullable(),
    paymentDay: calendarDate.nullable(),
    failure: z.string().nullable(),
    /** Months that could not be priced and are in no statement until what is missing is there. */
    held: z.array(z.object({ voucherId: z.string(), month, code: z.string() })),
  })
  .meta({ id: 'SettlementRun' });

const statementFields = {
  id: z.string(),
  runId: z.string(),
  providerId: z.string(),
  period: month,
  payee: z.object({ name: z.string(), iban: z.string() }),
  reference: z.string(),
  lines: z.int(),
  ...amounts,
  ...balance,
};
const statement = z.object(statementFields).meta({ id: 'Statement' });

const line = z
  .object({
    id: z.string(),
    kind: z.enum(LINE_KINDS),
    voucherId: z.string(),
    programmeId: z.string(),
    /** The service event that a visit's line settles or takes back. */
    eventId: z.string().nullable(),
    from: calendarDate,
    to: calendarDate,
    ...amounts,
    answers: z.string().nullable(),
    steps: z.array(pricingStep),
  })
  .meta({ id: 'SettlementLine' });

const tag = 'Settlement';

export const startRun = endpoint({
  id: 'startSettlementRun',
  method: 'post',
  path: '/v1/settlement-runs',
  tag,
  summary: 'Ask for the run of a period: the first, the same calculated anew, or a further one',
  may: 'startSettlement',
  idempotencyKey: 'accepted',
  body: z
    .strictObject({ period: month, dryRun: z.boolean().default(false), asKnownAt: orNothing(instant) })
    .refine(({ dryRun, asKnownAt }) => dryRun || asKnownAt === undefined, {
      path: ['asKnownAt'],
      message: 'only a dry run can be asked for as it was known',
    }),
  success: { status: 202, body: z.object({ id: z.string(), status: z.literal('queued') }) },
  refusals: ['PERIOD_NOT_CLOSED', 'IN_THE_FUTURE'],
});

export const listRuns = endpoint({
  id: 'listSettlementRuns',
  method: 'get',
  path: '/v1/settlement-runs',
  tag,
  summary: 'The runs, newest first',
  may: 'seeSettlement',
  query: z.strictObject({ ...page, period: month.optional() }),
  success: { status: 200, body: listOf(run) },
});

export const getRun = endpoint({
  id: 'getSettlementRun',
  method: 'get',
  path: '/v1/settlement-runs/{id}',
  tag,
  summary: 'One run with its totals',
  may: 'seeSettlement',
  params: idParam,
  success: { status: 200, body: run },
});

export const listRunStatements = endpoint({
  id: 'listRunStatements',
  method: 'get',
  path: '/v1/settlement-runs/{id}/statements',
  tag,
  summary: "A run's statements, one for each provider",
  may: 'seeSettlement',
  params: idParam,
  query: z.strictObject(page),
  success: { status: 200, body: listOf(statement) },
});

export const approveRun = endpoint({
  id: 'approveSettlementRun',
  method: 'post',
  path: '/v1/settlement-runs/{id}/approval',
  tag,
  summary: 'Approve exactly what was looked at, as another person than the one who asked for it',
  may: 'approveSettlement',
  params: idParam,
  idempotencyKey: 'accepted',
  body: z.strictObject({ hash: z.string().min(1).max(200) }),
  success: { status: 200, body: run },
  refusals: [
    'FOUR_EYES_REQUIRED',
    'CONTENT_CHANGED',
    'RUN_NOT_CALCULATED',
    'DRY_RUN_NOT_PAYABLE',
    'DEBT_NOT_BROUGHT_FORWARD',
  ],
});

export const makePaymentFile = endpoint({
  id: 'makePaymentFile',
  method: 'post',
  path: '/v1/settlement-runs/{id}/payment-files',
  tag,
  summary: 'The SEPA payment file (pain.001); asked again, the same bytes',
  may: 'makePaymentFile',
  params: idParam,
  query: z.strictObject({
    version: z.enum(['03', '09']).default('09'),
    /** How each payment is referred to: by ISO 11649, or by the Finnish viitenumero it is made of. */
    reference: z.enum(['rf', 'finnish']).default('rf'),
    /** The n-th file of payments that are paid again (1, 2, 3 …), instead of the run's own. */
    retry: z.coerce.number().int().min(1).max(999).optional(),
  }),
  idempotencyKey: 'accepted',
  success: { status: 201, contentType: 'application/xml' },
  refusals: [
    'RUN_NOT_APPROVED',
    'DRY_RUN_NOT_PAYABLE',
    'NOTHING_TO_PAY',
    'NOTHING_TO_PAY_AGAIN',
    'ORGANISER_DETAILS_MISSING',
  ],
});

export const listStatements = endpoint({
  id: 'listStatements',
  method: 'get',
  path: '/v1/statements',
  tag,
  summary: 'The statements you may see; a provider sees its own, of approved runs',
  may: 'seeStatement',
  query: z.strictObject({ ...page, period: month.optional(), providerId: z.string().min(1).max(200).optional() }),
  success: { status: 200, body: listOf(statement) },
});

export const getStatement = endpoint({
  id: 'getStatement',
  method: 'get',
  path: '/v1/statements/{id}',
  tag,
  summary: "A provider's statement: with a page of its lines, or whole as a document",
  may: 'seeStatement',
  params: idParam,
  query: z.strictObject({ ...page, language: readersLanguage.optional() }),
  success: {
    status: 200,
    alsoAs: [
      {
        contentType: 'application/pdf',
        description: 'The whole statement with its sums, tagged (PDF/UA), in the language asked for.',
      },
      {
        contentType: 'text/csv',
        description:
          'A row for each line of the whole statement and nothing else, headed in the language asked for: UTF-8 with a ' +
          'byte order mark, `;` between fields, days as YYYY-MM-DD, euros with a decimal comma (in English a point).',
      },
    ],
    body: z
      .object({ ...statementFields, items: z.array(line), nextCursor: z.string().nullable() })
      .meta({ id: 'StatementWithLines' }),
  },
});

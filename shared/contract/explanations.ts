import { z } from 'zod';
import { LINE_KINDS } from '#shared/domain/settlement/statement';
import { calendarDate, idParam, instant, month, pricingStep, signedCents } from './common.ts';
import { endpoint } from './endpoint.ts';

/** What an export is, so that whoever reads it knows how; a row that means something else gets another version. */
export const EXPORT_FORMAT = { format: 'valinta-settlement-run', version: 2 } as const;

const amounts = { grossCents: signedCents, organiserCents: signedCents, clientCents: signedCents };
const balance = { broughtForwardCents: signedCents, payableCents: signedCents, carriedForwardCents: signedCents };
const totals = { statements: z.int(), lines: z.int(), ...amounts, ...balance };

const header = z.object({
  row: z.literal('header'),
  format: z.literal(EXPORT_FORMAT.format),
  version: z.literal(EXPORT_FORMAT.version),
  runId: z.string(),
  period: month,
  dryRun: z.boolean(),
  cutoffAt: instant,
  /** What a second person approves: over all statements, each of which holds the hash of its lines. */
  hash: z.string(),
  totals: z.object(totals),
});

/** Followed by its lines. */
const statement = z.object({
  row: z.literal('statement'),
  id: z.string(),
  runId: z.string(),
  period: month,
  providerId: z.string(),
  payee: z.object({ name: z.string(), iban: z.string() }),
  reference: z.string(),
  lines: z.int(),
  ...amounts,
  ...balance,
  linesHash: z.string(),
  /** What its lines come to by whose cost they are; the hash is over these too. */
  costs: z.array(
    z.object({
      programmeId: z.string(),
      municipalityCode: z.string().nullable(),
      segment: z.string().nullable(),
      month,
      lines: z.int(),
      ...amounts,
    }),
  ),
});

const line = z.object({
  row: z.literal('line'),
  id: z.string(),
  kind: z.enum(LINE_KINDS),
  voucherId: z.string(),
  programmeId: z.string(),
  from: calendarDate,
  to: calendarDate,
  ...amounts,
  answers: z.string().nullable(),
  /** Whose cost it is. */
  municipalityCode: z.string().nullable(),
  segment: z.string().nullable(),
  /** What its approval makes even of what its events had posted as owed; and of that, what is other payers'. */
  trueUpCents: signedCents,
  trueUpElsewhere: z.array(z.object({ municipalityCode: z.string().nullable(), cents: signedCents })),
  steps: z.array(pricingStep),
});

/** Counts and sums of the rows before it; an export without it is not whole. */
const footer = z.object({ row: z.literal('footer'), ...totals });

export const exportRow = z.discriminatedUnion('row', [header, statement, line, footer]).meta({ id: 'ExportRow' });
export type ExportRow = z.infer<typeof exportRow>;

export const exportRun = endpoint({
  id: 'exportSettlementRun',
  method: 'get',
  path: '/v1/settlement-runs/{id}/export',
  tag: 'Settlement',
  summary: 'All of a run, a row of JSON for each statement and line, with the steps that every line is worked out by',
  may: 'seeSettlement',
  params: idParam,
  success: { status: 200, contentType: 'application/x-ndjson', body: exportRow },
  refusals: ['RUN_NOT_CALCULATED'],
});

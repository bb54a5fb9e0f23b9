import { z } from 'zod';
import { SERVICES, type Outcome } from '#shared/domain/settlement/certificate';
import { LINE_KINDS } from '#shared/domain/settlement/statement';
import { idParam, instant, month, signedCents } from './common.ts';
import { endpoint } from './endpoint.ts';

/** What a certificate is, so that whoever reads it knows how; figures that mean something else get another version. */
export const CERTIFICATE_FORMAT = { format: 'valinta-settlement-certificate', version: 2 } as const;

const amounts = z.object({ count: z.int(), grossCents: signedCents, organiserCents: signedCents });
const outcomes = {
  settled: amounts,
  settledBefore: amounts,
  settledElsewhere: amounts,
  disputed: amounts,
  unpriced: amounts,
  toldLate: amounts,
  reversed: amounts,
  takenBack: amounts,
} as const satisfies Record<Outcome, z.ZodType>;
const told = { recorded: amounts, ...outcomes };

const totals = z.object({
  statements: z.int(),
  lines: z.int(),
  grossCents: signedCents,
  organiserCents: signedCents,
  clientCents: signedCents,
  broughtForwardCents: signedCents,
  payableCents: signedCents,
  carriedForwardCents: signedCents,
});

const figures = z.object({
  /** Of the run's month, recorded by its cut-off; by what each was worth then, or by what its lines come to. */
  visits: z.object({ ...told, agreeing: z.int(), matched: amounts }),
  /** Organiser cents are what stays posted as owed; `madeEvenCents` is what their months came to beyond that. */
  stays: z.object({ ...told, madeEvenCents: signedCents }),
  lines: z.array(
    z.object({
      service: z.enum(SERVICES),
      /** Of the run's own month, or of one that was settled earlier. */
      month: z.enum(['own', 'earlier']),
      kind: z.enum(LINE_KINDS),
      count: z.int(),
      grossCents: signedCents,
      organiserCents: signedCents,
      clientCents: signedCents,
      trueUpCents: signedCents,
    }),
  ),
  statements: totals.extend({ agreeing: z.int() }),
  debts: z.object({ count: z.int(), cents: signedCents }),
  trueUps: z.object({ count: z.int(), cents: signedCents }),
  totals,
});

const identity = z.object({
  name: z.string(),
  left: z.record(z.string(), z.int()),
  right: z.record(z.string(), z.int()),
  holds: z.boolean(),
});

const content = z
  .object({
    format: z.literal(CERTIFICATE_FORMAT.format),
    version: z.literal(CERTIFICATE_FORMAT.version),
    /** Not approved yet, so that the run may still change. */
    draft: z.boolean(),
    runId: z.string(),
    period: month,
    round: z.int(),
    dryRun: z.boolean(),
    cutoffAt: instant,
    /** What a second person approves. */
    hash: z.string(),
    startedBy: z.string(),
    approvedBy: z.string().nullable(),
    approvedAt: instant.nullable(),
    /** The runs that were approved when this one was calculated. */
    against: z.array(z.string()),
    madeAt: instant,
    figures,
    identities: z.array(identity),
    holds: z.boolean(),
    /** Visits, stays and statements that do not fit; the first of them are named. */
    unexplained: z.object({ count: z.int(), first: z.array(z.string()) }),
  })
  .meta({ id: 'SettlementCertificate' });
export type Certificate = z.infer<typeof content>;

export const getCertificate = endpoint({
  id: 'getSettlementCertificate',
  method: 'get',
  path: '/v1/settlement-runs/{id}/certificate',
  tag: 'Settlement',
  summary:
    'What became of everything recorded for the month, to the cent, signed; of an approved run for ever the same bytes. ' +
    '202 with Retry-After while that of a very large run is counted',
  may: 'seeSettlement',
  params: idParam,
  success: {
    status: 200,
    body: z.object({
      certificate: content,
      /** Over the canonical JSON of `certificate` (RFC 8785), with a key of `GET /v1/keys`. */
      signature: z.object({ alg: z.literal('EdDSA'), kid: z.string(), value: z.string() }),
    }),
  },
  refusals: ['RUN_NOT_CALCULATED'],
});

export const listKeys = endpoint({
  id: 'listKeys',
  method: 'get',
  path: '/v1/keys',
  tag: 'Access',
  summary: 'The public keys by which signed documents are checked, as a JSON Web Key Set',
  may: 'useWithoutLogin',
  success: {
    status: 200,
    body: z.object({
      keys: z.array(
        z.object({
          kty: z.literal('OKP'),
          crv: z.literal('Ed25519'),
          x: z.string(),
          kid: z.string(),
          use: z.literal('sig'),
          alg: z.literal('EdDSA'),
        }),
      ),
    }),
  },
});

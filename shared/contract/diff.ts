import { z } from 'zod';
import { LINE_KINDS } from '#shared/domain/settlement/statement';
import { calendarDate, idParam, idText, page, signedCents } from './common.ts';
import { endpoint } from './endpoint.ts';

const amounts = { grossCents: signedCents, organiserCents: signedCents, clientCents: signedCents };
const sums = z.object({ lines: z.int(), ...amounts });
const totals = z.object({
  statements: z.int(),
  lines: z.int(),
  ...amounts,
  broughtForwardCents: signedCents,
  payableCents: signedCents,
  carriedForwardCents: signedCents,
});
const counts = z.object({ added: z.int(), gone: z.int(), changed: z.int() });

/** Without what a dry run puts in front of its lines' ids, so that the line of the run it rehearses has the same. */
const line = z.object({
  id: z.string(),
  kind: z.enum(LINE_KINDS),
  voucherId: z.string(),
  programmeId: z.string(),
  from: calendarDate,
  to: calendarDate,
  ...amounts,
  answers: z.string().nullable(),
});
const ofVoucher = sums.extend({ voucherId: z.string(), programmeId: z.string() });

/** `added`: only after; `gone`: only before; `changed`: in both, and not alike. */
const changeOf = <S extends z.ZodType>(side: S) => ({
  change: z.enum(['added', 'gone', 'changed']),
  providerId: z.string(),
  before: side.nullable(),
  after: side.nullable(),
  /** After less before. */
  difference: sums,
});
const item = z
  .union([
    z.object(changeOf(line)),
    z.object(changeOf(ofVoucher)),
    /** `counts`: how many lines, or vouchers, of the provider. */
    z.object({ ...changeOf(sums), counts }),
  ])
  .meta({ id: 'RunDifference' });

/**
 * What a run settles otherwise than another, which is the one `against` names; without it, the one that people hold it
 * against: of a dry run, the latest run of its period; of a further run, the one before it; else the first approved run
 * of the month before; null where there is none, and everything is new.
 *
 * Runs of one period are compared line by line. Where one was calculated when the other had been approved, it settles
 * only what is new: nothing of the other is gone, and all that it has is added (`addsTo`). Runs of different months have
 * no line in common: they are compared voucher by voucher, each programme and provider by itself, by what its lines
 * come to, late ones and corrections too; so «gone» is a voucher of which last month had something and this one nothing.
 *
 * `totals` are of the whole, or of the provider asked for; items and `counts` are of this page. A page ends after so
 * many lines are read, so it may be shorter than its limit, or empty, and still have a next.
 * `by=provider` sums the same up, an item for each provider that anything is different of.
 */
export const diffRuns = endpoint({
  id: 'diffSettlementRuns',
  method: 'get',
  path: '/v1/settlement-runs/{id}/diff',
  tag: 'Settlement',
  summary: 'What a run settles otherwise than another: lines, or vouchers, that are added, gone and changed',
  may: 'seeSettlement',
  params: idParam,
  query: z.strictObject({
    ...page,
    against: idText.optional(),
    providerId: idText.optional(),
    by: z.enum(['provider']).optional(),
  }),
  success: {
    status: 200,
    body: z.object({
      runId: z.string(),
      against: z.string().nullable(),
      comparedBy: z.enum(['line', 'voucher']),
      addsTo: z.boolean(),
      totals: z.object({ before: totals.nullable(), after: totals.nullable(), difference: totals }),
      counts,
      items: z.array(item),
      nextCursor: z.string().nullable(),
    }),
  },
  refusals: ['RUN_NOT_CALCULATED'],
});

import { z } from 'zod';
import {
  calendarDate,
  idParam,
  idText,
  instant,
  listOf,
  month,
  orNothing,
  page,
  pricing,
  problem,
  reason,
} from './common.ts';
import { DISPUTE_OUTCOMES } from '#shared/domain/voucher/voucher';
import { endpoint } from './endpoint.ts';
import { serviceFact } from './facts.ts';

/** One event as a provider tells it. */
export const eventToRecord = serviceFact((voucherNumber) => ({ voucherNumber }));

const recorded = z.object({ id: z.string(), status: z.literal('accepted'), pricing }).meta({ id: 'RecordedEvent' });

const event = z
  .object({
    id: z.string(),
    status: z.enum(['accepted', 'reversed', 'disputed']),
    voucherId: z.string(),
    providerId: z.string(),
    offeringId: z.string(),
    type: z.enum(['visit', 'noShow', 'stay', 'absence']),
    from: calendarDate,
    to: calendarDate,
    recordedAt: instant,
    pricing,
    replaces: z.string().nullable(),
    reversal: z.object({ at: instant, reason: z.string() }).nullable(),
    /** The client's objection; while it is not resolved, the event is held out of settlement. */
    dispute: z
      .object({
        at: instant,
        reason: z.string(),
        resolution: z.object({ at: instant, outcome: z.enum(DISPUTE_OUTCOMES), reason: z.string() }).nullable(),
      })
      .nullable(),
    /** Prices it had before a fact that became known later changed them, oldest first. */
    earlierPricings: z.array(z.object({ until: instant, pricing })),
  })
  .meta({ id: 'ServiceEvent' });

const tag = 'Service events';
const refusals = [
  'VOUCHER_NOT_FOUND',
  'EVENT_TYPE_NOT_FOR_SERVICE',
  'VOUCHER_CANCELLED',
  'AFTER_DEATH',
  'OUT_OF_VALIDITY',
  'VOUCHER_SUSPENDED',
  'IN_THE_FUTURE',
  'VOUCHER_EXPIRED',
  'NOT_RESERVED_WITH_YOU',
  'ENTRY_WINDOW_CLOSED',
  'PROVIDER_NOT_APPROVED_ON_DATE',
  'NO_PRICE_ON_DATE',
  'NO_UNITS_LEFT',
  'DUPLICATE_EVENT',
  'INCOME_DECISION_MISSING',
  'VOUCHER_FULL',
] as const;

export const recordEvent = endpoint({
  id: 'recordEvent',
  method: 'post',
  path: '/v1/service-events',
  tag,
  summary: 'Redeem: record what was done for the client',
  may: 'recordEvent',
  idempotencyKey: 'required',
  body: eventToRecord,
  success: { status: 201, body: recorded },
  refusals,
  refusalStatus: 422,
});

/** Nothing that is told of an event is nested; a megabyte of nothing but brackets could not even be written down again. */
const isShallow = (value: unknown, depth = 3): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (depth > 0 && Object.values(value).every((item) => isShallow(item, depth - 1)));

export const recordBatch = endpoint({
  id: 'recordBatch',
  method: 'post',
  path: '/v1/service-events/batch',
  tag,
  summary: 'Record up to 1,000 events; one bad line loses none of the others',
  may: 'recordEvent',
  idempotencyKey: 'required',
  // A line is checked by itself, so that one that is malformed loses none of the others.
  body: z.strictObject({
    events: z
      .array(z.unknown().overwrite((line) => (isShallow(line) ? line : null)))
      .min(1)
      .max(1000),
  }),
  bodyLimit: 'large',
  success: {
    status: 200,
    body: z.object({
      items: z.array(
        z.object({
          index: z.int(),
          status: z.enum(['accepted', 'refused', 'invalid']),
          id: z.string().optional(),
          pricing: pricing.optional(),
          problem: problem.optional(),
        }),
      ),
      accepted: z.int(),
      refused: z.int(),
    }),
  },
});

export const reverseEvent = endpoint({
  id: 'reverseEvent',
  method: 'post',
  path: '/v1/service-events/{id}/reversal',
  tag,
  summary: 'Take an event back and, in the same step, record what should have stood in its place',
  may: 'reverseEvent',
  params: idParam,
  idempotencyKey: 'accepted',
  body: z.strictObject({ reason, replacement: orNothing(eventToRecord) }),
  success: {
    status: 201,
    body: z.object({ id: z.string(), status: z.literal('reversed'), replacement: recorded.nullable() }),
  },
  refusals: ['EVENT_ALREADY_REVERSED', ...refusals],
});

export const disputeEvent = endpoint({
  id: 'disputeEvent',
  method: 'post',
  path: '/v1/service-events/{id}/dispute',
  tag,
  summary: 'Say that an event is not as it was told: it is held out of settlement until that is resolved',
  may: 'disputeEvent',
  params: idParam,
  idempotencyKey: 'accepted',
  body: z.strictObject({ reason }),
  success: { status: 201, body: event },
  refusals: ['EVENT_ALREADY_DISPUTED', 'EVENT_ALREADY_REVERSED'],
});

export const resolveDispute = endpoint({
  id: 'resolveDispute',
  method: 'post',
  path: '/v1/service-events/{id}/dispute/resolution',
  tag,
  summary: 'Resolve a dispute: upheld, the event is reversed; dismissed, or withdrawn by the client, it counts',
  may: 'resolveDispute',
  params: idParam,
  idempotencyKey: 'accepted',
  body: z.strictObject({ outcome: z.enum(DISPUTE_OUTCOMES), reason }),
  success: { status: 200, body: event },
  refusals: ['EVENT_NOT_DISPUTED', 'DISPUTE_ALREADY_RESOLVED'],
});

export const getEvent = endpoint({
  id: 'getEvent',
  method: 'get',
  path: '/v1/service-events/{id}',
  tag,
  summary: 'One event with its price explained',
  may: 'seeEvents',
  params: idParam,
  success: { status: 200, body: event },
});

export const listEvents = endpoint({
  id: 'listEvents',
  method: 'get',
  path: '/v1/service-events',
  tag,
  summary: 'The events you may see, by voucher or by provider and month',
  may: 'seeEvents',
  query: z.strictObject({
    ...page,
    voucherId: idText.optional(),
    providerId: idText.optional(),
    period: month.optional(),
  }),
  success: { status: 200, body: listOf(event) },
});

import { z } from 'zod';
import { calendarDate, idParam, idText, instant, listOf, month, orNothing, page, remedy } from './common.ts';
import { endpoint } from './endpoint.ts';
import { recordEvent } from './events.ts';
import { voucherNumber } from './facts.ts';

/** As much of an event as is known already; whether it makes an event is asked when it is recorded. */
const told = z.strictObject({
  voucherNumber: orNothing(voucherNumber),
  offeringId: orNothing(idText),
  type: orNothing(z.enum(['visit', 'noShow', 'stay', 'absence'])),
  date: orNothing(calendarDate),
  from: orNothing(calendarDate),
  to: orNothing(calendarDate),
  units: orNothing(z.int().min(0).max(366)),
  cancelledHoursBefore: orNothing(z.number().min(0).max(100_000)),
  reason: orNothing(z.enum(['leave', 'hospital', 'organiser'])),
});

const draft = z
  .object({
    id: z.string(),
    event: z.object({
      voucherNumber: z.string().optional(),
      offeringId: z.string().optional(),
      type: z.string().optional(),
      date: calendarDate.optional(),
      from: calendarDate.optional(),
      to: calendarDate.optional(),
      units: z.int().optional(),
      cancelledHoursBefore: z.number().optional(),
      reason: z.string().optional(),
    }),
    /** The month in whose run it is missing: of its first day, or of the day it was begun. */
    period: month,
    createdAt: instant,
    savedAt: instant,
    /** Why recording it was refused last. */
    refusal: z.object({ code: z.string(), remedy }).nullable(),
  })
  .meta({ id: 'ServiceEventDraft' });

const tag = 'Service events';

export const saveDraft = endpoint({
  id: 'saveServiceEventDraft',
  method: 'put',
  path: '/v1/service-event-drafts/{id}',
  tag,
  summary: 'Keep an unfinished event under an id of your own, as a whole',
  may: 'keepDrafts',
  params: idParam,
  body: told,
  success: { status: 200, body: draft },
  refusals: ['DRAFT_NOT_OPEN'],
});

export const listDrafts = endpoint({
  id: 'listServiceEventDrafts',
  method: 'get',
  path: '/v1/service-event-drafts',
  tag,
  summary: 'Your unfinished events',
  may: 'keepDrafts',
  query: z.strictObject(page),
  success: { status: 200, body: listOf(draft) },
});

export const removeDraft = endpoint({
  id: 'removeServiceEventDraft',
  method: 'post',
  path: '/v1/service-event-drafts/{id}/removal',
  tag,
  summary: 'Give up an unfinished event',
  may: 'keepDrafts',
  params: idParam,
  success: { status: 204 },
  refusals: ['DRAFT_NOT_OPEN'],
});

export const recordDraft = endpoint({
  id: 'recordServiceEventDraft',
  method: 'post',
  path: '/v1/service-event-drafts/{id}/recording',
  tag,
  summary: 'Redeem: record the draft as an event, after which it is none any more',
  may: 'keepDrafts',
  params: idParam,
  idempotencyKey: 'required',
  success: recordEvent.success,
  refusals: ['DRAFT_NOT_OPEN', ...recordEvent.refusals],
  refusalStatus: 422,
});

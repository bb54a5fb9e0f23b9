import { z } from 'zod';
import { ACTORS } from '#shared/domain/settlement/at-risk';
import { calendarDate, idParam, idText, instant, listOf, month, page, remedy, signedCents } from './common.ts';
import { endpoint } from './endpoint.ts';

const amounts = { lines: z.int(), grossCents: signedCents, organiserCents: signedCents, clientCents: signedCents };
/** A draft or a stay may not say yet which days, or which voucher. */
const about = {
  voucherNumber: z.string().nullable(),
  from: calendarDate.nullable(),
  to: calendarDate.nullable(),
  /** Why; a refusal's code, or what became of it. */
  code: z.string(),
  remedy,
};
const named = { eventId: z.string().optional(), draftId: z.string().optional(), refusalId: z.string().optional() };

const forecastRun = z
  .object({
    period: month,
    /** The day the run is made, or was; what is recorded by `cutoffAt` counts. */
    runDay: calendarDate,
    cutoffAt: instant,
    paymentDay: calendarDate,
    ...amounts,
    broughtForwardCents: signedCents,
    payableCents: signedCents,
    carriedForwardCents: signedCents,
    programmes: z.array(z.object({ programmeId: z.string(), ...amounts })),
  })
  .meta({ id: 'ForecastRun' });

const risk = z
  .object({
    what: z.enum(['refused', 'draft', 'disputed', 'late', 'held']),
    ...named,
    ...about,
    whoActs: z.enum(ACTORS),
    /** Null where another has to act first, or nobody has to. */
    lastDayToAct: calendarDate.nullable(),
  })
  .meta({ id: 'AtRisk' });

export const getForecast = endpoint({
  id: 'getForecast',
  method: 'get',
  path: '/v1/providers/{id}/forecast',
  tag: 'Settlement',
  summary: 'What the next runs will pay a provider and when, as it stands now, and what may miss them',
  may: 'seeForecast',
  params: idParam,
  success: {
    status: 200,
    body: z.object({
      asOf: instant,
      /** The next run first, up to that of the running month. */
      runs: z.array(forecastRun),
      /** The first of them; `atRiskCount` is how many there are. */
      atRisk: z.array(risk),
      atRiskCount: z.int(),
    }),
  },
});

const refusedEvent = z
  .object({
    id: z.string(),
    providerId: z.string(),
    voucherNumber: z.string(),
    offeringId: z.string(),
    type: z.enum(['visit', 'noShow', 'stay', 'absence']),
    from: calendarDate,
    to: calendarDate,
    code: z.string(),
    remedy,
    at: instant,
    by: z.string(),
  })
  .meta({ id: 'RefusedEvent' });

export const listRefusedEvents = endpoint({
  id: 'listRefusedEvents',
  method: 'get',
  path: '/v1/service-events/refused',
  tag: 'Service events',
  summary: 'What was tried and refused, each with its reason and what to do about it',
  may: 'seeRefusedEvents',
  query: z.strictObject({ ...page, period: month.optional(), providerId: idText.optional() }),
  success: { status: 200, body: listOf(refusedEvent) },
});

const KINDS = ['refused', 'draft', 'disputed', 'late', 'reversed', 'held'] as const;

const leftOut = z
  .object({
    what: z.enum(KINDS),
    ...named,
    providerId: z.string().nullable(),
    ...about,
    at: instant,
    /** The approved run that has settled it since. */
    settledBy: z.string().nullable(),
  })
  .meta({ id: 'LeftOut' });

export const listLeftOut = endpoint({
  id: 'listLeftOut',
  method: 'get',
  path: '/v1/settlement-runs/{id}/left-out',
  tag: 'Settlement',
  summary: "What of a run's month was recorded or tried and is not in the run, each with its reason",
  may: 'seeSettlement',
  params: idParam,
  query: z.strictObject({ ...page, kind: z.enum(KINDS).optional() }),
  success: {
    status: 200,
    body: listOf(leftOut).extend({
      /** How many there are in all, by kind and reason; told on the first page. */
      totals: z.array(z.object({ what: z.enum(KINDS), code: z.string(), count: z.int() })).nullable(),
    }),
  },
});

import { z } from 'zod';
import { VOUCHER_STATUSES } from '#shared/domain/voucher/voucher';
import {
  calendarDate,
  cents,
  idParam,
  idText,
  instant,
  language,
  listOf,
  localised,
  month,
  municipalityCode,
  orNothing,
  page,
  pricing,
  reason,
} from './common.ts';
import { budgetWarning } from './budgets.ts';
import { endpoint } from './endpoint.ts';
import { serviceFactAsked } from './facts.ts';

const reservation = z
  .object({
    id: z.string(),
    voucherId: z.string(),
    providerId: z.string(),
    offeringId: z.string(),
    unitId: z.string(),
    startDate: calendarDate,
    endDate: calendarDate.nullable(),
  })
  .meta({ id: 'Reservation' });

const voucher = z
  .object({
    id: z.string(),
    number: z.string(),
    clientId: z.string(),
    programmeId: z.string(),
    kind: z.enum(['housing', 'rehabilitation', 'soteCentre']),
    status: z.enum(VOUCHER_STATUSES),
    issuedOn: calendarDate,
    validFrom: calendarDate,
    validTo: calendarDate.nullable(),
    takeIntoUseBy: calendarDate.nullable(),
    grantedUnits: z.int().nullable(),
    usedUnits: z.int(),
    remainingUnits: z.int().nullable(),
    reservation: reservation.nullable(),
  })
  .meta({ id: 'Voucher' });

/** Decided although a budget that only warns has too little left, or is nearly used. */
const warnings = z.array(budgetWarning).optional();

const tag = 'Vouchers';

export const issueVoucher = endpoint({
  id: 'issueVoucher',
  method: 'post',
  path: '/v1/vouchers',
  tag,
  summary: 'Issue a voucher to a client',
  may: 'issueVoucher',
  idempotencyKey: 'accepted',
  body: z.strictObject({
    clientId: idText,
    programmeId: idText,
    units: orNothing(z.int().min(1).max(1000)),
    validFrom: calendarDate,
    validTo: orNothing(calendarDate),
  }),
  success: { status: 201, body: voucher.extend({ warnings }) },
  refusals: [
    'PROGRAMME_NOT_IN_FORCE',
    'CLIENT_HAS_DIED',
    'MUNICIPALITY_NOT_MEMBER',
    'BUDGET_EXCEEDED',
    'UNITS_REQUIRED',
    'UNITS_NOT_USED_HERE',
    'INVALID_PERIOD',
  ],
});

export const listVouchers = endpoint({
  id: 'listVouchers',
  method: 'get',
  path: '/v1/vouchers',
  tag,
  summary: 'The vouchers you may see, by id',
  may: 'seeVoucher',
  query: z.strictObject({
    ...page,
    clientId: idText.optional(),
    programmeId: idText.optional(),
    status: z.enum(VOUCHER_STATUSES).optional(),
  }),
  success: { status: 200, body: listOf(voucher) },
});

export const getVoucher = endpoint({
  id: 'getVoucher',
  method: 'get',
  path: '/v1/vouchers/{id}',
  tag,
  summary: 'One voucher, by id or number',
  may: 'seeVoucher',
  params: idParam,
  success: { status: 200, body: voucher },
});

export const listOptions = endpoint({
  id: 'listOptions',
  method: 'get',
  path: '/v1/vouchers/{id}/options',
  tag,
  summary: 'Approved offerings with what the organiser and this client would pay',
  may: 'seeVoucher',
  params: idParam,
  query: z.strictObject({ ...page, municipalityCode: municipalityCode.optional(), language: language.optional() }),
  success: {
    status: 200,
    /** A provider finds its own among them, while its reservation is in force, and no other. */
    body: listOf(
      z.object({
        offeringId: z.string(),
        providerId: z.string(),
        providerName: z.string(),
        unitId: z.string(),
        unitName: z.string(),
        municipalityCode: z.string(),
        street: z.string(),
        languages: z.array(z.string()),
        unitPriceCents: cents,
        /** What the two shares are for: a unit at its price, or a whole month where the client's fee is by the month. */
        per: z.enum(['day', 'visit', 'month']),
        organiserCents: cents.nullable(),
        /** For income-tested housing the fee of the month (734/1992 7 c §); null while no income decision is in force. */
        clientCents: cents.nullable(),
      }),
    ),
  },
});

export const validateVoucher = endpoint({
  id: 'validateVoucher',
  method: 'post',
  path: '/v1/vouchers/validate',
  tag,
  summary: 'Would this event be accepted, and at what price? Changes nothing',
  may: 'validateVoucher',
  body: serviceFactAsked((number) => ({ number })),
  success: {
    status: 200,
    body: z.object({
      valid: z.boolean(),
      reasons: z.array(z.object({ code: z.string(), remedy: localised })),
      pricing: pricing.nullable(),
    }),
  },
});

export const reserveVoucher = endpoint({
  id: 'reserveVoucher',
  method: 'post',
  path: '/v1/vouchers/{id}/reservations',
  tag,
  summary: 'Choose a provider; for a sote-centre a second choice is the switch',
  may: 'chooseProvider',
  params: idParam,
  idempotencyKey: 'accepted',
  body: z.strictObject({ offeringId: idText, startDate: calendarDate }),
  success: { status: 201, body: reservation },
  refusals: [
    'ALREADY_RESERVED',
    'LOCKED_IN',
    'OUT_OF_VALIDITY',
    'OFFERING_NOT_FOR_PROGRAMME',
    'PROVIDER_NOT_APPROVED_ON_DATE',
    'NO_UNITS_LEFT',
    'VOUCHER_SUSPENDED',
    'VOUCHER_EXPIRED',
    'VOUCHER_CANCELLED',
    'VOUCHER_NOT_OPEN',
  ],
});

export const endReservation = endpoint({
  id: 'endReservation',
  method: 'post',
  path: '/v1/reservations/{id}/end',
  tag,
  summary: 'End a reservation on its last day, inclusive',
  may: 'endReservation',
  params: idParam,
  idempotencyKey: 'accepted',
  body: z.strictObject({ endDate: calendarDate, reason }),
  success: { status: 200, body: reservation },
  refusals: ['NOT_RESERVED', 'INVALID_PERIOD', 'LOCKED_IN'],
});

export const openEntryWindow = endpoint({
  id: 'openEntryWindow',
  method: 'post',
  path: '/v1/vouchers/{id}/entry-windows',
  tag,
  summary: 'Let late events of a month be recorded until the end of a day',
  may: 'openEntryWindow',
  params: idParam,
  idempotencyKey: 'accepted',
  body: z.strictObject({ period: month, openUntil: calendarDate, reason }),
  success: {
    status: 201,
    body: z.object({ voucherId: z.string(), period: month, openUntil: calendarDate, reason: z.string() }),
  },
});

export const raiseValue = endpoint({
  id: 'raiseValue',
  method: 'post',
  path: '/v1/vouchers/{id}/value-raises',
  tag,
  summary: 'Raise the unit value by a written decision (569/2009 8 §)',
  may: 'governVoucher',
  params: idParam,
  idempotencyKey: 'accepted',
  body: z.strictObject({ validFrom: calendarDate, validTo: orNothing(calendarDate), unitValueCents: cents, reason }),
  success: {
    status: 201,
    body: z.object({
      id: z.string(),
      voucherId: z.string(),
      validFrom: calendarDate,
      validTo: calendarDate.nullable(),
      unitValueCents: cents,
      reason: z.string(),
      recordedAt: instant,
      warnings,
    }),
  },
  refusals: ['VOUCHER_NOT_OPEN', 'INVALID_PERIOD', 'BUDGET_EXCEEDED'],
});

const turn = <const Verb extends string>(
  verb: Verb,
  may: 'governVoucher' | 'refuseVoucher',
  summary: string,
  refusals:
    | readonly ['VOUCHER_NOT_OPEN']
    | readonly ['VOUCHER_NOT_OPEN', 'VOUCHER_IN_USE']
    | readonly ['VOUCHER_NOT_SUSPENDED'],
) =>
  endpoint({
    id: `${verb}Voucher`,
    method: 'post',
    path: `/v1/vouchers/{id}/${verb}`,
    tag,
    summary,
    may,
    params: idParam,
    idempotencyKey: 'accepted',
    body: z.strictObject({ reason: reason.optional() }),
    success: { status: 200, body: voucher },
    refusals,
  });

export const refuseVoucher = turn('refusal', 'refuseVoucher', 'The client refuses the voucher (569/2009 6 §)', [
  'VOUCHER_NOT_OPEN',
  'VOUCHER_IN_USE',
]);
export const cancelVoucher = turn('cancellation', 'governVoucher', 'Take the voucher back', ['VOUCHER_NOT_OPEN']);
export const resumeVoucher = turn('resumption', 'governVoucher', 'Make a suspended voucher usable again', [
  'VOUCHER_NOT_SUSPENDED',
]);

export const suspendVoucher = endpoint({
  id: 'suspendVoucher',
  method: 'post',
  path: '/v1/vouchers/{id}/suspension',
  tag,
  summary: 'Stop the voucher for the time being, from today or a day',
  may: 'governVoucher',
  params: idParam,
  idempotencyKey: 'accepted',
  body: z.strictObject({ reason: reason.optional(), from: calendarDate.optional() }),
  success: { status: 200, body: voucher },
  refusals: ['VOUCHER_NOT_OPEN'],
});

export const extendVoucher = endpoint({
  id: 'extendVoucher',
  method: 'post',
  path: '/v1/vouchers/{id}/extension',
  tag,
  summary: 'Decide on a later last day',
  may: 'governVoucher',
  params: idParam,
  idempotencyKey: 'accepted',
  body: z.strictObject({ validTo: calendarDate, reason: reason.optional() }),
  success: { status: 200, body: voucher.extend({ warnings }) },
  refusals: ['VOUCHER_NOT_OPEN', 'INVALID_PERIOD', 'BUDGET_EXCEEDED'],
});

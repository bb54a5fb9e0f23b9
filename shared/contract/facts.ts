import { z } from 'zod';
import type { ServiceFact } from '#shared/domain/voucher/voucher';
import { addDays, daysBetween } from '#shared/domain/calendar';
import { calendarDate, idText } from './common.ts';

/** A voucher's number as people write it: capitals or not, with or without dashes between the groups. */
export const voucherNumber = z.string().trim().min(1).max(40);

/** A range of whole days, in order and within a year. */
const checkRange = (told: { from?: unknown; to?: unknown }, context: z.RefinementCtx): void => {
  if (typeof told.from !== 'string' || typeof told.to !== 'string') return;
  if (told.to < told.from) context.addIssue({ code: 'custom', path: ['to'], message: 'must not be before from' });
  else if (daysBetween(told.from, told.to) > 366)
    context.addIssue({ code: 'custom', path: ['to'], message: 'must be within a year of from' });
};

const visit = {
  type: z.literal('visit'),
  date: calendarDate,
  units: z.literal(1, 'one visit a day').default(1),
};

const noShow = {
  type: z.literal('noShow'),
  date: calendarDate,
  units: z.literal([0, 1]).optional(),
  cancelledHoursBefore: z.number().min(0).max(100_000).nullable().default(0),
};

export const absenceReason = z.enum(['leave', 'hospital', 'organiser']);

/**
 * What a provider tells of a service, beside the field that names the voucher: a visit or a missed one for
 * rehabilitation, whole days of housing or of absence (contract, Service events).
 */
export const serviceFact = <Named extends z.ZodRawShape>(named: (number: typeof voucherNumber) => Named) => {
  const about = { ...named(voucherNumber), offeringId: idText };
  return z
    .discriminatedUnion('type', [
      z.strictObject({ ...about, ...visit }),
      z.strictObject({ ...about, ...noShow }),
      z.strictObject({ ...about, type: z.literal('stay'), from: calendarDate, to: calendarDate }),
      z.strictObject({
        ...about,
        type: z.literal('absence'),
        from: calendarDate,
        to: calendarDate,
        reason: absenceReason,
      }),
    ])
    .superRefine((told, context) => checkRange(told as { from?: unknown; to?: unknown }, context));
};

/** Days of housing as a question may name them: by their range, or by the first and how many (units are days). */
const askedDays = {
  from: calendarDate.optional(),
  to: calendarDate.optional(),
  date: calendarDate.optional(),
  units: z.int().min(1).max(366).optional(),
};

/** One way of naming the days, and all of it. */
const checkDays = (asked: Record<string, unknown>, context: z.RefinementCtx): void => {
  if (asked.type !== 'stay' && asked.type !== 'absence') return;
  const { date, from, to, units } = asked;
  for (const [path, bound] of [
    ['from', from],
    ['to', to],
  ] as const)
    if ((date === undefined) === (bound === undefined))
      context.addIssue({ code: 'custom', path: [path], message: 'tell either from and to, or date and units' });
  if (typeof from !== 'string' || typeof to !== 'string' || to < from || units === undefined) return;
  if (units !== daysBetween(from, to) + 1)
    context.addIssue({ code: 'custom', path: ['units'], message: 'must be the days from from to to' });
};

/**
 * The question whether a fact would be accepted: told as recording it is told, or, alike for every kind of
 * service, by `date` and `units` (contract, Vouchers). The reason of an absence may be left out, because
 * no refusal depends on it.
 */
export const serviceFactAsked = <Named extends z.ZodRawShape>(named: (number: typeof voucherNumber) => Named) => {
  const about = { ...named(voucherNumber), offeringId: idText };
  return z
    .discriminatedUnion('type', [
      z.strictObject({ ...about, ...visit }),
      z.strictObject({ ...about, ...noShow }),
      z.strictObject({ ...about, ...askedDays, type: z.literal('stay') }),
      z.strictObject({
        ...about,
        ...askedDays,
        type: z.literal('absence'),
        reason: absenceReason.default('leave'),
      }),
    ])
    .superRefine((asked, context) => {
      checkDays(asked, context);
      checkRange(asked as { from?: unknown; to?: unknown }, context);
    });
};

type Told =
  | { type: 'visit'; date: string }
  | { type: 'noShow'; date: string; cancelledHoursBefore: number | null }
  | { type: 'stay'; from: string; to: string }
  | { type: 'absence'; from: string; to: string; reason: 'leave' | 'hospital' | 'organiser' };

/** From what was told to the fact the rules speak of. */
export const factOf = (told: Told): ServiceFact => {
  switch (told.type) {
    case 'visit':
      return { type: 'visit', from: told.date, to: told.date, units: 1 };
    case 'noShow':
      return { type: 'noShow', from: told.date, to: told.date, cancelledHoursBefore: told.cancelledHoursBefore ?? 0 };
    case 'stay':
      return { type: 'stay', from: told.from, to: told.to };
    case 'absence':
      return { type: 'absence', from: told.from, to: told.to, reason: told.reason };
  }
};

type Asked =
  | Extract<Told, { date: string }>
  | {
      type: 'stay' | 'absence';
      from?: string | undefined;
      to?: string | undefined;
      date?: string | undefined;
      units?: number | undefined;
      reason?: 'leave' | 'hospital' | 'organiser';
    };

/** From a question, in either of its forms, to the fact the rules speak of. */
export const factAskedOf = (asked: Asked): ServiceFact => {
  if (asked.type === 'visit' || asked.type === 'noShow') return factOf(asked);
  const from = asked.from ?? asked.date;
  if (from === undefined) throw new Error('a question without a day has passed its check');
  const to = asked.to ?? addDays(from, (asked.units ?? 1) - 1);
  return factOf(
    asked.type === 'stay' ? { type: 'stay', from, to } : { type: 'absence', from, to, reason: asked.reason ?? 'leave' },
  );
};

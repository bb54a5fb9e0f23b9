import { z } from 'zod';
import type { ServiceFact } from '#shared/domain/voucher/voucher';
import { daysBetween } from '#shared/domain/calendar';
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

/**
 * What a provider tells of a service, beside the field that names the voucher: a visit or a missed one for
 * rehabilitation, whole days of housing or of absence (contract, Service events).
 */
export const serviceFact = <Named extends z.ZodRawShape>(named: (number: typeof voucherNumber) => Named) => {
  const about = { ...named(voucherNumber), offeringId: idText };
  return z
    .discriminatedUnion('type', [
      z.strictObject({
        ...about,
        type: z.literal('visit'),
        date: calendarDate,
        units: z.literal(1, 'one visit a day').default(1),
      }),
      z.strictObject({
        ...about,
        type: z.literal('noShow'),
        date: calendarDate,
        units: z.literal([0, 1]).optional(),
        cancelledHoursBefore: z.number().min(0).max(100_000).nullable().default(0),
      }),
      z.strictObject({ ...about, type: z.literal('stay'), from: calendarDate, to: calendarDate }),
      z.strictObject({
        ...about,
        type: z.literal('absence'),
        from: calendarDate,
        to: calendarDate,
        reason: z.enum(['leave', 'hospital', 'organiser']),
      }),
    ])
    .superRefine((told, context) => checkRange(told as { from?: unknown; to?: unknown }, context));
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

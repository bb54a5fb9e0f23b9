import { z } from 'zod';
import { isCalendarDate, isMonth } from '#shared/domain/calendar';

/** A calendar day in Europe/Helsinki. */
export const calendarDate = z
  .string()
  .refine(
    (text) => isCalendarDate(text) && text >= '1850-01-01' && text <= '2199-12-31',
    'must be a real day, YYYY-MM-DD',
  )
  .meta({ format: 'date', example: '2026-01-31' });

/** A settlement period, of the years that days may be of. */
export const month = z
  .string()
  .refine((text) => isMonth(text) && text >= '1850-01' && text <= '2199-12', 'must be a month, YYYY-MM')
  .meta({ example: '2026-01' });

/** An instant, RFC 3339 with an offset. */
export const instant = z.iso.datetime({ offset: true });

/** Euro cents from zero up to a hundred million euros: above that it is a slip of the keyboard. */
export const cents = z.int().min(0).max(10_000_000_000);
/** Cents in an answer: may be below zero where something is taken back. */
export const signedCents = z.int();

/** A field that may be left out, or be null as it is in answers: both say nothing. */
export const orNothing = <T extends z.ZodType>(shape: T) => shape.nullish().transform((value) => value ?? undefined);

export const shortText = z.string().trim().min(1).max(200);
export const reason = z.string().trim().min(1).max(1000);
export const idText = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[A-Za-z0-9._:-]+$/, 'is not an id');

export const localised = z.strictObject({ fi: shortText, sv: shortText, en: shortText });

export const municipalityCode = z.string().regex(/^\d{3}$/, 'must be a municipality code of three digits');
/** What people are answered in, where an answer is in words; the first when they do not say. */
export const LANGUAGES = ['fi', 'sv', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
export const readersLanguage = z.enum(LANGUAGES);
/** A language that a unit serves in, or a person speaks. */
export const language = z.string().regex(/^[a-z]{2,3}$/, 'must be a language code, such as fi');

export const page = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(300).optional(),
};

/** Lists are paged: ask again with `nextCursor` until it is null. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export const idParam = z.strictObject({ id: idText });

export const remedy = localised;

/** RFC 9457. `errors` names every fault of a body at once; `remedy` says what to do about a refusal. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    requestId: z.string().optional(),
    remedy: remedy.optional(),
    errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

export const pricingStep = z
  .object({
    rule: z.string(),
    source: z.string(),
    inputs: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
    resultCents: signedCents,
  })
  .meta({ id: 'PricingStep' });

/** gross = organiser + client, always; the steps say how each came about. */
export const pricing = z
  .object({
    grossCents: signedCents,
    organiserCents: signedCents,
    clientCents: signedCents,
    steps: z.array(pricingStep),
  })
  .meta({ id: 'Pricing' });

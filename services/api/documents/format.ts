import type { Language } from '#shared/contract/common';
import type { CalendarDate, Month } from '#shared/domain/calendar';
import { assertCents, type Cents } from '#shared/domain/money';

/** Finland's own ways of writing; English as in Britain, since `en-FI` writes a comma in one number and a point in another. */
const LOCALES = { fi: 'fi-FI', sv: 'sv-FI', en: 'en-GB' } as const satisfies Record<Language, string>;

/** Cents as euros by their digits: no division, so nothing can be rounded. */
const decimal = (cents: Cents): `${number}` => {
  const digits = String(Math.abs(assertCents(cents))).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}` as `${number}`;
};

/** Euros as a spreadsheet of that language reads a number: a comma, in English a point, and nothing between thousands. */
export const spreadsheetEuros = (cents: Cents, language: Language): string =>
  language === 'en' ? decimal(cents) : decimal(cents).replace('.', ',');

/** An IBAN or a creditor reference in groups of four, as people read it out. */
export const inFours = (text: string): string => text.replaceAll(' ', '').replaceAll(/(.{4})(?=.)/g, '$1 ');

/** Held together when a text is broken into lines. */
const unbroken = (text: string): string => text.replaceAll(' ', '\u00A0');

const noonOf = (date: CalendarDate): Date => new Date(`${date}T12:00:00Z`);

/** How a reader of the language writes money and days. */
export const formatFor = (language: Language) => {
  const locale = LOCALES[language];
  const euros = new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' });
  const plain = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const months = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' });
  const day = (date: CalendarDate): string => unbroken(days.format(noonOf(date)));
  return {
    /** With the sign of the euro. */
    money: (cents: Cents): string => euros.format(decimal(cents)),
    /** Without it, for columns that say so above. */
    amount: (cents: Cents): string => plain.format(decimal(cents)),
    day,
    days: (from: CalendarDate, to: CalendarDate): string =>
      from === to ? day(from) : `${day(from)}\u00A0– ${day(to)}`,
    month: (month: Month): string => months.format(noonOf(`${month}-15`)),
  };
};

export type Format = ReturnType<typeof formatFor>;

/**
 * Days and months as the county office knows them: calendar dates in Europe/Helsinki, without a clock.
 * Instants enter only through `dayIn`; everything after that compares dates.
 */

/** A calendar day, `YYYY-MM-DD`, in Europe/Helsinki. Compares with `<` and `===`. */
export type CalendarDate = string;
/** A calendar month, `YYYY-MM`. */
export type Month = string;
/** An instant, RFC 3339 in UTC. */
export type Instant = string;

/** The last day of a decision that is in force until further notice. */
export const FOREVER: CalendarDate = '9999-12-31';

const DAYS_BEFORE_MARCH = 306;
const two = (n: number) => String(n).padStart(2, '0');
const part = (date: string, from: number, to: number) => Number(date.slice(from, to));

/** Days since 1 March of year 0 (proleptic Gregorian), so that leap days fall at the year's end. */
const dayNumber = (date: CalendarDate): number => {
  const month = part(date, 5, 7);
  const year = part(date, 0, 4) - (month <= 2 ? 1 : 0);
  const monthFromMarch = (month + 9) % 12;
  const yearDays = year * 365 + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  return yearDays + Math.floor((monthFromMarch * DAYS_BEFORE_MARCH + 5) / 10) + part(date, 8, 10) - 1;
};

const fromDayNumber = (number: number): CalendarDate => {
  let year = Math.floor((10_000 * number + 14_780) / 3_652_425);
  const daysBefore = (y: number) => 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  if (number < daysBefore(year)) year -= 1;
  const dayOfYear = number - daysBefore(year);
  const monthFromMarch = Math.floor((100 * dayOfYear + 52) / 3060);
  const day = dayOfYear - Math.floor((monthFromMarch * DAYS_BEFORE_MARCH + 5) / 10) + 1;
  const month = ((monthFromMarch + 2) % 12) + 1;
  return `${String(year + (month <= 2 ? 1 : 0)).padStart(4, '0')}-${two(month)}-${two(day)}`;
};

/** Whether the text is a real day (29 February only in leap years). */
export const isCalendarDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && part(text, 5, 7) >= 1 && part(text, 5, 7) <= 12 && addDays(text, 0) === text;

/** Whether the text is a real month, `YYYY-MM`. */
export const isMonth = (text: string): boolean => /^\d{4}-(0[1-9]|1[0-2])$/.test(text);

export const addDays = (date: CalendarDate, days: number): CalendarDate => fromDayNumber(dayNumber(date) + days);

/** Whole days from one date to another; 0 for the same day. */
export const daysBetween = (from: CalendarDate, to: CalendarDate): number => dayNumber(to) - dayNumber(from);

export const yearOf = (date: CalendarDate): number => part(date, 0, 4);
export const monthOf = (date: CalendarDate): Month => date.slice(0, 7);

export const addMonthsToMonth = (month: Month, count: number): Month => {
  const months = part(month, 0, 4) * 12 + part(month, 5, 7) - 1 + count;
  return `${String(Math.floor(months / 12)).padStart(4, '0')}-${two((((months % 12) + 12) % 12) + 1)}`;
};

export const monthBefore = (month: Month): Month => addMonthsToMonth(month, -1);
export const monthAfter = (month: Month): Month => addMonthsToMonth(month, 1);
export const firstDayOf = (month: Month): CalendarDate => `${month}-01`;
export const lastDayOf = (month: Month): CalendarDate => addDays(firstDayOf(monthAfter(month)), -1);
export const daysIn = (month: Month): number => part(lastDayOf(month), 8, 10);

/** The same day of the month `count` months later, or that month's last day where it has no such day. */
export const addMonths = (date: CalendarDate, count: number): CalendarDate => {
  const month = addMonthsToMonth(monthOf(date), count);
  const day = Math.min(part(date, 8, 10), daysIn(month));
  return `${month}-${two(day)}`;
};

/** Full years of age on a day; one born on 29 February turns a year older on 1 March of common years. */
export const ageOn = (birthDate: CalendarDate, date: CalendarDate): number =>
  part(date, 0, 4) - part(birthDate, 0, 4) - (date.slice(5) < birthDate.slice(5) ? 1 : 0);

/** Every day from one to another, both included; none when `to` lies before `from`. */
export const daysFromTo = (from: CalendarDate, to: CalendarDate): CalendarDate[] =>
  Array.from({ length: Math.max(0, daysBetween(from, to) + 1) }, (_, index) => addDays(from, index));

/** Every month from one to another, both included. */
export const monthsFromTo = (from: Month, to: Month): Month[] => {
  const months: Month[] = [];
  for (let month = from; month <= to; month = monthAfter(month)) months.push(month);
  return months;
};

export const earliest = (...dates: CalendarDate[]): CalendarDate => dates.reduce((a, b) => (b < a ? b : a));
export const latest = (...dates: CalendarDate[]): CalendarDate => dates.reduce((a, b) => (b > a ? b : a));

const helsinki = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Helsinki' });

/** The calendar day in Europe/Helsinki at an instant given in milliseconds since 1970 (UTC). */
export const dayIn = (epochMs: number): CalendarDate => helsinki.format(epochMs);

/**
 * Days on which euro payments move between banks (TARGET). They are not the Finnish holidays: Epiphany, Ascension
 * Day and Independence Day are open, Easter Monday and 26 December are closed in both.
 */
import { addDays, daysBetween, latest, type CalendarDate } from '../calendar.ts';
import { parameterOn, PAYMENT_TERM_DAYS } from '../parameters.ts';

const A_MONDAY: CalendarDate = '2000-01-03';
const FIXED_CLOSING_DAYS: readonly string[] = ['01-01', '05-01', '12-25', '12-26'];

const isWeekend = (date: CalendarDate): boolean => ((daysBetween(A_MONDAY, date) % 7) + 7) % 7 >= 5;

/** Easter Sunday by the Gregorian computus (the anonymous algorithm of 1876, as Meeus gives it). */
export const easterSunday = (year: number): CalendarDate => {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const yearOfCentury = year % 100;
  const moonShift = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - moonShift + 15) % 30;
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  return addDays(`${String(year).padStart(4, '0')}-03-22`, epact + toSunday - 7 * late);
};

/** Whether euro payments are executed on the day. */
export const isTargetDay = (date: CalendarDate): boolean => {
  if (isWeekend(date) || FIXED_CLOSING_DAYS.includes(date.slice(5))) return false;
  const easter = easterSunday(Number(date.slice(0, 4)));
  return date !== addDays(easter, -2) && date !== addDays(easter, 1);
};

const step = (from: CalendarDate, days: 1 | -1): CalendarDate => {
  let date = from;
  while (!isTargetDay(date)) date = addDays(date, days);
  return date;
};

/** The day itself when payments move on it, else the next on which they do. */
export const targetDayOnOrAfter = (date: CalendarDate): CalendarDate => step(date, 1);

/** The day itself when payments move on it, else the last before it on which they did. */
export const targetDayOnOrBefore = (date: CalendarDate): CalendarDate => step(date, -1);

/**
 * The day a run is paid: the last TARGET day within the term (domain decision 9), counted from the day of the run. An approval that
 * comes too late for it is paid on the first TARGET day after today, since banks do not execute in the past.
 */
export const paymentDay = ({ runDay, today }: { readonly runDay: CalendarDate; readonly today: CalendarDate }) => {
  const due = addDays(runDay, parameterOn(PAYMENT_TERM_DAYS, runDay));
  return latest(targetDayOnOrBefore(due), targetDayOnOrAfter(addDays(today, 1)));
};

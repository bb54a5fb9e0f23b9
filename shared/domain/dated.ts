import { FOREVER, type CalendarDate } from './calendar.ts';

/** Something in force from a day on, until the next of its kind. */
export interface From {
  readonly validFrom: CalendarDate;
}

/** Something in force from a day to a day, both included; no `validTo` means until further notice. */
export interface FromTo extends From {
  readonly validTo?: CalendarDate | undefined;
}

/** The one in force on the day: the latest `validFrom` not after it; of two from the same day, the later recorded (last in the list). */
export const inForce = <T extends From>(items: readonly T[], date: CalendarDate): T | undefined => {
  let found: T | undefined;
  for (const item of items) {
    if (item.validFrom <= date && (found === undefined || item.validFrom >= found.validFrom)) found = item;
  }
  return found;
};

/** Whether a day lies inside the period, both ends included. */
export const covers = (period: FromTo, date: CalendarDate): boolean =>
  period.validFrom <= date && date <= (period.validTo ?? FOREVER);

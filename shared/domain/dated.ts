import { addDays, earliest, FOREVER, latest, type CalendarDate, type Instant } from './calendar.ts';

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

/** Terms that became known after days on which they hold: from which day on, and when they became known. */
export interface LateTerms {
  readonly from: CalendarDate;
  readonly at: Instant;
  /** When visits were first told of them, in milliseconds since 1970. */
  readonly passedAtMs?: number | undefined;
}

/** What is untold once terms that hold from a day on became known; nothing new where that day is still to come. */
export const lateTerms = (
  untold: LateTerms | null | undefined,
  { from, at }: LateTerms,
): { readonly termsUntold?: LateTerms } => {
  // Helsinki is at most a day ahead of the instant's own; to look once too often does no harm.
  if (from > addDays(at.slice(0, 10), 1)) return {};
  return {
    termsUntold: !untold ? { from, at } : { from: earliest(untold.from, from), at: latest(untold.at, at) },
  };
};

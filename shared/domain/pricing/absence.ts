/** The two sides of an absence: what the provider still gets, and what the client no longer pays. */
import type { CalendarDate } from '../calendar.ts';
import type { AbsenceRule } from '../programme/programme.ts';
import { CHARGED_LEAVE_DAYS, DEFAULT_ABSENCE_RULES, parameterOn } from '../parameters.ts';
import type { Absence } from './residence.ts';

/**
 * What a provider is paid by on the n-th day of an unbroken absence: the version's rule for it or, where the version
 * has none at all, the default. Undefined where no rule of the version speaks of the day: it pays nothing.
 */
export const absenceRuleOn = (
  rules: readonly AbsenceRule[],
  dayNumber: number,
  date: CalendarDate,
): AbsenceRule | undefined => {
  const inUse = rules.length > 0 ? rules : parameterOn(DEFAULT_ABSENCE_RULES, date);
  return inUse.find(({ fromDay, toDay }) => fromDay <= dayNumber && dayNumber <= (toDay ?? Infinity));
};

/** The provider's per cent of the daily price on the n-th day of an unbroken absence. */
export const providerPercentOn = (rules: readonly AbsenceRule[], dayNumber: number, date: CalendarDate): number =>
  absenceRuleOn(rules, dayNumber, date)?.providerPercent ?? 0;

/**
 * Whether the day's share of the client's monthly fee falls away (734/1992 10 k §): from the sixth day of the
 * client's own leave on; from the first when the client is in hospital or the organiser is the cause.
 */
export const feeFallsAway = (absence: Absence | null, date: CalendarDate): boolean =>
  absence !== null && (absence.reason !== 'leave' || absence.dayNumber > parameterOn(CHARGED_LEAVE_DAYS, date));

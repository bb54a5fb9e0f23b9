/** What a unit is worth to the organiser on a day: the version's value, a raise of it, or the whole price. */
import { ageOn, type CalendarDate } from '../calendar.ts';
import { covers, inForce } from '../dated.ts';
import type { Cents } from '../money.ts';
import type { ProgrammeVersion } from '../programme/programme.ts';
import type { ValueRaise } from '../voucher/voucher.ts';

/** The raise (569/2009 8 §) that holds on a day: of those that cover it, the one that started last. */
export const raiseOn = (raises: readonly ValueRaise[], date: CalendarDate): ValueRaise | undefined =>
  inForce(
    raises.filter((raise) => covers(raise, date)),
    date,
  );

/**
 * The value of one unit, in cents: a raise in force takes the version's value's place where it is higher.
 * Null where the version sets no value by the unit (full coverage, income-tested, capitation).
 */
export const unitValueOn = (
  version: Pick<ProgrammeVersion, 'value'>,
  raise: Pick<ValueRaise, 'unitValueCents'> | undefined,
): Cents | null =>
  version.value.basis === 'flat' ? Math.max(version.value.unitValueCents, raise?.unitValueCents ?? 0) : null;

/**
 * Whether the organiser pays the whole price: a service free by law (569/2009 7.2 §), a programme that covers
 * everything, or a client younger than the programme's age limit on the service date.
 */
export const hasFullCoverage = (
  version: Pick<ProgrammeVersion, 'freeOfCharge' | 'value' | 'fullCoverageUnderAge'>,
  birthDate: CalendarDate,
  date: CalendarDate,
): boolean =>
  version.freeOfCharge ||
  version.value.basis === 'fullCoverage' ||
  (version.fullCoverageUnderAge !== null && ageOn(birthDate, date) < version.fullCoverageUnderAge);

/** Why the organiser pays it all, as inputs of a step. */
export const coverageInputs = (version: Pick<ProgrammeVersion, 'freeOfCharge' | 'value' | 'fullCoverageUnderAge'>) => ({
  freeOfCharge: version.freeOfCharge,
  valueBasis: version.value.basis,
  fullCoverageUnderAge: version.fullCoverageUnderAge,
});

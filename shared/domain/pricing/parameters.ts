import type { CalendarDate } from '../calendar.ts';
import { inForce, type From } from '../dated.ts';
import type { AbsenceRule } from '../programme/programme.ts';

/** A figure that law or this project fixes, with its source and the day each value holds from. */
export interface Parameter<T> {
  readonly source: string;
  readonly values: readonly (From & { readonly value: T })[];
}

/** The value in force on a day. A day before the first value is a fault of ours: the law did not speak yet. */
export const parameterOn = <T>(parameter: Parameter<T>, date: CalendarDate): T => {
  const found = inForce(parameter.values, date);
  if (found === undefined) throw new Error(`no value of the parameter (${parameter.source}) is in force on ${date}`);
  return found.value;
};

const ACT_IN_FORCE: CalendarDate = '1993-01-01';

/** No fee for a missed visit is taken from anyone younger than this. Full years of age on the day of the visit. */
export const NO_SHOW_FEE_FROM_AGE: Parameter<number> = {
  source: '734/1992 3 §',
  values: [{ validFrom: ACT_IN_FORCE, value: 18 }],
};

/** A visit cancelled at least so many hours before costs nothing to anyone. No law fixes it; rulebooks commonly do. */
export const FREE_CANCELLATION_HOURS: Parameter<number> = {
  source: 'general rulebook, cancelling a visit',
  values: [{ validFrom: ACT_IN_FORCE, value: 24 }],
};

/** So many first days of one unbroken absence the client still pays for, when the absence is the client's own. */
export const CHARGED_LEAVE_DAYS: Parameter<number> = {
  source: '734/1992 10 k §',
  values: [{ validFrom: ACT_IN_FORCE, value: 5 }],
};

/** What a provider is paid for a client's absence when the programme's version has no rules of its own. */
export const DEFAULT_ABSENCE_RULES: Parameter<readonly AbsenceRule[]> = {
  source: 'general rulebook, absence from housing',
  values: [
    {
      validFrom: ACT_IN_FORCE,
      value: [
        { fromDay: 1, toDay: 5, providerPercent: 100 },
        { fromDay: 6, toDay: 30, providerPercent: 50 },
        { fromDay: 31, providerPercent: 0 },
      ],
    },
  ],
};

import { FOREVER, type CalendarDate } from './calendar.ts';
import { inForce, type From } from './dated.ts';
import type { AbsenceRule } from './programme/programme.ts';

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

/** The value that is in force today, for those who state no day. */
export const latestOf = <T>({ values }: Parameter<T>): T => parameterOn({ source: '', values }, FOREVER);

/** No value before the present one is kept: it holds for every day there is, since days of long ago are told by mistake too. */
const FROM_THE_BEGINNING: CalendarDate = '0001-01-01';

/** No fee for a missed visit is taken from anyone younger than this. Full years of age on the day of the visit. */
export const NO_SHOW_FEE_FROM_AGE: Parameter<number> = {
  source: '734/1992 3 §',
  values: [{ validFrom: FROM_THE_BEGINNING, value: 18 }],
};

/** A visit cancelled at least so many hours before costs nothing to anyone. No law fixes it; rulebooks commonly do. */
export const FREE_CANCELLATION_HOURS: Parameter<number> = {
  source: 'general rulebook, cancelling a visit',
  values: [{ validFrom: FROM_THE_BEGINNING, value: 24 }],
};

/** So many first days of one unbroken absence the client still pays for, when the absence is the client's own. */
export const CHARGED_LEAVE_DAYS: Parameter<number> = {
  source: '734/1992 10 k §',
  values: [{ validFrom: FROM_THE_BEGINNING, value: 5 }],
};

/** What a provider is paid for a client's absence when the programme's version has no rules of its own. */
export const DEFAULT_ABSENCE_RULES: Parameter<readonly AbsenceRule[]> = {
  source: 'general rulebook, absence from housing',
  values: [
    {
      validFrom: FROM_THE_BEGINNING,
      value: [
        { fromDay: 1, toDay: 5, providerPercent: 100 },
        { fromDay: 6, toDay: 30, providerPercent: 50 },
        { fromDay: 31, providerPercent: 0 },
      ],
    },
  ],
};

/** The most of the income after deductions that a long-term care fee may be, in per cent. */
export const LONG_TERM_CARE_PERCENT: Parameter<number> = {
  source: '734/1992 7 c § 1 mom.',
  values: [{ validFrom: FROM_THE_BEGINNING, value: 85 }],
};

/** The same of the joint income of spouses, where the client's is the larger. */
export const LONG_TERM_CARE_SPOUSE_PERCENT: Parameter<number> = {
  source: '734/1992 7 c § 5 mom.',
  values: [{ validFrom: FROM_THE_BEGINNING, value: 42.5 }],
};

/** The day of the next month up to whose end events of a month are ordinarily recorded; its run may start the day after. */
export const LAST_ENTRY_DAY: Parameter<number> = {
  source: 'general rulebook, recording of service events',
  values: [{ validFrom: FROM_THE_BEGINNING, value: 5 }],
};

/** A payment is due at most this many days after its run; the act allows 30. */
export const PAYMENT_TERM_DAYS: Parameter<number> = {
  source: 'general rulebook, payment (30/2013 4 §)',
  values: [{ validFrom: FROM_THE_BEGINNING, value: 21 }],
};

/** For so many months what was settled is looked at again for what has become known since: as long as the books are kept. */
export const LOOK_BACK_MONTHS: Parameter<number> = {
  source: '1336/1997 2:10 §',
  values: [{ validFrom: FROM_THE_BEGINNING, value: 120 }],
};

/** So many months after its end a voucher is still looked at: wrong information is put right for a year, and a month more. */
export const CORRECTED_WITHIN_MONTHS: Parameter<number> = {
  source: '734/1992 10 j §',
  values: [{ validFrom: FROM_THE_BEGINNING, value: 13 }],
};

import { addDays, FOREVER, firstDayOf, monthAfter, type CalendarDate, type Month } from '../calendar.ts';
import { LAST_ENTRY_DAY, parameterOn } from '../parameters.ts';
import type { Purse } from '../ledger/postings.ts';
import { moveIn } from '../ledger/purses.ts';
import { refused, type Refused } from '../outcome.ts';
import type { Cents } from '../money.ts';
import { isOpen, type EntryWindow, type ValueRaise, type Voucher } from './voucher.ts';
import { committedFor, laterYear } from './turn-year.ts';
import { statusOf, write, type Done } from './write.ts';

/** Stops the voucher for the time being; nothing can be recorded for the days until it is resumed. */
export const suspend = (
  voucher: Voucher,
  from: CalendarDate,
  reason: string,
  today: CalendarDate,
  { at, by }: Done,
): Voucher | Refused => {
  if (voucher.status === 'suspended') return voucher;
  if (!isOpen({ status: statusOf(voucher, today) })) return refused('VOUCHER_NOT_OPEN');
  const suspensions = [...voucher.suspensions, { from, resumedOn: null, reason, at }];
  return write(voucher, today, { suspensions }, { kind: 'suspended', at, by, reason, postings: [] });
};

/** From today on the voucher is usable again. */
export const resume = (voucher: Voucher, today: CalendarDate, { at, by }: Done): Voucher | Refused => {
  if (voucher.status !== 'suspended') return refused('VOUCHER_NOT_SUSPENDED');
  const suspensions = voucher.suspensions.map((suspension) =>
    suspension.resumedOn === null ? { ...suspension, resumedOn: today, resumedAt: at } : suspension,
  );
  return write(voucher, today, { suspensions }, { kind: 'resumed', at, by, postings: [] });
};

export interface Extension {
  readonly validTo: CalendarDate;
  readonly reason: string;
  /** What the remaining use is worth to the organiser, to the end of the year. */
  readonly commitmentCents: Cents;
  /** Whose money it is. */
  readonly purse?: Purse | undefined;
}

/** How an extension to a day is called in the journal. */
export const extensionRef = (validTo: CalendarDate): string => `to-${validTo}`;

/**
 * A new decision on the last day. An expired voucher comes back to life, and the value that had lapsed is
 * committed anew, so that its remaining use is covered.
 */
export const extend = (
  voucher: Voucher,
  { validTo, reason, commitmentCents, purse }: Extension,
  today: CalendarDate,
  { at, by }: Done,
): Voucher | Refused => {
  if (voucher.ended !== null) return refused('VOUCHER_NOT_OPEN');
  if (validTo === voucher.validTo) return voucher;
  if (validTo < voucher.validTo || validTo < today) return refused('INVALID_PERIOD');
  const takeIntoUseBy =
    voucher.takeIntoUseBy !== FOREVER && voucher.takeIntoUseBy < today ? validTo : voucher.takeIntoUseBy;
  const added = Math.max(0, commitmentCents - committedFor(voucher, purse?.year));
  return write(
    voucher,
    today,
    {
      validTo,
      earlierValidTo: [...(voucher.earlierValidTo ?? []), { until: at, validTo: voucher.validTo }],
      takeIntoUseBy,
      ...laterYear(voucher, purse),
    },
    {
      kind: 'extended',
      at,
      by,
      ref: extensionRef(validTo),
      reason,
      postings: moveIn(purse, 'appropriation', 'committed', added, 'extended'),
    },
  );
};

/** What a decision commits beyond what was committed before, and of whose money. */
export interface Further {
  readonly commitmentCents: Cents;
  readonly purse?: Purse | undefined;
}

/**
 * 569/2009 8 §: a written decision raises the unit value from a day on, and commits `further` for what is still to be
 * used. What was used before is priced anew by itself.
 */
export const raiseValue = (
  voucher: Voucher,
  raise: {
    id: string;
    validFrom: CalendarDate;
    validTo?: CalendarDate | undefined;
    unitValueCents: Cents;
    reason: string;
  },
  today: CalendarDate,
  { at, by }: Done,
  further: Further = { commitmentCents: 0 },
): { voucher: Voucher; raise: ValueRaise } | Refused => {
  if (voucher.ended !== null) return refused('VOUCHER_NOT_OPEN');
  if (raise.validTo !== undefined && raise.validTo < raise.validFrom) return refused('INVALID_PERIOD');
  const decided: ValueRaise = { ...raise, recordedAt: at };
  const next = write(
    voucher,
    today,
    { valueRaises: [...voucher.valueRaises, decided] },
    {
      kind: 'valueRaised',
      at,
      by,
      ref: raise.id,
      reason: raise.reason,
      postings: moveIn(further.purse, 'appropriation', 'committed', further.commitmentCents, 'value raised'),
    },
  );
  return { voucher: next, raise: decided };
};

/** Late events of the month may be recorded until the end of the day given (domain decision 9). */
export const openEntryWindow = (
  voucher: Voucher,
  window: EntryWindow,
  today: CalendarDate,
  { at, by }: Done,
): Voucher =>
  write(
    voucher,
    today,
    { entryWindows: [...voucher.entryWindows, window] },
    {
      kind: 'windowOpened',
      at,
      by,
      ref: window.period,
      reason: window.reason,
      postings: [],
    },
  );

/** The last day on which events of a month are ordinarily recorded: the 5th of the next (domain decision 9). */
export const lastEntryDay = (month: Month): CalendarDate => {
  const first = firstDayOf(monthAfter(month));
  return addDays(first, parameterOn(LAST_ENTRY_DAY, first) - 1);
};

/** Whether something done on this day about that month comes after its ordinary window. */
export const isLate = (month: Month, today: CalendarDate): boolean => today > lastEntryDay(month);

/** Whether events of the month may be recorded today. */
export const mayEnter = (voucher: Voucher, month: Month, today: CalendarDate): boolean =>
  !isLate(month, today) || voucher.entryWindows.some((window) => window.period === month && today <= window.openUntil);

/**
 * What may miss its run, who has to do something about it, and until when. Nothing here stops or moves anything:
 * it says what would otherwise be silent.
 */
import { daysFromTo, earliest, latest, monthBefore, monthOf, monthsFromTo, type CalendarDate } from '../calendar.ts';
import type { RefusalCode } from '../outcome.ts';
import { lastEntryDay } from '../voucher/govern.ts';
import type { EntryWindow, ServiceEventType } from '../voucher/voucher.ts';

/** Why something is in no run, where no rule refused it. */
export const LEFT_OUT_REASONS = [
  'DRAFT_NOT_RECORDED',
  'EVENT_DISPUTED',
  'RECORDED_AFTER_CUTOFF',
  'REVERSED_BEFORE_SETTLEMENT',
  'WAITS_FOR_ANOTHER_VOUCHER',
] as const;
export type LeftOutReason = RefusalCode | (typeof LEFT_OUT_REASONS)[number];

/** Whose turn it is; `none` where it takes its course by itself. */
export const ACTORS = ['provider', 'coordinator', 'none'] as const;
export type Actor = (typeof ACTORS)[number];

/** Refusals that the provider cannot mend at its own desk. */
const FOR_THE_COORDINATOR: ReadonlySet<LeftOutReason> = new Set<LeftOutReason>([
  'EVENT_DISPUTED',
  'INCOME_DECISION_MISSING',
  'NO_UNITS_LEFT',
  'PROVIDER_NOT_APPROVED_ON_DATE',
  'VOUCHER_CANCELLED',
  'VOUCHER_EXPIRED',
  'VOUCHER_FULL',
  'VOUCHER_SUSPENDED',
]);

/** Days that something was, or was to be, told of. */
export interface Days {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** The last day on which days may still be told: of every month they touch, by its ordinary window or an opened one. Null once that is past. */
export const lastDayToTell = (
  { from, to }: Days,
  windows: readonly Pick<EntryWindow, 'period' | 'openUntil'>[],
  today: CalendarDate,
): CalendarDate | null => {
  const lastDays = monthsFromTo(monthOf(from), monthOf(to)).map((month) =>
    latest(lastEntryDay(month), ...windows.filter(({ period }) => period === month).map(({ openUntil }) => openUntil)),
  );
  const last = earliest(...lastDays);
  return last < today ? null : last;
};

/**
 * Who acts about something to be told, and until when: the provider while it may tell it, unless it lacks what only the
 * coordinator can give; once that day is past, a coordinator, who may open the window on any day.
 */
export const whoTells = (
  code: LeftOutReason,
  days: Days,
  windows: readonly Pick<EntryWindow, 'period' | 'openUntil'>[],
  today: CalendarDate,
): { readonly whoActs: Actor; readonly lastDayToAct: CalendarDate | null } => {
  const last = lastDayToTell(days, windows, today);
  return { whoActs: last === null || FOR_THE_COORDINATOR.has(code) ? 'coordinator' : 'provider', lastDayToAct: last };
};

/** Until when something that is told has to be cleared up: for its own month's run, or once that has come, for the next. */
export const lastDayToClear = ({ to }: Pick<Days, 'to'>, today: CalendarDate): CalendarDate => {
  const running = monthOf(today);
  const runs = [monthOf(to), monthBefore(running), running].map(lastEntryDay);
  return earliest(...runs.filter((last) => last >= today));
};

type Telling = Days & { readonly type: ServiceEventType };

/**
 * Whether what was refused has been told after all: events of the same provider and voucher that stand speak of
 * each of its days. A stay speaks of a day, but not of an absence on it.
 */
export const isToldAfterAll = ({ type, from, to }: Telling, standing: readonly Telling[]): boolean => {
  const speaking = standing.filter((event) => type !== 'absence' || event.type === 'absence');
  return daysFromTo(from, to).every((day) => speaking.some((event) => event.from <= day && day <= event.to));
};

/** The instants at which an event stood: from one on, and up to another where it was reversed. */
export interface Stood {
  readonly recordedAt: string;
  readonly reversedAt: string | null;
}

/** Whether an event stood at a cut-off. */
export const stoodAt = ({ recordedAt, reversedAt }: Stood, cutoffAt: string): boolean =>
  recordedAt <= cutoffAt && (reversedAt === null || reversedAt > cutoffAt);

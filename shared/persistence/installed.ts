import type { Connection } from 'mongoose';
import {
  addMonths,
  dayIn,
  latest,
  monthOf,
  type CalendarDate,
  type Instant,
  type Month,
} from '#shared/domain/calendar';
import { collectionOf } from './records.ts';

/**
 * `system/installed`: the first day from which this installation has something to settle: the day it was first
 * started, or an earlier one on which something was done. Without it, a fresh installation would owe its calendar
 * a year of empty runs.
 */
const INSTALLED = 'installed';

/** So many months back from the day it is recorded a fact may ask for runs. */
const REACH_MONTHS = 13;

/**
 * From which day on a fact asks for runs: its own, unless it was recorded so much later that it must be a slip of
 * the pen or was settled elsewhere. A year typed wrong must not call for ten years of runs.
 */
export const dayToSettle = (from: CalendarDate, recordedAt: Instant): CalendarDate =>
  latest(from, addMonths(dayIn(Date.parse(recordedAt)), -REACH_MONTHS));

/** The earliest day known to this process, so that the store hears only of an earlier one. */
const earliestKnown = new WeakMap<Connection, CalendarDate>();

/** Notes that there is something to settle from this day on; an earlier day that is known stands. */
export const knowFirstDay = async (connection: Connection, day: CalendarDate): Promise<void> => {
  const known = earliestKnown.get(connection);
  if (known !== undefined && known <= day) return;
  await collectionOf(connection, 'system').updateOne({ _id: INSTALLED }, { $min: { on: day } }, { upsert: true });
  earliestKnown.set(connection, day);
};

/** The first month that has a run; undefined before the first start. */
export const firstMonth = async (connection: Connection): Promise<Month | undefined> => {
  const installed = await collectionOf(connection, 'system').findOne({ _id: INSTALLED });
  const on: unknown = installed?.['on'];
  return typeof on === 'string' ? monthOf(on) : undefined;
};

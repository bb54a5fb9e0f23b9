import {
  addMonthsToMonth,
  monthBefore,
  monthOf,
  monthsFromTo,
  type CalendarDate,
  type Month,
} from '#shared/domain/calendar';
import { runId } from '#shared/domain/ids';
import { earliestRunDate } from '#shared/domain/settlement/run';
import { firstMonth } from '../installed.ts';
import type { Stores } from '../stores.ts';

/** A calendar that was away is caught up with, up to this many months. */
const LOOK_BACK = 13;

/** Months whose run the calendar owes on a day: closed ones, since the first, within the months looked back. */
export const monthsOwed = (today: CalendarDate, first: Month): Month[] => {
  const earliest = addMonthsToMonth(monthOf(today), -LOOK_BACK);
  const months = monthsFromTo(first > earliest ? first : earliest, monthBefore(monthOf(today)));
  return months.filter((month) => earliestRunDate(month) <= today);
};

/** Owed months that have no run yet. */
export const runsDue = async ({ connection, runs }: Stores, today: CalendarDate): Promise<Month[]> => {
  const first = await firstMonth(connection);
  const owed = first === undefined ? [] : monthsOwed(today, first);
  if (owed.length === 0) return [];
  const ids = owed.map((month) => runId(month, 1));
  const made = await runs.collection.find({ _id: { $in: ids } }, { projection: { _id: 1 } }).toArray();
  const there = new Set(made.map(({ _id }) => _id));
  return owed.filter((month) => !there.has(runId(month, 1)));
};

/** Runs that wait for their calculation or are in it, and approved ones that the ledger has not got yet. */
export const countRunsInWork = ({ runs }: Stores): Promise<number> =>
  runs.collection.countDocuments({
    $or: [
      { status: { $in: ['queued', 'calculating'] } },
      { status: { $in: ['approved', 'sent', 'paid'] }, posted: false },
    ],
  });

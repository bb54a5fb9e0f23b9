import { monthBefore, monthOf, monthsFromTo, type CalendarDate, type Month } from '#shared/domain/calendar';
import { runId } from '#shared/domain/ids';
import { earliestRunDate } from '#shared/domain/settlement/run';
import { firstMonth } from '../installed.ts';
import type { Stores } from '../stores.ts';

/** Months whose run the calendar owes on a day: every closed one since the first, however long nobody looked. */
export const monthsOwed = (today: CalendarDate, first: Month): Month[] =>
  monthsFromTo(first, monthBefore(monthOf(today))).filter((month) => earliestRunDate(month) <= today);

/**
 * Owed months that have no run yet, the oldest first. Every one of them is asked for by its id: thirty
 * years are 372 ids, and no shorter question finds one that is missing in between.
 */
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

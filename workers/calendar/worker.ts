import { instantOf, todayOf } from '#shared/clock';
import { ensureRun } from '#shared/persistence/runs';
import { runsDue } from '#shared/persistence/sheets/runs-due';
import type { Work } from '#shared/queues/run-worker';
import type { WorkerDeps } from '../deps.ts';

/**
 * Which monthly runs are due. The calendar is a question to the documents and the day in Helsinki, never a timer
 * that may be missed or fire twice: summer time, an outage over the 6th or two calendars at once change nothing.
 */
export const calendarWork = ({ stores, clock, nudge }: Pick<WorkerDeps, 'stores' | 'clock' | 'nudge'>): Work => ({
  name: 'calendar',
  everyMs: 60_000,
  due: async (limit) => (await runsDue(stores, todayOf(clock))).slice(0, limit),
  many: async (months) => {
    for (const month of months) await ensureRun(stores, month, { startedBy: 'calendar', at: instantOf(clock) });
    nudge.nudge('settlement', 'all');
  },
});

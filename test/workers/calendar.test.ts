import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { calendarWork } from '#workers/calendar/worker';
import { addDays, monthAfter, monthsFromTo } from '#shared/domain/calendar';
import { runId } from '#shared/domain/ids';
import { knowFirstDay } from '#shared/persistence/installed';
import { monthsOwed } from '#shared/persistence/sheets/runs-due';
import { openTestStores } from '../stores/open-stores.ts';

let world: Awaited<ReturnType<typeof openTestStores>>;
beforeAll(async () => {
  world = await openTestStores();
});
afterAll(() => world.close());

const silent = { nudge: () => undefined, close: () => Promise.resolve() };
const sweep = async (now: number): Promise<void> => {
  const work = calendarWork({ stores: world.stores, clock: { now: () => now }, nudge: silent });
  const due = await work.due(100);
  if (due.length > 0) await work.many?.(due);
};
const runs = async (): Promise<string[]> =>
  (await world.stores.runs.collection.find({}).sort({ _id: 1 }).toArray()).map(({ _id }) => _id);

describe('a fresh installation', () => {
  it('owes no run before it knows its first day, and none for the months before', async () => {
    await sweep(Date.parse('2019-12-20T10:00:00Z'));
    expect(await runs()).toEqual([]);
    await knowFirstDay(world.connection, '2020-01-15');
    await sweep(Date.parse('2020-01-31T10:00:00Z'));
    expect(await runs()).toEqual([]);
  });
});

describe('the calendar, from 2020 to 2050', () => {
  it('owes each month exactly from the 6th of the next on, day by day, summer time or not', () => {
    let owedBefore: string[] = [];
    for (let day = '2020-01-01'; day < '2051-01-01'; day = addDays(day, 1)) {
      const owed = monthsOwed(day, '2020-01');
      const fresh = owed.filter((month) => !owedBefore.includes(month));
      if (day.endsWith('-06') && day > '2020-02') expect(fresh).toHaveLength(1);
      else expect(fresh).toEqual([]);
      owedBefore = owed;
    }
  });

  it('makes each run once, with two calendars at once and a look in every critical hour', async () => {
    const months = monthsFromTo('2020-01', '2050-11');
    for (const month of months) {
      // Midnight of the 6th in Helsinki is 21:00 or 22:00 UTC of the 5th: look on both sides of both.
      const fifth = Date.parse(`${monthAfter(month)}-05T20:59:59Z`);
      for (const hour of [0, 1, 2])
        await Promise.all([sweep(fifth + hour * 3_600_000), sweep(fifth + hour * 3_600_000 + 1_000)]);
    }
    expect(await runs()).toEqual(months.map((month) => runId(month, 1)));
  }, 120_000);

  it('catches up with what it missed, up to thirteen months', () => {
    expect(monthsOwed('2026-03-06', '2025-11')).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
    expect(monthsOwed('2026-03-05', '2025-11')).toEqual(['2025-11', '2025-12', '2026-01']);
    expect(monthsOwed('2026-03-06', '2020-01')).toHaveLength(13);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { calendarWork } from '#workers/calendar/worker';
import { connectMongo } from '#shared/persistence/connect';
import { dayToSettle, knowFirstDay } from '#shared/persistence/installed';
import { monthsOwed } from '#shared/persistence/sheets/runs-due';
import { openStores, type Stores } from '#shared/persistence/stores';
import { chanceOf, firstSeed } from '../naive/chance.ts';
import { everyDayOf } from '../naive/days.ts';
import { dayBegins, instantsOf } from '../naive/helsinki.ts';
import { openTestStores } from '../stores/open-stores.ts';

const HOUR = 3_600_000;
const two = (n: number) => String(n).padStart(2, '0');
const YEARS = Array.from({ length: 31 }, (_, index) => 2020 + index);
/** 2020-01 to 2050-12. */
const MONTHS = YEARS.flatMap((year) => Array.from({ length: 12 }, (_, index) => `${year}-${two(index + 1)}`));
/** The 6th of the next month, and its first moment in Helsinki. */
const sixthOf = new Map(MONTHS.map((month, index) => [month, `${MONTHS[index + 1] ?? '2051-01'}-06`]));
const dueAt = new Map([...sixthOf].map(([month, sixth]) => [month, dayBegins(sixth)]));

const lastSunday = (month: string): string =>
  everyDayOf(month).findLast((day) => new Date(`${day}T12:00:00Z`).getUTCDay() === 0) ?? '';
const DST_NIGHTS = YEARS.flatMap((year) => [lastSunday(`${year}-03`), lastSunday(`${year}-10`)]);

/** Nobody looks between these: an outage of three months, one of two years and one over the turn of a year. */
const OUTAGES = [
  ['2023-04-10', '2023-07-12'],
  ['2030-12-31', '2033-01-02'],
  ['2044-02-29', '2044-06-06'],
] as const;

/** When the calendar looks: at every hour that could be wrong, and at odd ones in between. */
const looks = (): number[] => {
  const chance = chanceOf(firstSeed);
  const odd: number[] = [];
  for (
    let at = dayBegins('2020-01-01');
    at < dayBegins('2051-01-05');
    at += chance.int(1, chance.pick([60, 2_400])) * HOUR
  )
    odd.push(at + chance.int(0, HOUR));
  const nights = DST_NIGHTS.flatMap((night) =>
    ['02:59:59', '03:00:00', '03:30:00', '03:59:59', '04:00:00'].flatMap((time) => instantsOf(night, time)),
  );
  const ends = MONTHS.flatMap((month) => everyDayOf(month).at(-1) ?? [])
    .filter((day) => day.endsWith('31') || day.endsWith('02-29'))
    .map(dayBegins);
  const sixths = [...dueAt.values()].flatMap((begins) => [begins - 1, begins]);
  const away = OUTAGES.map(([from, to]) => [dayBegins(from), dayBegins(to)] as const);
  return [...new Set([...odd, ...nights, ...ends, ...sixths])]
    .filter((at) => !away.some(([from, to]) => from < at && at < to))
    .sort((a, b) => a - b);
};

let world: Awaited<ReturnType<typeof openTestStores>>;
beforeAll(async () => {
  world = await openTestStores();
});
afterAll(() => world.close());

const silent = { nudge: () => undefined, close: () => Promise.resolve() };
const sweep = async (stores: Stores, now: number): Promise<void> => {
  const work = calendarWork({ stores, clock: { now: () => now }, nudge: silent });
  for (let due = await work.due(5); due.length > 0; due = await work.due(5)) await work.many?.(due);
};
const made = () => world.stores.runs.collection.find({}).sort({ _id: 1 }).toArray();

describe('the calendar, from 2020 to 2050', () => {
  it('owes nothing before it knows its first day, nor for the months before', async () => {
    await sweep(world.stores, Date.parse('2019-12-20T10:00:00Z'));
    expect(await made()).toEqual([]);
    await knowFirstDay(world.connection, '2020-01-15');
    await sweep(world.stores, Date.parse('2020-01-31T10:00:00Z'));
    expect(await made()).toEqual([]);
  });

  it('makes each run once, at the first look after the 6th has begun, with two calendars at every look', async () => {
    const instants = looks();
    // The other calendar is another process; it is started again and again.
    let other = await connectMongo({ uri: world.uri, dbName: world.dbName });
    for (const [index, now] of instants.entries()) {
      if (index % 250 === 249) {
        await other.close();
        other = await connectMongo({ uri: world.uri, dbName: world.dbName });
      }
      await Promise.all([sweep(world.stores, now), sweep(openStores(other), now)]);
    }
    await other.close();
    const runs = (await made()).map((run): unknown[] => [run._id, run['period'], run['round'], run['createdAt']]);
    const expected = MONTHS.map((month) => {
      const seen = instants.find((at) => at >= (dueAt.get(month) ?? 0)) ?? 0;
      return [`run-settle-${month}`, month, 1, new Date(seen).toISOString()];
    });
    expect([firstSeed, runs.length]).toEqual([firstSeed, 372]);
    expect(runs).toEqual(expected);
  });

  it('makes no run more when the clock stands still, goes back or looks again', async () => {
    for (const now of ['2051-01-31T12:00:00Z', '2035-05-05T12:00:00Z', '2020-02-06T00:00:00Z'])
      await sweep(world.stores, Date.parse(now));
    expect(await made()).toHaveLength(372);
  });
});

describe('the months that are owed', () => {
  it('are those whose 6th has come, on every day about which one could be wrong', () => {
    for (const day of MONTHS.flatMap(everyDayOf).filter((date) => /-(01|05|06|07|28|29|31)$/.test(date))) {
      const closed = [...sixthOf].filter(([, sixth]) => sixth <= day).map(([month]) => month);
      expect(monthsOwed(day, '2020-01')).toEqual(closed);
      expect(monthsOwed(day, '2036-02')).toEqual(closed.filter((month) => month >= '2036-02'));
    }
  });

  it('reach as far back as there is something to settle, but not for ever for a year typed wrong', () => {
    const at = '2026-03-10T09:00:00.000Z';
    expect(dayToSettle('2026-03-02', at)).toBe('2026-03-02');
    expect(dayToSettle('2025-02-10', at)).toBe('2025-02-10');
    expect(dayToSettle('1926-03-02', at)).toBe('2025-02-10');
    expect(dayToSettle('2026-12-31', at)).toBe('2026-12-31');
  });
});

import { describe, expect, it } from '@jest/globals';
import {
  addDays,
  addMonths,
  ageOn,
  dayIn,
  daysBetween,
  daysIn,
  firstDayOf,
  lastDayOf,
  monthAfter,
  monthBefore,
  monthOf,
} from '#shared/domain/calendar';
import { earliestRunDate } from '#shared/domain/settlement/run';
import { chanceOf, firstSeed } from '../naive/chance.ts';
import { dayAfter, everyDayOf, yearsOf } from '../naive/days.ts';
import { dayBegins, wallClock } from '../naive/helsinki.ts';

const HOUR = 3_600_000;
const MONTHS = Array.from({ length: 372 }, (_, index) => new Date(Date.UTC(2020, index)).toISOString().slice(0, 7));

describe('the calendar from 2020 to 2050, beside another', () => {
  it('tells the day in Helsinki at every hour as the wall clock shows it', () => {
    const wrong: number[] = [];
    for (let at = Date.UTC(2019, 11, 31); at < Date.UTC(2051, 0, 2); at += HOUR)
      if (dayIn(at) !== wallClock(at).slice(0, 10)) wrong.push(at);
    expect(wrong).toEqual([]);
  });

  it('has each day begin and end at its midnights in Helsinki, and last 23, 24 or 25 hours', () => {
    const hours = new Map<number, number>();
    for (const month of MONTHS) {
      for (const day of everyDayOf(month)) {
        const [begins, ends] = [dayBegins(day), dayBegins(dayAfter(day))];
        if (dayIn(begins) !== day || dayIn(ends - 1) !== day || dayIn(begins - 1) === day) throw new Error(day);
        hours.set((ends - begins) / HOUR, (hours.get((ends - begins) / HOUR) ?? 0) + 1);
      }
    }
    expect([...hours].sort()).toEqual([
      [23, 31],
      [24, 11_323 - 62],
      [25, 31],
    ]);
  });

  it('knows the days, the ends and the neighbours of every month', () => {
    MONTHS.forEach((month, index) => {
      const days = everyDayOf(month);
      expect([daysIn(month), firstDayOf(month), lastDayOf(month)]).toEqual([days.length, days[0], days.at(-1)]);
      if (index > 0)
        expect([monthBefore(month), monthAfter(MONTHS[index - 1] ?? '')]).toEqual([MONTHS[index - 1], month]);
      expect(monthOf(addDays(days[0] ?? '', -1))).toBe(monthBefore(month));
      expect(addDays(firstDayOf(monthAfter(month)), 5)).toBe(earliestRunDate(month));
    });
  });

  it('counts days, months and years of age as they are counted one by one', () => {
    const chance = chanceOf(firstSeed);
    for (let story = 0; story < 5_000; story += 1) {
      const day = dayAfter('2020-01-01', chance.int(0, 11_000));
      const later = dayAfter(day, chance.int(0, 300));
      expect(addDays(day, daysBetween(day, later))).toBe(later);
      const born = chance.is(20)
        ? chance.pick(['1944-02-29', '2000-02-29', '2008-02-29'])
        : dayAfter('2015-01-01', chance.int(0, 1_500));
      expect([firstSeed, born, day, ageOn(born, day)]).toEqual([firstSeed, born, day, yearsOf(born, day)]);
      const months = chance.int(0, 24);
      const target = new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1 + months))
        .toISOString()
        .slice(0, 7);
      const same = everyDayOf(target).findLast((date) => date.slice(8) <= day.slice(8));
      expect(addMonths(day, months)).toBe(same);
    }
  });
});

import { describe, expect, it } from '@jest/globals';
import { latestOf, PAYMENT_TERM_DAYS } from '#shared/domain/parameters';
import { easterSunday, isTargetDay, paymentDay } from '#shared/domain/settlement/bank-days';
import { dayAfter, everyDayOf } from '../naive/days.ts';

const YEARS = Array.from({ length: 31 }, (_, index) => 2020 + index);
const weekday = (day: string): number => new Date(`${day}T12:00:00Z`).getUTCDay();

/** The paschal full moons of 1900-2199 by golden number, as prayer books print them. */
const FULL_MOONS = (
  '04-14 04-03 03-23 04-11 03-31 04-18 04-08 03-28 04-16 04-05 ' +
  '03-25 04-13 04-02 03-22 04-10 03-30 04-17 04-07 03-27'
).split(' ');

/** The Sunday after the full moon. */
const easterByTable = (year: number): string => {
  let day = dayAfter(`${year}-${FULL_MOONS[year % 19]}`);
  while (weekday(day) !== 0) day = dayAfter(day);
  return day;
};

const closed = new Set(
  [...YEARS, 2051].flatMap((year) => {
    const easter = easterByTable(year);
    return [`${year}-01-01`, dayAfter(easter, -2), dayAfter(easter), `${year}-05-01`, `${year}-12-25`, `${year}-12-26`];
  }),
);
const isOpen = (day: string): boolean => weekday(day) !== 0 && weekday(day) !== 6 && !closed.has(day);

describe('bank days from 2020 to 2050, beside a printed table', () => {
  it('has Easter on the Sunday after the full moon', () => {
    expect(YEARS.map(easterSunday)).toEqual(YEARS.map(easterByTable));
  });

  it('is open on the same days', () => {
    const days = YEARS.flatMap((year) =>
      Array.from({ length: 12 }, (_, m) => `${year}-${String(m + 1).padStart(2, '0')}`),
    );
    const wrong = days.flatMap(everyDayOf).filter((day) => isTargetDay(day) !== isOpen(day));
    expect(wrong).toEqual([]);
  });

  it('pays a run on the last open day of its 21, and after them on the next open day', () => {
    for (let run = '2020-01-06'; run < '2050-12-31'; run = dayAfter(run, 3)) {
      const term = Array.from({ length: latestOf(PAYMENT_TERM_DAYS) + 1 }, (_, days) => dayAfter(run, days));
      for (const waited of [0, 14, 18, 19, 20, 21, 24]) {
        const today = dayAfter(run, waited);
        let next = dayAfter(today);
        while (!isOpen(next)) next = dayAfter(next);
        const inTerm = term.findLast((day) => isOpen(day) && day > today);
        if (paymentDay({ runDay: run, today }) !== (inTerm ?? next)) throw new Error(`${run}, approved on ${today}`);
      }
    }
    expect(latestOf(PAYMENT_TERM_DAYS)).toBe(21);
  });
});

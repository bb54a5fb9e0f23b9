import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  addMonths,
  addMonthsToMonth,
  ageOn,
  dayIn,
  daysBetween,
  daysFromTo,
  daysIn,
  earliest,
  isCalendarDate,
  isMonth,
  lastDayOf,
  latest,
  monthAfter,
  monthBefore,
  monthsFromTo,
} from '#shared/domain/calendar';

describe('days and months', () => {
  it.each([
    { text: '2024-02-29', real: true },
    { text: '2026-02-29', real: false },
    { text: '2000-02-29', real: true },
    { text: '1900-02-29', real: false },
    { text: '2026-04-31', real: false },
    { text: '2026-13-01', real: false },
    { text: '2026-00-10', real: false },
    { text: '2026-01-00', real: false },
    { text: '2026-1-1', real: false },
    { text: '2026-01-01T00:00:00Z', real: false },
    { text: '9999-12-31', real: true },
  ])('$text is a day: $real', ({ text, real }) => expect(isCalendarDate(text)).toBe(real));

  it('knows months', () => {
    expect(['2026-01', '2026-12', '2026-13', '2026-00', '2026-1'].map(isMonth)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(['2024-02', '2026-02', '2026-04', '2026-12'].map(daysIn)).toEqual([29, 28, 30, 31]);
    expect([monthBefore('2026-01'), monthAfter('2026-12'), lastDayOf('2024-02')]).toEqual([
      '2025-12',
      '2027-01',
      '2024-02-29',
    ]);
    expect([addMonthsToMonth('2026-03', -15), addMonthsToMonth('2026-03', 22)]).toEqual(['2024-12', '2028-01']);
    expect(monthsFromTo('2025-11', '2026-02')).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
    expect(monthsFromTo('2026-02', '2026-01')).toEqual([]);
  });

  it('steps over leap days and the turn of the year', () => {
    expect([
      addDays('2024-02-28', 1),
      addDays('2026-02-28', 1),
      addDays('2026-12-31', 1),
      addDays('2024-03-01', -1),
    ]).toEqual(['2024-02-29', '2026-03-01', '2027-01-01', '2024-02-29']);
    expect([daysBetween('2024-01-01', '2025-01-01'), daysBetween('2025-01-01', '2026-01-01')]).toEqual([366, 365]);
    expect(daysFromTo('2026-02-27', '2026-03-01')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
    expect(daysFromTo('2026-03-01', '2026-02-27')).toEqual([]);
  });

  it('goes back and forth by any number of days, in step with another calendar', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: -30_000, max: 30_000 }), (start, days) => {
        const utc = (n: number) => new Date(n * 86_400_000).toISOString().slice(0, 10);
        const date = addDays('1970-01-01', start);
        expect(date).toBe(utc(start));
        expect(addDays(date, days)).toBe(utc(start + days));
        expect(daysBetween(date, addDays(date, days))).toBe(days);
      }),
    );
  });

  it('keeps the day of the month, or takes the last one there is', () => {
    expect([addMonths('2018-05-02', 6), addMonths('2026-08-31', 6), addMonths('2023-08-31', 6)]).toEqual([
      '2018-11-02',
      '2027-02-28',
      '2024-02-29',
    ]);
    expect([addMonths('2026-03-31', -1), addMonths('2026-12-15', 1)]).toEqual(['2026-02-28', '2027-01-15']);
  });

  it('compares', () => {
    expect([earliest('2026-02-01', '2025-12-31'), latest('2026-02-01', '2025-12-31')]).toEqual([
      '2025-12-31',
      '2026-02-01',
    ]);
  });
});

describe('age', () => {
  it.each([
    { what: 'the eve of a birthday', born: '2008-06-15', on: '2026-06-14', is: 17 },
    { what: 'the birthday', born: '2008-06-15', on: '2026-06-15', is: 18 },
    { what: 'born on a leap day, 28 February', born: '2008-02-29', on: '2026-02-28', is: 17 },
    { what: 'born on a leap day, 1 March', born: '2008-02-29', on: '2026-03-01', is: 18 },
    { what: 'born on a leap day, the next leap day', born: '2008-02-29', on: '2024-02-29', is: 16 },
  ])('$what', ({ born, on, is }) => expect(ageOn(born, on)).toBe(is));
});

describe('the day in Europe/Helsinki at an instant', () => {
  it.each([
    { what: 'the last second of a winter day', at: '2026-01-31T21:59:59Z', is: '2026-01-31' },
    { what: 'the first second of the next', at: '2026-01-31T22:00:00Z', is: '2026-02-01' },
    { what: 'the last second of a summer day', at: '2026-06-30T20:59:59Z', is: '2026-06-30' },
    { what: 'the first second of the next', at: '2026-06-30T21:00:00Z', is: '2026-07-01' },
    { what: 'the night the clocks go forward, its first second', at: '2026-03-28T22:00:00Z', is: '2026-03-29' },
    { what: 'the night the clocks go forward, its last second', at: '2026-03-29T20:59:59Z', is: '2026-03-29' },
    { what: 'the day after it', at: '2026-03-29T21:00:00Z', is: '2026-03-30' },
    { what: 'the night the clocks go back, its first second', at: '2026-10-24T21:00:00Z', is: '2026-10-25' },
    { what: 'the night the clocks go back, its last second', at: '2026-10-25T21:59:59Z', is: '2026-10-25' },
    { what: 'the day after it', at: '2026-10-25T22:00:00Z', is: '2026-10-26' },
    { what: 'a leap day', at: '2024-02-29T12:00:00Z', is: '2024-02-29' },
  ])('$what: $at', ({ at, is }) => expect(dayIn(Date.parse(at))).toBe(is));
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '#shared/domain/calendar';
import {
  easterSunday,
  isTargetDay,
  paymentDay,
  targetDayOnOrAfter,
  targetDayOnOrBefore,
} from '#shared/domain/settlement/bank-days';

describe('the days on which euro payments move', () => {
  it.each([
    [1818, '1818-03-22'],
    [1954, '1954-04-18'],
    [1981, '1981-04-19'],
    [2000, '2000-04-23'],
    [2008, '2008-03-23'],
    [2024, '2024-03-31'],
    [2025, '2025-04-20'],
    [2026, '2026-04-05'],
    [2027, '2027-03-28'],
    [2038, '2038-04-25'],
  ])('Easter of %i is on %s', (year, date) => {
    expect(easterSunday(year)).toBe(date);
  });

  it.each([
    ['2026-01-01', false, "New Year's Day"],
    ['2026-04-03', false, 'Good Friday'],
    ['2026-04-06', false, 'Easter Monday'],
    ['2026-05-01', false, 'the first of May'],
    ['2026-12-25', false, 'Christmas Day'],
    ['2029-12-26', false, 'the day after Christmas, a Wednesday'],
    ['2026-07-04', false, 'a Saturday'],
    ['2026-07-05', false, 'a Sunday'],
    ['2026-01-06', true, 'Epiphany, a holiday in Finland only'],
    ['2026-04-02', true, 'Maundy Thursday'],
    ['2026-05-14', true, 'Ascension Day, a holiday in Finland only'],
    ['2029-12-06', true, 'Independence Day, a holiday in Finland only'],
    ['2026-06-19', true, 'Midsummer Eve'],
    ['2026-12-24', true, 'Christmas Eve'],
  ])('%s: %s (%s)', (date, open) => {
    expect(isTargetDay(date)).toBe(open);
  });

  it('are skipped to over Easter, in both directions', () => {
    expect(targetDayOnOrAfter('2026-04-03')).toBe('2026-04-07');
    expect(targetDayOnOrBefore('2026-04-06')).toBe('2026-04-02');
  });

  it('are the day itself when it is one', () => {
    expect(targetDayOnOrAfter('2026-07-06')).toBe('2026-07-06');
    expect(targetDayOnOrBefore('2026-07-06')).toBe('2026-07-06');
  });
});

describe('the day a run is paid', () => {
  it.each([
    ['2026-07-06', '2026-07-07', '2026-07-27', 'the 21st day after the run'],
    ['2026-06-06', '2026-06-08', '2026-06-26', 'the 21st day is a Saturday: the Friday before it'],
    ['2026-12-05', '2026-12-07', '2026-12-24', 'the 21st day is 26 December: Christmas Eve'],
    ['2026-07-06', '2026-07-27', '2026-07-28', 'approved on the last day of the term: the next day'],
    ['2026-07-06', '2026-07-31', '2026-08-03', 'approved on a Friday after the term: Monday'],
    ['2026-03-10', '2026-04-02', '2026-04-07', 'approved late, before Easter: the Tuesday after it'],
  ])('a run of %s, approved on %s, is paid on %s (%s)', (runDay, today, expected) => {
    expect(paymentDay({ runDay, today })).toBe(expected);
  });

  it('is always a day on which payments move, after today, and within the term unless the term is over', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 60 }), (from, waited) => {
        const runDay = addDays('2020-01-01', from);
        const today = addDays(runDay, waited);
        const day = paymentDay({ runDay, today });
        expect(isTargetDay(day)).toBe(true);
        expect(day > today).toBe(true);
        expect(day <= addDays(runDay, 21) || day === targetDayOnOrAfter(addDays(today, 1))).toBe(true);
      }),
    );
  });
});

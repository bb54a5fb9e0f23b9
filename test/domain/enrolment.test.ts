import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, monthsFromTo } from '#shared/domain/calendar';
import {
  annualForAge,
  capitationMonth,
  priceCapitationMonth,
  type CapitationMonth,
  type Enrolment,
} from '#shared/domain/enrolment/capitation';
import { sumCents } from '#shared/domain/money';
import { aVersion } from './pricing-builders.ts';

const BANDS = [
  { fromAge: 0, toAge: 6, annualCents: 12_293 },
  { fromAge: 7, toAge: 64, annualCents: 9287 },
  { fromAge: 65, annualCents: 25_248 },
  { fromAge: 65, area: 'Huhtasuo', annualCents: 34_051 },
];
const withBands = (bands = BANDS) => aVersion({ value: { basis: 'capitation', bands } });
const enrolled = (letter: string, from: string, to: string | null = null): Enrolment => ({
  providerId: `prv-${letter}`,
  offeringId: `off-${letter}`,
  from,
  to,
});
const earned = (over: Partial<CapitationMonth>) =>
  priceCapitationMonth({
    month: '2026-06',
    programmeCode: 'SOTE',
    versionOn: () => withBands(),
    birthDate: '1980-05-05',
    area: null,
    enrolments: [enrolled('A', '2026-01-01')],
    ...over,
  });
const told = (over: Partial<CapitationMonth>) =>
  earned(over).map(({ providerId, days, pricing }) => [providerId.slice(4), days, pricing.organiserCents]);

describe('the band of a client', () => {
  it.each([
    { what: 'the last year of a band', age: 6, area: null, is: 12_293 },
    { what: 'the first year of the next', age: 7, area: null, is: 9287 },
    { what: 'no upper end', age: 104, area: null, is: 25_248 },
    { what: 'the own area before no area', age: 65, area: 'Huhtasuo', is: 34_051 },
    { what: 'another area falls back to no area', age: 65, area: 'Keskusta', is: 25_248 },
    { what: 'a client without an area never gets an area band', age: 65, area: null, is: 25_248 },
  ])('$what', ({ age, area, is }) => expect(annualForAge(BANDS, age, area)).toBe(is));

  it('is that of the band that begins later, where one ends at the age the next begins with', () => {
    const touching = [
      { fromAge: 0, toAge: 18, annualCents: 1 },
      { fromAge: 18, toAge: 65, annualCents: 2 },
      { fromAge: 65, annualCents: 3 },
    ];
    expect([17, 18, 64, 65].map((age) => annualForAge(touching, age, null))).toEqual([1, 2, 2, 3]);
    expect(annualForAge([...touching].reverse(), 18, null)).toBe(2);
  });

  it('is none where the bands are silent', () => {
    expect(annualForAge([{ fromAge: 7, annualCents: 1 }], 6, null)).toBeUndefined();
    expect(annualForAge([{ fromAge: 7, area: 'Kuokkala', annualCents: 1 }], 8, 'Keskusta')).toBeUndefined();
  });
});

describe('a month of capitation', () => {
  it.each<{ what: string; over: Partial<CapitationMonth>; is: (string | number)[][] }>([
    { what: 'the whole month', over: {}, is: [['A', 30, 774]] },
    { what: 'July, whose twelfth rounds down', over: { month: '2026-07' }, is: [['A', 31, 773]] },
    {
      what: 'enrolment on the 16th, by days',
      over: { enrolments: [enrolled('A', '2026-06-16')] },
      is: [['A', 15, 387]],
    },
    { what: 'death on the 10th, by days', over: { lastDay: '2026-06-10' }, is: [['A', 10, 258]] },
    { what: 'nobody after a death in an earlier month', over: { lastDay: '2026-05-31' }, is: [] },
    { what: 'nobody before the enrolment', over: { enrolments: [enrolled('A', '2026-07-01')] }, is: [] },
    {
      what: 'a switch on the 11th: the new centre takes the remainder',
      over: { enrolments: [enrolled('A', '2026-01-01', '2026-06-10'), enrolled('B', '2026-06-11')] },
      is: [
        ['A', 10, 258],
        ['B', 20, 516],
      ],
    },
    {
      what: 'a day claimed by two belongs to the one that started last',
      over: { enrolments: [enrolled('B', '2026-06-11'), enrolled('A', '2026-01-01')] },
      is: [
        ['A', 10, 258],
        ['B', 20, 516],
      ],
    },
    {
      what: 'a switch and a death in one month',
      over: {
        enrolments: [enrolled('A', '2026-01-01', '2026-06-10'), enrolled('B', '2026-06-11')],
        lastDay: '2026-06-20',
      },
      is: [
        ['A', 10, 258],
        ['B', 10, 258],
      ],
    },
    {
      what: 'the age on the 1st, not on the birthday in the month',
      over: { birthDate: '1961-06-02' },
      is: [['A', 30, 774]],
    },
    { what: 'the age on the 1st, the birthday', over: { birthDate: '1961-06-01' }, is: [['A', 30, 2104]] },
    {
      what: 'a newborn counts as 0 years old',
      over: { birthDate: '2026-06-16', enrolments: [enrolled('A', '2026-06-16')] },
      is: [['A', 15, 513]],
    },
    { what: 'no band for such a client', over: { versionOn: () => withBands([]) }, is: [['A', 30, 0]] },
    { what: 'no version in force', over: { versionOn: () => undefined }, is: [] },
  ])('$what', ({ over, is }) => expect(told(over)).toEqual(is));

  const newer = withBands([{ fromAge: 0, annualCents: 12_000 }]);
  it('follows the version in force on the 1st, not one that starts later in the month', () => {
    const versionOn = (date: string) => (date >= '2026-06-02' ? newer : withBands());
    expect(told({ versionOn })).toEqual([['A', 30, 774]]);
    expect(told({ versionOn, enrolments: [enrolled('A', '2026-06-16')] })).toEqual([['A', 15, 387]]);
  });

  it('follows the version on the enrolment day when none was in force on the 1st', () => {
    const enrolments = [enrolled('A', '2026-06-16')];
    const versionOn = (date: string) => (date >= '2026-06-10' ? newer : undefined);
    expect(told({ enrolments, versionOn })).toEqual([['A', 15, 500]]);
  });

  it('names the days and the rules, and leaves the client nothing to pay', () => {
    const [, second] = earned({ enrolments: [enrolled('A', '2026-06-03', '2026-06-10'), enrolled('B', '2026-06-11')] });
    expect(second).toMatchObject({ from: '2026-06-11', to: '2026-06-30', days: 20, pricing: { clientCents: 0 } });
    expect(second?.pricing.steps).toMatchObject([
      {
        rule: 'capitationMonth',
        source: 'SOTE v1, rulebook 2026-1',
        inputs: { annualCents: 9287, monthOfYear: 6, ageOnFirst: 46 },
        resultCents: 774,
      },
      { rule: 'byDaysOfResponsibility', inputs: { responsibleDays: 28, daysInMonth: 30 }, resultCents: 722 },
      { rule: 'splitByDaysOverCentres', inputs: { days: 20, takesRemainder: true }, resultCents: 722 - 206 },
    ]);
  });

  it('is not earned on days that do not count, by no centre; an interruption is named', () => {
    const enrolments = [enrolled('B', '2026-01-01'), enrolled('A', '2026-05-01')];
    const counts = ({ providerId }: Enrolment, date: string) =>
      providerId === 'prv-B' || date < '2026-06-11' || date > '2026-06-28';
    const [only, ...others] = earned({ enrolments, counts });
    expect([only?.from, only?.to, only?.days, others]).toEqual(['2026-06-01', '2026-06-30', 12, []]);
    expect(only?.pricing.steps).toMatchObject([
      { rule: 'capitationMonth', inputs: { centres: 1, daysOfMonth: '1-10 29-30' }, resultCents: 774 },
      { rule: 'byDaysOfResponsibility', inputs: { responsibleDays: 12, daysInMonth: 30 }, resultCents: 310 },
    ]);
    const [toTheTenth] = earned({ counts: (_, date) => date < '2026-06-11' });
    expect(toTheTenth?.pricing.steps[0]?.inputs).not.toHaveProperty('daysOfMonth');
  });

  it('cannot be priced by a version that pays no capitation', () => {
    expect(() => earned({ versionOn: () => aVersion() })).toThrow('pays no capitation');
  });
});

describe('any year of capitation', () => {
  it('has twelve months that make the annual amount, none further than a cent from a twelfth', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (annual) => {
        const months = Array.from({ length: 12 }, (_, index) => capitationMonth(annual, index + 1));
        expect(sumCents(months)).toBe(annual);
        for (const month of months) expect(Math.abs(month - annual / 12)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('makes the annual amount however often the client switches', () => {
    const switches = fc.uniqueArray(fc.integer({ min: 1, max: 364 }), { maxLength: 6 });
    fc.assert(
      fc.property(switches, fc.integer({ min: 10_000, max: 100_000 }), (days, annualCents) => {
        const starts = [0, ...days.sort((a, b) => a - b)].map((day) => addDays('2026-01-01', day));
        const enrolments = starts.map((from, index) => enrolled(String.fromCharCode(65 + index), from));
        const parts = monthsFromTo('2026-01', '2026-12').flatMap((month) =>
          earned({ month, enrolments, versionOn: () => withBands([{ fromAge: 0, annualCents }]) }),
        );
        expect(sumCents(parts.map((part) => part.pricing.organiserCents))).toBe(annualCents);
        expect(sumCents(parts.map((part) => part.days))).toBe(365);
        expect(Math.min(...parts.map((part) => part.pricing.organiserCents))).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

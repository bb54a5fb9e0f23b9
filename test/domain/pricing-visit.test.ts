import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { priceNoShow } from '#shared/domain/pricing/no-show';
import { parameterOn } from '#shared/domain/parameters';
import { hasFullCoverage, raiseOn, unitValueOn } from '#shared/domain/pricing/value';
import { priceVisit } from '#shared/domain/pricing/visit';
import type { ValueBasis } from '#shared/domain/programme/programme';
import type { ValueRaise } from '#shared/domain/voucher/voucher';
import { aVersion, INCOME_TESTED } from './pricing-builders.ts';

const aRaise = (validFrom: string, unitValueCents: number, validTo?: string): ValueRaise => ({
  id: `rse-${validFrom}`,
  validFrom,
  validTo,
  unitValueCents,
  reason: 'care',
  recordedAt: '2026-01-01T08:00:00.000Z',
});
const visit = {
  programmeCode: 'PHYSIO-60',
  version: aVersion(),
  priceCents: 6200,
  birthDate: '1980-05-05',
  date: '2026-06-15',
};

describe('a visit', () => {
  it('names the rule, the programme version and the inputs of every step', () => {
    expect(priceVisit(visit).steps).toEqual([
      {
        rule: 'organiserPaysLesserOfPriceAndValue',
        source: '569/2009 3 § and 9 §; PHYSIO-60 v1, rulebook 2026-1',
        inputs: { priceCents: 6200, unitValueCents: 4435 },
        resultCents: 4435,
      },
      {
        rule: 'clientPaysTheRest',
        source: '569/2009 3 §',
        inputs: { priceCents: 6200, organiserCents: 4435 },
        resultCents: 1765,
      },
    ]);
  });

  it('names the decision that raised the value', () => {
    const { organiserCents, steps } = priceVisit({ ...visit, raise: aRaise('2026-06-01', 5000) });
    expect(organiserCents).toBe(5000);
    expect(steps[0]).toMatchObject({
      rule: 'raisedValueReplacesUnitValue',
      source: '569/2009 8 §',
      inputs: { decision: 'rse-2026-06-01' },
    });
  });

  it('keeps the value of the version when it has grown past the raise', () => {
    const { organiserCents, steps } = priceVisit({ ...visit, raise: aRaise('2026-06-01', 4000) });
    expect(organiserCents).toBe(4435);
    expect(steps).toHaveLength(2);
  });

  it.each([
    { what: 'a service free by law', over: { freeOfCharge: true } },
    { what: 'a programme that covers the price', over: { value: { basis: 'fullCoverage' } as const } },
    { what: 'a client younger than the age limit', over: { fullCoverageUnderAge: 100 } },
  ])('is paid whole by the organiser: $what', ({ over }) => {
    const { organiserCents, clientCents } = priceVisit({ ...visit, version: aVersion(over) });
    expect([organiserCents, clientCents]).toEqual([6200, 0]);
  });

  it('cannot be priced by a basis that sets no value for a visit', () => {
    expect(() => priceVisit({ ...visit, version: aVersion({ value: INCOME_TESTED }) })).toThrow('sets no value');
  });

  it('always sums: organiser and client make the gross, neither below zero, the organiser within price and value', () => {
    const cents = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(
        cents,
        cents,
        fc.option(cents, { nil: undefined }),
        fc.boolean(),
        (priceCents, value, raised, free) => {
          const version = aVersion({ value: { basis: 'flat', unitValueCents: value }, freeOfCharge: free });
          const raise = raised === undefined ? undefined : aRaise('2026-01-01', raised);
          const priced = priceVisit({ ...visit, version, priceCents, raise });
          expect(priced.grossCents).toBe(priceCents);
          expect(priced.organiserCents + priced.clientCents).toBe(priced.grossCents);
          expect(Math.min(priced.organiserCents, priced.clientCents)).toBeGreaterThanOrEqual(0);
          if (!free) expect(priced.organiserCents).toBeLessThanOrEqual(Math.max(value, raised ?? 0));
        },
      ),
    );
  });
});

describe('the value on a day', () => {
  const raises = [aRaise('2026-01-01', 5000), aRaise('2026-03-01', 6000, '2026-04-30'), aRaise('2026-07-01', 7000)];
  it.each([
    { date: '2025-12-31', is: undefined },
    { date: '2026-01-01', is: 5000 },
    { date: '2026-04-30', is: 6000 },
    { date: '2026-05-01', is: 5000 },
    { date: '2026-07-01', is: 7000 },
  ])('the raise that started last among those in force on $date', ({ date, is }) =>
    expect(raiseOn(raises, date)?.unitValueCents).toBe(is),
  );

  it.each<{ basis: ValueBasis; is: number | null }>([
    { basis: { basis: 'flat', unitValueCents: 4435 }, is: 5000 },
    { basis: { basis: 'fullCoverage' }, is: null },
    { basis: INCOME_TESTED, is: null },
    { basis: { basis: 'capitation', bands: [] }, is: null },
  ])('$basis.basis', ({ basis, is }) => expect(unitValueOn({ value: basis }, aRaise('2026-01-01', 5000))).toBe(is));

  it('covers the young only where the programme says so', () => {
    expect(hasFullCoverage(aVersion(), '2008-06-15', '2026-06-14')).toBe(true);
    expect(hasFullCoverage(aVersion(), '2008-06-15', '2026-06-15')).toBe(false);
    expect(hasFullCoverage(aVersion({ fullCoverageUnderAge: null }), '2020-01-01', '2026-06-15')).toBe(false);
  });
});

describe('a missed visit', () => {
  const missed = { ...visit, cancelledHoursBefore: 10 };
  it.each([
    { what: 'cancelled exactly 24 hours before', over: { cancelledHoursBefore: 24 }, is: 0, rule: 'cancelledInTime' },
    {
      what: 'cancelled 23 hours before',
      over: { cancelledHoursBefore: 23 },
      is: 5670,
      rule: 'clientPaysLesserOfPriceAndNoShowMax',
    },
    { what: 'a client of 17', over: { birthDate: '2008-06-16' }, is: 0, rule: 'noFeeFromMinors' },
    {
      what: 'a client of 18 today',
      over: { birthDate: '2008-06-15' },
      is: 5670,
      rule: 'clientPaysLesserOfPriceAndNoShowMax',
    },
    {
      what: 'no maximum in the version means no fee',
      over: { version: aVersion({ noShowMaxCents: null }) },
      is: 0,
      rule: 'clientPaysLesserOfPriceAndNoShowMax',
    },
    {
      what: 'a free service: the fee may be taken all the same',
      over: { version: aVersion({ freeOfCharge: true }) },
      is: 5670,
      rule: 'clientPaysLesserOfPriceAndNoShowMax',
    },
  ])('$what', ({ over, is, rule }) => {
    const { grossCents, organiserCents, clientCents, steps } = priceNoShow({ ...missed, ...over });
    expect([grossCents, organiserCents, clientCents]).toEqual([is, 0, is]);
    expect(steps.map((step) => step.rule)).toEqual([rule]);
  });
});

describe('a parameter', () => {
  const fee = {
    source: 'a law',
    values: [
      { validFrom: '2024-01-01', value: 1 },
      { validFrom: '2026-01-01', value: 2 },
    ],
  };
  it('has the value in force on the day', () => {
    expect(['2024-01-01', '2025-12-31', '2026-01-01'].map((date) => parameterOn(fee, date))).toEqual([1, 1, 2]);
  });
  it('is a fault to ask for before its first value', () => {
    expect(() => parameterOn(fee, '2023-12-31')).toThrow('a law');
  });
});

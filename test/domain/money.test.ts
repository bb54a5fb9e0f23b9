import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assertCents, percentOf, ratio, splitByWeights, sumCents } from '#shared/domain/money';

describe('a ratio of an amount', () => {
  it.each([
    { what: 'an exact third', args: [300, 1, 3], is: 100 },
    { what: 'below the half', args: [100, 1, 3], is: 33 },
    { what: 'above the half', args: [200, 1, 3], is: 67 },
    { what: 'the half goes up', args: [1, 1, 2], is: 1 },
    { what: 'the half of an odd amount goes up', args: [5, 1, 2], is: 3 },
    { what: 'a negative half goes towards plus infinity', args: [-1, 1, 2], is: 0 },
    { what: 'a larger negative half too', args: [-3, 1, 2], is: -1 },
    { what: 'below a negative half', args: [-2, 1, 3], is: -1 },
    { what: 'above a negative half', args: [-1, 1, 3], is: 0 },
    { what: 'a whole negative amount stays', args: [-300, 1, 3], is: -100 },
    { what: 'nothing of something', args: [1234, 0, 7], is: 0 },
    { what: 'a product above 2^53 is exact', args: [9_007_199_254_740_991, 9_007, 9_007], is: 9_007_199_254_740_991 },
  ])('$what', ({ args: [amount = 0, numerator = 0, denominator = 1], is }) => {
    expect(ratio(amount, numerator, denominator)).toBe(is);
  });

  it('lies within half a cent of the true value, the half only below it', () => {
    const amounts = fc.integer({ min: -10_000_000, max: 10_000_000 });
    const parts = fc.integer({ min: 0, max: 1000 });
    fc.assert(
      fc.property(amounts, parts, fc.integer({ min: 1, max: 1000 }), (amount, numerator, denominator) => {
        const twiceError = 2 * (ratio(amount, numerator, denominator) * denominator - amount * numerator);
        expect(twiceError).toBeLessThanOrEqual(denominator);
        expect(twiceError).toBeGreaterThan(-denominator);
      }),
    );
  });

  it('takes per cents with decimals as they are written', () => {
    expect([percentOf(360_000, 42.5), percentOf(130_800, 85), percentOf(8500, 50)]).toEqual([153_000, 111_180, 4250]);
  });

  it('refuses an amount that is not whole cents', () => {
    expect(() => ratio(10.5, 1, 2)).toThrow('whole number of cents');
    expect(() => assertCents(Number.NaN)).toThrow('whole number of cents');
    expect(() => assertCents(2 ** 53)).toThrow('whole number of cents');
  });
});

describe('a whole split by weights', () => {
  it('gives the last part the remainder', () => {
    expect(splitByWeights(100, [1, 1, 1])).toEqual([33, 33, 34]);
    expect(splitByWeights(111_180, [19, 11])).toEqual([70_414, 40_766]);
    expect(splitByWeights(-100, [1, 1, 1])).toEqual([-33, -33, -34]);
    expect(splitByWeights(100, [])).toEqual([]);
  });

  it('takes nothing from anybody to round another one up', () => {
    expect(splitByWeights(2, [1, 1, 1, 1])).toEqual([1, 1, 0, 0]);
    expect(splitByWeights(5, [3, 19, 3, 2])).toEqual([1, 4, 0, 0]);
    expect(splitByWeights(-3, [1, 1, 1, 1])).toEqual([-1, -1, -1, 0]);
  });

  it('sums to the whole whatever the weights, with no part on the other side of zero', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 31 }), { minLength: 1, maxLength: 12 });
    const whole = fc.oneof(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.integer({ min: -12, max: 12 }));
    fc.assert(
      fc.property(whole, weights, (cents, by) => {
        const parts = splitByWeights(cents, by);
        expect(sumCents(parts)).toBe(cents);
        expect(parts.every((part) => (cents < 0 ? part <= 0 : part >= 0))).toBe(true);
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { runTotals, sealStatement, type LineAmounts } from '#shared/domain/settlement/statement';

const line = (organiserCents: number, clientCents = 0): LineAmounts => ({
  grossCents: organiserCents + clientCents,
  organiserCents,
  clientCents,
});
const times = (count: number, of: LineAmounts) => Array.from({ length: count }, () => of);

describe('a statement', () => {
  it.each([
    ['ten visits with an own share (T02)', times(10, line(4435, 1765)), 0, 44_350, 0],
    ['six visits less a duplicate of the month before (T29)', [...times(6, line(4435)), line(-4435)], 0, 22_175, 0],
    ['no lines at all', [], 0, 0, 0],
    ['takings that use up a debt', [line(10_000)], -4000, 6000, 0],
    ['takings that equal a debt', [line(4000)], -4000, 0, 0],
    ['takings smaller than a debt', [line(1000)], -4000, 0, -3000],
    ['a correction larger than the month', [line(1000), line(-5000)], 0, 0, -4000],
    ['a correction upon a debt', [line(-5000)], -4000, 0, -9000],
    ['a debt and no lines', [], -4000, 0, -4000],
  ])('of %s comes to what is payable and what is carried on', (_, lines, broughtForwardCents, payable, carried) => {
    const totals = sealStatement({ lines, broughtForwardCents });
    expect(totals.payableCents).toBe(payable);
    expect(totals.carriedForwardCents).toBe(carried);
    expect(totals.lines).toBe(lines.length);
  });

  it('tells the sums of its lines', () => {
    expect(sealStatement({ lines: times(10, line(4435, 1765)), broughtForwardCents: -350 })).toEqual({
      lines: 10,
      grossCents: 62_000,
      organiserCents: 44_350,
      clientCents: 17_650,
      broughtForwardCents: -350,
      payableCents: 44_000,
      carriedForwardCents: 0,
    });
  });

  it('carries a debt from run to run until it is used up, and never pays a cent too much or too little', () => {
    const months = fc.array(fc.array(fc.integer({ min: -90_000, max: 90_000 }), { maxLength: 8 }), { maxLength: 24 });
    fc.assert(
      fc.property(months, (amounts) => {
        let carried = 0;
        let paid = 0;
        for (const month of amounts) {
          const lines = month.map((cents) => line(cents));
          const totals = sealStatement({ lines, broughtForwardCents: carried });
          expect(totals.payableCents === 0 || totals.carriedForwardCents === 0).toBe(true);
          paid += totals.payableCents;
          carried = totals.carriedForwardCents;
        }
        expect(paid + carried).toBe(amounts.flat().reduce((sum, cents) => sum + cents, 0));
      }),
    );
  });

  it.each([
    ['money brought forward to a provider', [], 1],
    ['a debt in fractions of a cent', [], -0.5],
    ['a line whose parts do not add up', [{ grossCents: 100, organiserCents: 60, clientCents: 30 }], 0],
    ['a line in fractions of a cent', [line(0.5)], 0],
  ])('is not made of %s', (_, lines, broughtForwardCents) => {
    expect(() => sealStatement({ lines, broughtForwardCents })).toThrow();
  });
});

describe('the totals of a run', () => {
  it('are the sums over its statements', () => {
    const statements = [
      sealStatement({ lines: times(10, line(4435, 1765)), broughtForwardCents: 0 }),
      sealStatement({ lines: [line(1000)], broughtForwardCents: -4000 }),
    ];
    expect(runTotals(statements)).toEqual({
      statements: 2,
      lines: 11,
      grossCents: 63_000,
      organiserCents: 45_350,
      clientCents: 17_650,
      broughtForwardCents: -4000,
      payableCents: 44_350,
      carriedForwardCents: -3000,
    });
  });

  it('are nothing for a month in which nothing happened', () => {
    expect(runTotals([])).toMatchObject({ statements: 0, lines: 0, payableCents: 0 });
  });
});

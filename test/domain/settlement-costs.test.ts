import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sumCents } from '#shared/domain/money';
import { countingCosts } from '#shared/domain/settlement/costs';

const line = fc
  .record({
    programmeId: fc.constantFrom('prg-a', 'prg-b'),
    municipalityCode: fc.constantFrom('398', '109', null, undefined),
    segment: fc.constantFrom('over65', null, undefined),
    from: fc.constantFrom('2026-05-31', '2026-06-01', '2026-06-30'),
    organiserCents: fc.integer({ min: -10_000, max: 10_000 }),
    clientCents: fc.integer({ min: -10_000, max: 10_000 }),
  })
  .map((one) => ({ ...one, grossCents: one.organiserCents + one.clientCents }));

type Line = typeof line extends fc.Arbitrary<infer One> ? One : never;

const costsOf = (lines: readonly Line[]) => {
  const counting = countingCosts();
  for (const one of lines) counting.add(one);
  return counting.all();
};

describe('what lines cost whom', () => {
  it('sums up to the lines, each cost of its programme, payer and month of service', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        const costs = costsOf(lines);
        for (const cost of costs) {
          const own = lines.filter(
            ({ programmeId, municipalityCode, segment, from }) =>
              programmeId === cost.programmeId &&
              (municipalityCode ?? null) === cost.municipalityCode &&
              (segment ?? null) === cost.segment &&
              from.slice(0, 7) === cost.month,
          );
          expect(cost.lines).toBe(own.length);
          for (const field of ['grossCents', 'organiserCents', 'clientCents'] as const)
            expect(cost[field]).toBe(sumCents(own.map((one) => one[field])));
        }
        expect(sumCents(costs.map(({ lines: count }) => count))).toBe(lines.length);
      }),
    );
  });

  it('is the same in whatever order they come', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        expect(costsOf([...lines].reverse())).toEqual(costsOf(lines));
      }),
    );
  });
});

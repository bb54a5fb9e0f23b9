import { afterEach, describe, expect, it } from '@jest/globals';
import { addMonthsToMonth } from '#shared/domain/calendar';
import { OUTCOMES } from '#shared/domain/settlement/certificate';
import { isCalculated } from '#shared/settling/diff';
import { instantOf } from '#shared/clock';
import { certify } from '#shared/settling/certificate';
import type { County, Settled } from '../builders/county.ts';
import { openMonths } from './months.ts';

let county: County;
afterEach(() => county.close());

/** Counted anew, whether it was kept or not. */
const figuresOf = async ({ id }: Pick<Settled, 'id'>) => {
  const run = await county.stores.runs.load(id);
  if (run === null || !isCalculated(run)) throw new Error(`${id} is not calculated`);
  const { figures, identities, unexplained } = await certify(county.stores, run, instantOf(county.clock));
  expect([id, identities.filter(({ holds }) => !holds), unexplained]).toEqual([id, [], { count: 0, first: [] }]);
  return figures;
};

describe.each([1, 2])('months as chance has them (seed %s)', (seed) => {
  it('come out even in every certificate, and as they were however much later it is counted', async () => {
    const months = await openMonths('2026-02', seed);
    ({ county } = months);
    const told = new Map<string, unknown>();
    const seen = new Set<string>();
    const count = async (run: Settled): Promise<void> => {
      const figures = await figuresOf(run);
      told.set(run.id, figures);
      for (const outcome of OUTCOMES)
        if (figures.visits[outcome].count + figures.stays[outcome].count > 0) seen.add(outcome);
    };
    for (const month of ['2026-02', '2026-03', '2026-04']) {
      const next = addMonthsToMonth(month, 1);
      await months.live(month, month === '2026-03' ? 'a' : undefined);
      county.turnTo(`${next}-06`);
      const run = await county.calculate(month);
      await count(run);
      county.turnTo(`${next}-08`);
      await months.lookBack(month, 2);
      await county.approve(run);
      county.turnTo(`${next}-09`);
      await count(await county.calculate(month, { dryRun: true }));
      county.turnTo(`${next}-10`);
      if (month !== '2026-04') {
        const further = await county.calculate(month);
        await count(further);
        await county.approve(further);
      }
      county.turnTo(`${next}-12`);
      await months.lookBack(month, month === '2026-02' ? 20 : 1);
    }
    for (const [id, figures] of told)
      if (!id.includes('dry')) expect([id, await figuresOf({ id })]).toEqual([id, figures]);
    for (const outcome of ['settled', 'settledBefore', 'disputed', 'reversed', 'takenBack'])
      expect(seen).toContain(outcome);
  });
});

import { afterEach, describe, expect, it } from '@jest/globals';
import { addMonthsToMonth, type Month } from '#shared/domain/calendar';
import type { County } from '../builders/county.ts';
import { openMonths, PROVIDERS } from './months.ts';

interface Sums {
  readonly period: Month;
  readonly lines: number;
  readonly grossCents: number;
  readonly organiserCents: number;
  readonly clientCents: number;
  readonly broughtForwardCents: number;
  readonly payableCents: number;
  readonly carriedForwardCents: number;
}
const sumsOf = (one: object | undefined): Omit<Sums, 'period'> => {
  const told = one as Sums | undefined;
  return {
    lines: told?.lines ?? 0,
    grossCents: told?.grossCents ?? 0,
    organiserCents: told?.organiserCents ?? 0,
    clientCents: told?.clientCents ?? 0,
    broughtForwardCents: told?.broughtForwardCents ?? 0,
    payableCents: told?.payableCents ?? 0,
    carriedForwardCents: told?.carriedForwardCents ?? 0,
  };
};
type BySome = Record<string, Omit<Sums, 'period'>>;

let county: County;
afterEach(async () => {
  expect(await county.differences()).toEqual([]);
  await county.close();
});

/** What every provider is told that the next run, of this month, will say to it. */
const foreseen = async (period: Month): Promise<BySome> => {
  const told: BySome = {};
  for (const letter of PROVIDERS) {
    const answer = await county.agent(letter).get(`/v1/providers/prv-${letter}/forecast`).expect(200);
    const [next] = (answer.body as { runs: (Sums & { programmes: Sums[] })[] }).runs;
    expect(next?.period).toBe(period);
    for (const field of ['lines', 'grossCents', 'organiserCents', 'clientCents'] as const)
      expect(next?.programmes.reduce((sum, share) => sum + share[field], 0)).toBe(next?.[field]);
    told[letter] = sumsOf(next);
  }
  return told;
};

const said = async (runId: string): Promise<BySome> => {
  const statements = await county.statements(runId);
  return Object.fromEntries(
    PROVIDERS.map((letter) => [
      letter,
      sumsOf(statements.find((statement) => statement['providerId'] === `prv-${letter}`)),
    ]),
  );
};

describe.each([1, 2, 3])('months as chance has them (seed %s)', (seed) => {
  it('are forecast as they are settled, to the cent', async () => {
    const months = await openMonths('2026-02', seed);
    ({ county } = months);
    const kinds = new Set<string>();
    for (const month of ['2026-02', '2026-03', '2026-04', '2026-05']) {
      await months.live(month, month === '2026-03' ? 'a' : undefined);
      county.turnTo(`${addMonthsToMonth(month, 1)}-06`);
      const before = await foreseen(month);
      const run = await county.calculate(month);
      expect(await said(run.id)).toEqual(before);
      // What is recorded while the run waits for its approval is not in it.
      county.turnTo(`${addMonthsToMonth(month, 1)}-08`);
      await months.lookBack(month, 2);
      expect(await foreseen(month)).toEqual(before);
      await county.approve(run);
      if (month === '2026-03') {
        county.turnTo('2026-04-10');
        await county.finance.post('/v1/settlement-runs').send({ period: month }).expect(202);
        const further = await foreseen(month);
        await county.settleAll();
        expect(await said('run-settle-2026-03-2')).toEqual(further);
        await county.approve(await county.run('run-settle-2026-03-2'));
      }
      county.turnTo(`${addMonthsToMonth(month, 1)}-12`);
      await months.lookBack(month, month === '2026-02' ? 20 : 1);
      for (const sums of Object.values(before)) {
        kinds.add(sums.broughtForwardCents < 0 ? 'brought forward' : 'nothing brought forward');
        kinds.add(sums.payableCents > 0 ? 'something to pay' : 'nothing to pay');
        if (sums.carriedForwardCents < 0) kinds.add('carried forward');
      }
    }
    expect([...kinds].sort()).toEqual([
      'brought forward',
      'carried forward',
      'nothing brought forward',
      'nothing to pay',
      'something to pay',
    ]);
  });
});

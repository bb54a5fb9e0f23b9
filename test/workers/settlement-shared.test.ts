import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Outdated, linesOf } from '#shared/persistence/lines';
import { collectionOf } from '#shared/persistence/records';
import type { SettlementDeps } from '#workers/settlement/worker';
import { JUNE, SMALL, VISITS, leasesRunOut, openBusyJune } from '../builders/busy-june.ts';
import type { County, Settled } from '../builders/county.ts';

let county: County;
let alone: Settled;

const ask = (body: object = {}) =>
  county.finance
    .post('/v1/settlement-runs')
    .send({ period: '2026-06', ...body })
    .expect(202);
const june = (id = JUNE) => county.run(id);
/** A worker takes part in a run until there is nothing more to do. */
const works = async (more: Partial<SettlementDeps> = {}, id = JUNE): Promise<void> =>
  county.work({ sizes: SMALL, ...more }).one?.(id);
const statements = async (id = JUNE) =>
  (await county.stores.statements.collection.find({ runId: id }).sort({ _id: 1 }).toArray()).map((found) =>
    county.stores.statements.fromDb(found),
  );

/** Everything a run says twice: its totals, its statements, their lines, what those cost whom. */
const expectWhole = async (run: Settled): Promise<void> => {
  const [lines, sheets] = [await county.lines(run.id), await statements(run.id)];
  const sum = (items: readonly object[], field: string) =>
    items.reduce((total: number, item) => total + ((item as Record<string, number>)[field] ?? NaN), 0);
  expect(new Set(lines.map(({ _id }) => _id)).size).toBe(run.totals['lines']);
  for (const field of ['grossCents', 'organiserCents', 'clientCents']) {
    expect(sum(lines, field)).toBe(run.totals[field]);
    expect(sum(sheets, field)).toBe(run.totals[field]);
    for (const sheet of sheets) expect(sum(sheet.costs, field)).toBe(sheet[field as 'grossCents']);
  }
  for (const sheet of sheets)
    expect(sheet).toMatchObject({
      lines: lines.filter(({ statementId }) => statementId === sheet.id).length,
      calc: (await county.stores.runs.load(run.id))?.calc,
    });
};

beforeAll(async () => {
  county = await openBusyJune();
  await ask();
  await county.settleAll();
  alone = await june();
});
afterAll(() => county.close());

describe('a run shared by several workers', () => {
  it('has in it all that a month has, to begin with', async () => {
    expect(alone.totals).toMatchObject({ statements: 10, lines: VISITS + 3 + 2 + 1, broughtForwardCents: -2 * 4_435 });
    await expectWhole(alone);
  });

  it('comes to what one comes to, in however many pieces, and leaves none of them behind', async () => {
    await ask();
    const took: string[] = [];
    await Promise.all(['x', 'y', 'z'].map((name) => works({ onBatch: () => void took.push(name) })));
    expect(await june()).toMatchObject({ status: 'calculated', hash: alone.hash, totals: alone.totals });
    expect(new Set(took).size).toBe(3);
    await expectWhole(await june());
    for (const name of ['pieces', 'tallies'])
      expect(await collectionOf(county.stores.connection, name).countDocuments({})).toBe(0);
    const debts = 1;
    expect(await linesOf(county.stores).countDocuments({ runId: JUNE })).toBe((alone.totals['lines'] ?? 0) + debts);
  });

  it('counts a cost in the month of service, for who pays it', async () => {
    const costs = (await statements()).find(({ providerId }) => providerId === 'prv-a')?.costs ?? [];
    expect(costs.map(({ month, municipalityCode }) => [month, municipalityCode])).toEqual([
      ['2026-06', '109'],
      ['2026-05', '398'],
      ['2026-06', '398'],
    ]);
    expect(costs[1]).toMatchObject({ lines: 1, organiserCents: -4_435 });
  });

  it('can be rehearsed by several, claiming nothing', async () => {
    const rehearse = async (workers: number): Promise<Settled> => {
      await ask({ dryRun: true });
      await Promise.all(Array.from({ length: workers }, () => works({}, 'run-dry-2026-06')));
      return june('run-dry-2026-06');
    };
    const [first, second] = [await rehearse(3), await rehearse(1)];
    expect(first).toMatchObject({ status: 'calculated', totals: alone.totals, hash: second.hash });
    await expectWhole(second);
    expect(await june()).toMatchObject({ status: 'calculated', hash: alone.hash });
  });
});

describe('a shared run whose workers die and fall asleep', () => {
  /** Three workers; the one that comes to the n-th boundary of all dies there. False when there are not so many. */
  const oneDiesAt = async (boundary: number): Promise<boolean> => {
    let met = 0;
    const onBatch = async () => {
      met += 1;
      if (met !== boundary) return;
      // Its hold runs out at once, for the test's sake.
      await leasesRunOut(county);
      throw new Outdated('killed');
    };
    await Promise.all([works({ onBatch }), works({ onBatch }), works({ onBatch })]);
    return met >= boundary;
  };

  it('comes out the same wherever one of them dies', async () => {
    let boundary = 1;
    for (; ; boundary += 1) {
      await ask();
      const died = await oneDiesAt(boundary);
      while ((await june()).status !== 'calculated') await works();
      expect(await june()).toMatchObject({ hash: alone.hash, totals: alone.totals });
      if (!died) break;
    }
    expect(boundary).toBeGreaterThan(20);
    await expectWhole(await june());
  });

  it.each(['real', 'dry'])(
    'comes out the same however wildly they die, sleep and take over: %s',
    async (kind) => {
      const id = kind === 'dry' ? 'run-dry-2026-06' : JUNE;
      const { hash } = await june(id);
      for (let time = 0; time < 6; time += 1) {
        await ask({ dryRun: kind === 'dry' });
        let mishaps = 25;
        const onBatch = async () => {
          if (mishaps <= 0 || Math.random() < 0.4) return;
          mishaps -= 1;
          const fate = Math.random();
          if (fate < 0.4) await leasesRunOut(county);
          await wait(Math.random() * 40);
          if (fate > 0.8) throw new Outdated('killed');
        };
        const until = async () => {
          while ((await june(id)).status !== 'calculated') {
            await works({ onBatch }, id);
            await leasesRunOut(county);
          }
        };
        await Promise.all([until(), until(), until()]);
        expect(await june(id)).toMatchObject({ hash, totals: alone.totals });
        await expectWhole(await june(id));
      }
    },
    120_000,
  );

  it('is posted once by however many, and pays everything once: what sleepers left behind counts nowhere, and a further run finds nothing', async () => {
    const { hash } = await june();
    await county.approver.post(`/v1/settlement-runs/${JUNE}/approval`).send({ hash }).expect(200);
    await Promise.all([works(), leasesRunOut(county).then(() => works()), works()]);
    expect(await county.stores.runs.load(JUNE)).toMatchObject({ status: 'approved', posted: true });
    expect(await county.balance()).toMatchObject({ owed: 0 - VISITS * 4_435 });
    const further = await county.calculate('2026-06');
    expect(further).toMatchObject({ id: `${JUNE}-2`, totals: { lines: 0, organiserCents: 0 } });
  });
});

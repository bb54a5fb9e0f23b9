import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Outdated, claim, linesOf } from '#shared/persistence/lines';
import { approvedRuns } from '#shared/persistence/runs';
import type { EventRow } from '#shared/persistence/events';
import { collectionOf } from '#shared/persistence/records';
import { openCounty, type County, type Settled } from '../builders/county.ts';

let county: County;
beforeEach(async () => {
  county = await openCounty('2026-06-01');
  await county.programme('rehabilitation');
  for (const letter of ['a', 'b', 'c']) await county.provider(letter, 'rehabilitation', 6_200);
  county.turnTo('2026-07-06');
});
afterEach(() => county.close());

const VISITS = 5_000;

/** A month of visits by three providers, as the relay tells them. */
const aMonth = async (): Promise<void> => {
  const rows = Array.from({ length: VISITS }, (_, index): EventRow => {
    const voucherId = `vch-V${index % 500}`;
    const providerId = `prv-${'abc'.charAt(index % 3)}`;
    const date = `2026-06-${String((index % 30) + 1).padStart(2, '0')}`;
    return {
      _id: `evt-V${index % 500}-${String(index).padStart(6, '0')}`,
      voucherId,
      clientId: `cli-${index % 500}`,
      programmeId: 'prg-rehabilitation',
      providerId,
      offeringId: county.offering(providerId.slice(4), 'rehabilitation'),
      kind: 'rehabilitation',
      type: 'visit',
      from: date,
      to: date,
      month: '2026-06',
      grossCents: 6_200 + (index % 7),
      organiserCents: 4_435,
      clientCents: 1_765 + (index % 7),
      owedCents: 4_435,
      recordedAt: `${date}T10:00:00.000Z`,
      recordedBy: 'usr-1',
      late: false,
      replaces: null,
      reversedAt: null,
      reversalReason: null,
      reversedLate: false,
    };
  });
  await collectionOf(county.stores.connection, 'events').insertMany(rows.map((row) => ({ ...row })));
};

const ask = () => county.finance.post('/v1/settlement-runs').send({ period: '2026-06' }).expect(202);
const june = (): Promise<Settled> => county.run('run-settle-2026-06');

/** What a killed worker leaves: its hold runs out, nobody tells anything. */
const leaseRunsOut = () =>
  county.stores.runs.collection.updateOne({ _id: 'run-settle-2026-06' }, { $set: { leaseUntil: 0 } });

/** A worker that stops for ever at its n-th batch, without a word. */
const dyingAt = async (batch: number): Promise<boolean> => {
  let batches = 0;
  return new Promise((resolve, reject) => {
    const worker = county.work({
      onBatch: () => {
        batches += 1;
        if (batches !== batch) return;
        resolve(true);
        throw new Outdated('killed');
      },
    });
    Promise.resolve(worker.one?.('run-settle-2026-06')).then(() => resolve(false), reject);
  });
};

describe('a run whose workers die', () => {
  it('comes out the same wherever they died, and pays every visit once', async () => {
    await aMonth();
    await ask();
    await county.settleAll();
    const { hash, totals } = await june();
    expect(totals).toMatchObject({ lines: VISITS, statements: 3, payableCents: VISITS * 4_435 });
    await ask();
    let deaths = 0;
    for (let batch = 1; await dyingAt(batch); batch += 1) {
      deaths += 1;
      expect((await june()).status).toBe('calculating');
      await leaseRunsOut();
    }
    expect(deaths).toBeGreaterThan(2);
    expect(await june()).toMatchObject({ status: 'calculated', hash, totals });
    expect(await linesOf(county.stores).countDocuments({})).toBe(VISITS);
  }, 90_000);

  it('is left alone while somebody has it in hand, and found once nobody has', async () => {
    await ask();
    const worker = county.work();
    expect(await worker.due(10)).toEqual(['run-settle-2026-06']);
    await county.stores.runs.collection.updateOne(
      {},
      { $set: { status: 'calculating', leaseUntil: Date.now() + 5_000 } },
    );
    expect(await worker.due(10)).toEqual([]);
    await worker.one?.('run-settle-2026-06');
    expect((await june()).status).toBe('calculating');
    await leaseRunsOut();
    expect(await worker.due(10)).toEqual(['run-settle-2026-06']);
  });

  it('is calculated once when two workers take it up at once', async () => {
    await aMonth();
    await ask();
    await Promise.all([county.work().one?.('run-settle-2026-06'), county.work().one?.('run-settle-2026-06')]);
    expect(await june()).toMatchObject({ status: 'calculated', totals: { lines: VISITS } });
    expect(await county.stores.runs.load('run-settle-2026-06')).toMatchObject({ calc: 2 });
  });

  it('lets the worker of an older calculation go, and its lines count for nothing', async () => {
    await aMonth();
    await ask();
    let isAsked = false;
    const slow = county.work({
      onBatch: () => {
        if (isAsked) return;
        isAsked = true;
        void ask().then(() => undefined);
      },
    });
    await slow.one?.('run-settle-2026-06');
    for (let tries = 0; tries < 100 && (await june()).status !== 'queued'; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await county.settleAll();
    expect(await june()).toMatchObject({ status: 'calculated', totals: { lines: VISITS } });
    const counts = await linesOf(county.stores).distinct('calc', {});
    expect(counts).toEqual([(await county.stores.runs.load('run-settle-2026-06'))?.calc]);
  }, 60_000);

  it('fails after a fault that trying does not mend, and can be asked for anew', async () => {
    await aMonth();
    await county.stores.providers.collection.deleteOne({ _id: 'prv-b' });
    await ask();
    const worker = county.work();
    for (let tries = 0; tries < 3; tries += 1)
      await expect(worker.one?.('run-settle-2026-06')).rejects.toThrow('prv-b');
    expect(await june()).toMatchObject({ status: 'failed', failure: 'INTERNAL' });
    expect(await worker.due(10)).toEqual([]);
    await county.provider('b', 'rehabilitation', 6_200);
    await ask();
    await county.settleAll();
    expect(await june()).toMatchObject({ status: 'calculated', failure: null, totals: { lines: VISITS } });
  }, 60_000);
});

describe('a line of a worker that had fallen asleep', () => {
  const line = (id: string, runId: string, calc: number) => ({
    _id: id,
    runId,
    calc,
    statementId: `stl-${runId.slice(4)}-a`,
  });

  it('is taken over by the next run when its own was approved without it', async () => {
    await ask();
    await county.settleAll();
    await county.approve(await june());
    const asleep = line('ln-evt-x', 'run-settle-2026-06', 1);
    await linesOf(county.stores).insertOne(asleep);
    const approved = await approvedRuns(county.stores);
    const next = { id: 'run-settle-2026-07', period: '2026-07', calc: 2 };
    expect(await claim(county.stores, next, approved, [line('ln-evt-x', next.id, next.calc)])).toEqual(new Set());
    expect(await linesOf(county.stores).findOne({ _id: 'ln-evt-x' })).toMatchObject({ runId: next.id });
  });

  it('is not taken from a run that has settled it, nor from one still to be approved', async () => {
    await ask();
    await county.settleAll();
    await county.approve(await june());
    const { calc } = (await county.stores.runs.load('run-settle-2026-06')) ?? { calc: 0 };
    await linesOf(county.stores).insertMany([
      line('ln-1', 'run-settle-2026-06', calc),
      line('ln-2', 'run-settle-2026-05', 2),
    ]);
    const approved = await approvedRuns(county.stores);
    const next = { id: 'run-settle-2026-07', period: '2026-07', calc: 2 };
    const wanted = ['ln-1', 'ln-2', 'ln-3'].map((id) => line(id, next.id, next.calc));
    expect(await claim(county.stores, next, approved, wanted)).toEqual(new Set(['ln-1', 'ln-2']));
  });

  it('cannot be written over one of a newer calculation', async () => {
    await linesOf(county.stores).insertOne(line('ln-1', 'run-settle-2026-06', 3));
    const asleep = { id: 'run-settle-2026-06', period: '2026-06', calc: 2 };
    await expect(claim(county.stores, asleep, new Map(), [line('ln-1', asleep.id, 2)])).rejects.toThrow(Outdated);
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Outdated, claim, linesOf } from '#shared/persistence/lines';
import { approvedRuns } from '#shared/persistence/runs';
import { collectionOf } from '#shared/persistence/records';
import { insertRows, JUNE, leasesRunOut } from '../builders/busy-june.ts';
import { openCounty, type County, type Settled } from '../builders/county.ts';
import { visitRow, visitsOfJune } from '../builders/visit-rows.ts';

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
const aMonth = () => insertRows(county.stores, visitsOfJune(VISITS, 'abc'));

const ask = () => county.finance.post('/v1/settlement-runs').send({ period: '2026-06' }).expect(202);
const june = (): Promise<Settled> => county.run(JUNE);

/** One piece for each provider. */
const BY_PROVIDER = { vouchers: 1, fewestProviders: 1, mostProviders: 1 };

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
    Promise.resolve(worker.one?.(JUNE)).then(() => resolve(false), reject);
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
      await leasesRunOut(county);
    }
    expect(deaths).toBeGreaterThan(2);
    expect(await june()).toMatchObject({ status: 'calculated', hash, totals });
    expect(await linesOf(county.stores).countDocuments({})).toBe(VISITS);
  });

  it('is left alone while somebody has it in hand, and found once nobody has', async () => {
    await ask();
    const worker = county.work();
    expect(await worker.due(10)).toEqual([JUNE]);
    await county.stores.runs.collection.updateOne(
      {},
      { $set: { status: 'calculating', leaseUntil: Date.now() + 5_000 } },
    );
    expect(await worker.due(10)).toEqual([]);
    await worker.one?.(JUNE);
    expect((await june()).status).toBe('calculating');
    await leasesRunOut(county);
    expect(await worker.due(10)).toEqual([JUNE]);
  });

  it('settles every visit once when two workers take it up at once', async () => {
    await aMonth();
    await ask();
    await Promise.all([county.work().one?.(JUNE), county.work().one?.(JUNE)]);
    expect(await june()).toMatchObject({ status: 'calculated', totals: { lines: VISITS } });
    expect(await linesOf(county.stores).countDocuments({})).toBe(VISITS);
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
    await slow.one?.(JUNE);
    for (let tries = 0; tries < 100 && (await june()).status !== 'queued'; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await county.settleAll();
    expect(await june()).toMatchObject({ status: 'calculated', totals: { lines: VISITS } });
    const { calcs = [] } = (await county.stores.runs.load(JUNE)) ?? {};
    expect(calcs).toEqual(expect.arrayContaining(await linesOf(county.stores).distinct('calc', {})));
  });

  it('fails after a fault that trying does not mend, and can be asked for anew', async () => {
    await aMonth();
    await county.stores.providers.collection.deleteOne({ _id: 'prv-b' });
    await ask();
    const worker = county.work();
    for (let tries = 0; tries < 3; tries += 1) await expect(worker.one?.(JUNE)).rejects.toThrow('prv-b');
    expect(await june()).toMatchObject({ status: 'failed', failure: 'INTERNAL' });
    expect(await worker.due(10)).toEqual([]);
    await county.provider('b', 'rehabilitation', 6_200);
    await ask();
    await county.settleAll();
    expect(await june()).toMatchObject({ status: 'calculated', failure: null, totals: { lines: VISITS } });
  });
});

/** A promise to be kept from outside. */
const promised = () => {
  const kept = { keep: (): void => undefined };
  const promise = new Promise<void>((resolve) => {
    kept.keep = resolve;
  });
  return { promise, keep: () => kept.keep() };
};

/** A worker that falls asleep at its n-th boundary: when it has, how to wake it, and when it is done. */
const sleepingAt = (boundary: number) => {
  const [asleep, awake] = [promised(), promised()];
  let met = 0;
  const onBatch = () => {
    met += 1;
    if (met !== boundary) return undefined;
    asleep.keep();
    return awake.promise;
  };
  const done = Promise.resolve(county.work({ sizes: BY_PROVIDER, onBatch }).one?.(JUNE));
  return { asleep: asleep.promise, wake: awake.keep, done };
};

describe('a worker that falls asleep and wakes up', () => {
  const numberOf = (provider: string) =>
    linesOf(county.stores).distinct('calc', {
      _id: { $gte: `ln-2026-06-${provider}-`, $lt: `ln-2026-06-${provider}.` },
    });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'at boundary %i, after another has done its part: what it writes counts for nothing',
    async (boundary) => {
      await aMonth();
      await ask();
      const sleeper = sleepingAt(boundary);
      await Promise.race([sleeper.asleep, sleeper.done]);
      await leasesRunOut(county);
      await county.settleAll();
      const { hash, totals } = await june();
      expect(totals).toMatchObject({ lines: VISITS, payableCents: VISITS * 4_435 });
      const before = await Promise.all(['a', 'b', 'c'].map(numberOf));
      sleeper.wake();
      await sleeper.done;
      expect(await june()).toMatchObject({ status: 'calculated', hash });
      expect(await Promise.all(['a', 'b', 'c'].map(numberOf))).toEqual(before);
      expect(await county.lines(JUNE)).toHaveLength(VISITS);
    },
    30_000,
  );

  it('among facts of an earlier asking: they are dropped, and a later one finds them free', async () => {
    await aMonth();
    await ask();
    const sleeper = sleepingAt(3);
    await sleeper.asleep;
    const gone = visitRow(0, 'a', '2026-06-01');
    await collectionOf(county.stores.connection, 'events').updateOne(
      { _id: gone._id },
      { $set: { reversedAt: '2026-07-06T08:00:00.000Z' } },
    );
    await ask();
    await county.settleAll();
    sleeper.wake();
    await sleeper.done;
    const run = await june();
    expect(run).toMatchObject({ status: 'calculated', totals: { lines: VISITS - 1 } });
    expect(await county.lines(JUNE)).toHaveLength(VISITS - 1);
    await ask();
    await county.settleAll();
    expect(await june()).toMatchObject({ hash: run.hash });
    expect(await linesOf(county.stores).countDocuments({})).toBe(VISITS - 1);
  });
});

describe('a line of a worker that had fallen asleep', () => {
  const line = (id: string, runId: string, calc: number) => ({
    _id: id,
    runId,
    calc,
    statementId: `stl-${runId.slice(4)}-a`,
  });
  const attempt = (id: string, calc: number, more: { generation?: number; earlier?: number[] } = {}) => ({
    ...{ id, calc, period: '2026-07', generation: 1, earlier: [] },
    ...more,
  });

  it('is taken over by the next run when its own was approved without it', async () => {
    await ask();
    await county.settleAll();
    await county.approve(await june());
    const asleep = line('ln-evt-x', JUNE, 1);
    await linesOf(county.stores).insertOne(asleep);
    const approved = await approvedRuns(county.stores);
    const next = attempt('run-settle-2026-07', 2);
    expect(await claim(county.stores, next, approved, [line('ln-evt-x', next.id, next.calc)])).toEqual(new Set());
    expect(await linesOf(county.stores).findOne({ _id: 'ln-evt-x' })).toMatchObject({ runId: next.id });
  });

  it('is not taken from a run that has settled it, nor from one still to be approved', async () => {
    await ask();
    await county.settleAll();
    await county.approve(await june());
    const { calc } = (await county.stores.runs.load(JUNE)) ?? { calc: 0 };
    await linesOf(county.stores).insertMany([line('ln-1', JUNE, calc), line('ln-2', 'run-settle-2026-05', 2)]);
    const approved = await approvedRuns(county.stores);
    const next = attempt('run-settle-2026-07', 2);
    const wanted = ['ln-1', 'ln-2', 'ln-3'].map((id) => line(id, next.id, next.calc));
    expect(await claim(county.stores, next, approved, wanted)).toEqual(new Set(['ln-1', 'ln-2']));
  });

  const taking = (mine: ReturnType<typeof attempt>) =>
    claim(county.stores, mine, new Map(), [line('ln-1', mine.id, mine.calc)]);
  const holder = async () => (await linesOf(county.stores).findOne({ _id: 'ln-1' }))?.['calc'] as number;

  it.each([
    ['of an earlier asking', 3, attempt(JUNE, 7, { generation: 3 })],
    ['of an attempt that had the same piece before', 5, attempt(JUNE, 7, { earlier: [4, 5] })],
  ])('is written over when it is %s', async (_, held, mine) => {
    await linesOf(county.stores).insertOne(line('ln-1', JUNE, held));
    expect(await taking(mine)).toEqual(new Set());
    expect(await holder()).toBe(mine.calc);
  });

  it('cannot be written over one of a later attempt', async () => {
    await linesOf(county.stores).insertOne(line('ln-1', JUNE, 8));
    await expect(taking(attempt(JUNE, 7, { earlier: [5] }))).rejects.toThrow(Outdated);
    expect(await holder()).toBe(8);
  });

  it('nor over one that another piece has: a fact that two pieces find is a fault, and said', async () => {
    await linesOf(county.stores).insertOne(line('ln-1', JUNE, 6));
    await expect(taking(attempt(JUNE, 7, { earlier: [5] }))).rejects.toThrow('two parts');
    expect(await holder()).toBe(6);
  });
});

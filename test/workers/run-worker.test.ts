import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startEngines, type Engines } from '#shared/embedded/start-engines';
import { logTo } from '#shared/log';
import { checkEviction, redisConnection } from '#shared/queues/connection';
import { createNudge } from '#shared/queues/nudge';
import { queueDepths } from '#shared/queues/depths';
import { runWorker, type RunningWorker, type Work, type WorkerDeps } from '#shared/queues/run-worker';

const log = logTo('test');
const NOBODY = 'redis://127.0.0.1:1';
const LONG = 600_000;
const given = () => process.env['REDIS_URL'] ?? NOBODY;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A store of things to do, in memory: what is still due, and how often each was done. */
function aStore(...ids: string[]) {
  const due = new Set(ids);
  const done: string[] = [];
  const failing = new Set<string>();
  const finish = (id: string) => {
    if (failing.has(id)) throw new Error(`${id} cannot be done`);
    if (due.delete(id)) done.push(id);
  };
  const work: Work = {
    name: 'relay',
    everyMs: LONG,
    due: (limit) => Promise.resolve([...due].slice(0, limit)),
    one: (id) => Promise.resolve(finish(id)),
  };
  return { due, done, failing, finish, work };
}

function running(work: Work, deps: Partial<WorkerDeps> = {}): RunningWorker {
  const worker = runWorker(work, { redisUrl: given(), prefix: `t-${randomUUID()}`, log, ...deps });
  closing.push(() => worker.close());
  return worker;
}

function nudging(prefix: string, redisUrl = given()) {
  const nudge = createNudge(redisUrl, prefix, log);
  closing.push(() => nudge.close());
  return nudge;
}

async function until(condition: () => boolean, ms = 10_000): Promise<void> {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) throw new Error('it did not come to pass in time');
    await wait(10);
  }
}

describe('work that is due', () => {
  it('is done by the sweep when Redis is away', async () => {
    const store = aStore('a', 'b', 'c');
    const worker = running(store.work, { redisUrl: NOBODY });
    await worker.sweepNow();
    expect(store.done.sort()).toEqual(['a', 'b', 'c']);
  });

  it('is done to the end, however many pages it fills', async () => {
    const store = aStore(...Array.from({ length: 1_001 }, (_, i) => `id-${i}`));
    await running(store.work, { redisUrl: NOBODY }).sweepNow();
    expect(store.done).toHaveLength(1_001);
  });

  it('is done by the batch where that is cheaper, and one by one when the batch fails', async () => {
    const store = aStore('a', 'poison', 'c');
    store.failing.add('poison');
    const rest = { name: store.work.name, everyMs: LONG, due: store.work.due.bind(store.work) };
    const work: Work = { ...rest, many: (ids) => Promise.resolve().then(() => ids.forEach(store.finish)) };
    await running(work, { redisUrl: NOBODY }).sweepNow();
    expect(store.done.sort()).toEqual(['a', 'c']);
  });

  it('is never swept twice at once', async () => {
    let asking = 0;
    let most = 0;
    const due = async () => {
      most = Math.max(most, ++asking);
      await wait(5);
      asking--;
      return [];
    };
    const worker = running({ ...aStore().work, due }, { redisUrl: NOBODY });
    await Promise.all([worker.sweepNow(), worker.sweepNow(), worker.sweepNow()]);
    expect(most).toBe(1);
  });
});

describe('an item that always fails', () => {
  it('neither stops the others nor spins', async () => {
    const store = aStore('poison', 'a', 'b');
    store.failing.add('poison');
    let attempts = 0;
    const one = (id: string) => {
      if (id === 'poison') attempts++;
      return Promise.resolve().then(() => store.finish(id));
    };
    const worker = running({ ...store.work, one }, { redisUrl: NOBODY });
    for (let i = 0; i < 5; i++) await worker.sweepNow();
    expect(store.done.sort()).toEqual(['a', 'b']);
    expect(attempts).toBe(1);
  });

  it('does not crowd out those behind it, even when a page is full of its kind', async () => {
    const poison = Array.from({ length: 250 }, (_, i) => `poison-${i}`);
    const store = aStore(...poison, 'behind');
    for (const id of poison) store.failing.add(id);
    const one = (id: string) => Promise.resolve().then(() => store.finish(id));
    await running({ ...store.work, one }, { redisUrl: NOBODY }).sweepNow();
    expect(store.done).toEqual(['behind']);
  });

  it('is done once its cause is gone', async () => {
    const store = aStore('a');
    store.failing.add('a');
    const one = (id: string) => Promise.resolve().then(() => store.finish(id));
    const worker = running({ ...store.work, one, everyMs: 100 }, { redisUrl: NOBODY });
    await worker.sweepNow();
    store.failing.clear();
    await until(() => store.done.length === 1);
  });
});

describe('a nudge', () => {
  it('has its work done at once, long before the next sweep', async () => {
    const prefix = `t-${randomUUID()}`;
    const store = aStore();
    const worker = running(store.work, { prefix });
    await worker.sweepNow();
    const { nudge } = nudging(prefix);
    await wait(300);
    store.due.add('a:1');
    const before = Date.now();
    nudge('relay', 'a:1');
    await until(() => store.done.includes('a:1'));
    expect(Date.now() - before).toBeLessThan(2_000);
  });

  it('that comes ten times has its work done once, and is heard again later', async () => {
    const prefix = `t-${randomUUID()}`;
    const store = aStore();
    let calls = 0;
    const one = (id: string) => Promise.resolve(calls++).then(() => store.finish(id));
    const worker = running({ ...store.work, one }, { prefix });
    await worker.sweepNow();
    const { nudge } = nudging(prefix);
    await wait(300);
    store.due.add('a');
    for (let i = 0; i < 10; i++) nudge('relay', 'a');
    await until(() => store.done.length === 1);
    expect(calls).toBe(1);
    store.due.add('a');
    nudge('relay', 'a');
    await until(() => store.done.length === 2);
  });

  it('wakes the sweep of a worker that does many at once', async () => {
    const prefix = `t-${randomUUID()}`;
    const store = aStore();
    const rest = { name: store.work.name, everyMs: LONG, due: store.work.due.bind(store.work) };
    const work: Work = { ...rest, many: (ids) => Promise.resolve(ids.forEach(store.finish)) };
    const worker = running(work, { prefix });
    await worker.sweepNow();
    const { nudge } = nudging(prefix);
    await wait(300);
    store.due.add('a').add('b');
    nudge('relay', 'a');
    await until(() => store.done.length === 2);
  });

  it('costs its sender nothing when Redis is away', async () => {
    const nudger = createNudge(NOBODY, 'nobody', log);
    const before = performance.now();
    for (let i = 0; i < 10_000; i++) nudger.nudge('relay', `id-${i}`);
    expect(performance.now() - before).toBeLessThan(500);
    const closingAt = performance.now();
    await nudger.close();
    expect(performance.now() - closingAt).toBeLessThan(500);
  });
});

describe('a Redis that fails', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'valinta-queues-'));
  let engines: Engines | undefined;
  afterAll(async () => {
    await engines?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const own = async () => (engines ??= await startEngines({ dataDir, log, mongo: false }));

  it('may forget everything: what was due is still done, and nudges are heard again', async () => {
    const redisUrl = (await own()).redisUrl ?? NOBODY;
    const prefix = `t-${randomUUID()}`;
    const store = aStore();
    const worker = running(store.work, { redisUrl, prefix });
    const { nudge } = nudging(prefix, redisUrl);
    await worker.sweepNow();
    await wait(300);
    store.due.add('lost');
    const redis = redisConnection(redisUrl, 'worker', log);
    await redis.flushall();
    redis.disconnect();
    await worker.sweepNow();
    expect(store.done).toEqual(['lost']);
    store.due.add('new');
    nudge('relay', 'new');
    await until(() => store.done.includes('new'));
  });

  it('may be killed: its successor is found, without a restart of ours', async () => {
    const pair = await own();
    const redisUrl = pair.redisUrl ?? NOBODY;
    const valkeyPid = () => pair.valkeyPid();
    const prefix = `t-${randomUUID()}`;
    const store = aStore();
    running(store.work, { redisUrl, prefix });
    const { nudge } = nudging(prefix, redisUrl);
    await wait(300);
    const killed = valkeyPid();
    process.kill(killed, 'SIGKILL');
    await until(() => valkeyPid() !== killed);
    store.due.add('a');
    const again = setInterval(() => nudge('relay', 'a'), 200);
    await until(() => store.done.includes('a')).finally(() => clearInterval(again));
  });

  it('does not keep a worker from closing', async () => {
    const aside = mkdtempSync(join(tmpdir(), 'valinta-queues-'));
    const gone = await startEngines({ dataDir: aside, log, mongo: false });
    const worker = runWorker(aStore().work, { redisUrl: gone.redisUrl ?? NOBODY, prefix: 'gone', log });
    await wait(300);
    await gone.stop();
    rmSync(aside, { recursive: true, force: true });
    const before = Date.now();
    await worker.close();
    expect(Date.now() - before).toBeLessThan(6_000);
  });
});

describe('what operators see', () => {
  it('is a heartbeat from the start and how many nudges wait', async () => {
    const prefix = `t-${randomUUID()}`;
    let beats = 0;
    const countBeat = () => {
      beats++;
    };
    const worker = running(aStore().work, { redisUrl: NOBODY, beat: countBeat });
    await worker.sweepNow();
    expect(beats).toBe(1);
    expect(Date.now() - worker.lastHeartbeatAt()).toBeLessThan(1_000);

    const { nudge } = nudging(prefix);
    const depths = queueDepths(given(), prefix, log);
    closing.push(() => depths.close());
    await wait(300);
    nudge('expiry', 'a');
    nudge('expiry', 'b');
    await wait(300);
    expect((await depths.read())?.expiry).toMatchObject({ waiting: 2, failed: 0 });
  });

  it('is a worker that lives while long work gets on, and not while it hangs', async () => {
    const store = aStore('long');
    let sign = (): void => undefined;
    let end = (): void => undefined;
    const one = (_: string, alive = (): void => undefined) =>
      new Promise<void>((resolve) => {
        sign = alive;
        end = resolve;
      }).then(() => store.finish('long'));
    const worker = running({ ...store.work, one }, { redisUrl: NOBODY });
    const swept = worker.sweepNow();
    await wait(50);
    const before = worker.lastHeartbeatAt();
    await wait(50);
    expect(worker.lastHeartbeatAt()).toBe(before);
    sign();
    expect(worker.lastHeartbeatAt()).toBeGreaterThan(before);
    end();
    await swept;
  });

  it('is a Redis that does not evict', async () => {
    const redis = redisConnection(given(), 'worker', log);
    closing.push(() => redis.disconnect());
    expect(await checkEviction(redis, log)).toBe('noeviction');
  });
});

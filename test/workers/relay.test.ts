import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startEngines, type Engines } from '#shared/embedded/start-engines';
import { logTo } from '#shared/log';
import { verifyBooks } from '#shared/persistence/verify';
import { redisConnection } from '#shared/queues/connection';
import { createNudge } from '#shared/queues/nudge';
import { runWorker } from '#shared/queues/run-worker';
import { relayWork } from '#workers/relay/worker';
import { openTestStores } from '../stores/open-stores.ts';
import { aVoucher, withVisit } from '../stores/voucher-builder.ts';

const log = logTo('test');
let world: Awaited<ReturnType<typeof openTestStores>>;
let redis: Engines;
let dataDir: string;
beforeAll(async () => {
  world = await openTestStores();
  dataDir = mkdtempSync(join(tmpdir(), 'valinta-relay-'));
  redis = await startEngines({ dataDir, log, mongo: false });
});
afterAll(async () => {
  await redis.stop();
  rmSync(dataDir, { recursive: true });
  await world.close();
});

describe('a relay whose Redis forgets everything again and again', () => {
  it('tells every line all the same, and each once', async () => {
    const redisUrl = redis.redisUrl ?? '';
    const at = { redisUrl, prefix: 'relay-test', log };
    const workers = [1, 2].map(() =>
      runWorker(relayWork({ ...world, clock: { now: () => Date.parse('2026-03-02T16:00:00.000Z') } }), at),
    );
    const nudge = createNudge(redisUrl, at.prefix, log);
    const admin = redisConnection(redisUrl, 'worker', log);
    for (let index = 0; index < 60; index += 1) {
      await world.stores.vouchers.insert(withVisit(aVoucher(`AAAA-${String(index).padStart(4, '0')}`), '2026-03-02'));
      nudge.nudge('relay', 'all');
      if (index % 10 === 0) await admin.flushall();
    }
    const told = () => world.collection('vouchers').countDocuments({ untold: true });
    for (let tries = 0; tries < 200 && (await told()) > 0; tries += 1) await wait(25);
    expect(await told()).toBe(0);
    expect(await world.collection('ledger').countDocuments({})).toBe(120);
    expect(await verifyBooks(world.stores)).toEqual([]);
    admin.disconnect();
    await nudge.close();
    await Promise.all(workers.map((worker) => worker.close()));
  });
});

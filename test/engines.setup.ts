import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngines, type Engines } from '../shared/embedded/start-engines.ts';
import { logTo } from '../shared/log.ts';

/** What the setup leaves for the teardown, which runs in the same process but shares nothing else with it. */
export const held: { engines?: Engines; dataDir?: string } = ((
  globalThis as { valintaEngines?: { engines?: Engines; dataDir?: string } }
).valintaEngines ??= {});

/**
 * One pair of real engines for the whole run; each test file takes a database name and a queue prefix of its own. With
 * `MONGODB_URI` and `REDIS_URL` given from outside, the same tests run against those.
 */
export default async function setup(): Promise<void> {
  const mongo = !process.env['MONGODB_URI'];
  const valkey = !process.env['REDIS_URL'];
  if (!mongo && !valkey) return;
  const dataDir = mkdtempSync(join(tmpdir(), 'valinta-test-'));
  held.dataDir = dataDir;
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  // That an engine died under the tests explains what comes after it: they say so, though tests are silent.
  const log = logTo('test', { level: process.env['LOG_LEVEL'] ?? 'warn' });
  const engines = await startEngines({ dataDir, log, mongo, valkey });
  held.engines = engines;
  if (engines.mongodbUri) process.env['MONGODB_URI'] = engines.mongodbUri;
  if (engines.redisUrl) process.env['REDIS_URL'] = engines.redisUrl;
}

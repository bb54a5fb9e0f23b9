/**
 * `npm run bench [-- NAME ...] [-- --json FILE]`: the figures of the README, each beside a floor measured in the
 * same run on the same engine. Nothing here fails for being slow: a goal not reached is printed as not reached.
 * `npm run bench -- settle [--size 1x|10x|100x] [--workers N]` settles so many events, a tenth of them before it, and
 * again by N workers.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEngines } from '#shared/embedded/start-engines';
import { logTo } from '#shared/log';
import { benchExpire } from './expire.ts';
import { printFigures, writeFigures, type Figure } from './figure.ts';
import { benchHttp } from './http.ts';
import { benchLedger } from './ledger.ts';
import { benchSettle } from './settle.ts';

const { values, positionals } = parseArgs({
  options: { json: { type: 'string' }, size: { type: 'string' }, workers: { type: 'string' } },
  allowPositionals: true,
});
const workers = values.workers === undefined ? undefined : Number(values.workers);
if (workers !== undefined && !(Number.isInteger(workers) && workers >= 1 && workers <= 16))
  throw new Error('--workers is a number from 1 to 16');

type Engines = { mongodbUri: string; redisUrl: string; mongoPid: number };
const BENCHES = {
  http: benchHttp,
  settle: (engines: Engines, dataDir: string) => benchSettle({ ...engines, dataDir, size: values.size, workers }),
  expire: benchExpire,
  ledger: benchLedger,
} as const;
type Name = keyof typeof BENCHES;

const isName = (text: string): text is Name => Object.hasOwn(BENCHES, text);
const unknown = positionals.filter((name) => !isName(name));
if (unknown.length > 0)
  throw new Error(`no bench is called ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`);
const names = positionals.length === 0 ? (Object.keys(BENCHES) as Name[]) : positionals.filter(isName);

const figures: Figure[] = [];
for (const name of names) {
  // Each on engines of its own, so that none inherits another's data or cache.
  const dataDir = await mkdtemp(join(tmpdir(), 'valinta-bench-'));
  const engines = await startEngines({ dataDir, log: logTo('bench') });
  const { mongodbUri, redisUrl } = engines;
  if (mongodbUri === undefined || redisUrl === undefined) throw new Error('the embedded engines did not start');
  console.log(`… ${name}`);
  try {
    figures.push(...(await BENCHES[name]({ mongodbUri, redisUrl, mongoPid: engines.mongoPid() }, dataDir)));
  } finally {
    await engines.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
printFigures(figures);
if (values.json !== undefined) await writeFigures(values.json, figures);

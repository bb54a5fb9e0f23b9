/** Calculates one run, as the worker does it, and says how long it took and how large the process grew. */
import { earliestRunDate } from '#shared/domain/settlement/run';
import { logTo } from '#shared/log';
import { connectMongo } from '#shared/persistence/connect';
import { ensureRun } from '#shared/persistence/runs';
import { collectionOf } from '#shared/persistence/records';
import { openStores } from '#shared/persistence/stores';
import { settlementWork } from '#workers/settlement/worker';
import { PERIOD } from './seed.ts';

const connection = await connectMongo({
  uri: process.env['MONGODB_URI'] ?? '',
  dbName: process.env['MONGODB_DB'] ?? '',
});
const stores = openStores(connection);

const at = `${earliestRunDate(PERIOD)}T08:00:00.000Z`;
const clock = { now: () => Date.parse(at) };
const nudge = { nudge: () => undefined, close: () => Promise.resolve() };
const work = settlementWork({ stores, clock, nudge, log: logTo('bench') });
await ensureRun(stores, PERIOD, { startedBy: 'usr-bench', at });
const startedAt = performance.now();
for (const id of await work.due(1)) await work.one?.(id);
const ms = performance.now() - startedAt;
const lines = await collectionOf(connection, 'lines').countDocuments({});
process.stdout.write(`${JSON.stringify({ ms, lines, maxRssMb: process.resourceUsage().maxRSS / 1024 })}\n`);
await connection.close();
process.exit(0);

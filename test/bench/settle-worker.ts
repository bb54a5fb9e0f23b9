/**
 * Calculates one run, as the worker does it, and says how long it took and how large the process grew. A rehearsal
 * of the run goes before it unmeasured: a worker lives for months.
 */
import { earliestRunDate } from '#shared/domain/settlement/run';
import { logTo } from '#shared/log';
import { connectMongo } from '#shared/persistence/connect';
import { collectionOf } from '#shared/persistence/records';
import { startRun } from '#shared/persistence/runs';
import { openStores } from '#shared/persistence/stores';
import { settlementWork } from '#workers/settlement/worker';
import { PERIOD } from './seed.ts';

const connection = await connectMongo({
  uri: process.env['MONGODB_URI'] ?? '',
  dbName: process.env['MONGODB_DB'] ?? '',
});
const stores = openStores(connection);
const today = earliestRunDate(PERIOD);
const at = `${today}T08:00:00.000Z`;
const nudge = { nudge: () => undefined, close: () => Promise.resolve() };
const work = settlementWork({ stores, clock: { now: () => Date.parse(at) }, nudge, log: logTo('bench') });

const settle = async (dryRun: boolean): Promise<number> => {
  await startRun(stores, { period: PERIOD, dryRun, by: 'usr-bench', at, cutoffAt: at, today });
  const startedAt = performance.now();
  for (const id of await work.due(1)) await work.one?.(id);
  return performance.now() - startedAt;
};

await settle(true);
const ms = await settle(false);
const lines = await collectionOf(connection, 'lines').countDocuments({ runId: { $not: /^run-dry/ } });
process.stdout.write(`${JSON.stringify({ ms, lines, maxRssMb: process.resourceUsage().maxRSS / 1024 })}\n`);
await connection.close();
process.exit(0);

/**
 * A settlement worker, as it is in service: it lives for months, so rehearsals of a small month go before, unmeasured.
 * Then, told a run, it takes part in it until it is calculated, and says how long that took, what it cost of the
 * processor, and how large the process grew at most.
 */
import { createInterface } from 'node:readline';
import type { Connection } from 'mongoose';
import { isRefused } from '#shared/domain/outcome';
import { logTo } from '#shared/log';
import { connectMongo } from '#shared/persistence/connect';
import { startRun } from '#shared/persistence/runs';
import { openStores } from '#shared/persistence/stores';
import { settlementWork } from '#workers/settlement/worker';
import { RUN_AT, RUN_ON } from './settle-run.ts';
import { PERIOD } from './seed.ts';

/** After so many, what is done often is compiled for it. */
const REHEARSALS = 3;

const nudge = { nudge: () => undefined, close: () => Promise.resolve() };

/** One client for both databases: its connections are open and warm when the run begins. */
const client = await connectMongo({ uri: process.env['MONGODB_URI'] ?? '', dbName: process.env['MONGODB_DB'] ?? '' });

const workOn = (connection: Connection) => {
  const stores = openStores(connection);
  const work = settlementWork({ stores, clock: { now: () => Date.parse(RUN_AT) }, nudge, log: logTo('bench') });
  const isOpen = async (id: string) => ['queued', 'calculating'].includes((await stores.runs.load(id))?.status ?? '');
  const takePart = async (id: string): Promise<void> => {
    while (await isOpen(id)) await work.one?.(id);
  };
  return { stores, takePart };
};

const small = workOn(client.useDb(process.env['REHEARSAL_DB'] ?? ''));
const request = { period: PERIOD, dryRun: true, by: 'usr-bench', at: RUN_AT, cutoffAt: RUN_AT, today: RUN_ON };
for (let times = 0; times < REHEARSALS; times += 1) {
  const rehearsal = await startRun(small.stores, request);
  if (isRefused(rehearsal)) throw new Error(`the rehearsal was refused: ${rehearsal.code}`);
  await small.takePart(rehearsal.id);
}

const { takePart } = workOn(client);
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
for await (const id of createInterface({ input: process.stdin })) {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  await takePart(id);
  const { user, system } = process.cpuUsage(before);
  const said = {
    ms: performance.now() - startedAt,
    processorSeconds: (user + system) / 1_000_000,
    maxRssMb: process.resourceUsage().maxRSS / 1024,
  };
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
await client.close();
process.exit(0);

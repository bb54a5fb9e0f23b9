import { availableParallelism } from 'node:os';
import type { Connection } from 'mongoose';
import { isRefused } from '#shared/domain/outcome';
import { connectMongo } from '#shared/persistence/connect';
import { collectionOf, prepareCollections } from '#shared/persistence/records';
import { startRun } from '#shared/persistence/runs';
import { openStores } from '#shared/persistence/stores';
import { rateFigure, timeFigure, type Figure } from './figure.ts';
import { holdTo, machineSeconds, processorSeconds, startProcess, type Started } from './process.ts';
import { PERIOD, seedEvents } from './seed.ts';
import { RUN_AT, RUN_ON } from './settle-run.ts';

export interface SettleBench {
  readonly mongodbUri: string;
  readonly redisUrl: string;
  readonly dataDir: string;
  /** Of the engine's process. */
  readonly mongoPid: number;
  /** One of SIZES; without it, 1x and 10x. */
  readonly size?: string | undefined;
  /** So many workers against one; without it, one alone. */
  readonly workers?: number | undefined;
}

/** A county's month, ten counties', and a hundred counties'. */
const SIZES = { '1x': 18_000, '10x': 180_000, '100x': 1_800_000 } as const;
type Size = keyof typeof SIZES;

const MEMORY_GOAL_MB: Record<Size, number> = { '1x': 300, '10x': 300, '100x': 500 };
/** How much longer an event may take than in a run a tenth as large. */
const GROWTH_GOAL: Record<Size, number> = { '1x': 1, '10x': 1.1, '100x': 1.5 };
/** Of several workers, where there are processors enough. */
const FASTER_GOAL = 1.6;
/** The floor reads all events into memory, so it is measured where that is possible. */
const MOST_FOR_FLOOR = SIZES['10x'];

const REHEARSAL_DB = 'bench_settle_rehearsal';

const told = (count: number): string => count.toLocaleString('en');
const seconds = (value: number): string => `${value.toFixed(1)} s`;

interface Said {
  readonly ms: number;
  readonly processorSeconds: number;
  readonly maxRssMb: number;
}

interface Settled {
  /** Until the run is calculated. */
  readonly ms: number;
  readonly maxRssMb: number;
  readonly hash: string;
  /** What all had of the processors, in seconds. */
  readonly workers: number;
  readonly engine: number;
  /** And what everybody else on the machine had meanwhile: with much of that, nothing here means much. */
  readonly others: number;
}

/** One run by so many workers, each a process of its own, that all begin at once. Each may have a share of a processor. */
const settle = async (
  { bench, connection, env }: { bench: SettleBench; connection: Connection; env: NodeJS.ProcessEnv },
  count: number,
  share = 1,
): Promise<Settled> => {
  const stores = openStores(connection);
  for (const name of ['runs', 'lines', 'statements', 'pieces', 'tallies']) await connection.dropCollection(name);
  await prepareCollections(connection);
  const workers: Started<unknown>[] = [];
  // One after the other: each has its rehearsal to itself.
  while (workers.length < count) workers.push(await startProcess('test/bench/settle-worker.js', env));
  const request = { period: PERIOD, dryRun: false, by: 'usr-bench', at: RUN_AT, cutoffAt: RUN_AT, today: RUN_ON };
  const run = await startRun(stores, request);
  if (isRefused(run)) throw new Error(`the run was refused: ${run.code}`);
  const [machineBefore, engineBefore] = [machineSeconds(), processorSeconds(bench.mongoPid)];
  const letGo = workers.map(({ child }, index) => holdTo(share, index / count, child));
  const said = await Promise.all(workers.map((worker) => worker.ask<Said>(run.id)));
  for (const release of letGo) release();
  const [machine, engine] = [machineSeconds() - machineBefore, processorSeconds(bench.mongoPid) - engineBefore];
  const ours = said.reduce((sum, worker) => sum + worker.processorSeconds, 0);
  for (const worker of workers) await worker.stop();
  const { status, hash, totals } = (await stores.runs.load(run.id)) ?? {};
  const lines = await collectionOf(connection, 'lines').countDocuments({});
  if (status !== 'calculated' || totals?.lines !== lines || typeof hash !== 'string')
    throw new Error(`the run is ${status} with ${totals?.lines} lines of ${lines}`);
  const settled: Settled = {
    ms: Math.max(...said.map(({ ms }) => ms)),
    maxRssMb: Math.max(...said.map(({ maxRssMb }) => maxRssMb)),
    hash,
    workers: ours,
    engine,
    others: Math.max(0, machine - engine - ours),
  };
  const held = share < 1 ? ` with ${share} of a processor each` : '';
  console.log(
    `  ${told(lines)} events, ${count} worker${count === 1 ? '' : 's'}${held}: ${seconds(settled.ms / 1000)}; of the processors, ` +
      `workers ${seconds(settled.workers)}, engine ${seconds(settled.engine)}, others ${seconds(settled.others)}; ` +
      `largest worker ${settled.maxRssMb.toFixed(0)} MB`,
  );
  return settled;
};

const faster = (what: string, events: number, one: Settled, several: Settled, least: number): Figure => {
  const perSecond = ({ ms }: Settled) => (events / ms) * 1000;
  return rateFigure(what, perSecond(several), perSecond(one), least, 'events per second');
};

/** As near as this to what the processors allow is as good as what is wanted of several workers. */
const NEAR = 0.9;

/** Several workers on the same events as one, as far as this machine's processors allow it: the engine needs them too. */
const againstOne = (events: number, one: Settled, several: Settled, count: number): Figure => {
  if (several.hash !== one.hash) throw new Error(`${count} workers came to another hash than one`);
  const cores = availableParallelism();
  const atBest = one.ms / 1000 / Math.max((several.workers + several.engine) / cores, one.ms / 1000 / count);
  console.log(
    `  ${cores} processors, shared by workers and engine, allow ${count} workers to be ${atBest.toFixed(2)} times as fast as one`,
  );
  const least = Number(Math.min(FASTER_GOAL, NEAR * atBest).toFixed(2));
  return faster(`${count} workers on ${told(events)} events, against one`, events, one, several, least);
};

/** With so little of a processor each, even a small machine has as many as two workers and the engine ask for. */
const SHARE = 0.25;

/** In turns, so many times: a machine shared with others is now faster and now slower, by more than is measured here. */
const ROUNDS = { '10x': 4, '100x': 2 } as const;

const fastest = (all: readonly Settled[]): Settled => all.reduce((best, next) => (next.ms < best.ms ? next : best));

/** Several workers against one where the processors allow it: the fastest of some rounds against the fastest. */
const whereProcessorsAllow = async (on: Parameters<typeof settle>[0], size: keyof typeof ROUNDS, count: number) => {
  const events = SIZES[size];
  const [one, several]: [Settled[], Settled[]] = [[], []];
  for (let round = 0; round < ROUNDS[size]; round += 1) {
    one.push(await settle(on, 1, SHARE));
    several.push(await settle(on, count, SHARE));
  }
  const what = `${count} workers on ${told(events)} events, against one, each with ${SHARE} of a processor`;
  return faster(what, events, fastest(one), fastest(several), FASTER_GOAL);
};

interface Measured {
  readonly figures: readonly Figure[];
  readonly perEventUs: number;
}

const measure = async (bench: SettleBench, size: Size): Promise<Measured> => {
  const events = SIZES[size];
  const dbName = `bench_settle_${events}`;
  const { mongodbUri, redisUrl, dataDir, workers = 1 } = bench;
  const env = { MONGODB_URI: mongodbUri, REDIS_URL: redisUrl, DATA_DIR: dataDir, MONGODB_DB: dbName, REHEARSAL_DB };
  const connection = await connectMongo({ uri: mongodbUri, dbName });
  try {
    await seedEvents(connection, events);
    const figures: Figure[] = [];
    const on = { bench, connection, env };
    const one = await settle(on, 1);
    if (events <= MOST_FOR_FLOOR) {
      const floor = await startProcess<{ ms: number }>('test/bench/settle-floor.js', env);
      await floor.stop();
      figures.push(timeFigure(`settle ${told(events)} events`, one.ms, floor.said.ms, 1.5));
    }
    figures.push(timeFigure(`worker memory at ${told(events)} events`, one.maxRssMb, MEMORY_GOAL_MB[size], 1, 'MB'));
    if (workers > 1 && size !== '1x') {
      figures.push(againstOne(events, one, await settle(on, workers), workers));
      figures.push(await whereProcessorsAllow(on, size, workers));
    }
    return { figures, perEventUs: (one.ms / events) * 1000 };
  } finally {
    await connection.dropDatabase();
    await connection.close();
  }
};

const growth = (size: Size, large: Measured, smaller: Size, small: Measured): Figure =>
  timeFigure(
    `time per event at ${told(SIZES[size])} against ${told(SIZES[smaller])}`,
    large.perEventUs,
    small.perEventUs,
    GROWTH_GOAL[size],
    'µs',
  );

const isSize = (text: string): text is Size => Object.hasOwn(SIZES, text);

/** What is measured for a size: the size, and before it the one that it is held against. */
const sizesOf = (size = '10x'): readonly Size[] => {
  if (!isSize(size)) throw new Error(`no size is called ${size}; there are ${Object.keys(SIZES).join(', ')}`);
  const all = Object.keys(SIZES) as Size[];
  const at = all.indexOf(size);
  return all.slice(Math.max(0, at - 1), at + 1);
};

/**
 * The embedded engine keeps 256 MB in memory, whatever the machine has; a MongoDB would take half of it. Events are
 * read in another order than they were recorded in, which a cache so much smaller than a month would make slow.
 */
const CACHE = '2G';

/** Settling a county's month, ten counties' or a hundred counties', by one worker or several. */
export const benchSettle = async (bench: SettleBench): Promise<Figure[]> => {
  const rehearsal = await connectMongo({ uri: bench.mongodbUri, dbName: REHEARSAL_DB });
  const engine = rehearsal.getClient().db('admin');
  await engine.command({ setParameter: 1, wiredTigerEngineRuntimeConfig: `cache_size=${CACHE}` });
  await seedEvents(rehearsal, SIZES['1x']);
  await rehearsal.close();
  const figures: Figure[] = [];
  let before: { readonly size: Size; readonly measured: Measured } | undefined;
  for (const size of sizesOf(bench.size)) {
    const measured = await measure(bench, size);
    figures.push(...measured.figures);
    if (before !== undefined) figures.push(growth(size, measured, before.size, before.measured));
    before = { size, measured };
  }
  return figures;
};

import { connectMongo } from '#shared/persistence/connect';
import { timeFigure, type Figure } from './figure.ts';
import { startProcess } from './process.ts';
import { seedEvents } from './seed.ts';

const MEMORY_GOAL_MB = 300;

interface Settled {
  readonly ms: number;
  readonly lines: number;
  readonly maxRssMb: number;
}

const settle = async (engines: { mongodbUri: string; redisUrl: string }, dataDir: string, events: number) => {
  const dbName = `bench_settle_${events}`;
  const connection = await connectMongo({ uri: engines.mongodbUri, dbName });
  await seedEvents(connection, events);
  const env = { MONGODB_URI: engines.mongodbUri, MONGODB_DB: dbName, REDIS_URL: engines.redisUrl, DATA_DIR: dataDir };
  const floor = await startProcess<{ ms: number }>('test/bench/settle-floor.js', env);
  await floor.stop();
  const worker = await startProcess<Settled>('test/bench/settle-worker.js', env);
  await worker.stop();
  await connection.dropDatabase();
  await connection.close();
  if (worker.said.lines !== events) throw new Error(`${worker.said.lines} lines of ${events} events`);
  return { ...worker.said, floorMs: floor.said.ms };
};

const SIZES = { '1x': 18_000, '10x': 180_000 } as const;

/** Settling a county's month and ten counties', against counting and copying the same events. */
export const benchSettle = async (
  engines: { mongodbUri: string; redisUrl: string },
  dataDir: string,
): Promise<Figure[]> => {
  const small = await settle(engines, dataDir, SIZES['1x']);
  const large = await settle(engines, dataDir, SIZES['10x']);
  const perEvent = [(large.ms / SIZES['10x']) * 1000, (small.ms / SIZES['1x']) * 1000] as const;
  return [
    timeFigure('settle 18,000 events', small.ms, small.floorMs, 1.5),
    timeFigure('settle 180,000 events', large.ms, large.floorMs, 1.5),
    timeFigure('time per event at 180,000 against 18,000', ...perEvent, 1.1, 'µs'),
    timeFigure('worker memory at 18,000 events', small.maxRssMb, MEMORY_GOAL_MB, 1, 'MB'),
    timeFigure('worker memory at 180,000 events', large.maxRssMb, MEMORY_GOAL_MB, 1, 'MB'),
  ];
};

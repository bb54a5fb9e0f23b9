import { connectMongo } from '#shared/persistence/connect';
import { prepareCollections } from '#shared/persistence/records';
import { timeFigure, type Figure } from './figure.ts';
import { startProcess } from './process.ts';
import { insertAll, providerOf, storedVouchers } from './seed.ts';

const VOUCHERS = 100_000;
const provider = providerOf(1);

const seed = async (uri: string, dbName: string): Promise<void> => {
  const connection = await connectMongo({ uri, dbName });
  await prepareCollections(connection);
  await insertAll(connection, 'vouchers', storedVouchers(VOUCHERS, 10, provider));
  await connection.close();
};

/** Expiring a hundred thousand vouchers: each is decided and gets its line in its journal. */
export const benchExpire = async (
  engines: { mongodbUri: string; redisUrl: string },
  dataDir: string,
): Promise<Figure[]> => {
  const timed = async <T>(file: string, dbName: string): Promise<T> => {
    await seed(engines.mongodbUri, dbName);
    const env = { MONGODB_URI: engines.mongodbUri, MONGODB_DB: dbName, REDIS_URL: engines.redisUrl, DATA_DIR: dataDir };
    const started = await startProcess<T>(file, env);
    await started.stop();
    return started.said;
  };
  const floor = await timed<{ ms: number }>('test/bench/expire-floor.js', 'bench_expire_floor');
  const ours = await timed<{ ms: number; expired: number }>('test/bench/expire-worker.js', 'bench_expire');
  if (ours.expired !== VOUCHERS) throw new Error(`${ours.expired} of ${VOUCHERS} vouchers expired`);
  return [timeFigure(`expire ${VOUCHERS.toLocaleString('en')} vouchers`, ours.ms, floor.ms, 1.5)];
};

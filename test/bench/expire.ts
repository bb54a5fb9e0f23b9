import type { Connection } from 'mongoose';
import { connectMongo, WRITE_CONCERN } from '#shared/persistence/connect';
import { prepareCollections } from '#shared/persistence/records';
import { timeFigure, type Figure } from './figure.ts';
import { startProcess } from './process.ts';
import { insertAll, providerOf, storedVouchers } from './seed.ts';

const VOUCHERS = 100_000;
const provider = providerOf(1);

/** The floor: the same documents, one journalled update for each, a thousand a bulk. */
const expireBare = async (connection: Connection): Promise<number> => {
  const floor = connection.useDb('bench_expire_floor');
  await prepareCollections(floor);
  await insertAll(floor, 'vouchers', storedVouchers(VOUCHERS, 10, provider));
  const vouchers = floor.getClient().db(floor.name).collection<{ _id: string }>('vouchers');
  const ids = await vouchers.find({}, { projection: { _id: 1 } }).toArray();
  const startedAt = performance.now();
  for (let from = 0; from < ids.length; from += 1000) {
    const updates = ids.slice(from, from + 1000).map(({ _id }) => ({
      updateOne: { filter: { _id }, update: { $set: { status: 'expired', dueOn: null }, $inc: { ver: 1 } } },
    }));
    await vouchers.bulkWrite(updates, { ordered: false, writeConcern: WRITE_CONCERN });
  }
  return performance.now() - startedAt;
};

/** Expiring a hundred thousand vouchers: each is decided and gets its line in its journal. */
export const benchExpire = async (
  engines: { mongodbUri: string; redisUrl: string },
  dataDir: string,
): Promise<Figure[]> => {
  const connection = await connectMongo({ uri: engines.mongodbUri, dbName: 'bench_expire' });
  await prepareCollections(connection);
  await insertAll(connection, 'vouchers', storedVouchers(VOUCHERS, 10, provider));
  const floorMs = await expireBare(connection);
  const env = {
    MONGODB_URI: engines.mongodbUri,
    MONGODB_DB: 'bench_expire',
    REDIS_URL: engines.redisUrl,
    DATA_DIR: dataDir,
  };
  const worker = await startProcess<{ ms: number; expired: number }>('test/bench/expire-worker.js', env);
  await worker.stop();
  await connection.close();
  if (worker.said.expired !== VOUCHERS) throw new Error(`${worker.said.expired} of ${VOUCHERS} vouchers expired`);
  return [timeFigure(`expire ${VOUCHERS.toLocaleString('en')} vouchers`, worker.said.ms, floorMs, 1.5)];
};

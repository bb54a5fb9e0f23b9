import autocannon from 'autocannon';
import type { Connection } from 'mongoose';
import { connectMongo } from '#shared/persistence/connect';
import { prepareCollections } from '#shared/persistence/records';
import { median, rateFigure, type Figure } from './figure.ts';
import { startProcess } from './process.ts';
import { insertAll, dayOf, NOW, numberOf, programme, providerOf, stored, storedVouchers } from './seed.ts';

const CONNECTIONS = 32;
const SECONDS = 6;
const ROUNDS = 3;
const VOUCHERS = 6000;
const DAYS = 31;
const ADMIN = { email: 'admin@example.test', password: 'bench-admin-password' };
const WORKER = { email: 'provider@example.test', password: 'bench-provider-password' };
const provider = providerOf(1);

interface Asked {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Requests of one kind for some seconds; the rate of those answered as hoped. Anything else fails the bench. */
const rate = async (url: string, ask: () => Asked): Promise<number> => {
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: SECONDS,
    requests: [{ method: 'POST', setupRequest: (request) => ({ ...request, ...ask() }) }],
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} errors`);
  return result['2xx'] / result.duration;
};

const post = async <T>(url: string, body: unknown, token?: string): Promise<T> => {
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
};

const login = async (api: string, who: typeof ADMIN): Promise<string> =>
  (await post<{ accessToken: string }>(`${api}/v1/auth/login`, who)).accessToken;

const seedOurs = async (connection: Connection): Promise<void> => {
  await prepareCollections(connection);
  await insertAll(connection, 'programmes', [stored(programme)]);
  await insertAll(connection, 'providers', [stored(provider)]);
  await insertAll(connection, 'vouchers', storedVouchers(VOUCHERS, DAYS, provider));
  const ahead = Date.parse(NOW) - Date.now();
  await connection
    .getClient()
    .db(connection.name)
    .collection<{ _id: string; aheadMs: number }>('system')
    .insertOne({ _id: 'clock', aheadMs: ahead });
};

const seedFloor = async (connection: Connection): Promise<void> => {
  const floor = connection.useDb('bench_floor');
  const small = Array.from({ length: VOUCHERS }, (_, index) => ({
    _id: numberOf(index),
    number: numberOf(index),
    left: DAYS,
  }));
  await insertAll(floor, 'vouchers', small);
  await floor.collection('vouchers').createIndex({ number: 1 }, {}, {});
};

/** Redeeming and validating over HTTP, ours with its workers running, turn about with the floor. */
export const benchHttp = async (
  engines: { mongodbUri: string; redisUrl: string },
  dataDir: string,
): Promise<Figure[]> => {
  const env = {
    MONGODB_URI: engines.mongodbUri,
    MONGODB_DB: 'bench_http',
    REDIS_URL: engines.redisUrl,
    DATA_DIR: dataDir,
    QUEUE_PREFIX: 'bench-http',
    SANDBOX: 'true',
    PORT: '0',
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
  };
  const connection = await connectMongo({ uri: engines.mongodbUri, dbName: env.MONGODB_DB });
  await seedOurs(connection);
  await seedFloor(connection);
  const workers = await startProcess('workers/main.js', env, ['--tie']);
  const api = await startProcess<{ address: string }>('services/api/main.js', env, ['--tie']);
  const floor = await startProcess<{ address: string }>('test/bench/floor-server.js', env);
  const admin = await login(api.said.address, ADMIN);
  await post(
    `${api.said.address}/v1/users`,
    { ...WORKER, name: 'Kirjaaja', role: 'provider', providerId: provider.id },
    admin,
  );
  const token = await login(api.said.address, WORKER);

  const offering = provider.offerings[0]?.id ?? '';
  const json = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const run = String(Date.now());
  const visit = (count: number) => ({
    offeringId: offering,
    type: 'visit',
    date: dayOf(Math.floor(count / VOUCHERS) % DAYS),
    units: 1,
  });
  const redeems = (path: string) => {
    let count = -1;
    return (): Asked => {
      count += 1;
      if (count >= VOUCHERS * DAYS) throw new Error('the bench has run out of visits');
      const headers = { ...json, 'idempotency-key': `${run}-${count}` };
      return { path, headers, body: JSON.stringify({ voucherNumber: numberOf(count % VOUCHERS), ...visit(count) }) };
    };
  };
  const validates = (path: string) => {
    let count = 0;
    return (): Asked => ({
      path,
      headers: json,
      body: JSON.stringify({ number: numberOf((count += 7) % VOUCHERS), ...visit(VOUCHERS * (DAYS - 1)) }),
    });
  };
  const turns = async (ours: () => Asked, theirs: () => Asked) => {
    const rates = { ours: [] as number[], floor: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      rates.floor.push(await rate(floor.said.address, theirs));
      rates.ours.push(await rate(api.said.address, ours));
    }
    return [median(rates.ours), median(rates.floor)] as const;
  };
  const validated = await turns(validates('/v1/vouchers/validate'), validates('/validate'));
  const redeemed = await turns(redeems('/v1/service-events'), redeems('/redeem'));
  await Promise.all([api.stop(), workers.stop(), floor.stop()]);
  await connection.close();
  return [
    rateFigure('redeem one visit over HTTP, journalled', ...redeemed, 0.8),
    rateFigure('validate a voucher over HTTP', ...validated, 0.8),
  ];
};

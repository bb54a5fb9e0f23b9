import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '#shared/clock';
import type { Env } from '#shared/config/env';
import { keysOf } from '#shared/config/keys';
import type { Logger } from '#shared/log';
import { connectMongo } from '#shared/persistence/connect';
import { heartbeats } from '#shared/persistence/heartbeats';
import { prepareCollections } from '#shared/persistence/records';
import { createSeal } from '#shared/persistence/seal';
import { createSigner } from '#shared/persistence/signer';
import { checkSealedWith } from '#shared/persistence/sealed-with';
import { sandboxClock } from '#shared/persistence/sandbox-clock';
import { openStores } from '#shared/persistence/stores';
import { redisConnection } from '#shared/queues/connection';
import { queueDepths } from '#shared/queues/depths';
import { createNudge } from '#shared/queues/nudge';
import { within } from '#shared/queues/within';
import { buildApp } from './app.ts';
import { openAuth } from './auth/auth.ts';
import { makeFirstAdmin } from './auth/users.ts';
import { createMetrics } from './http/metrics.ts';

export interface RunningApi {
  readonly address: string;
  /** Says "not ready", takes no more, lets what has begun finish within `SHUTDOWN_MS`, and lets go of everything. */
  stop(): Promise<void>;
}

/** Slow senders are cut off; an idle connection outlives those of the proxies in front (60 s is their habit). */
const TIMES = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
} as const;

const listen = (server: Server, { port, host }: Env['http']): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const { port: given } = server.address() as AddressInfo;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${given}`);
    });
  });

const finish = (server: Server, withinMs: number): Promise<void> =>
  new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), withinMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
  });

const needed = (value: string | undefined, name: string): string => {
  if (value !== undefined) return value;
  throw new Error(`${name} must be set; "npm start" brings engines of its own.`);
};

/** Opens the stores, builds the application and listens. @throws when something it cannot do without is missing. */
export const startApi = async (env: Env, log: Logger): Promise<RunningApi> => {
  const uri = needed(env.mongo.uri, 'MONGODB_URI');
  const redisUrl = needed(env.redis.url, 'REDIS_URL');
  const keys = await keysOf(env);
  const connection = await connectMongo({ uri, dbName: env.mongo.dbName });
  await prepareCollections(connection);
  await checkSealedWith(connection, keys.indexKey);
  const stores = openStores(connection);
  await makeFirstAdmin(stores, env.admin, log);

  const redis = redisConnection(redisUrl, 'producer', log);
  await within(2_000, once(redis, 'ready')).catch(() => log.warn('starting without Redis; work will come later'));
  const nudge = createNudge(redisUrl, env.queuePrefix, log);
  const depths = queueDepths(redisUrl, env.queuePrefix, log);
  const beats = heartbeats(connection);
  const turnable = env.sandbox ? await sandboxClock(connection) : undefined;
  let stopping = false;
  const app = buildApp({
    stores,
    nudge,
    env,
    log,
    clock: turnable ?? systemClock,
    ...(turnable && { sandboxClock: turnable }),
    auth: openAuth(stores, keys, log),
    seal: createSeal(keys),
    signer: createSigner(keys.documents),
    metrics: createMetrics({ process: true, depths: () => depths.read() }),
    stopping: () => stopping,
    probes: {
      mongodb: async () => (await connection.getClient().db(connection.name).command({ ping: 1 }))['ok'] === 1,
      redis: async () => {
        await redis.ping();
        return true;
      },
      workers: () => beats.anyFresh(),
    },
  });
  const server = createServer(TIMES, app);
  const address = await listen(server, env.http);
  return {
    address,
    async stop() {
      stopping = true;
      await finish(server, env.shutdownMs);
      await nudge.close();
      depths.close();
      redis.disconnect();
      turnable?.stop();
      await connection.close();
    },
  };
};

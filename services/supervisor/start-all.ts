import { setTimeout as wait } from 'node:timers/promises';
import { readEnv } from '#shared/config/env';
import { startHost, type Host } from '#shared/embedded/host';
import { startEngines, type Engines } from '#shared/embedded/start-engines';
import { logTo } from '#shared/log';

export interface StartOptions {
  /** The environment of everything started; what it leaves out of stores is started along with it. */
  readonly env: NodeJS.ProcessEnv;
  readonly apiCount?: number;
  readonly workerCount?: number;
  /** One per API process; 0 takes any free one. By default the environment's, then free ones. */
  readonly ports?: readonly number[];
  /** Silences the processes, for demonstrations and tests. */
  readonly quiet?: boolean;
  /** A process kept dying and was given up. */
  readonly onGivenUp?: (error: Error) => void;
}

export interface Everything {
  /** Where each API process listens, e.g. `http://127.0.0.1:3000`. */
  readonly addresses: string[];
  readonly mongodbUri: string;
  readonly redisUrl: string;
  apiPids(): number[];
  workerPids(): number[];
  /** Of the embedded engines; -1 where a server of one's own was given. */
  mongoPid(): number;
  valkeyPid(): number;
  /** API first, so that nothing new comes in; then workers, then engines. At most about 19 s. */
  stop(): Promise<void>;
}

/** What each kind may take to stop before it is killed, in milliseconds; together below 20 s. */
const STOP_MS = { api: 8_000, workers: 6_500, engines: 4_000 };

/** What the processes are told: less than the above, so that they end by themselves. */
const SHUTDOWN_MS = 5_500;
const READY_MS = 60_000;

/**
 * Starts the whole of Valinta as processes kept running by this one: engines that no URI was given for, APIs and workers.
 * Resolves when the first API says that it is ready, stores and workers included. @throws when any part cannot be
 * started; what was started is stopped again.
 */
export async function startAll(options: StartOptions): Promise<Everything> {
  const { env, apiCount = 1, workerCount = 1, ports = [], quiet = false, onGivenUp } = options;
  const read = readEnv(env);
  const log = logTo('supervisor', quiet ? { level: 'silent' } : {});
  const common = { log, quiet, ...(onGivenUp && { onGivenUp }) };
  const apis: Host[] = [];
  const workers: Host[] = [];
  let engines: Engines | undefined;

  const stop = async () => {
    await Promise.all(apis.filter(Boolean).map((api) => api.stop(STOP_MS.api)));
    await Promise.all(workers.filter(Boolean).map((worker) => worker.stop(STOP_MS.workers)));
    await engines?.stop(STOP_MS.engines);
  };

  try {
    if (!read.mongo.uri || !read.redis.url) {
      const asked = { mongo: !read.mongo.uri, valkey: !read.redis.url };
      engines = await startEngines({ ...common, ...asked, dataDir: read.dataDir });
    }
    const mongodbUri = read.mongo.uri ?? engines?.mongodbUri ?? '';
    const redisUrl = read.redis.url ?? engines?.redisUrl ?? '';
    const shutdownMs = Math.min(read.shutdownMs, SHUTDOWN_MS);
    const given = { ...env, MONGODB_URI: mongodbUri, REDIS_URL: redisUrl, SHUTDOWN_MS: String(shutdownMs) };

    const startApi = async (i: number) => {
      const first = ports[i] ?? (i === 0 ? read.http.port : 0);
      const api = await startHost({
        ...common,
        name: `api-${i + 1}`,
        program: 'services/api/main.js',
        // Started again it keeps its address, also one the system chose.
        env: (last) => ({ ...given, PORT: last?.address ? new URL(last.address).port : String(first) }),
      });
      apis[i] = api;
    };
    const startWorkers = async (i: number) => {
      const program = 'workers/main.js';
      workers[i] = await startHost({ ...common, name: `workers-${i + 1}`, program, env: () => given });
    };
    // The first API alone: it prepares the database and the keys the others then find.
    await startApi(0);
    await allOrFault([
      ...Array.from({ length: apiCount - 1 }, (_, i) => startApi(i + 1)),
      ...Array.from({ length: workerCount }, (_, i) => startWorkers(i)),
    ]);
    const addresses = apis.map((api, i) => addressOf(api, i));
    if (workerCount > 0) await Promise.all(addresses.map(untilReady));

    return {
      addresses,
      mongodbUri,
      redisUrl,
      apiPids: () => apis.map((api) => api.pid()),
      workerPids: () => workers.map((worker) => worker.pid()),
      mongoPid: () => engines?.mongoPid() ?? -1,
      valkeyPid: () => engines?.valkeyPid() ?? -1,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits for all of them even when one fails, so that whoever stops them knows them all. */
async function allOrFault(starts: Promise<void>[]): Promise<void> {
  const fault = (await Promise.allSettled(starts)).find((start) => start.status === 'rejected');
  if (fault) throw fault.reason;
}

function addressOf(api: Host, i: number): string {
  const { address } = api.ready();
  if (!address) throw new Error(`api-${i + 1} did not say where it listens`);
  return address;
}

async function untilReady(address: string): Promise<void> {
  const end = Date.now() + READY_MS;
  let answer = 'no answer';
  while (Date.now() < end) {
    try {
      const response = await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(2_000) });
      if (response.ok) return;
      answer = `${response.status} ${await response.text()}`;
    } catch (error) {
      answer = String(error);
    }
    await wait(100);
  }
  throw new Error(`${address} was not ready within ${READY_MS / 1_000} s: ${answer}`);
}

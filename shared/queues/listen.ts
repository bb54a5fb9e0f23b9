import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from '../log.ts';
import { checkEviction, redisConnection, sparsely } from './connection.ts';
import { payload, type QueueName } from './nudges.ts';
import { within } from './within.ts';

export interface ListenOptions {
  readonly name: QueueName;
  readonly redisUrl: string;
  readonly prefix: string;
  readonly log: Logger;
  readonly concurrency: number;
  readonly onNudge: (id: string) => Promise<void>;
}

const CHECK_MS = 15_000;
const DEAF_AFTER_MS = 90_000;
const CLOSE_MS = 5_000;
const CLOSE_WITHOUT_REDIS_MS = 100;

/**
 * The queue's door. A BullMQ worker that lost Redis at a bad moment may stay deaf, without an error, until its process is
 * restarted (several bugs of that kind were fixed, some are open). So this looks itself: jobs that wait while none was
 * taken for a minute and a half, as seen over a fresh connection, mean deaf ears, and the worker is made anew.
 */
export function listen(options: ListenOptions): { close(): Promise<void> } {
  const { log, name } = options;
  let ears = grow(options);
  let closing = false;
  const timer = setInterval(() => void check(), CHECK_MS);
  timer.unref();

  const check = async () => {
    if (closing || Date.now() - ears.heardAt() < DEAF_AFTER_MS || ears.busy()) return;
    try {
      if (!(await someoneWaits(options))) return ears.nothingToHear();
      log.error({ queue: name }, 'jobs wait and none is taken though Redis answers; the listener is made anew');
      const deaf = ears;
      ears = grow(options);
      await deaf.close();
    } catch (err) {
      log.debug({ err }, 'Redis cannot be asked; the sweep goes on');
    }
  };

  return {
    async close() {
      closing = true;
      clearInterval(timer);
      await ears.close();
    },
  };
}

interface Ears {
  heardAt(): number;
  busy(): boolean;
  nothingToHear(): void;
  close(): Promise<void>;
}

function grow({ name, redisUrl, prefix, log, concurrency, onNudge }: ListenOptions): Ears {
  const redis = redisConnection(redisUrl, 'worker', log);
  const connections = withItsCopies(redis);
  const complain = sparsely(log, 'the queue is out of reach; the sweep goes on');
  let heardAt = Date.now();
  let inHand = 0;
  redis.once('ready', () => void checkEviction(redis, log).catch(complain));

  const worker = new Worker(
    name,
    async (job) => {
      heardAt = Date.now();
      inHand++;
      try {
        const { id } = payload.parse(job.data);
        await onNudge(id);
      } finally {
        inHand--;
        heardAt = Date.now();
      }
    },
    {
      connection: redis,
      prefix,
      concurrency,
      // How long it blocks on an empty queue, in seconds; a connection lost without a word is noticed soon after.
      drainDelay: 1,
      lockDuration: 60_000,
      // Handlers are brief, and one done twice does no harm; the renewing timer would outlive a close without Redis.
      skipLockRenewal: true,
      skipVersionCheck: true,
      runRetryDelay: 2_000,
    },
  );
  worker.on('error', complain);

  return {
    heardAt: () => heardAt,
    busy: () => inHand >= concurrency,
    nothingToHear: () => (heardAt = Date.now()),
    async close() {
      // With Redis away an orderly `close()` never returns (bullmq #4656), so it is forced or left; handlers in hand are
      // waited for by the sweep, and what BullMQ leaves undone ends with its connections.
      const reachable = redis.status === 'ready';
      await within(reachable ? CLOSE_MS : CLOSE_WITHOUT_REDIS_MS, worker.close(!reachable)).catch(complain);
      for (const connection of connections) connection.disconnect();
    },
  };
}

/** The connection and those BullMQ copies from it to block on, so that all of them can be ended. */
function withItsCopies(redis: Redis): Set<Redis> {
  const all = new Set([redis]);
  const duplicate = redis.duplicate.bind(redis);
  redis.duplicate = (override) => {
    const copy = duplicate(override);
    copy.on('error', () => undefined); // the first connection says it for all
    all.add(copy);
    return copy;
  };
  return all;
}

async function someoneWaits({ redisUrl, prefix, name, log }: ListenOptions): Promise<boolean> {
  const fresh = redisConnection(redisUrl, 'producer', log);
  try {
    await new Promise((resolve, reject) => fresh.once('ready', resolve).once('error', reject));
    return (await fresh.llen(`${prefix}:${name}:wait`)) > 0;
  } finally {
    fresh.disconnect();
  }
}

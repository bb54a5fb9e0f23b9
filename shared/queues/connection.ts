import { Redis } from 'ioredis';
import type { Logger } from '../log.ts';

/**
 * A producer would rather lose a nudge than wait: nothing is queued while Redis is away and nothing is retried.
 * A worker would rather wait, for ever, and be there when Redis comes back.
 */
export type RedisRole = 'producer' | 'worker';

const OPTIONS = {
  producer: { enableOfflineQueue: false, maxRetriesPerRequest: 1, connectTimeout: 5_000, disconnectTimeout: 100 },
  worker: { maxRetriesPerRequest: null, connectTimeout: 5_000, disconnectTimeout: 100 },
} as const;

/** Back within two seconds of Redis itself; the default waits up to twenty. In milliseconds. */
const retryStrategy = (attempt: number) => Math.min(200 * 2 ** Math.min(attempt, 10), 2_000);

/**
 * A connection to Redis or Valkey. It never throws for an absent server, now or later: that is said in the log, sparsely.
 * @param url `redis://…`, `rediss://…` or `unix:///path/of/a.sock`.
 */
export function redisConnection(url: string, role: RedisRole, log: Logger): Redis {
  const options = { ...OPTIONS[role], retryStrategy };
  const redis = url.startsWith('unix://')
    ? new Redis({ ...options, path: decodeURIComponent(url.slice('unix://'.length)) })
    : new Redis(url, options);
  redis.on('error', sparsely(log, 'Redis is away'));
  return redis;
}

/** A listener for errors that come by the dozen while a server is away: one line in half a minute tells as much. */
export function sparsely(log: Logger, message: string, everyMs = 30_000): (err: unknown) => void {
  let saidAt = -Infinity;
  let unsaid = 0;
  return (err) => {
    if (Date.now() - saidAt < everyMs) {
      unsaid++;
      return;
    }
    log.warn({ err, unsaid }, message);
    saidAt = Date.now();
    unsaid = 0;
  };
}

/**
 * Any eviction policy but `noeviction` silently drops nudges when Redis is full. Nothing is lost by it, as every worker
 * sweeps; but it shows as delays nobody can explain, hence said once at the start.
 */
export async function checkEviction(redis: Redis, log: Logger): Promise<string | undefined> {
  const policy = /^maxmemory_policy:(\S+)/m.exec(await redis.info('memory'))?.[1];
  if (policy !== 'noeviction') {
    log.warn(
      { policy },
      'Redis should run with maxmemory-policy noeviction; as it is, nudges may vanish and work come late',
    );
  }
  return policy;
}

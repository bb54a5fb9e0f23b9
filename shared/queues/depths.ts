import { Queue } from 'bullmq';
import type { Logger } from '../log.ts';
import { redisConnection } from './connection.ts';
import { QUEUE_NAMES, type QueueName } from './nudges.ts';
import { within } from './within.ts';

export type Depths = Record<QueueName, Record<string, number>>;

/**
 * How many nudges stand where, for the metrics: `read()` gives waiting, active, delayed and failed per queue, or nothing when Redis
 * does not answer within a second. A depth is a hint about delay; what is really due only the store knows.
 */
export function queueDepths(redisUrl: string, prefix: string, log: Logger) {
  const redis = redisConnection(redisUrl, 'producer', log);
  const queues = new Map<QueueName, Queue>();
  const queueOf = (name: QueueName): Queue => {
    const queue = queues.get(name) ?? new Queue(name, { connection: redis, prefix, skipVersionCheck: true });
    if (!queues.has(name)) queue.on('error', (err) => log.debug({ err }, 'queue depths are out of reach'));
    queues.set(name, queue);
    return queue;
  };
  const count = async (): Promise<Depths> => {
    const counts = await Promise.all(
      QUEUE_NAMES.map((name) => queueOf(name).getJobCounts('waiting', 'active', 'delayed', 'failed')),
    );
    return Object.fromEntries(QUEUE_NAMES.map((name, i) => [name, counts[i] ?? {}])) as Depths;
  };
  return {
    async read(): Promise<Depths | undefined> {
      if (redis.status !== 'ready') return undefined;
      return within(1_000, count()).catch((err: unknown) => {
        log.debug({ err }, 'queue depths are out of reach');
        return undefined;
      });
    },
    close: () => redis.disconnect(),
  };
}

import { Queue } from 'bullmq';
import type { Logger } from '../log.ts';
import { redisConnection, sparsely } from './connection.ts';
import { GATHER_MS, jobIdOf, jobOptions, payload, type Payload, type QueueName } from './nudges.ts';
import { within } from './within.ts';

export interface Nudge {
  /** Tells a worker that something is due. Returns at once, never throws, and may come to nothing. */
  readonly nudge: (queue: QueueName, id: string) => void;
  readonly close: () => Promise<void>;
}

/** A nudge later than this would come after the sweep's own look; it is given up. */
const BUDGET_MS = 200;

/** More than this under way means that Redis has stopped answering: then better none than a growing heap. */
const MOST_UNDER_WAY = 20;

/**
 * The producers' side of the queues. A request that moves money must be neither slower nor less sure because Redis is
 * slow, full or gone, so nothing here is awaited and every failure is only said, sparsely.
 */
export function createNudge(redisUrl: string, prefix: string, log: Logger): Nudge {
  const redis = redisConnection(redisUrl, 'producer', log);
  const queues = new Map<QueueName, Queue<Payload>>();
  const gathered = new Map<QueueName, { readonly ids: Set<string>; readonly timer: NodeJS.Timeout }>();
  const complain = sparsely(log, 'nudges were not delivered; the sweeps will find the work');
  let underWay = 0;

  const queueOf = (name: QueueName): Queue<Payload> => {
    const known = queues.get(name);
    if (known) return known;
    const queue = new Queue<Payload>(name, { connection: redis, prefix, skipVersionCheck: true });
    queue.on('error', complain);
    queues.set(name, queue);
    return queue;
  };

  const deliver = async (name: QueueName, ids: Set<string>): Promise<void> => {
    if (redis.status !== 'ready' || underWay >= MOST_UNDER_WAY) {
      return complain(new Error(`Redis is ${redis.status}, ${underWay} deliveries are under way`));
    }
    underWay++;
    const now = Date.now();
    const jobs = [...ids].map((id) => ({ name, data: { id }, opts: { ...jobOptions, jobId: jobIdOf(id, now) } }));
    try {
      await within(BUDGET_MS, queueOf(name).addBulk(jobs));
    } catch (err) {
      complain(err);
      // A queue whose first greeting failed never recovers by itself: the next nudge makes a new one.
      const failed = queues.get(name);
      queues.delete(name);
      failed?.close().catch(complain);
    } finally {
      underWay--;
    }
  };

  const flush = (name: QueueName) => {
    const waiting = gathered.get(name);
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    gathered.delete(name);
    void deliver(name, waiting.ids);
  };

  return {
    nudge(queue, id) {
      if (!payload.safeParse({ id }).success) return complain(new Error(`'${id}' cannot be nudged about`));
      const waiting = gathered.get(queue);
      if (waiting !== undefined) waiting.ids.add(id);
      else gathered.set(queue, { ids: new Set([id]), timer: setTimeout(() => flush(queue), GATHER_MS[queue]) });
    },
    async close() {
      for (const queue of [...gathered.keys()]) flush(queue);
      const idle = async () => {
        while (underWay > 0) await new Promise((resolve) => setTimeout(resolve, 5));
      };
      await within(BUDGET_MS, idle()).catch(complain);
      redis.disconnect();
    },
  };
}

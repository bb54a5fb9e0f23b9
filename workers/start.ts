import { systemClock, todayOf, type Clock } from '#shared/clock';
import type { Env } from '#shared/config/env';
import type { Logger } from '#shared/log';
import { connectMongo } from '#shared/persistence/connect';
import { isStoreAway } from '#shared/persistence/faults';
import { heartbeats } from '#shared/persistence/heartbeats';
import { knowFirstDay } from '#shared/persistence/installed';
import { prepareCollections } from '#shared/persistence/records';
import { sandboxClock, type SandboxClock } from '#shared/persistence/sandbox-clock';
import { openStores } from '#shared/persistence/stores';
import { createNudge } from '#shared/queues/nudge';
import { runWorker, type Work } from '#shared/queues/run-worker';
import { calendarWork } from './calendar/worker.ts';
import type { WorkerDeps } from './deps.ts';
import { expiryWork } from './expiry/worker.ts';
import { openPost, type Post } from './notifications/post.ts';
import { notificationsWork } from './notifications/worker.ts';
import { relayWork } from './relay/worker.ts';
import { repricingWork } from './repricing/worker.ts';
import { settlementWork } from './settlement/worker.ts';

export interface RunningWorkers {
  /** Takes up nothing more and lets what is in hand finish; what is left the next process finds due. */
  stop(): Promise<void>;
}

const needed = (value: string | undefined, name: string): string => {
  if (value !== undefined) return value;
  throw new Error(`${name} must be set; "npm start" brings engines of its own.`);
};

/** In the sandbox every question is asked at the time it is there now: the clock may have been turned a moment ago. */
const onTime =
  (clock: SandboxClock | undefined) =>
  (work: Work): Work =>
    clock === undefined
      ? work
      : {
          ...work,
          due: async (limit) => {
            await clock.refresh();
            return work.due(limit);
          },
        };

const worksOf = (deps: WorkerDeps, post: Post): Work[] => [
  relayWork(deps),
  expiryWork(deps),
  calendarWork(deps),
  repricingWork(deps),
  settlementWork(deps),
  notificationsWork(deps, post),
];

/** Opens the stores and sets every worker to its work. @throws when something they cannot do without is missing. */
export const startWorkers = async (env: Env, log: Logger): Promise<RunningWorkers> => {
  const uri = needed(env.mongo.uri, 'MONGODB_URI');
  const redisUrl = needed(env.redis.url, 'REDIS_URL');
  const connection = await connectMongo({ uri, dbName: env.mongo.dbName });
  await prepareCollections(connection);
  const stores = openStores(connection);
  const turnable = env.sandbox ? await sandboxClock(connection) : undefined;
  const clock: Clock = turnable ?? systemClock;
  await knowFirstDay(connection, todayOf(clock));

  const nudge = createNudge(redisUrl, env.queuePrefix, log);
  const post = openPost(env);
  const beats = heartbeats(connection);
  const running = worksOf({ stores, clock, env, log, nudge }, post)
    .map(onTime(turnable))
    .map((work) =>
      runWorker(work, { redisUrl, prefix: env.queuePrefix, log, isStoreAway, beat: () => beats.beat(work.name) }),
    );
  return {
    async stop() {
      await Promise.all(running.map((worker) => worker.close()));
      await nudge.close();
      post.close();
      turnable?.stop();
      await connection.close();
    },
  };
};

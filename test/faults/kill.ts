import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Installation } from './installation.ts';

export const VICTIMS = ['api', 'worker', 'engine', 'redis'] as const;
export type Victim = (typeof VICTIMS)[number];

const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(Math.random() * items.length)];

/** A Redis of somebody else's is not ours to kill: it loses everything and every connection, which is as much. */
const wipe = async (url: string): Promise<void> => {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1 });
  await redis.connect();
  await redis.flushall();
  await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  redis.disconnect();
};

const pidOf = ({ system }: Installation, victim: Victim): number | undefined => {
  if (victim === 'api') return pick(system.apiPids());
  if (victim === 'worker') return pick(system.workerPids());
  return victim === 'engine' ? system.mongoPid() : system.valkeyPid();
};

/** Kills one process of the kind with SIGKILL. False when it was just being started again and there was none to kill. */
export const killOne = async (installation: Installation, victim: Victim): Promise<boolean> => {
  const pid = pidOf(installation, victim);
  if (victim === 'redis' && pid === -1) {
    await wipe(installation.system.redisUrl);
    return true;
  }
  if (pid === undefined || pid <= 0) return false;
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw fault;
  }
};

/** So many answers are waited for between two kills: what is killed is at work, on a fast machine and on a slow one. */
const ANSWERS_BETWEEN = 4;
const LONGEST_MS = 15_000;

/** Kills each kind so many times, in random order, while `answered` tells that work goes on; says how many of each died. */
export const killAtRandom = async (
  installation: Installation,
  times: number,
  answered: () => number,
): Promise<Record<Victim, number>> => {
  const killed: Record<Victim, number> = { api: 0, worker: 0, engine: 0, redis: 0 };
  for (;;) {
    const victim = pick(VICTIMS.filter((kind) => killed[kind] < times));
    if (victim === undefined) return killed;
    if (await killOne(installation, victim)) killed[victim] += 1;
    const [before, until] = [answered(), Date.now() + LONGEST_MS];
    do await wait(50 + Math.random() * 300);
    while (answered() < before + ANSWERS_BETWEEN && Date.now() < until);
  }
};

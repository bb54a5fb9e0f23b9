import type { Logger } from '../log.ts';
import { listen } from './listen.ts';
import type { QueueName } from './nudges.ts';
import { createSweep } from './sweep.ts';
import { within } from './within.ts';

/**
 * What a worker is: a question and an answer. `due` asks the store for what waits, oldest first; `one` (or `many`, where
 * work is cheaper by the batch) does it. Doing it twice must be harmless, for it will happen. What takes longer than a minute
 * says now and then that it is `alive`; what hangs says nothing, and the worker is found to be dead.
 */
export interface Work {
  readonly name: QueueName;
  due(limit: number): Promise<string[]>;
  one?(id: string, alive?: () => void): Promise<void>;
  many?(ids: string[], alive?: () => void): Promise<void>;
  /** How many are asked for at a time, where `many` likes more than the usual page. */
  readonly page?: number;
  /** How often the question is asked without any nudge, in milliseconds; give or take a fifth. */
  readonly everyMs: number;
}

export interface WorkerDeps {
  readonly redisUrl: string;
  /** In front of every key in Redis. */
  readonly prefix: string;
  readonly log: Logger;
  /** How many items are in hand at once. */
  readonly concurrency?: number;
  /** Whether a fault says nothing of the item that met it; without it, every fault is the item's. */
  readonly isStoreAway?: (fault: unknown) => boolean;
  /** Called about every ten seconds while the worker goes round or gets on with long work; the caller writes it where readiness is asked. */
  readonly beat?: () => void | Promise<void>;
}

export interface RunningWorker {
  /** Lets what is in hand finish, for at most about five seconds; what is left the next process finds due. */
  close(): Promise<void>;
  sweepNow(): Promise<number>;
  lastHeartbeatAt(): number;
}

const BEAT_MS = 10_000;
const CLOSE_MS = 5_000;

/**
 * One handler, two doors: the same work is fed by nudges from the queue, at once, and by a sweep that asks what is due, a
 * little later. There is no other recovery code: when Redis has lost everything, the sweep does the same work.
 */
export function runWorker(work: Work, deps: WorkerDeps): RunningWorker {
  if (!work.one && !work.many) throw new Error(`${work.name} says what is due but not what to do`);
  const { redisUrl, prefix, concurrency = 4, isStoreAway = () => false } = deps;
  const log = deps.log.child({ queue: work.name });
  const sweep = createSweep(work, log, { concurrency, isStoreAway });
  const onNudge = (id: string) => (work.one ? sweep.one(id) : Promise.resolve(sweep.wake()));
  const door = listen({ name: work.name, redisUrl, prefix, log, concurrency, onNudge });

  const beat = async () => {
    try {
      await deps.beat?.();
    } catch (err) {
      log.warn({ err }, 'the heartbeat was not kept');
    }
  };
  const beats = setInterval(() => {
    // A sweep that hangs must not look alive: no beat once three rounds and a minute have passed without a sign.
    if (Date.now() - sweep.lastSignAt() > 3 * work.everyMs + 60_000) return;
    void beat();
  }, BEAT_MS);
  void beat();
  sweep.start();

  return {
    async close() {
      clearInterval(beats);
      const late = (err: unknown) => log.warn({ err }, 'stopped with work in hand; it stays due');
      await Promise.all([within(CLOSE_MS, sweep.stop()).catch(late), door.close()]);
    },
    sweepNow: () => sweep.now(),
    lastHeartbeatAt: () => sweep.lastSignAt(),
  };
}

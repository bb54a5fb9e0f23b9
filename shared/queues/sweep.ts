import type { Logger } from '../log.ts';
import type { Work } from './run-worker.ts';

/** How many ids one question asks for, where the work does not say. */
const PAGE = 200;

/**
 * An item that fails rests 1 s, then 2, 4 … up to five minutes, so that one that always fails costs next to nothing. While
 * the store is away no item is to blame: it rests 1 s each time, or it would rest long after the store is back.
 */
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 300_000;

/** Failing items beyond this are not told apart any more; by then something larger is broken. */
const MOST_RESTING = 10_000;

export interface Manner {
  /** How many items are in hand at once. */
  readonly concurrency: number;
  /** Whether a fault says nothing of the item that met it. */
  readonly isStoreAway: (fault: unknown) => boolean;
}

export interface Sweep {
  /** Asks what is due and does it, until nothing more is. Waits its turn if a sweep is under way. @returns how many were done. */
  now(): Promise<number>;
  /** The queue's door to the same handler. */
  one(id: string): Promise<void>;
  /** Sweeps soon, for workers that do many at once. */
  wake(): void;
  start(): void;
  stop(): Promise<void>;
  /** When a sweep last went all the way round, or work in hand last gave a sign of life (milliseconds since 1970). */
  lastSignAt(): number;
}

/** The sheet's door: what is due is asked of the store, so nothing that Redis forgets is ever lost. */
export function createSweep(work: Work, log: Logger, { concurrency, isStoreAway }: Manner): Sweep {
  const resting = new Map<string, { failures: number; until: number }>();
  const inHand = new Set<string>();
  let lastSignAt = Date.now();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let turn: Promise<unknown> = Promise.resolve();
  let woken = false;

  const isStopped = () => stopped;
  const alive = () => {
    lastSignAt = Date.now();
  };
  const rests = (id: string) => (resting.get(id)?.until ?? 0) > Date.now();

  const failed = (id: string, err: unknown) => {
    const isBlamed = !isStoreAway(err);
    const failures = (resting.get(id)?.failures ?? 0) + (isBlamed ? 1 : 0);
    const rest = isBlamed ? Math.min(FIRST_REST_MS * 2 ** (failures - 1), LONGEST_REST_MS) : FIRST_REST_MS;
    if (resting.size < MOST_RESTING || resting.has(id)) resting.set(id, { failures, until: Date.now() + rest });
    log.error({ err, id, failures, retryInMs: rest }, 'failed; a later sweep tries again');
  };

  /** @returns whether it was done. A failure is logged and rests; it never stops the others. */
  const attempt = async (ids: string[], handle: () => Promise<void>): Promise<boolean> => {
    for (const id of ids) inHand.add(id);
    try {
      await handle();
      for (const id of ids) resting.delete(id);
      return true;
    } catch (err) {
      if (ids.length === 1 && ids[0] !== undefined) failed(ids[0], err);
      else log.warn({ err, count: ids.length }, 'a batch failed; trying its items one by one');
      return false;
    } finally {
      for (const id of ids) inHand.delete(id);
    }
  };

  const all = async (ids: string[]) => work.many?.(ids, alive);
  const each = async (id: string) => (work.one ? work.one(id, alive) : all([id]));

  const handleAll = async (ids: string[]): Promise<number> => {
    if (work.many && ids.length > 1 && (await attempt(ids, () => all(ids)))) return ids.length;
    const queue = [...ids];
    let done = 0;
    const hand = async () => {
      for (let id = queue.shift(); id !== undefined && !isStopped(); id = queue.shift()) {
        const item = id;
        if (await attempt([item], () => each(item))) done++;
      }
    };
    await Promise.all(Array.from({ length: work.one ? concurrency : 1 }, hand));
    return done;
  };

  const round = async (): Promise<number> => {
    const met = new Set<string>();
    let done = 0;
    let passedOver = 0;
    while (!isStopped()) {
      // Items that rest, or that were handled in this round and are still due, must not crowd out those behind them.
      const asked = (work.page ?? PAGE) + passedOver;
      const due = await work.due(asked);
      const fresh = due.filter((id) => !met.has(id) && !inHand.has(id) && !rests(id));
      passedOver = due.length - fresh.length;
      for (const id of fresh) met.add(id);
      if (fresh.length > 0) done += await handleAll(fresh);
      if (due.length < asked) break;
    }
    alive();
    forgetTheRested(resting);
    return done;
  };

  /** Rounds in one process follow each other; two at a time would only get in each other's way. */
  const now = (): Promise<number> => {
    const next = turn.then(round);
    turn = next.catch(() => undefined);
    return next;
  };
  const quietly = () => now().catch((err: unknown) => log.error({ err }, 'the sweep failed; the next one tries again'));

  const schedule = () => {
    const jitter = 0.8 + Math.random() * 0.4;
    timer = setTimeout(() => {
      void quietly().then(() => isStopped() || schedule());
    }, work.everyMs * jitter);
  };

  const wake = () => {
    if (woken || stopped) return;
    woken = true;
    void turn.then(() => {
      woken = false;
      return isStopped() ? undefined : quietly();
    });
  };

  return {
    now,
    async one(id) {
      // In hand already, perhaps read before what the nudge tells of: look once more afterwards.
      if (inHand.has(id)) wake();
      else if (!rests(id)) await attempt([id], () => each(id));
    },
    wake,
    start() {
      void quietly();
      schedule();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await turn;
      while (inHand.size > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    lastSignAt: () => lastSignAt,
  };
}

/** An item long rested and not met again was done elsewhere. */
function forgetTheRested(resting: Map<string, { until: number }>): void {
  const longAgo = Date.now() - LONGEST_REST_MS;
  for (const [id, { until }] of resting) if (until < longAgo) resting.delete(id);
}

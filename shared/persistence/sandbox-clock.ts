import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import type { Clock } from '#shared/clock';
import { collectionOf } from './records.ts';

/**
 * The clock of the sandbox: real time and how far it was moved ahead (`system/clock`), the same for every process.
 * It goes on from where it was set, so that what is rehearsed has an order in time.
 */
export interface SandboxClock extends Clock {
  /** Looks how far ahead it is now. */
  refresh(): Promise<void>;
  /** Moves it to an instant (ms since 1970) and waits until every process has seen it; false when that is not ahead. */
  turnTo(instant: number): Promise<boolean>;
  stop(): void;
}

const CLOCK = 'clock';
/** How often each process looks, and how long whoever turns it waits for them. */
const LOOK_MS = 100;
const SEEN_MS = 250;

/** Opens the clock and keeps it fresh. A look that fails changes nothing; the next is a moment away. */
export const sandboxClock = async (connection: Connection): Promise<SandboxClock> => {
  const system = collectionOf(connection, 'system');
  let aheadMs = 0;
  const refresh = async (): Promise<void> => {
    const clock = await system.findOne({ _id: CLOCK });
    const known: unknown = clock?.['aheadMs'];
    if (typeof known === 'number') aheadMs = Math.max(aheadMs, known);
  };
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    // The store being away is for those to say who ask it for something; time goes on meanwhile.
    await refresh().catch(() => undefined);
    looking = false;
  };
  await refresh();
  const timer = setInterval(() => void look(), LOOK_MS);
  timer.unref();

  return {
    now: () => Date.now() + aheadMs,
    refresh,
    async turnTo(instant) {
      await refresh();
      const ahead = instant - Date.now();
      if (ahead <= aheadMs) return false;
      // Only ever forward, whoever turns it at the same moment: the store keeps the larger.
      const { modifiedCount, upsertedCount } = await system.updateOne(
        { _id: CLOCK },
        { $max: { aheadMs: ahead } },
        { upsert: true },
      );
      await refresh();
      if (modifiedCount + upsertedCount === 0) return false;
      await sleep(SEEN_MS);
      return true;
    },
    stop: () => clearInterval(timer),
  };
};

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { logTo } from '#shared/log';
import { createSweep } from '#shared/queues/sweep';

const AWAY = new Error('the store is away');
const OWN = new Error('its own fault');

/** How often an item that fails is tried in so many seconds, looked at once a second. */
const triesIn = async (seconds: number, fault: Error): Promise<number> => {
  let tries = 0;
  const one = () => {
    tries += 1;
    return Promise.reject(fault);
  };
  const work = { name: 'expiry' as const, everyMs: 1_000_000, due: () => Promise.resolve(['an-item']), one };
  const log = logTo('test');
  log.level = 'silent';
  const sweep = createSweep(work, log, { concurrency: 1, isStoreAway: (met) => met === AWAY });
  for (let second = 0; second < seconds; second += 1) {
    await sweep.now();
    jest.setSystemTime(Date.now() + 1_000);
  }
  return tries;
};

describe('an item that fails', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'setTimeout', 'nextTick', 'queueMicrotask'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('rests longer each time: after 1, 2, 4, 8, 16 and 32 seconds', async () => {
    expect(await triesIn(64, OWN)).toBe(7);
  });

  it('is tried every second while the store is away, and so at once when it is back', async () => {
    expect(await triesIn(64, AWAY)).toBe(64);
  });
});

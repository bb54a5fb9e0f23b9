import { createHash } from 'node:crypto';
import { RateLimiterMongo } from 'rate-limiter-flexible';
import type { Stores } from '#shared/persistence/stores';

/**
 * How often one may try to log in. The counters are in the database, so that they hold over all processes and over a
 * restart, and when it is away nobody is let in. An account is never shut for everybody, only for the address that
 * guesses: otherwise anyone could shut anyone out.
 */
const LIMITS = {
  /** Wrong passwords for one account from one address. */
  pair: { points: 10, duration: 15 * 60 },
  /** Wrong passwords from one address, over all accounts; a whole office may stand behind one address. */
  address: { points: 100, duration: 5 * 60 },
  /** Log-ins that succeed, for one account from one address: far more than a person needs. */
  success: { points: 100, duration: 60 },
} as const;

export const loginLimits = ({ connection }: Pick<Stores, 'connection'>) => {
  const counter = (name: keyof typeof LIMITS) =>
    new RateLimiterMongo({
      ...LIMITS[name],
      keyPrefix: name,
      storeClient: connection.getClient(),
      dbName: connection.name,
      tableName: 'loginLimits',
      disableIndexesCreation: true,
    });
  const counters = { pair: counter('pair'), address: counter('address'), success: counter('success') };
  const pairOf = (email: string, address: string) =>
    createHash('sha256').update(`${email}\n${address}`).digest('base64url');

  return {
    /** Seconds to wait; 0 when a try is free. */
    async wait(email: string, address: string): Promise<number> {
      const pair = pairOf(email, address);
      const states = await Promise.all([
        counters.pair.get(pair),
        counters.address.get(address),
        counters.success.get(pair),
      ]);
      const [forPair, forAddress, forSuccess] = states;
      const waits = [
        (forPair?.consumedPoints ?? 0) >= LIMITS.pair.points ? forPair : null,
        (forAddress?.consumedPoints ?? 0) >= LIMITS.address.points ? forAddress : null,
        (forSuccess?.consumedPoints ?? 0) >= LIMITS.success.points ? forSuccess : null,
      ].map((state) => (state === null ? 0 : Math.max(1, Math.ceil(state.msBeforeNext / 1000))));
      return Math.max(...waits);
    },
    async failed(email: string, address: string): Promise<void> {
      await Promise.all([counters.pair.penalty(pairOf(email, address)), counters.address.penalty(address)]);
    },
    async succeeded(email: string, address: string): Promise<void> {
      const pair = pairOf(email, address);
      await Promise.all([counters.success.penalty(pair), counters.pair.delete(pair)]);
    },
  };
};

/** One after the other for each key, so that a hundred guesses sent at once meet the limit as if sent in turn. */
export const inTurn = () => {
  const tails = new Map<string, Promise<unknown>>();
  return async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const before = tails.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    tails.set(key, mine);
    try {
      return await mine;
    } finally {
      if (tails.get(key) === mine) tails.delete(key);
    }
  };
};

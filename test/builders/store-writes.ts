import type { Collection } from 'mongodb';
import { collectionOf } from '#shared/persistence/records';
import type { Stores } from '#shared/persistence/stores';

const WATCHED = new Set(['payments', 'paymentFiles', 'paymentMessages']);

const gone = (): Error => Object.assign(new Error('the store is gone'), { name: 'MongoNetworkError' });

/**
 * Calls `before` ahead of each write to payments, their messages and their files, with its number from 1. What it
 * throws, the writer hears; what it awaits, the writer waits for.
 * @returns how to stop it.
 */
export const beforeEachWrite = (
  { connection }: Pick<Stores, 'connection'>,
  before: (write: number) => Promise<unknown> | undefined,
): (() => void) => {
  const client = connection.getClient();
  const collections = Object.getPrototypeOf(collectionOf(connection, 'payments')) as Collection;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- each is called with its own `this` below
  const { updateOne } = collections;
  const bulkWrite = client.bulkWrite.bind(client);
  let writes = 0;
  const meet = async (name: string): Promise<void> => {
    if (!WATCHED.has(name)) return;
    writes += 1;
    await before(writes);
  };
  collections.updateOne = async function (this: Collection, ...given: Parameters<typeof updateOne>) {
    await meet(this.collectionName);
    return updateOne.apply(this, given);
  };
  client.bulkWrite = (async (...[models, options]: Parameters<typeof bulkWrite>) => {
    await meet(models[0]?.namespace.split('.').at(-1) ?? '');
    return bulkWrite(models, options);
  }) as typeof client.bulkWrite;
  return () => {
    collections.updateOne = updateOne;
    client.bulkWrite = bulkWrite;
  };
};

/** Does something while the store is gone from the n-th write on, as it is for a process that has died. */
export const dyingBefore = async <T>(
  stores: Pick<Stores, 'connection'>,
  write: number,
  act: () => PromiseLike<T>,
): Promise<T> => {
  const stop = beforeEachWrite(stores, (now) => (now < write ? undefined : Promise.reject(gone())));
  try {
    return await act();
  } finally {
    stop();
  }
};

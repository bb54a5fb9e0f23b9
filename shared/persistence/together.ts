import DataLoader from 'dataloader';
import type { Collection, Document, Filter, MongoClient } from 'mongodb';
import { duplicatesOf } from './duplicates.ts';

/**
 * What is asked in the same turn of the event loop travels to the store as one command. Nothing is cached and
 * nothing waits for a timer: under load, thirty requests cost little more than one, and alone, one costs what
 * it always did.
 */
const options = {
  cache: false,
  maxBatchSize: 200,
  batchScheduleFn: (send: () => void) => {
    setImmediate(send);
  },
};

/** Loads whole documents by `_id`; null for one that is not there. */
export const loadTogether = <T extends Document & { _id: string }>(collection: Collection<T>) => {
  const loader = new DataLoader<string, T | null>(async (ids) => {
    const filter = { _id: { $in: [...new Set(ids)] } } as Filter<T>;
    const found = new Map<string, T>();
    for (const document of await collection.find(filter).toArray()) found.set(document._id, document as T);
    return ids.map((id) => found.get(id) ?? null);
  }, options);
  return (id: string): Promise<T | null> => loader.load(id);
};

export interface Swap {
  readonly filter: Document;
  readonly update: Document;
}

/** Updates single documents; each answer says whether that document was still the one the filter names. */
export const swapTogether = (client: MongoClient, namespace: string) => {
  const loader = new DataLoader<Swap, boolean>(async (swaps) => {
    const result = await client.bulkWrite(
      swaps.map(({ filter, update }) => ({
        name: 'updateOne' as const,
        namespace,
        filter: filter,
        update: update,
      })),
      { ordered: false, verboseResults: true },
    );
    return swaps.map((_, index) => (result.updateResults?.get(index)?.matchedCount ?? 0) === 1);
  }, options);
  return (swap: Swap): Promise<boolean> => loader.load(swap);
};

/** Inserts documents; each answer says whether it is new. One that was there already is not touched. */
export const insertTogether = (client: MongoClient, namespace: string) => {
  const [database = '', ...name] = namespace.split('.');
  const collection = client.db(database).collection<Document & { _id: string }>(name.join('.'));
  const loader = new DataLoader<Document & { _id: string }, boolean>(async (documents) => {
    const results = documents.map(() => true);
    try {
      await collection.insertMany([...documents], { ordered: false });
    } catch (fault) {
      const places = duplicatesOf(fault);
      if (places === undefined) throw fault;
      for (const place of places) results[place] = false;
    }
    return results;
  }, options);
  return (document: Document & { _id: string }): Promise<boolean> => loader.load(document);
};

import type { Collection, Document } from 'mongodb';
import type { Stored } from './aggregate.ts';

/** A compare-and-set of one document: the version it must have, and what it becomes. */
export interface AlikeSwap {
  readonly id: string;
  readonly ver: number;
  readonly update: Document;
}

/**
 * Keeps the swaps of a page of documents with one command, in which equal swaps travel as one. Each document still
 * moves by itself and only from its version; but the store plans a search by `_id` and version anew for every statement,
 * which costs it more than the change, and a batch worker's swaps are mostly alike. It does not tell which were
 * matched: a worker finds what it missed still due.
 */
export const swapAlike = async (collection: Collection<Stored>, swaps: readonly AlikeSwap[]): Promise<void> => {
  const alike = new Map<string, { ids: string[]; ver: number; update: Document }>();
  for (const { id, ver, update } of swaps) {
    const key = JSON.stringify([ver, update]);
    const group = alike.get(key);
    if (group === undefined) alike.set(key, { ids: [id], ver, update });
    else group.ids.push(id);
  }
  if (alike.size === 0) return;
  await collection.bulkWrite(
    [...alike.values()].map(({ ids, ver, update }) => ({
      updateMany: { filter: { _id: { $in: ids }, ver }, update },
    })),
    { ordered: false },
  );
};

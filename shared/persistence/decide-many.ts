import type { Versioned } from './act.ts';
import type { AggregateStore } from './aggregate.ts';
import { swapAlike, type AlikeSwap } from './swap-alike.ts';

/**
 * `act` for a worker that has many documents in hand: read them, decide each, and keep all that changed with one
 * command. A document somebody else moved meanwhile is left as it is; what was due for it is due still.
 * `fields` are all that the decision and the store's derived fields look at: the others stay where they are, as
 * reading whole documents would cost more than deciding and keeping them.
 */
export const decideMany = async <S extends Versioned>(
  store: AggregateStore<S>,
  ids: readonly string[],
  decide: (state: S) => S,
  fields: readonly (keyof S & string)[],
): Promise<void> => {
  const projection = Object.fromEntries(['ver', ...fields].map((field) => [field, 1]));
  const found = await store.collection
    .find({ _id: { $in: [...ids] } }, { projection, batchSize: ids.length })
    .toArray();
  const swaps: AlikeSwap[] = [];
  for (const document of found) {
    const previous = store.fromDb(document);
    const next = decide(previous);
    if (next === previous) continue;
    const { update } = store.swapOf(previous, { ...next, ver: previous.ver + 1 });
    swaps.push({ id: previous.id, ver: previous.ver, update });
  }
  await swapAlike(store.collection, swaps);
};

import type { Collection, Document, Filter } from 'mongodb';
import type { AggregateStore, Stored } from './aggregate.ts';
import type { Versioned } from './act.ts';

export interface PageOf<S> {
  readonly items: readonly S[];
  /** The id after which the next page begins; null on the last. */
  readonly lastId: string | null;
}

/**
 * One page in the order of `_id`, beginning after an id. What is inserted or changed meanwhile neither repeats
 * nor hides anything else, and the hundredth page costs what the first did.
 */
export const pageById = async <S>(
  store: Pick<AggregateStore<Versioned>, 'collection'> & { fromDb(document: Stored): S },
  filter: Document,
  limit: number,
  afterId?: string,
): Promise<PageOf<S>> => {
  const within = afterId === undefined ? filter : { $and: [filter, { _id: { $gt: afterId } }] };
  const found = await store.collection
    .find(within as Filter<Stored>)
    .sort({ _id: 1 })
    .limit(limit + 1)
    .toArray();
  const shown = found.slice(0, limit);
  return {
    items: shown.map((document) => store.fromDb(document)),
    lastId: found.length > limit ? (shown.at(-1)?._id ?? null) : null,
  };
};

const PAGE = 500;

/** All that a filter finds, in the order of `_id`, page by page: for reading through, at whatever length. */
export async function* pagesOf(collection: Collection<Stored>, filter: Document, after = ''): AsyncGenerator<Stored[]> {
  for (let last = after; ;) {
    const page = await collection
      .find({ $and: [filter, { _id: { $gt: last } }] })
      .sort({ _id: 1 })
      .limit(PAGE)
      .toArray();
    const end = page.at(-1);
    if (end === undefined) return;
    yield page;
    last = end._id;
  }
}

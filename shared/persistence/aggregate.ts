import type { Connection } from 'mongoose';
import type { Collection, Document } from 'mongodb';
import { actOn, type Act, type Aggregates, type Versioned } from './act.ts';
import { changes } from './changes.ts';
import { WRITE_CONCERN } from './connect.ts';
import { insertTogether, loadTogether, swapTogether } from './together.ts';

/** A document as the store holds it: the domain's object with `_id` for `id`, and what is derived for finding it. */
export type Stored = Document & { _id: string };

export interface AggregateStore<S extends Versioned> extends Aggregates<S> {
  readonly collection: Collection<Stored>;
  /** False when one with this id exists: it is not touched. */
  insert(state: S): Promise<boolean>;
  readonly act: Act<S>;
  fromDb(document: Stored): S;
  /** The update by which a decided state is kept, for workers that keep many at once. */
  swapOf(previous: S, next: S): { filter: Document; update: Document };
}

/**
 * Keeps aggregates of one kind: each a document of its own, moved by compare-and-set on its version.
 * `derive` gives the fields that queries find it by; they are never read back as truth.
 */
export const aggregateStore = <S extends Versioned>(
  connection: Connection,
  name: string,
  derive: (state: S) => Document = () => ({}),
): AggregateStore<S> => {
  const client = connection.getClient();
  const namespace = `${connection.name}.${name}`;
  const collection = client.db(connection.name).collection<Stored>(name, { writeConcern: WRITE_CONCERN });
  const loadDocument = loadTogether(collection);
  const swapDocument = swapTogether(client, namespace);
  const insertDocument = insertTogether(client, namespace);

  const toDb = (state: S): Stored => {
    const { id, ...rest } = state;
    return { ...rest, ...derive(state), _id: id };
  };
  // Derived fields ride along unseen: no type names them, and every swap derives them anew.
  const fromDb = ({ _id, ...rest }: Stored): S => ({ id: _id, ...rest }) as unknown as S;
  const swapOf = (previous: S, next: S) => {
    const update = changes(previous, next);
    return {
      filter: { _id: previous.id, ver: previous.ver },
      update: { ...update, $set: { ...(update.$set as Document), ...derive(next) } },
    };
  };
  const store = {
    load: async (id: string): Promise<S | null> => {
      const found = await loadDocument(id);
      return found === null ? null : fromDb(found);
    },
    swap: (previous: S, next: S) => swapDocument(swapOf(previous, next)),
  };
  return { ...store, collection, fromDb, swapOf, insert: (state) => insertDocument(toDb(state)), act: actOn(store) };
};

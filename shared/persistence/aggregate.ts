import type { Connection } from 'mongoose';
import type { Collection, Document } from 'mongodb';
import type { Refused } from '#shared/domain/outcome';
import { actOn, type Act, type Aggregates, type Versioned } from './act.ts';
import { changes } from './changes.ts';
import { insertTogether, loadTogether, swapTogether } from './together.ts';

/** A document as the store holds it: the domain's object with `_id` for `id`, and what is derived for finding it. */
export type Stored = Document & { _id: string };

/** How an id was given up: by a "no" to whoever asked for it, or because it was so long on its way. */
export interface GivenUp {
  readonly because?: Refused;
}

export interface AggregateStore<S extends Versioned> extends Aggregates<S> {
  readonly collection: Collection<Stored>;
  /** False when one with this id exists, which is not touched, or when the id was given up. */
  insert(state: S): Promise<boolean>;
  /**
   * Takes an id for good, so that no process can insert anything under it any more, however long it was held up. An
   * aggregate that is there already stays as it is, and so does what was said when it was given up before: whoever gives
   * up an id looks afterwards whether it came too late.
   */
  giveUp(id: string, because?: Refused): Promise<void>;
  /** Null where it was not. */
  givenUp(id: string): Promise<GivenUp | null>;
  readonly act: Act<S>;
  fromDb(document: Stored): S;
  /** The update by which a decided state is kept, for workers that keep many at once. */
  swapOf(previous: S, next: S): { filter: Document; update: Document };
}

/**
 * What stands under an id that was given up. It has no field of an aggregate, so no query by any of them finds it, and
 * `load` and `act` do not know it; a walk through a whole collection asks for `KEPT`.
 */
const GIVEN_UP = { givenUp: true };
export const KEPT = { givenUp: { $exists: false } };

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
  const collection = client.db(connection.name).collection<Stored>(name);
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
      return found === null || 'givenUp' in found ? null : fromDb(found);
    },
    swap: (previous: S, next: S) => swapDocument(swapOf(previous, next)),
  };
  return {
    ...store,
    collection,
    fromDb,
    swapOf,
    insert: (state) => insertDocument(toDb(state)),
    giveUp: async (id, because) => {
      await insertDocument({ _id: id, ...GIVEN_UP, ...(because === undefined ? {} : { because }) });
    },
    givenUp: (id) => collection.findOne<GivenUp>({ _id: id, ...GIVEN_UP }, { projection: { _id: 0, because: 1 } }),
    act: actOn(store),
  };
};

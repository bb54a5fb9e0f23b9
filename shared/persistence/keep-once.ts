import type { Connection } from 'mongoose';
import type { Document } from 'mongodb';
import type { Stored } from './aggregate.ts';
import { collectionOf } from './records.ts';
import { canonicalJson } from './requests.ts';
import { insertTogether } from './together.ts';

/** A row that is kept once: its `_id` is made of its meaning. */
export interface OnceRow {
  readonly collection: string;
  readonly document: Stored;
  /** Fields that may have moved on since; they are not compared. */
  readonly mayDiffer?: readonly string[];
}

/** Two different things under one id: a fault that no retry mends and somebody must look at. */
export class ContentDiffers extends Error {
  constructor(ids: readonly string[]) {
    super(`kept before with other content: ${ids.join(', ')}`);
    this.name = 'ContentDiffers';
  }
}

type Insert = (document: Stored) => Promise<boolean>;

/** One way in for each collection of a connection, so that what is posted at the same moment travels together. */
const ways = new WeakMap<Connection, Map<string, Insert>>();

const wayInto = (connection: Connection, collection: string): Insert => {
  const known = ways.get(connection) ?? new Map<string, Insert>();
  ways.set(connection, known);
  const way = known.get(collection) ?? insertTogether(connection.getClient(), `${connection.name}.${collection}`);
  known.set(collection, way);
  return way;
};

/**
 * Inserts rows of any collections. One that was there already must say the same (else ContentDiffers); those are
 * returned, so that the caller can bring them on.
 */
export const keepOnce = async (connection: Connection, rows: readonly OnceRow[]): Promise<OnceRow[]> => {
  const isNew = await Promise.all(rows.map(({ collection, document }) => wayInto(connection, collection)(document)));
  const known = rows.filter((_, index) => !isNew[index]);
  if (known.length > 0) await mustBeSame(connection, known);
  return known;
};

const mustBeSame = async (connection: Connection, rows: readonly OnceRow[]): Promise<void> => {
  const differing: string[] = [];
  for (const name of new Set(rows.map(({ collection }) => collection))) {
    const expected = rows.filter(({ collection }) => collection === name);
    const ids = expected.map(({ document }) => document._id);
    const kept = await collectionOf(connection, name)
      .find({ _id: { $in: ids } })
      .toArray();
    const byId = new Map(kept.map((document) => [document._id, document]));
    differing.push(
      ...expected.filter((row) => !isSame(row, byId.get(row.document._id))).map(({ document }) => document._id),
    );
  }
  if (differing.length > 0) throw new ContentDiffers(differing);
};

const isSame = ({ document, mayDiffer = [] }: OnceRow, kept: Document | undefined): boolean => {
  const compared = (one: Document) =>
    canonicalJson(Object.fromEntries(Object.entries(one).filter(([field]) => !mayDiffer.includes(field))));
  return kept !== undefined && compared(document) === compared(kept);
};

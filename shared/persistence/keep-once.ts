import type { Connection } from 'mongoose';
import type { Document } from 'mongodb';
import type { Stored } from './aggregate.ts';
import { WRITE_CONCERN } from './connect.ts';
import { collectionOf } from './records.ts';
import { canonicalJson } from './requests.ts';
import { bulkFailures } from './together.ts';

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

const DUPLICATE = 11_000;

const insertOf =
  ({ name }: Connection) =>
  ({ collection, document }: OnceRow): { name: 'insertOne'; namespace: string; document: Document } => ({
    name: 'insertOne',
    namespace: `${name}.${collection}`,
    document,
  });

/**
 * Inserts rows of any collections with one command. One that was there already must say the same (else
 * ContentDiffers); those are returned, so that the caller can bring them on.
 */
export const keepOnce = async (connection: Connection, rows: readonly OnceRow[]): Promise<OnceRow[]> => {
  if (rows.length === 0) return [];
  try {
    await connection
      .getClient()
      .bulkWrite(rows.map(insertOf(connection)), { ordered: false, writeConcern: WRITE_CONCERN });
    return [];
  } catch (fault) {
    const failures = bulkFailures(fault);
    if (failures === undefined || ![...failures.values()].every(({ code }) => code === DUPLICATE)) throw fault;
    const known = rows.filter((_, index) => failures.has(index));
    await mustBeSame(connection, known);
    return known;
  }
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

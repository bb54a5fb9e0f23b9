import type { Document } from 'mongodb';
import type { Stored } from './aggregate.ts';
import { pagesOf } from './page.ts';
import { beginningWith } from './prefix.ts';
import { collectionOf } from './records.ts';
import { canonicalJson } from './requests.ts';
import type { Stores } from './stores.ts';

/** Something the books say in two places, and not alike. */
export interface Difference {
  readonly id: string;
  readonly what: string;
}

/** Rows that must be in a collection as they are in their `source`. */
export const missingIn = async (
  { connection }: Pick<Stores, 'connection'>,
  name: string,
  rows: readonly Document[],
  source: string,
): Promise<Difference[]> => {
  const kept = await collectionOf(connection, name)
    .find({ _id: { $in: rows.map(({ _id }) => _id as string) } })
    .toArray();
  const byId = new Map(kept.map((document) => [document._id, canonicalJson(document)]));
  return rows.flatMap((row) => {
    const id = row['_id'] as string;
    const found = byId.get(id);
    if (found === undefined) return [{ id, what: `is not in ${name}` }];
    return found === canonicalJson(row) ? [] : [{ id, what: `is another in ${name} than in ${source}` }];
  });
};

/** Ledger rows of the sources that begin with a prefix, page by page. */
export const ledgerPages = ({ connection }: Pick<Stores, 'connection'>, prefix: string): AsyncGenerator<Stored[]> =>
  pagesOf(collectionOf(connection, 'ledger'), { _id: beginningWith(prefix) });

import type { Connection } from 'mongoose';
import { collectionOf } from './records.ts';
import { keyIdOf } from './seal.ts';

/**
 * Makes sure that the keys at hand are those of this database. A second machine with keys of its own would write what
 * the first cannot read and would take a known client for a new one, and nobody would notice for weeks.
 * @throws when the database was written with another index key.
 */
export const checkSealedWith = async (connection: Connection, indexKey: Buffer): Promise<void> => {
  const keyId = keyIdOf(indexKey);
  const known = await collectionOf(connection, 'system').findOneAndUpdate(
    { _id: 'sealed-with' },
    { $setOnInsert: { keyId } },
    { upsert: true, returnDocument: 'after' },
  );
  if (known?.['keyId'] === keyId) return;
  throw new Error(
    'The keys here are not those that this database was written with: set KEYS_DIR to the directory that holds them.',
  );
};

import { randomBytes } from 'node:crypto';
import type { Collection, Db } from 'mongodb';
import type { Connection } from 'mongoose';
import { connectMongo } from '#shared/persistence/connect';
import { collectionOf, prepareCollections } from '#shared/persistence/records';
import { LENDER, type Lent } from './lent.ts';

const uri = (): string => process.env['MONGODB_URI'] ?? '';

const withLender = async <T>(ask: (lent: Collection<Lent>, connection: Connection) => Promise<T>): Promise<T> => {
  const connection = await connectMongo({ uri: uri(), dbName: LENDER });
  try {
    return await ask(connection.getClient().db(LENDER).collection<Lent>('databases'), connection);
  } finally {
    await connection.close();
  }
};

/** The one that has been free for longest: what a process still had on its way to it has long come. */
const borrow = (): Promise<string> =>
  withLender(async (lent) => {
    const free = await lent.findOneAndUpdate({ isFree: true }, { $set: { isFree: false } }, { sort: { freedAt: 1 } });
    if (free !== null) return free._id;
    const _id = `test-${randomBytes(6).toString('hex')}`;
    await lent.insertOne({ _id, isFree: false, freedAt: 0 });
    return _id;
  });

const empty = async (database: Db): Promise<void> => {
  const there = await database.listCollections({}, { nameOnly: true }).toArray();
  await Promise.all(there.map(({ name }) => database.collection(name).deleteMany({})));
};

const giveBack = (dbName: string): Promise<void> =>
  withLender(async (lent, connection) => {
    await empty(connection.getClient().db(dbName));
    await lent.updateOne({ _id: dbName }, { $set: { isFree: true, freedAt: Date.now() } });
  });

/**
 * An empty database, for as long as a test wants it. They are lent again and again: the embedded engine keeps each
 * dropped table as an open file until it is started anew, a hundred for each database, and ends when there are too many.
 */
export const openTestDatabase = async () => {
  const dbName = await borrow();
  const connection = await connectMongo({ uri: uri(), dbName });
  await prepareCollections(connection);
  return {
    uri: uri(),
    dbName,
    connection,
    collection: (name: string) => collectionOf(connection, name),
    close: async (): Promise<void> => {
      await connection.close();
      await giveBack(dbName);
    },
  };
};

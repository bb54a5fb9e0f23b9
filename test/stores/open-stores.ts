import { randomUUID } from 'node:crypto';
import { connectMongo } from '#shared/persistence/connect';
import { collectionOf, prepareCollections } from '#shared/persistence/records';
import { openStores } from '#shared/persistence/stores';

/** Stores on a database of their own, and how to be rid of them. */
export const openTestStores = async () => {
  const dbName = `t-${randomUUID().slice(0, 13)}`;
  const uri = process.env['MONGODB_URI'] ?? '';
  const connection = await connectMongo({ uri, dbName });
  await prepareCollections(connection);
  const stores = openStores(connection);
  return {
    dbName,
    uri,
    stores,
    connection,
    collection: (name: string) => collectionOf(connection, name),
    async close() {
      await connection.dropDatabase();
      await connection.close();
    },
  };
};

import { openStores } from '#shared/persistence/stores';
import { openTestDatabase } from '../database.ts';

/** Stores on a database of their own, and how to be rid of them. */
export const openTestStores = async () => {
  const database = await openTestDatabase();
  return { ...database, stores: openStores(database.connection) };
};

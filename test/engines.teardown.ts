import { rmSync } from 'node:fs';
import { connectMongo } from '../shared/persistence/connect.ts';
import { held } from './engines.setup.ts';
import { LENDER, type Lent } from './lent.ts';

/** From a MongoDB that goes on without these tests, takes away what they have made in it. */
const dropLent = async (uri: string): Promise<void> => {
  const connection = await connectMongo({ uri, dbName: LENDER });
  const client = connection.getClient();
  const lent = await client.db(LENDER).collection<Lent>('databases').find({}).toArray();
  for (const { _id } of lent) await client.db(_id).dropDatabase();
  await connection.dropDatabase();
  await connection.close();
};

/** Stops what the setup started and takes away its data. */
export default async function teardown(): Promise<void> {
  const { engines, dataDir } = held;
  const uri = process.env['MONGODB_URI'];
  if (uri && engines?.mongodbUri === undefined) await dropLent(uri);
  await engines?.stop();
  if (dataDir) rmSync(dataDir, { recursive: true, force: true });
}

/** The floor of expiry: the same documents, one journalled update for each, a thousand a bulk, by the bare driver. */
import { connectMongo } from '#shared/persistence/connect';

const connection = await connectMongo({
  uri: process.env['MONGODB_URI'] ?? '',
  dbName: process.env['MONGODB_DB'] ?? '',
});
const vouchers = connection.getClient().db(connection.name).collection<{ _id: string }>('vouchers');
const ids = await vouchers.find({}, { projection: { _id: 1 } }).toArray();
const startedAt = performance.now();
for (let from = 0; from < ids.length; from += 1000) {
  const updates = ids.slice(from, from + 1000).map(({ _id }) => ({
    updateOne: { filter: { _id }, update: { $set: { status: 'expired', dueOn: null }, $inc: { ver: 1 } } },
  }));
  await vouchers.bulkWrite(updates, { ordered: false });
}
process.stdout.write(`${JSON.stringify({ ms: performance.now() - startedAt })}\n`);
await connection.close();
process.exit(0);

/**
 * The floor of settling: one `$group` over the month's events and one insert for each, a thousand a bulk, by the
 * bare driver. Done once unmeasured first, as its counterpart is: a worker lives for months.
 */
import { connectMongo } from '#shared/persistence/connect';
import { PERIOD } from './seed.ts';

const connection = await connectMongo({
  uri: process.env['MONGODB_URI'] ?? '',
  dbName: process.env['MONGODB_DB'] ?? '',
});
const database = connection.getClient().db(connection.name);
const events = database.collection<{ _id: string }>('events');
const projection = { providerId: 1, organiserCents: 1, clientCents: 1, grossCents: 1 };
const rows = await events.find({}, { projection }).toArray();

const settleBare = async (into: string): Promise<number> => {
  const lines = database.collection<{ _id: string }>(into);
  const startedAt = performance.now();
  await events
    .aggregate([
      { $match: { month: PERIOD } },
      { $group: { _id: '$providerId', lines: { $sum: 1 }, organiserCents: { $sum: '$organiserCents' } } },
    ])
    .toArray();
  for (let from = 0; from < rows.length; from += 1000) {
    const batch = rows.slice(from, from + 1000).map((event) => ({ ...event, runId: into }));
    await lines.insertMany(batch, { ordered: false });
  }
  return performance.now() - startedAt;
};

await settleBare('floor_rehearsal');
process.stdout.write(`${JSON.stringify({ ms: await settleBare('floor_lines') })}\n`);
await connection.close();
process.exit(0);

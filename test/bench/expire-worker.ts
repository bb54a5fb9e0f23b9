/** Expires every voucher past its day, as the worker does it, and says how long it took. */
import { dayIn } from '#shared/domain/calendar';
import { connectMongo } from '#shared/persistence/connect';
import { openStores } from '#shared/persistence/stores';
import { expiryWork } from '#workers/expiry/worker';
import { TODAY } from './seed.ts';

const connection = await connectMongo({
  uri: process.env['MONGODB_URI'] ?? '',
  dbName: process.env['MONGODB_DB'] ?? '',
});
const stores = openStores(connection);
const aYearLater = Date.parse(TODAY) + 366 * 24 * 3_600_000;
if (dayIn(aYearLater) <= TODAY) throw new Error('the clock of the bench stands');
const work = expiryWork({ stores, clock: { now: () => aYearLater } });
const page = work.page ?? 1_000;
const startedAt = performance.now();
for (let ids = await work.due(page); ids.length > 0; ids = await work.due(page)) await work.many?.(ids);
const ms = performance.now() - startedAt;
const expired = await stores.vouchers.collection.countDocuments({ status: 'expired' });
process.stdout.write(`${JSON.stringify({ ms, expired })}\n`);
await connection.close();
process.exit(0);

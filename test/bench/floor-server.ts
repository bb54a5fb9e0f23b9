/**
 * The floor of the two HTTP figures: bare Express and the driver, no rules, no log-in, no journal. Redeeming is
 * one journalled findOneAndUpdate and one insert; validating is one findOne by an indexed number.
 */
import express from 'express';
import { MongoClient } from 'mongodb';

const uri = process.env['MONGODB_URI'] ?? '';
const client = await new MongoClient(uri, { maxPoolSize: 32 }).connect();
const database = client.db('bench_floor');
const vouchers = database.collection<{ _id: string; number: string; left: number }>('vouchers');
const events = database.collection<{ _id: string; number: string; date: string }>('events');
const writeConcern = { w: 1, j: true } as const;

const app = express();
app.disable('x-powered-by').disable('etag');
app.use(express.json());
app.post('/redeem', async (request, response) => {
  const { voucherNumber, date } = request.body as { voucherNumber: string; date: string };
  const found = await vouchers.findOneAndUpdate(
    { _id: voucherNumber, left: { $gt: 0 } },
    { $inc: { left: -1 } },
    { writeConcern },
  );
  if (found === null) return response.status(422).json({ code: 'NO_UNITS_LEFT' });
  const id = request.get('idempotency-key') ?? '';
  await events.insertOne({ _id: id, number: voucherNumber, date }, { writeConcern });
  return response.status(201).json({ id, status: 'accepted' });
});
app.post('/validate', async (request, response) => {
  const { number } = request.body as { number: string };
  const found = await vouchers.findOne({ number });
  return response.json({ valid: (found?.left ?? 0) > 0 });
});

const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  process.stdout.write(`${JSON.stringify({ ready: true, address: `http://127.0.0.1:${port}` })}\n`);
});
process.stdin.resume().on('end', () => process.exit(0));

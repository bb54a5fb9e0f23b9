// Posts two-line entries to a medici book: 32 clients, as many entries as asked; prints the rate as JSON.
import { Book, initModels } from 'medici';
import mongoose from 'mongoose';

const [uri, count] = process.argv.slice(2);
await mongoose.connect(uri, { dbName: 'bench_medici', maxPoolSize: 32 });
await initModels();
const book = new Book('vouchers');
let posted = 0;
const client = async () => {
  while (posted < Number(count)) {
    posted += 1;
    await book.entry('event accepted').debit('owed', 44.35).credit('committed', 44.35).commit();
  }
};
await book.entry('first').debit('owed', 1).credit('committed', 1).commit();

const startedAt = performance.now();
await Promise.all(Array.from({ length: 32 }, client));
const seconds = (performance.now() - startedAt) / 1000;
process.stdout.write(`${JSON.stringify({ rate: posted / seconds })}\n`);
await mongoose.disconnect();
process.exit(0);

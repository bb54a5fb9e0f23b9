import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { connectMongo } from '#shared/persistence/connect';
import { keepOnce } from '#shared/persistence/keep-once';
import { ledgerRows } from '#shared/persistence/ledger';
import { prepareCollections } from '#shared/persistence/records';
import { rateFigure, type Figure } from './figure.ts';
import { NOW } from './seed.ts';

const run = promisify(execFile);
/** The sources' folder, also when this runs compiled. */
const MEDICI = fileURLToPath(new URL('../../../test/bench/medici/', import.meta.url));
const ENTRIES = 10_000;
const PEERS_ENTRIES = 3_000;
const CLIENTS = 32;

const mediciRate = async (mongodbUri: string): Promise<number> => {
  if (!existsSync(`${MEDICI}node_modules`)) await run('npm', ['ci', '--ignore-scripts'], { cwd: MEDICI });
  const { stdout } = await run(process.execPath, [`${MEDICI}post.mjs`, mongodbUri, String(PEERS_ENTRIES)], {
    cwd: MEDICI,
  });
  return (JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { rate: number }).rate;
};

const ourRate = async (mongodbUri: string): Promise<number> => {
  const connection = await connectMongo({ uri: mongodbUri, dbName: 'bench_ledger' });
  await prepareCollections(connection);
  let posted = 0;
  const client = async () => {
    while (posted < ENTRIES) {
      posted += 1;
      const postings = [{ from: 'committed', to: 'owed', amountCents: 4435, because: 'event accepted' } as const];
      const [row] = ledgerRows({ source: 'vch-bench', seq: posted, at: NOW, postings }, { voucherId: 'vch-bench' });
      if (row !== undefined) await keepOnce(connection, [{ collection: 'ledger', document: { ...row } }]);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const rate = posted / ((performance.now() - startedAt) / 1000);
  await connection.close();
  return rate;
};

/** One entry from one account to another, one at a time from 32 clients, ours journalled; the peer's by its own defaults. */
export const benchLedger = async ({ mongodbUri }: { mongodbUri: string }): Promise<Figure[]> => {
  const floor = await mediciRate(mongodbUri);
  return [rateFigure('post a two-line entry to the ledger (against medici)', await ourRate(mongodbUri), floor, 5)];
};

import { createHash } from 'node:crypto';
import type { Instant } from '#shared/domain/calendar';
import { collectionOf } from './records.ts';
import type { Stores } from './stores.ts';

/** A run's certificate as it was first made: signed text that is given out as it is. */
export interface KeptCertificate {
  readonly runId: string;
  readonly text: string;
  readonly createdAt: Instant;
}

type Kept = Pick<Stores, 'connection'>;

const idOf = (runId: string) => `crt-${runId.slice('run-'.length)}`;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The text as kept; null when none was made. @throws when it is not what was kept. */
export const loadCertificate = async ({ connection }: Kept, runId: string): Promise<string | null> => {
  const found = await collectionOf(connection, 'certificates').findOne({ _id: idOf(runId) });
  if (found === null) return null;
  const { text, sha256: digest } = found as unknown as KeptCertificate & { sha256: string };
  if (sha256(text) !== digest) throw new Error(`${idOf(runId)} is not what was kept`);
  return text;
};

/** Keeps a certificate unless there is one, and gives the one that is kept: of two made at once, both get the first. */
export const keepCertificate = async (stores: Kept, made: KeptCertificate): Promise<string> => {
  await collectionOf(stores.connection, 'certificates').updateOne(
    { _id: idOf(made.runId) },
    { $setOnInsert: { ...made, sha256: sha256(made.text) } },
    { upsert: true },
  );
  const first = await loadCertificate(stores, made.runId);
  if (first === null) throw new Error(`${idOf(made.runId)} was kept and is not there`);
  return first;
};

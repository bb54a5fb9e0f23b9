import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Binary } from 'mongodb';
import type { CalendarDate, Instant } from '#shared/domain/calendar';
import { WRITE_CONCERN } from './connect.ts';
import { collectionOf } from './records.ts';
import type { Stores } from './stores.ts';

/** A payment file as it was first made. */
export interface PaymentFile {
  readonly runId: string;
  readonly version: string;
  readonly createdAt: Instant;
  readonly createdBy: string;
  readonly executionDate: CalendarDate;
  readonly bytes: Buffer;
}

const idOf = (runId: string, version: string) => `pf-${runId}-${version}`;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** The file as kept; null when none was made. @throws when its bytes are not what was kept. */
export const loadPaymentFile = async (
  { connection }: Pick<Stores, 'connection'>,
  runId: string,
  version: string,
): Promise<PaymentFile | null> => {
  const found = await collectionOf(connection, 'paymentFiles').findOne({ _id: idOf(runId, version) });
  if (found === null) return null;
  const { gzip, sha256: digest, ...rest } = found as unknown as PaymentFile & { gzip: Binary; sha256: string };
  const bytes = gunzipSync(Buffer.from(gzip.buffer));
  if (sha256(bytes) !== digest) throw new Error(`${idOf(runId, version)} is not what was kept`);
  return { ...rest, bytes };
};

/** Keeps the file unless there is one already, and gives the one that is kept: of two who make it at once, both get the first. */
export const keepPaymentFile = async (stores: Pick<Stores, 'connection'>, file: PaymentFile): Promise<PaymentFile> => {
  const { bytes, ...rest } = file;
  const kept = { ...rest, sha256: sha256(bytes), gzip: gzipSync(bytes) };
  await collectionOf(stores.connection, 'paymentFiles').updateOne(
    { _id: idOf(file.runId, file.version) },
    { $setOnInsert: kept },
    { upsert: true, writeConcern: WRITE_CONCERN },
  );
  const first = await loadPaymentFile(stores, file.runId, file.version);
  if (first === null) throw new Error(`${idOf(file.runId, file.version)} was kept and is not there`);
  return first;
};

/** The day on which a run's payments are executed, by the file that was made first; undefined before there is one. */
export const executionDateOf = async (
  { connection }: Pick<Stores, 'connection'>,
  runId: string,
): Promise<CalendarDate | undefined> => {
  const [first] = await collectionOf(connection, 'paymentFiles')
    .find({ runId }, { projection: { gzip: 0 } })
    .sort({ createdAt: 1 })
    .limit(1)
    .toArray();
  return first?.['executionDate'] as CalendarDate | undefined;
};

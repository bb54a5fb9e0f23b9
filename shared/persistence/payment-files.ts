import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Binary } from 'mongodb';
import type { CalendarDate, Instant } from '#shared/domain/calendar';
import { collectionOf } from './records.ts';
import type { Stores } from './stores.ts';

/** The forms a message to the bank is written in: the version of pain.001, with RF or with Finnish references. */
export const FILE_FORMS = ['09', '03', '09-finnish', '03-finnish'] as const;
export type FileForm = (typeof FILE_FORMS)[number];

/** A payment file as it was first made. */
export interface PaymentFile {
  readonly runId: string;
  /** The bank takes a message of one id once: it is the same in every form. */
  readonly messageId: string;
  readonly form: FileForm;
  /** Of a message of payments paid again, which of its takes this is a form of; left out by the run's own. */
  readonly take?: number | undefined;
  readonly createdAt: Instant;
  readonly createdBy: string;
  readonly executionDate: CalendarDate;
  readonly bytes: Buffer;
}

type Name = Pick<PaymentFile, 'messageId' | 'form' | 'take'>;

/** A later take is another file: what was made of an earlier one, and seen by nobody, is never taken for it. */
const idOf = ({ messageId, form, take = 1 }: Name) => `pf-${messageId}-${form}${take === 1 ? '' : `-${take}`}`;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** The file as kept; null when none was made. @throws when its bytes are not what was kept. */
export const loadPaymentFile = async (
  { connection }: Pick<Stores, 'connection'>,
  name: Name,
): Promise<PaymentFile | null> => {
  const found = await collectionOf(connection, 'paymentFiles').findOne({ _id: idOf(name) });
  if (found === null) return null;
  const { gzip, sha256: digest, ...rest } = found as unknown as PaymentFile & { gzip: Binary; sha256: string };
  const bytes = gunzipSync(Buffer.from(gzip.buffer));
  if (sha256(bytes) !== digest) throw new Error(`${idOf(name)} is not what was kept`);
  return { ...rest, bytes };
};

/** Keeps the file unless there is one already, and gives the one that is kept: of two who make it at once, both get the first. */
export const keepPaymentFile = async (stores: Pick<Stores, 'connection'>, file: PaymentFile): Promise<PaymentFile> => {
  const { bytes, ...rest } = file;
  const kept = { ...rest, sha256: sha256(bytes), gzip: gzipSync(bytes) };
  await collectionOf(stores.connection, 'paymentFiles').updateOne(
    { _id: idOf(file) },
    { $setOnInsert: kept },
    { upsert: true },
  );
  const first = await loadPaymentFile(stores, file);
  if (first === null) throw new Error(`${idOf(file)} was kept and is not there`);
  return first;
};

/** The day on which a message's payments are executed, by the form that was made first; undefined before there is one. */
export const executionDateOf = async (
  { connection }: Pick<Stores, 'connection'>,
  messageId: string,
): Promise<CalendarDate | undefined> => {
  const [first] = await collectionOf(connection, 'paymentFiles')
    .find({ _id: { $in: FILE_FORMS.map((form) => idOf({ messageId, form })) } }, { projection: { gzip: 0 } })
    .sort({ createdAt: 1 })
    .limit(1)
    .toArray();
  return first?.['executionDate'] as CalendarDate | undefined;
};

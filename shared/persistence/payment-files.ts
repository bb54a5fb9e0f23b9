import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Binary } from 'mongodb';
import type { CalendarDate, Instant } from '#shared/domain/calendar';
import { putInMessage } from '#shared/domain/payment/retry';
import { WRITE_CONCERN } from './connect.ts';
import { paymentsDue } from './payments.ts';
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
  readonly createdAt: Instant;
  readonly createdBy: string;
  readonly executionDate: CalendarDate;
  readonly bytes: Buffer;
}

const idOf = (messageId: string, form: FileForm) => `pf-${messageId}-${form}`;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** The file as kept; null when none was made. @throws when its bytes are not what was kept. */
export const loadPaymentFile = async (
  { connection }: Pick<Stores, 'connection'>,
  messageId: string,
  form: FileForm,
): Promise<PaymentFile | null> => {
  const found = await collectionOf(connection, 'paymentFiles').findOne({ _id: idOf(messageId, form) });
  if (found === null) return null;
  const { gzip, sha256: digest, ...rest } = found as unknown as PaymentFile & { gzip: Binary; sha256: string };
  const bytes = gunzipSync(Buffer.from(gzip.buffer));
  if (sha256(bytes) !== digest) throw new Error(`${idOf(messageId, form)} is not what was kept`);
  return { ...rest, bytes };
};

/** Keeps the file unless there is one already, and gives the one that is kept: of two who make it at once, both get the first. */
export const keepPaymentFile = async (stores: Pick<Stores, 'connection'>, file: PaymentFile): Promise<PaymentFile> => {
  const { bytes, ...rest } = file;
  const kept = { ...rest, sha256: sha256(bytes), gzip: gzipSync(bytes) };
  await collectionOf(stores.connection, 'paymentFiles').updateOne(
    { _id: idOf(file.messageId, file.form) },
    { $setOnInsert: kept },
    { upsert: true, writeConcern: WRITE_CONCERN },
  );
  const first = await loadPaymentFile(stores, file.messageId, file.form);
  if (first === null) throw new Error(`${idOf(file.messageId, file.form)} was kept and is not there`);
  return first;
};

/** The day on which a message's payments are executed, by the form that was made first; undefined before there is one. */
export const executionDateOf = async (
  { connection }: Pick<Stores, 'connection'>,
  messageId: string,
): Promise<CalendarDate | undefined> => {
  const [first] = await collectionOf(connection, 'paymentFiles')
    .find({ _id: { $in: FILE_FORMS.map((form) => idOf(messageId, form)) } }, { projection: { gzip: 0 } })
    .sort({ createdAt: 1 })
    .limit(1)
    .toArray();
  return first?.['executionDate'] as CalendarDate | undefined;
};

/** The n-th message of payments that are paid again: which they are is decided once, by the insert of this document. */
interface RetryMessage {
  readonly _id: string;
  readonly runId: string;
  readonly paymentIds: readonly string[];
  readonly createdAt: Instant;
  readonly createdBy: string;
}

const retryMessageId = (runId: string, n: number): string => `${runId}-r${n}`;

/** Gives every payment of a message its mark. Whoever decided on the message may have died before it. */
const markAll = ({ payments }: Pick<Stores, 'payments'>, { _id, paymentIds }: RetryMessage): Promise<unknown> =>
  Promise.all(
    paymentIds.map((id) => payments.act(id, (payment) => ({ next: putInMessage(payment, _id), answer: true }))),
  );

/**
 * The n-th message of a run's payments that are paid again (n from 1): the one there is, or made now of all that
 * wait. A message is made only after the one before it has marked its payments, so that none can be in two.
 * @returns its id; undefined when it is not there and cannot be made: none waits, or n is not the next.
 */
export const retryMessage = async (
  stores: Stores,
  asked: { readonly runId: string; readonly n: number; readonly by: string; readonly at: Instant },
): Promise<string | undefined> => {
  const { runId, n } = asked;
  const messages = collectionOf(stores.connection, 'paymentMessages');
  const load = async (number: number) =>
    (await messages.findOne({ _id: retryMessageId(runId, number) })) as RetryMessage | null;
  const known = await load(n);
  if (known === null) {
    const before = n === 1 ? null : await load(n - 1);
    if (n > 1 && before === null) return undefined;
    if (before !== null) await markAll(stores, before);
    const paymentIds = await paymentsDue(stores, runId);
    if (paymentIds.length === 0) return undefined;
    await messages.updateOne(
      { _id: retryMessageId(runId, n) },
      { $setOnInsert: { runId, paymentIds, createdAt: asked.at, createdBy: asked.by } },
      { upsert: true, writeConcern: WRITE_CONCERN },
    );
  }
  const message = known ?? (await load(n));
  if (message === null) throw new Error(`${retryMessageId(runId, n)} was kept and is not there`);
  await markAll(stores, message);
  return message._id;
};

/** The number that the next message of payments paid again will have. */
export const nextRetryMessage = async ({ connection }: Pick<Stores, 'connection'>, runId: string): Promise<number> =>
  (await collectionOf(connection, 'paymentMessages').countDocuments({ runId })) + 1;

import { Contention } from './act.ts';

const AWAY = new Set([
  'MongoServerSelectionError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'PoolClearedOnNetworkError',
  'MongoPoolClearedError',
  'MongoWaitQueueTimeoutError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoClientClosedError',
  'MongoWriteConcernError',
  'MongoCursorExhaustedError',
  'MongooseServerSelectionError',
  'MongoExpiredSessionError',
]);

/** What a socket says when the process behind it is gone; the driver passes some of these on as they are. */
const SOCKET_GONE = new Set(['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ENOENT', 'ENOTCONN']);

/**
 * Whether the store did not answer, or did not say whether it kept what it was given. The outcome is then
 * unknown, which is neither success nor failure: the caller asks again with the same key.
 */
export const isStoreAway = (fault: unknown): boolean => {
  if (fault instanceof Contention) return true;
  if (!(fault instanceof Error)) return false;
  if (AWAY.has(fault.name) || SOCKET_GONE.has((fault as NodeJS.ErrnoException).code ?? '')) return true;
  if (fault.name === 'MongoClientBulkWriteError')
    return isStoreAway((fault as { cause?: unknown }).cause) || hasConcernErrors(fault);
  if (fault.name === 'MongoBulkWriteError') return nothingRefused(fault);
  const labels = (fault as { hasErrorLabel?: (label: string) => boolean }).hasErrorLabel;
  return typeof labels === 'function' && labels.call(fault, 'RetryableWriteError');
};

/** Named as the driver names it: whether what was written will stay is not known. */
export const notSure = (message: string): Error =>
  Object.assign(new Error(message), { name: 'MongoWriteConcernError' });

const hasConcernErrors = (fault: Error): boolean =>
  ((fault as { writeConcernErrors?: readonly unknown[] }).writeConcernErrors ?? []).length > 0;

interface BulkFault {
  readonly writeErrors?: readonly unknown[] | object;
  readonly result?: { getWriteConcernError?: () => unknown };
}

/** A bulk in which no single write was refused failed as a whole: the connection broke, or the majority did not answer. */
const nothingRefused = (fault: Error): boolean => {
  const { writeErrors = [], result } = fault as BulkFault;
  return [writeErrors].flat().length === 0 || Boolean(result?.getWriteConcernError?.());
};

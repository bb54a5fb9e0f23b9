const DUPLICATE = 11_000;

interface Failed {
  readonly code: number;
  readonly index: number;
}
interface Failures {
  readonly writeErrors?: readonly Failed[] | Failed;
  readonly result?: { getWriteConcernError?(): unknown };
}

/**
 * The places of those writes of a collection's bulk command that met an `_id` already there, when nothing else
 * went wrong; undefined for any other fault.
 */
export const duplicatesOf = (fault: unknown): number[] | undefined => {
  if (!(fault instanceof Error) || fault.name !== 'MongoBulkWriteError') return undefined;
  const { writeErrors = [], result } = fault as Failures;
  const errors = [writeErrors].flat();
  if (errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE)) return undefined;
  return result?.getWriteConcernError?.() ? undefined : errors.map(({ index }) => index);
};

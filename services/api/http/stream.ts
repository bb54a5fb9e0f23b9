import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';

/** Pieces of an answer that is too large to hold: text or bytes, best of some kilobytes each. */
export type Pieces = AsyncIterable<string | Uint8Array>;

export const isPieces = (body: unknown): body is Pieces =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body;

/** What `pipeline` says when the caller hung up: nobody's fault, and nobody is left to be told. */
const hungUp = (fault: unknown): boolean => (fault as { code?: unknown }).code === 'ERR_STREAM_PREMATURE_CLOSE';

/** The pieces, the first of which was asked for already. */
async function* from<T>(first: IteratorResult<T, unknown>, rest: AsyncIterator<T>): AsyncGenerator<T> {
  try {
    for (let next = first; next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/**
 * Sends an answer piece by piece, no faster than the caller reads it. A fault before the first piece is thrown while
 * a proper problem can still be told; one after it breaks the connection off, so that half an answer is never taken
 * for a whole one. `head` writes status and headers.
 */
export const sendPieces = async (
  request: Request,
  response: Response,
  pieces: Pieces,
  head: () => void,
): Promise<void> => {
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();
  head();
  if (request.method === 'HEAD') {
    response.end();
    await iterator.return?.();
    return;
  }
  try {
    await pipeline(from(first, iterator), response);
  } catch (fault) {
    if (!hungUp(fault)) throw fault;
  }
};

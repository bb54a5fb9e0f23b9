import type { ErrorRequestHandler, RequestHandler } from 'express';
import { isStoreAway } from '#shared/persistence/faults';
import type { Logger } from '#shared/log';
import { sendProblem } from './problem-details.ts';
import { failed, NOT_FOUND, type Failed } from './reply.ts';

interface HttpFault {
  readonly status?: number;
  readonly type?: string;
}

/** What the parsers of Express throw, as problems. */
const malformed = (fault: HttpFault): Failed | undefined => {
  if (fault.type === 'entity.too.large') return failed('PAYLOAD_TOO_LARGE');
  if (fault.status === 415) return failed('UNSUPPORTED_MEDIA_TYPE');
  if (fault.type === 'entity.parse.failed') return failed('INVALID_REQUEST', { detail: 'The body is not JSON.' });
  if (fault.status !== undefined && fault.status >= 400 && fault.status < 500) return failed('INVALID_REQUEST');
  return undefined;
};

/** Whatever is not a route. */
export const notFound: RequestHandler = (_request, response) => sendProblem(response, NOT_FOUND);

/**
 * The last door: a store that is away is 503 and may be asked again with the same key; anything else is a
 * fault of ours, logged with its stack and shown without it.
 */
export const faults =
  (log: Logger): ErrorRequestHandler =>
  (fault: unknown, request, response, _next) => {
    if (response.headersSent) {
      // Begun and not to be finished: broken off, so that what was sent is not taken for the whole.
      log.error({ err: fault, path: request.path }, 'an answer broke off');
      response.destroy();
      return;
    }
    const known = malformed(fault as HttpFault);
    if (known !== undefined) return sendProblem(response, known);
    if (isStoreAway(fault)) {
      log.warn({ err: fault, path: request.path }, 'a store is away or too busy');
      return sendProblem(response, failed('STORE_UNAVAILABLE', { retryAfterSeconds: 1 }));
    }
    log.error({ err: fault, path: request.path, requestId: String(response.locals['requestId']) }, 'a request failed');
    return sendProblem(response, failed('INTERNAL'));
  };

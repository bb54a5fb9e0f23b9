import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import { isPublic, may } from '#shared/domain/access';
import { PERMISSIONS } from '#shared/domain/access';
import { parseInput } from './parse.ts';
import { sendProblem } from './problem-details.ts';
import { failed, type Reply } from './reply.ts';
import type { Caller, Route } from './route.ts';
import { isPieces, sendPieces } from './stream.ts';

/** Says who asks; null when the request carries no token, 'invalid' when it carries one that does not hold. */
export type Authenticate = (request: Request, response: Response) => Promise<Caller | null | 'invalid'>;

export interface MountDeps {
  readonly authenticate: Authenticate;
  /** Told of every answer, for metrics. */
  readonly observe: (operation: string, status: number, seconds: number) => void;
}

const DEFAULT_LIMIT = '100kb';
const BATCH_LIMIT = '1mb';
const XML_LIMIT = '5mb';

const jsonBody = (limit: string): RequestHandler =>
  express.json({ limit, inflate: false, strict: false, type: ['application/json', 'application/*+json'] });
const smallBody = jsonBody(DEFAULT_LIMIT);
const largeBody = jsonBody(BATCH_LIMIT);
/** As bytes: the document itself says how they are to be read. */
const xmlBody = express.raw({
  limit: XML_LIMIT,
  inflate: false,
  type: ['application/xml', 'text/xml', 'application/*+xml'],
});

const parserOf = ({ bodyType, bodyLimit }: Route['shape']): RequestHandler =>
  bodyType === 'xml' ? xmlBody : bodyLimit === 'large' ? largeBody : smallBody;

const hasBody = (request: Request): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

const sendReply = async (
  request: Request,
  response: Response,
  { success }: Route['shape'],
  { status = success.status, headers, contentType, body }: Reply,
): Promise<void> => {
  const head = () => response.status(status).set({ 'Cache-Control': 'no-store', ...headers });
  if (isPieces(body))
    return sendPieces(request, response, body, () => head().type(contentType ?? 'application/octet-stream'));
  if (success.status === 204) head().end();
  else if (contentType !== undefined) head().type(contentType).send(body);
  else head().json(body);
};

const serve = (route: Route, deps: MountDeps): RequestHandler => {
  const { shape } = route;
  return async (request, response) => {
    const startedAt = performance.now();
    response.on('finish', () => deps.observe(shape.id, response.statusCode, (performance.now() - startedAt) / 1000));
    if (shape.success.alsoAs !== undefined) response.vary('Accept, Accept-Language');
    const who = await deps.authenticate(request, response);
    if (who === 'invalid' || (who === null && !isPublic(shape.may)))
      return sendProblem(response, failed('UNAUTHENTICATED'));
    if (who !== null && !may(who.role, shape.may)) return sendProblem(response, failed('FORBIDDEN'));
    if (shape.body !== undefined && hasBody(request) && request.body === undefined) {
      return sendProblem(response, failed('UNSUPPORTED_MEDIA_TYPE'));
    }
    const input = parseInput(shape, request);
    if ('outcome' in input) return sendProblem(response, input);
    const answer = await route.handle(input, who);
    if (answer.outcome === 'reply') return sendReply(request, response, shape, answer);
    if ('replayed' in answer && answer.replayed) response.set('Idempotent-Replayed', 'true');
    return sendProblem(response, answer, answer.outcome === 'refused' ? shape.refusalStatus : undefined);
  };
};

const expressPath = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1');

/**
 * Mounts every route. A route whose permission is not in the table, or two with one id or one path, do not
 * start: better no service than one whose doors nobody decided on.
 */
export const mount = (routes: readonly Route[], deps: MountDeps): Router => {
  const router = Router({ caseSensitive: true, strict: true });
  const seen = new Set<string>();
  for (const route of routes) {
    const { id, method, path, may: permission } = route.shape;
    if (!Object.hasOwn(PERMISSIONS, permission))
      throw new Error(`${id} names no permission of the table: ${permission}`);
    for (const name of [id, `${method} ${path}`]) {
      if (seen.has(name)) throw new Error(`two endpoints are called ${name}`);
      seen.add(name);
    }
    const parsers = route.shape.body === undefined ? [] : [parserOf(route.shape)];
    router[method](expressPath(path), ...parsers, serve(route, deps));
  }
  return router;
};

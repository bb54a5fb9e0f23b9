/** How the demonstration talks to the system: over HTTP as any other integrator, with the contract's own shapes. */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { problem } from '#shared/contract/common';
import { login } from '#shared/contract/sessions';
import type { EndpointShape } from '#shared/contract/endpoint';

type Input<S> = S extends z.ZodType ? z.input<S> : undefined;
type Output<S> = S extends z.ZodType ? z.output<S> : undefined;
type PathValues = Readonly<Record<string, string | number>>;

/** What goes along with a request. `key` is its Idempotency-Key; without one, a key is made of what is asked. */
export interface Given<E extends EndpointShape> {
  readonly params?: PathValues;
  readonly query?: PathValues;
  readonly body?: Input<E['body']>;
  readonly key?: string;
  /** The form the answer is wanted in, where there are several. */
  readonly accept?: string;
}

export interface Yes<T> {
  readonly ok: true;
  readonly body: T;
  /** The first answer again, given to a repeated key. */
  readonly replayed: boolean;
}

export interface No {
  readonly ok: false;
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}

/** Somebody who can ask: with a token, or without one. */
export interface Caller {
  ask<E extends EndpointShape>(endpoint: E, given?: Given<E>): Promise<Yes<Output<E['success']['body']>> | No>;
  /** The answer's body. @throws when the answer is a refusal. */
  must<E extends EndpointShape>(endpoint: E, given?: Given<E>): Promise<Output<E['success']['body']>>;
  /** The bytes of an answer that is not JSON, a payment file say. */
  bytes<E extends EndpointShape>(endpoint: E, given?: Given<E>): Promise<Buffer>;
}

const pathOf = (endpoint: EndpointShape, { params = {}, query = {} }: { params?: PathValues; query?: PathValues }) => {
  const path = endpoint.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return search.size === 0 ? path : `${path}?${search.toString()}`;
};

/** The same request has the same key, run after run: nothing here is left to chance. */
const keyOf = (path: string, body: unknown): string =>
  createHash('sha256')
    .update(`${path} ${JSON.stringify(body ?? null)}`)
    .digest('hex')
    .slice(0, 32);

const send = async (base: string, token: string | undefined, endpoint: EndpointShape, given: Given<EndpointShape>) => {
  const path = pathOf(endpoint, given);
  const isXml = endpoint.bodyType === 'xml';
  const asked = isXml ? (given.body as Uint8Array<ArrayBuffer>) : JSON.stringify(given.body ?? {});
  const body = endpoint.method === 'get' ? undefined : asked;
  return fetch(`${base}${path}`, {
    method: endpoint.method.toUpperCase(),
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': isXml ? 'application/xml' : 'application/json' }),
      ...(given.accept === undefined ? {} : { accept: given.accept }),
      ...(endpoint.idempotencyKey === undefined ? {} : { 'idempotency-key': given.key ?? keyOf(path, given.body) }),
    },
    ...(body === undefined ? {} : { body }),
  });
};

const noOf = async (response: Response): Promise<No> => {
  const { code, title, detail, errors = [] } = problem.parse(await response.json());
  const where = errors.map(({ path, message }) => ` ${path} ${message}`).join(';');
  return { ok: false, status: response.status, code, title, detail: `${detail}${where}` };
};

const callerAt = (base: string, token?: string): Caller => {
  const caller: Caller = {
    async ask(endpoint, given = {}) {
      const response = await send(base, token, endpoint, given);
      if (!response.ok) return noOf(response);
      // Read through the contract's own shape: an answer that is not what the contract says stops the demonstration.
      const shape = endpoint.success.body;
      const body = shape?.parse(await response.json()) as Output<(typeof endpoint)['success']['body']>;
      return { ok: true, body, replayed: response.headers.get('idempotent-replayed') === 'true' };
    },
    async must(endpoint, given) {
      const answer = await caller.ask(endpoint, given);
      if (answer.ok) return answer.body;
      throw new Error(`${endpoint.id} was refused: ${answer.status} ${answer.code} ${answer.detail}`);
    },
    async bytes(endpoint, given = {}) {
      const response = await send(base, token, endpoint, given);
      if (response.ok) return Buffer.from(await response.arrayBuffer());
      const { status, code, detail } = await noOf(response);
      throw new Error(`${endpoint.id} was refused: ${status} ${code} ${detail}`);
    },
  };
  return caller;
};

export const anyone = (base: string): Caller => callerAt(base);

export const logIn = async (base: string, email: string, password: string): Promise<Caller> => {
  const { accessToken } = await anyone(base).must(login, { body: { email, password } });
  return callerAt(base, accessToken);
};

/** Does the work for every item, so many at a time; answers in the order of the items. */
export const each = async <T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
  atOnce = 16,
): Promise<R[]> => {
  const results: R[] = [];
  let next = 0;
  const hand = async () => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index] as T;
      results[index] = await work(item, index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, hand));
  return results;
};

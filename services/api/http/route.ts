import type { z } from 'zod';
import type { EndpointShape } from '#shared/contract/endpoint';
import type { Role } from '#shared/domain/access';
import type { Answer } from './reply.ts';
import type { Wanted } from './wanted.ts';

/** Who asks: the user of a verified token whose session still lives. */
export interface Caller {
  readonly userId: string;
  readonly role: Role;
  readonly providerId: string | null;
  readonly clientId: string | null;
  readonly sessionId: string;
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

export interface Input<E extends EndpointShape> {
  readonly params: Parsed<E['params']>;
  readonly query: Parsed<E['query']>;
  readonly body: Parsed<E['body']>;
  /** The idempotency key as sent; present where the endpoint requires it. */
  readonly key: E['idempotencyKey'] extends 'required' ? string : string | undefined;
  readonly address: string;
  /** In what form and language the answer is wanted; present where the endpoint has more forms than one. */
  readonly wanted: E['success'] extends { readonly alsoAs: readonly unknown[] } ? Wanted : Wanted | undefined;
}

/** Null only where the permission table opens the route without a log-in. */
export type Who<E extends EndpointShape> = E['may'] extends 'useWithoutLogin' | 'turnSandboxClock'
  ? Caller | null
  : Caller;

export interface Route {
  readonly shape: EndpointShape;
  readonly handle: (input: Input<EndpointShape>, who: Caller | null) => Promise<Answer>;
}

/** Binds a handler to its endpoint; the input has the types of the endpoint's shapes. */
export const route = <const E extends EndpointShape>(
  shape: E,
  handle: (input: Input<E>, who: Who<E>) => Promise<Answer> | Answer,
): Route => ({
  shape,
  handle: async (input, who) => handle(input, who as Who<E>),
});

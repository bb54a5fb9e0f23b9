import type { z } from 'zod';
import type { Permission } from '#shared/domain/access';
import type { RefusalCode } from '#shared/domain/outcome';

/** Another form of the same answer. */
export interface Representation {
  readonly contentType: string;
  readonly description: string;
}

/** An object in the path, the query or the body. */
export type ObjectShape = z.ZodObject;

/**
 * One endpoint, told once: the API mounts it, checks by it and documents from it. `may` is a row of the
 * permission table; an endpoint cannot be written without one.
 */
export interface EndpointShape {
  /** Unique, and the operation's id in OpenAPI. */
  readonly id: string;
  readonly method: 'get' | 'post' | 'put';
  /** With `{name}` for parameters, as in the contract. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly may: Permission;
  readonly params?: ObjectShape;
  readonly query?: ObjectShape;
  readonly body?: z.ZodType;
  /** `large`: a batch, up to a megabyte; otherwise a body ends at 100 kB. */
  readonly bodyLimit?: 'large';
  /** `xml`: the body is XML of up to 5 MB, handed on as its bytes; otherwise it is JSON. */
  readonly bodyType?: 'xml';
  /** `required`: the request does not count without an `Idempotency-Key`; `accepted`: honoured when sent. */
  readonly idempotencyKey?: 'required' | 'accepted';
  readonly success: {
    readonly status: 200 | 201 | 202 | 204;
    readonly body?: z.ZodType;
    readonly contentType?: string;
    /** What else it may be asked for with `Accept`, in words of a language asked for with `Accept-Language`. */
    readonly alsoAs?: readonly Representation[];
  };
  /** The rules that may refuse it, for the documentation. */
  readonly refusals?: readonly RefusalCode[];
  /** Refusals take this status here, whatever the table of problems says (service events: always 422). */
  readonly refusalStatus?: 422;
}

/** Keeps the literal types of what is written, so that handlers know their input exactly. */
export const endpoint = <const E extends EndpointShape>(shape: E): E => shape;

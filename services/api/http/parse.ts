import type { Request } from 'express';
import { z } from 'zod';
import type { EndpointShape } from '#shared/contract/endpoint';
import { failed, type Failed, type Fault } from './reply.ts';
import type { Input } from './route.ts';
import { wantedOf } from './wanted.ts';

/** 1-128 visible ASCII characters, bare or as a quoted structured-field string. */
const idempotencyKey = (header: string | undefined): string | undefined | Failed => {
  if (header === undefined) return undefined;
  const key = /^"(.*)"$/.exec(header)?.[1] ?? header;
  if (/^[\x21-\x7e]{1,128}$/.test(key)) return key;
  return failed('INVALID_REQUEST', {
    detail: 'Idempotency-Key must be 1-128 visible ASCII characters',
    errors: [
      { path: 'header.Idempotency-Key', code: 'invalid_format', message: 'must be 1-128 visible ASCII characters' },
    ],
  });
};

/** Every fault of a parse, with its path below `where`. */
export const faultsOf = (error: z.ZodError, where: string): Fault[] =>
  error.issues.flatMap((issue): Fault[] => {
    const path = [...(where === '' ? [] : [where]), ...issue.path.map(String)];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: [...path, key].join('.'),
        code: issue.code,
        message: 'is not a field of this request',
      }));
    }
    return [{ path: path.join('.'), code: issue.code, message: issue.message }];
  });

const nothing = z.strictObject({});

/** Checks the whole request by the endpoint's shapes and names every fault at once. */
export const parseInput = (shape: EndpointShape, request: Request): Input<EndpointShape> | Failed => {
  const faults: Fault[] = [];
  const take = (schema: z.ZodType, value: unknown, where: string): unknown => {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    faults.push(...faultsOf(result.error, where));
    return undefined;
  };
  const params = take(shape.params ?? nothing, { ...request.params }, 'path');
  const query = take(shape.query ?? nothing, { ...request.query }, 'query');
  const body: unknown = shape.body === undefined ? undefined : take(shape.body, request.body ?? {}, '');
  const key = idempotencyKey(request.get('idempotency-key'));
  if (typeof key === 'object') return { ...key, errors: [...(key.errors ?? []), ...faults] };
  if (key === undefined && shape.idempotencyKey === 'required') return failed('IDEMPOTENCY_KEY_REQUIRED');
  if (faults.length > 0)
    return failed('INVALID_REQUEST', {
      detail: 'The request has faults; each is named with its path.',
      errors: faults,
    });
  const wanted = wantedOf(shape, request);
  if (wanted !== undefined && 'outcome' in wanted) return wanted;
  return { params, query, body, key, address: request.ip ?? '', wanted } as Input<EndpointShape>;
};

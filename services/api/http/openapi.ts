import type { ZodType } from 'zod';
import type { EndpointShape, ObjectShape } from '#shared/contract/endpoint';
import { LANGUAGES, problem } from '#shared/contract/common';
import { GENERAL_PROBLEMS, PROBLEMS } from '#shared/contract/problems';
import { isPublic, PERMISSIONS } from '#shared/domain/access';
import { schemaBook, type SchemaBook } from './openapi-schemas.ts';
import type { GeneralCode } from './reply.ts';

type Json = Record<string, unknown>;

const PROBLEM_TYPE = 'application/problem+json';

/** What may go wrong before any rule is asked, for this endpoint. */
const generalCodes = (shape: EndpointShape): GeneralCode[] => [
  'INVALID_REQUEST',
  ...(shape.idempotencyKey === 'required' ? (['IDEMPOTENCY_KEY_REQUIRED'] as const) : []),
  'UNAUTHENTICATED',
  ...(shape.id === 'logIn' ? (['INVALID_CREDENTIALS', 'TOO_MANY_REQUESTS'] as const) : []),
  ...(shape.id === 'refreshTokens' ? (['TOKEN_REUSED'] as const) : []),
  ...(isPublic(shape.may) ? [] : (['FORBIDDEN'] as const)),
  ...(shape.params === undefined ? [] : (['NOT_FOUND'] as const)),
  ...(shape.body === undefined ? [] : (['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const)),
  ...(shape.idempotencyKey === undefined ? [] : (['IDEMPOTENCY_KEY_REUSED'] as const)),
  ...(shape.success.alsoAs === undefined ? [] : (['NOT_ACCEPTABLE'] as const)),
  'STORE_UNAVAILABLE',
];

const problemsOf = (shape: EndpointShape, problemRef: Json): Json => {
  const byStatus = new Map<number, string[]>();
  const note = (status: number, code: string) => byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  for (const code of generalCodes(shape)) note(GENERAL_PROBLEMS[code].status, code);
  for (const code of shape.refusals ?? []) note(shape.refusalStatus ?? PROBLEMS[code].status, code);
  const retryAfter = { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds to wait.' } };
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: [...new Set(codes)].map((code) => `\`${code}\``).join(', '),
        ...(status === 429 || status === 503 ? { headers: retryAfter } : {}),
        content: { [PROBLEM_TYPE]: { schema: problemRef } },
      },
    ]),
  );
};

const parametersOf = (shape: EndpointShape, book: SchemaBook): Json[] => {
  const from = (object: ObjectShape | undefined, where: 'path' | 'query'): Json[] =>
    Object.entries((object?.shape ?? {}) as Readonly<Record<string, ZodType>>).map(([name, field]) => ({
      name,
      in: where,
      required: where === 'path' || !field.safeParse(undefined).success,
      schema: book.schemaOf(field, 'input'),
    }));
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: shape.idempotencyKey === 'required',
    description:
      'The same key and body give the first answer again, marked `Idempotent-Replayed: true`; another body is refused.',
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,128}$' },
  };
  const acceptLanguage = {
    name: 'Accept-Language',
    in: 'header',
    required: false,
    description: `The language of an answer in words: ${LANGUAGES.join(', ')}; otherwise ${LANGUAGES[0]}.`,
    schema: { type: 'string' },
  };
  return [
    ...from(shape.params, 'path'),
    ...from(shape.query, 'query'),
    ...(shape.idempotencyKey === undefined ? [] : [key]),
    ...(shape.success.alsoAs === undefined ? [] : [acceptLanguage]),
  ];
};

const successOf = ({ success, idempotencyKey }: EndpointShape, book: SchemaBook): Json => {
  const type = success.contentType ?? 'application/json';
  const alsoAs =
    success.alsoAs?.map(({ contentType, description }) => [contentType, { schema: { description } }]) ?? [];
  const content = {
    ...(success.body === undefined ? {} : { [type]: { schema: book.schemaOf(success.body, 'output') } }),
    ...(success.body === undefined && success.contentType !== undefined ? { [type]: {} } : {}),
    ...(Object.fromEntries(alsoAs) as Json),
  };
  const replayed = { schema: { type: 'boolean' }, description: 'True when this answer was given before.' };
  return {
    description: success.status === 202 ? 'Taken on' : success.status === 201 ? 'Made' : 'Done',
    ...(idempotencyKey === undefined ? {} : { headers: { 'Idempotent-Replayed': replayed } }),
    ...(Object.keys(content).length === 0 ? {} : { content }),
  };
};

const operationOf = (shape: EndpointShape, book: SchemaBook, problemRef: Json): Json => {
  const roles = PERMISSIONS[shape.may];
  const parameters = parametersOf(shape, book);
  return {
    operationId: shape.id,
    tags: [shape.tag],
    summary: shape.summary,
    description: roles === null ? 'Without log-in.' : `For: ${roles.join(', ')}.`,
    ...(roles === null ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(shape.body === undefined
      ? {}
      : {
          requestBody: {
            required: !shape.body.safeParse({}).success,
            content: {
              [shape.bodyType === 'xml' ? 'application/xml' : 'application/json']: {
                schema: book.schemaOf(shape.body, 'input'),
              },
            },
          },
        }),
    responses: { [shape.success.status]: successOf(shape, book), ...problemsOf(shape, problemRef) },
  };
};

/** The live description of the HTTP interface, from the very shapes that requests are checked by. */
export const openApiDocument = (shapes: readonly EndpointShape[], { sandbox }: { sandbox: boolean }): Json => {
  const book = schemaBook();
  const problemRef = book.schemaOf(problem, 'output');
  const paths: Record<string, Json> = {};
  for (const shape of shapes) {
    (paths[shape.path] ??= {})[shape.method] = operationOf(shape, book, problemRef);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: sandbox ? 'Valinta (sandbox: test data)' : 'Valinta',
      version: '1.0.0',
      description: 'Service vouchers: issued, redeemed, settled and explained to the cent. Money is in integer cents.',
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(shapes.map(({ tag }) => tag))].map((name) => ({ name })),
    security: [{ bearer: [] }],
    paths,
    components: {
      schemas: book.components,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
};

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PERMISSIONS } from '#shared/domain/access';
import { allRoutes } from '#api/features/index';
import { openWorld, type World } from '../world.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security?: readonly unknown[];
  readonly parameters?: readonly { name: string; in: string; required: boolean; schema: object }[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, { description: string; content?: Readonly<Record<string, object>> }>>;
}
interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

let world: World;
let document: Document;
beforeAll(async () => {
  world = await openWorld();
  document = (await world.anyone().get('/openapi.json').expect(200)).body as Document;
});
afterAll(() => world.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

describe('the OpenAPI document', () => {
  it('is 3.1 and says what it is about', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.info).toMatchObject({ title: 'Valinta (sandbox: test data)', version: '1.0.0' });
  });

  it('lists every route, and nothing else', () => {
    const listed = operations().map(({ path, method, operation }) => `${method} ${path} ${operation.operationId}`);
    const mounted = allRoutes(world.deps).map(({ shape }) => `${shape.method} ${shape.path} ${shape.id}`);
    expect(listed.sort()).toEqual(mounted.sort());
  });

  it('refers only to what is in it', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref ?? '');
    expect(refs.length).toBeGreaterThan(0);
    for (const ref of refs) {
      expect(ref).toMatch(/^#\/components\/schemas\/[A-Za-z0-9._-]+$/);
      expect(document.components.schemas).toHaveProperty([ref.slice('#/components/schemas/'.length)]);
    }
    expect(JSON.stringify(document)).not.toContain('$defs');
  });

  it('declares each parameter of a path, and no other', () => {
    for (const { path, operation } of operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
      const declared = (operation.parameters ?? []).filter((one) => one.in === 'path');
      expect(declared.map(({ name }) => name).sort()).toEqual(inPath);
      expect(declared.every(({ required }) => required)).toBe(true);
    }
  });

  it('tells the success and the problems of each, problems in their own media type', () => {
    for (const { operation } of operations()) {
      const statuses = Object.keys(operation.responses);
      expect(statuses.filter((status) => status.startsWith('2'))).toHaveLength(1);
      expect(statuses).toEqual(expect.arrayContaining(['400', '401', '503']));
      for (const [status, response] of Object.entries(operation.responses)) {
        expect(response.description).not.toBe('');
        if (Number(status) >= 400) expect(Object.keys(response.content ?? {})).toEqual(['application/problem+json']);
      }
    }
  });

  it('asks for a bearer token wherever the table does, and for the key where it is required', () => {
    for (const { shape } of allRoutes(world.deps)) {
      const operation = document.paths[shape.path]?.[shape.method];
      expect(operation?.security).toEqual(PERMISSIONS[shape.may] === null ? [] : undefined);
      const key = operation?.parameters?.find(({ name }) => name === 'Idempotency-Key');
      expect(key?.required).toBe(shape.idempotencyKey === undefined ? undefined : shape.idempotencyKey === 'required');
    }
  });

  it('names every form of an answer that has several', () => {
    const told = document.paths['/v1/statements/{id}']?.['get'];
    const forms = Object.keys(told?.responses['200']?.content ?? {});
    expect(forms).toEqual(['application/json', 'application/pdf', 'text/csv']);
    expect(told?.responses['406']?.description).toContain('NOT_ACCEPTABLE');
    const asked = told?.parameters?.map(({ name }) => name);
    expect(asked).toEqual(expect.arrayContaining(['language', 'Accept-Language']));
  });

  it('does not say that answers will never grow', () => {
    const answers = operations().map(({ operation }) => operation.responses['200'] ?? operation.responses['201']);
    expect(JSON.stringify(answers)).not.toContain('"additionalProperties":false');
  });
});

describe('the documentation page', () => {
  it('loads everything from here and runs nothing inline', async () => {
    const page = await world.anyone().get('/docs').expect(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    expect(page.text).not.toMatch(/https?:\/\/|<script>|\son\w+=/);
    expect(page.text).toContain('Sandbox: test data');
    const parts = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part]) => part ?? '');
    expect(parts).toHaveLength(4);
    for (const part of parts) {
      expect(part).toMatch(/^\/docs\//);
      await world.anyone().get(part).expect(200);
    }
  });

  it('reads the document from here and asks no validator elsewhere', async () => {
    const { text } = await world.anyone().get('/docs/start.js').expect(200);
    expect(text).toContain("url: '/openapi.json'");
    expect(text).toContain('validatorUrl: null');
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PERMISSIONS, ROLES, type Role } from '#shared/domain/access';
import type { EndpointShape } from '#shared/contract/endpoint';
import { allRoutes } from '#api/features/index';
import { mount } from '#api/http/mount';
import { reply } from '#api/http/reply';
import { openWorld, type Agent, type World } from '../world.ts';

let world: World;
let shapes: readonly EndpointShape[];
const agents = new Map<Role, Agent>();
beforeAll(async () => {
  world = await openWorld();
  shapes = allRoutes(world.deps).map(({ shape }) => shape);
  for (const role of ROLES) agents.set(role, await world.as(role));
});
afterAll(() => world.close());

const knock = (agent: Agent, { method, path }: EndpointShape) =>
  agent[method](path.replaceAll(/\{\w+\}/g, 'nothing-there')).set('Idempotency-Key', 'matrix');
const codeOf = ({ body }: { body: unknown }) => (body as { code?: string } | undefined)?.code;

describe('the permission table', () => {
  it('is kept at every door by every role', async () => {
    const wrong: string[] = [];
    for (const shape of shapes) {
      const roles: readonly Role[] | null = PERMISSIONS[shape.may];
      for (const role of ROLES) {
        const answer = await knock(agents.get(role) as Agent, shape);
        const barred = answer.status === 403 && codeOf(answer) === 'FORBIDDEN';
        const may = roles === null || roles.includes(role);
        if (answer.status === 401 || barred === may) wrong.push(`${role} ${shape.id}: ${answer.status}`);
        if (answer.status >= 500) wrong.push(`${role} ${shape.id}: ${answer.status}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is kept against those who are not logged in', async () => {
    const wrong: string[] = [];
    for (const shape of shapes) {
      const answer = await knock(world.anyone(), shape);
      const isPublic = PERMISSIONS[shape.may] === null;
      const turnedAway = answer.status === 401 && codeOf(answer) === 'UNAUTHENTICATED';
      if (turnedAway === isPublic) wrong.push(`${shape.id}: ${answer.status}`);
    }
    expect(wrong).toEqual([]);
  });

  it('does not let a route start that is not in it', () => {
    const shape = { ...(shapes[0] as EndpointShape), may: 'doAnything' as EndpointShape['may'] };
    const start = () =>
      mount([{ shape, handle: () => Promise.resolve(reply()) }], {
        authenticate: world.deps.auth.authenticate,
        observe: () => undefined,
      });
    expect(start).toThrow(/names no permission of the table: doAnything/);
  });

  it('does not let two routes start under one name', () => {
    const [route] = allRoutes(world.deps);
    if (route === undefined) throw new Error('there are no routes');
    const start = () => mount([route, route], { authenticate: world.deps.auth.authenticate, observe: () => undefined });
    expect(start).toThrow(/two endpoints are called/);
  });
});

describe('making accounts', () => {
  const person = (over: object = {}) => ({
    email: `new-${Math.random().toString(36).slice(2)}@example.org`,
    password: 'long enough',
    name: 'Uusi Käyttäjä',
    role: 'finance',
    ...over,
  });
  const make = (body: object) => (agents.get('admin') as Agent).post('/v1/users').send(body);

  it('gives an account that can log in, and never the password back', async () => {
    const given = person({ email: ' Maija@Example.org ' });
    const answer = await make(given).expect(201);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^usr-/),
      email: 'maija@example.org',
      name: given.name,
      role: 'finance',
    });
    await world
      .anyone()
      .post('/v1/auth/login')
      .send({ email: 'maija@example.org', password: given.password })
      .expect(200);
  });

  it('gives one account for an address, however it is written and however many ask at once', async () => {
    const given = person();
    const answers = await Promise.all([make(given), make({ ...given, email: given.email.toUpperCase() })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(codeOf(await make(given))).toBe('EMAIL_IN_USE');
  });

  it("asks for the provider of a provider's user and the client of a client's", async () => {
    expect(codeOf(await make(person({ role: 'provider' })).expect(422))).toBe('ROLE_NEEDS_PROVIDER');
    expect(codeOf(await make(person({ role: 'provider', providerId: 'prv-none' })).expect(422))).toBe(
      'ROLE_NEEDS_PROVIDER',
    );
    expect(codeOf(await make(person({ role: 'client' })).expect(422))).toBe('ROLE_NEEDS_CLIENT');
    expect(codeOf(await make(person({ role: 'client', clientId: 'cli-none' })).expect(422))).toBe('ROLE_NEEDS_CLIENT');
    await make(person({ role: 'finance', providerId: 'prv-1' })).expect(400);
  });
});

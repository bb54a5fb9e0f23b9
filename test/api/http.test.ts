import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { logTo } from '#shared/log';
import { openWorld, type Agent, type World } from '../world.ts';

interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly requestId: string;
  readonly errors?: readonly { readonly path: string; readonly code: string }[];
}

const lines: string[] = [];
let world: World;
let admin: Agent;
beforeAll(async () => {
  const to = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  world = await openWorld({ log: logTo('test', { to, level: 'debug' }) });
  admin = await world.as('admin');
});
afterAll(() => world.close());

const problem = ({ body }: { body: unknown }) => body as Problem;
const login = () => world.anyone().post('/v1/auth/login');

describe('a request with faults', () => {
  it('is told all of them at once, each with its path', async () => {
    const answer = await admin
      .post('/v1/users')
      .send({ email: 'not an address', password: 'short', role: 'king', isAdmin: true })
      .expect(400);
    expect(problem(answer).code).toBe('INVALID_REQUEST');
    const paths = (problem(answer).errors ?? []).map(({ path }) => path).sort();
    expect(paths).toEqual(['email', 'isAdmin', 'name', 'password', 'role']);
  });

  it.each([
    ['an unknown field', { email: 'a@example.org', password: 'x', admin: true }],
    ['a query operator for a string', { email: { $ne: null }, password: 'x' }],
    ['a list for a string', { email: ['a@example.org'], password: 'x' }],
    ['nothing', undefined],
    ['a list', []],
  ])('such as %s is refused', async (_what, body) => {
    expect(problem(await login().send(body).expect(400)).code).toBe('INVALID_REQUEST');
  });

  it.each(['{"email":', '"text"', 'null', '{"__proto__":{"admin":true},"email":"a","password":"b"}'])(
    'such as the body %s is refused',
    async (text) => {
      expect(problem(await login().type('json').send(text).expect(400)).code).toBe('INVALID_REQUEST');
    },
  );

  it('such as an unknown query parameter is refused', async () => {
    expect(problem(await admin.get('/v1/me?as=admin').expect(400)).errors).toEqual([
      expect.objectContaining({ path: 'query.as' }),
    ]);
  });

  it('such as a path that cannot be read is refused', async () => {
    expect((await admin.get('/v1/vouchers/%E0%A4%A')).status).toBe(400);
  });
});

describe('a request that leads nowhere', () => {
  it.each(['/', '/v1', '/v1/nothing', '/v1/me/', '/V1/me'])('%s is a problem with a name', async (path) => {
    const answer = await world.anyone().get(path).expect(404);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(problem(answer)).toMatchObject({
      type: 'urn:valinta:problem:not-found',
      title: 'Not found',
      status: 404,
      code: 'NOT_FOUND',
      requestId: answer.headers['x-request-id'],
    });
  });

  it('with a body that is too large is 413', async () => {
    const answer = await login().send({ email: 'a@example.org', password: 'x'.repeat(200_000) });
    expect([answer.status, problem(answer).code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });

  it('with a body that is not JSON is 415', async () => {
    const answer = await login().type('form').send('email=a&password=b');
    expect([answer.status, problem(answer).code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  it('with a compressed body is 415, so that a small one cannot grow', async () => {
    const answer = await login().type('json').set('Content-Encoding', 'gzip').send('{}');
    expect([answer.status, problem(answer).code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });
});

describe('every answer', () => {
  it('says nothing of what it is made with, and may be shown as nothing but data', async () => {
    const { headers } = await admin.get('/v1/me').expect(200);
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['strict-transport-security']).toContain('max-age=31536000');
  });

  it('has a request id of ours, whatever the caller sends as one', async () => {
    const answer = await admin.get('/v1/me').set('X-Request-Id', 'forged');
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('says that this is a sandbox only where it is one', async () => {
    expect((await admin.get('/v1/me')).headers['valinta-sandbox']).toBe('test data');
    const real = await openWorld({ sandbox: false });
    expect((await real.anyone().get('/healthz')).headers['valinta-sandbox']).toBeUndefined();
    await real.close();
  });
});

describe('a caller who tries to write the log', () => {
  it('cannot begin a line of their own', async () => {
    lines.length = 0;
    await login().send({ email: 'a\r\n{"level":"info","msg":"forged"}\u001b[2J', password: 'x\r\ny' });
    await world.anyone().get('/v1/%0d%0aforged%1b[2J').set('User-Agent', 'x');
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(() => JSON.parse(line) as unknown).not.toThrow();
      expect(line.trimEnd()).not.toMatch(/[\r\n\u001b]/);
    }
  });

  it('leaves no password or token in it', async () => {
    lines.length = 0;
    const user = await world.account('finance');
    await login().send({ email: user.email, password: 'a wrong secret' });
    const { refreshToken, accessToken } = await world.session(user);
    await world.anyone().post('/v1/auth/refresh').send({ refreshToken });
    await world.anyone().post('/v1/auth/refresh').send({ refreshToken });
    await world.bearing(accessToken).get('/v1/me');
    const text = lines.join('');
    for (const secret of ['a wrong secret', refreshToken, accessToken, user.email]) expect(text).not.toContain(secret);
  });
});

describe('an address told by a proxy', () => {
  it('is not believed where no proxy is trusted', async () => {
    lines.length = 0;
    await login().set('X-Forwarded-For', '203.0.113.7').send({ email: 'a@example.org', password: 'x' }).expect(401);
    expect(lines.join('')).not.toContain('203.0.113.7');
  });
});

describe('health and readiness', () => {
  it('say that all is there', async () => {
    await world.anyone().get('/healthz').expect(200);
    const answer = await world.anyone().get('/readyz').expect(200);
    expect(answer.body).toMatchObject({ status: 'ready', missing: [] });
  });

  it.each(['mongodb', 'redis', 'workers'] as const)('name %s when it is missing', async (part) => {
    world.up[part] = false;
    const answer = await world.anyone().get('/readyz').expect(503);
    expect(answer.body).toMatchObject({ status: 'notReady', missing: [part] });
    expect(answer.headers['retry-after']).toBe('5');
    await world.anyone().get('/healthz').expect(200);
    world.up[part] = true;
  });
});

describe('the metrics', () => {
  it('count answers by operation and status, and name nobody', async () => {
    await admin.get('/v1/me').expect(200);
    const { text } = await world.anyone().get('/metrics').expect(200);
    expect(text).toMatch(/valinta_http_request_seconds_count\{operation="seeMe",status="200"\} \d+/);
    expect(text).not.toMatch(/usr-|@/);
  });
});

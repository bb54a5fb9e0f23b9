import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashPassword } from '#api/auth/passwords';
import { openWorld, PASSWORD, type World } from '../world.ts';

interface Told {
  readonly code: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

let world: World;
beforeAll(async () => {
  world = await openWorld({ env: { TRUST_PROXY: '1' } });
});
afterAll(() => world.close());

let addresses = 0;
/** From an address of its own each time, so that one test's failures do not count in another. */
const freshAddress = () => `192.0.2.${(addresses += 1)}`;
const logIn = (email: string, password: string, from = freshAddress()) =>
  world.anyone().post('/v1/auth/login').set('X-Forwarded-For', from).send({ email, password });
const refresh = (refreshToken: string) => world.anyone().post('/v1/auth/refresh').send({ refreshToken });
const logOut = (refreshToken: string) => world.anyone().post('/v1/auth/logout').send({ refreshToken });
const me = (accessToken: string) => world.bearing(accessToken).get('/v1/me');
const told = ({ body }: { body: unknown }) => body as Told;

describe('logging in', () => {
  it('gives tokens that open the doors, in the form that the contract names', async () => {
    const user = await world.account('provider', { providerId: 'prv-1' });
    const answer = await logIn(user.email, PASSWORD).expect(200);
    expect(answer.body).toEqual({
      accessToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 600,
      refreshToken: expect.any(String),
    });
    const seen = await me(told(answer).accessToken).expect(200);
    expect(seen.body).toEqual({ id: user.id, email: user.email, role: 'provider', providerId: 'prv-1', mandates: [] });
  });

  it('does not mind how the address is written', async () => {
    const { email } = await world.account('finance');
    await logIn(`  ${email.toUpperCase()} `, PASSWORD).expect(200);
  });

  it('says the same of a wrong password, an unknown address and a disabled account', async () => {
    const user = await world.account('finance');
    const gone = await world.account('finance');
    await world.stores.users.act(gone.id, (state) => ({ next: { ...state, disabled: true }, answer: null }));
    for (const [email, password] of [
      [user.email, 'wrong'],
      ['nobody@example.org', PASSWORD],
      [gone.email, PASSWORD],
    ] as const) {
      const answer = await logIn(email, password).expect(401);
      expect(told(answer).code).toBe('INVALID_CREDENTIALS');
    }
  });

  it('takes about as long for an unknown address as for a known one', async () => {
    const { email } = await world.account('finance');
    const timed = async (address: string) => {
      const times: number[] = [];
      for (let round = 0; round < 5; round += 1) {
        const startedAt = performance.now();
        await logIn(address, 'wrong').expect(401);
        times.push(performance.now() - startedAt);
      }
      return times.sort((a, b) => a - b)[2] ?? 0;
    };
    const [known, unknown] = [await timed(email), await timed('nobody@example.org')];
    // Without the work of a password an answer takes a tenth of the time.
    expect(unknown).toBeGreaterThan(known / 3);
  });

  it('is not hindered by an old token that is sent along', async () => {
    const { email } = await world.account('finance');
    await world.bearing('of.another.day').post('/v1/auth/login').send({ email, password: PASSWORD }).expect(200);
  });
});

describe('guessing passwords', () => {
  it('is stopped after ten failures, with the time to wait, even if the eleventh is right', async () => {
    const { email } = await world.account('finance');
    const from = freshAddress();
    for (let guess = 0; guess < 10; guess += 1) await logIn(email, 'wrong', from).expect(401);
    const stopped = await logIn(email, PASSWORD, from).expect(429);
    expect(told(stopped).code).toBe('TOO_MANY_REQUESTS');
    expect(Number(stopped.headers['retry-after'])).toBeGreaterThan(600);
  });

  it('does not shut out the owner, who comes from elsewhere', async () => {
    const { email } = await world.account('finance');
    const from = freshAddress();
    for (let guess = 0; guess < 11; guess += 1) await logIn(email, 'wrong', from);
    await logIn(email, PASSWORD).expect(200);
  });

  it('gains nothing by sending all guesses at once', async () => {
    const { email } = await world.account('finance');
    const from = freshAddress();
    const answers = await Promise.all(Array.from({ length: 30 }, () => logIn(email, 'wrong', from)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20);
  });

  it('gains nothing by trying one password on many accounts', async () => {
    const from = freshAddress();
    const answers = await Promise.all(
      Array.from({ length: 110 }, (_, index) => logIn(`nobody-${index}@example.org`, 'wrong', from)),
    );
    expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true);
    await logIn('nobody-again@example.org', 'wrong', from).expect(429);
  });

  it('forgets the failures of somebody who then gets in', async () => {
    const { email } = await world.account('finance');
    const from = freshAddress();
    for (let round = 0; round < 3; round += 1) {
      for (let guess = 0; guess < 5; guess += 1) await logIn(email, 'wrong', from).expect(401);
      await logIn(email, PASSWORD, from).expect(200);
    }
  });
});

describe('logging in rightly', () => {
  it('is free a hundred times a minute', async () => {
    const { email } = await world.account('finance');
    const from = freshAddress();
    const answers = await Promise.all(Array.from({ length: 101 }, () => logIn(email, PASSWORD, from)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(100);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
  });
});

describe('a refresh token', () => {
  it('is changed for the next, time after time', async () => {
    let { refreshToken } = await world.session(await world.account('finance'));
    for (let round = 0; round < 3; round += 1) {
      const next = told(await refresh(refreshToken).expect(200));
      expect(next.refreshToken).not.toBe(refreshToken);
      await me(next.accessToken).expect(200);
      refreshToken = next.refreshToken;
    }
  });

  it('used a second time ends the whole family, the newest tokens with it', async () => {
    const first = await world.session(await world.account('finance'));
    const second = told(await refresh(first.refreshToken).expect(200));
    expect(told(await refresh(first.refreshToken).expect(401)).code).toBe('TOKEN_REUSED');
    await refresh(second.refreshToken).expect(401);
    await me(second.accessToken).expect(401);
    await me(first.accessToken).expect(401);
  });

  it('used twice in the same moment is used twice', async () => {
    const { refreshToken } = await world.session(await world.account('finance'));
    const answers = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    const winner = answers.find(({ status }) => status === 200);
    await refresh(told(winner ?? { body: {} }).refreshToken).expect(401);
  });

  it('ends with its session, however busily it is used', async () => {
    const { refreshToken, accessToken, sessionId } = await world.session(await world.account('finance'));
    const over = Date.now() - 1;
    await world.stores.sessions.act(sessionId, (state) => ({ next: { ...state, endsAt: over }, answer: null }));
    expect(told(await refresh(refreshToken).expect(401)).code).toBe('UNAUTHENTICATED');
    await me(accessToken).expect(401);
  });

  it('lasts twelve hours at work, and thirty days for a client', async () => {
    const lasting = async (role: 'finance' | 'client') => {
      const { sessionId } = await world.session(await world.account(role));
      const session = await world.stores.sessions.load(sessionId);
      return ((session?.endsAt ?? 0) - (session?.startedAt ?? 0)) / 3_600_000;
    };
    expect(await lasting('finance')).toBe(12);
    expect(await lasting('client')).toBe(30 * 24);
  });

  it('of our own making only: a changed session, generation or mark is refused', async () => {
    const { refreshToken } = await world.session(await world.account('finance'));
    const [id = '', generation = '', mark = ''] = refreshToken.split('.');
    const flipped = (mark.startsWith('A') ? 'B' : 'A') + mark.slice(1);
    for (const forged of [
      `${id}.2.${mark}`,
      `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}.${generation}.${mark}`,
      `${id}.${generation}.${flipped}`,
      'rubbish',
    ])
      expect(told(await refresh(forged).expect(401)).code).toBe('UNAUTHENTICATED');
    await refresh(refreshToken).expect(200);
  });
});

describe('logging out', () => {
  it('holds at the next request', async () => {
    const { accessToken, refreshToken } = await world.session(await world.account('coordinator'));
    await me(accessToken).expect(200);
    const answer = await logOut(refreshToken).expect(204);
    expect(answer.text).toBe('');
    await me(accessToken).expect(401);
    await refresh(refreshToken).expect(401);
  });

  it('may be said twice, and of a token that is none', async () => {
    const { refreshToken } = await world.session(await world.account('coordinator'));
    await logOut(refreshToken).expect(204);
    await logOut(refreshToken).expect(204);
    await logOut('rubbish').expect(204);
  });

  it('leaves the other sessions of the same person alone', async () => {
    const user = await world.account('coordinator');
    const [here, there] = [await world.session(user), await world.session(user)];
    await logOut(here.refreshToken).expect(204);
    await me(there.accessToken).expect(200);
  });
});

describe('an account that changes', () => {
  it('ends its sessions at once when it is disabled', async () => {
    const user = await world.account('finance');
    const { accessToken, refreshToken } = await world.session(user);
    await me(accessToken).expect(200);
    await world.stores.users.act(user.id, (state) => ({ next: { ...state, disabled: true }, answer: null }));
    await me(accessToken).expect(401);
    await refresh(refreshToken).expect(401);
  });

  it('ends its sessions at once when the role or the password changes', async () => {
    const user = await world.account('finance');
    const { accessToken } = await world.session(user);
    const passwordHash = await hashPassword('another password');
    await world.stores.users.act(user.id, (state) => ({
      next: { ...state, passwordHash, tokenVersion: state.tokenVersion + 1 },
      answer: null,
    }));
    await me(accessToken).expect(401);
    await logIn(user.email, 'another password').expect(200);
  });
});

describe('when the database is away', () => {
  it('lets nobody in and says to come again', async () => {
    const other = await openWorld();
    const { accessToken } = await other.session(await other.account('finance'));
    await other.stores.connection.getClient().close();
    const answer = await other.bearing(accessToken).get('/v1/me');
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1']);
    await other.anyone().post('/v1/auth/login').send({ email: 'a@example.org', password: 'whatever' }).expect(503);
    other.server.closeAllConnections();
    other.server.close();
  });
});

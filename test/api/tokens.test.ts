import { createHmac, generateKeyPairSync, sign as signBytes, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openWorld, type World } from '../world.ts';

type Fields = Readonly<Record<string, unknown>>;

let world: World;
let userId: string;
let sessionId: string;
let refreshToken: string;
beforeAll(async () => {
  world = await openWorld();
  const user = await world.account('finance');
  userId = user.id;
  ({ sessionId, refreshToken } = await world.session(user));
});
afterAll(() => world.close());

const now = () => Math.floor(Date.now() / 1000);
const encode = (part: Fields | string) =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');

const goodHeader = (): Fields => ({ alg: 'ES256', typ: 'at+jwt', kid: world.keys.signing.kid });
const goodClaims = (): Fields => ({
  iss: 'urn:valinta',
  aud: 'urn:valinta:api',
  sub: userId,
  sid: sessionId,
  iat: now(),
  exp: now() + 600,
});

const es256 = (key: KeyObject) => (text: string) =>
  signBytes('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');

/** A token made by hand, because libraries do not make bad ones. A field set to undefined is left out. */
const token = (
  header: Fields = {},
  claims: Fields = {},
  sign: (text: string) => string = es256(world.keys.signing.privateKey),
) => {
  const text = `${encode({ ...goodHeader(), ...header })}.${encode({ ...goodClaims(), ...claims })}`;
  return `${text}.${sign(text)}`;
};

const statusOf = async (authorization: string) =>
  (await world.anyone().get('/v1/me').set('Authorization', authorization)).status;

describe('a token made by hand as we make them', () => {
  it('opens the door, so that the refusals below are about what is wrong in them', async () => {
    expect(await statusOf(`Bearer ${token()}`)).toBe(200);
  });
});

describe('a token that we did not make', () => {
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicPem = () =>
    String(world.keys.verifying.get(world.keys.signing.kid)?.export({ type: 'spki', format: 'pem' }));
  const jwk = stranger.publicKey.export({ format: 'jwk' });

  const forgeries: [string, () => string][] = [
    ['without a signature', () => token({ alg: 'none' }, {}, () => '')],
    ['that says it has no signature, and has one', () => token({ alg: 'none' })],
    [
      'signed with our public key as if it were a secret',
      () => token({ alg: 'HS256' }, {}, (text) => createHmac('sha256', publicPem()).update(text).digest('base64url')),
    ],
    ['signed by a stranger under our key id', () => token({}, {}, es256(stranger.privateKey))],
    ['signed by a stranger under a key id of theirs', () => token({ kid: 'theirs' }, {}, es256(stranger.privateKey))],
    ['that brings its own key along', () => token({ jwk }, {}, es256(stranger.privateKey))],
    ['that names a place to fetch its key from', () => token({ jku: 'https://example.org/keys' })],
    ['with a header that must be understood', () => token({ crit: ['x'], x: 1 })],
    ['without a key id', () => token({ kid: undefined })],
    ['of a plain type', () => token({ typ: 'JWT' })],
    ['without a type', () => token({ typ: undefined })],
    ['for another audience', () => token({}, { aud: 'urn:another' })],
    ['for several audiences', () => token({}, { aud: ['urn:valinta:api', 'urn:another'] })],
    ['without an audience', () => token({}, { aud: undefined })],
    ['of another issuer', () => token({}, { iss: 'urn:another' })],
    ['without an issuer', () => token({}, { iss: undefined })],
    ['without a subject', () => token({}, { sub: undefined })],
    ['of a subject that is nobody', () => token({}, { sub: 'usr-nobody' })],
    ['without a session', () => token({}, { sid: undefined })],
    ['of a session that is none', () => token({}, { sid: 'ses-00000000000000000000000000000000' })],
    ['with a session that is an object', () => token({}, { sid: { $ne: null } })],
    ['that never ends', () => token({}, { exp: undefined })],
    ['that ends in words', () => token({}, { exp: 'tomorrow' })],
    ['that has ended', () => token({}, { exp: now() - 1 })],
    ['of no age', () => token({}, { iat: undefined })],
    ['that is not good yet', () => token({}, { nbf: now() + 60 })],
    [
      'with another payload than was signed',
      () => {
        const [header = '', , signature = ''] = token().split('.');
        return `${header}.${encode({ ...goodClaims(), exp: now() + 6000 })}.${signature}`;
      },
    ],
    ['with a signature cut short', () => token().slice(0, -4)],
    ['of rubbish', () => 'a.b.c'],
    ['of nothing', () => ''],
    ['that is a refresh token', () => refreshToken],
  ];

  it.each(forgeries)('%s is refused', async (_what, forge) => {
    expect(await statusOf(`Bearer ${forge()}`)).toBe(401);
  });

  it.each(['Basic YTpi', 'Bearer', 'bearer  ', 'Token x'])('in the form "%s" is refused', async (authorization) => {
    expect(await statusOf(authorization)).toBe(401);
  });

  it("of another person's session is refused", async () => {
    const other = await world.session(await world.account('admin'));
    expect(await statusOf(`Bearer ${token({}, { sid: other.sessionId })}`)).toBe(401);
  });

  it('is told how to do it', async () => {
    const answer = await world.anyone().get('/v1/me').expect(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
  });
});

describe('a token seen before', () => {
  it('is still refused once its time is over', async () => {
    const short = `Bearer ${token({}, { exp: now() + 2 })}`;
    expect(await statusOf(short)).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 2100));
    expect(await statusOf(short)).toBe(401);
  });
});

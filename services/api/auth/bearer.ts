import jwt from 'jsonwebtoken';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { isLive } from '#shared/domain/account/session';
import type { Keys } from '#shared/config/keys';
import type { Stores } from '#shared/persistence/stores';
import type { Authenticate } from '../http/mount.ts';
import type { Caller } from '../http/route.ts';
import { asking } from './passport.ts';
import { AUDIENCE, ISSUER, TOKEN_TYPE } from './tokens.ts';

/** What a token of ours says, once its signature was found good. `exp` in seconds since 1970. */
interface Claims {
  readonly sub: string;
  readonly sid: string;
  readonly exp: number;
}

/** The library is content with a token that lacks these; we are not (RFC 9068 2.2). */
const claimsOf = (payload: Readonly<Record<string, unknown>>): Claims | false => {
  const { sub, sid, exp, iat, iss, aud } = payload;
  if (typeof exp !== 'number' || typeof iat !== 'number') return false;
  if (typeof sub !== 'string' || typeof sid !== 'string') return false;
  return iss === ISSUER && aud === AUDIENCE && { sub, sid, exp };
};

const HEADER_FIELDS = new Set(['alg', 'typ', 'kid']);

/**
 * The key that a token may be checked with: named by `kid`, one of ours. A header with anything more in it (`jwk`,
 * `jku`, `crit`) is not one that we wrote.
 */
const keyFor = (token: string, keys: Keys['verifying']) => {
  const header = (jwt.decode(token, { complete: true })?.header ?? {}) as unknown as Readonly<Record<string, unknown>>;
  const { alg, typ, kid } = header;
  if (alg !== 'ES256' || typ !== TOKEN_TYPE || typeof kid !== 'string') return undefined;
  return Object.keys(header).every((name) => HEADER_FIELDS.has(name)) ? keys.get(kid) : undefined;
};

const jwtStrategy = (keys: Keys['verifying']) =>
  new Strategy(
    {
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      algorithms: ['ES256'],
      issuer: ISSUER,
      audience: AUDIENCE,
      secretOrKeyProvider: (_request, token, done) => {
        const key = keyFor(String(token), keys);
        if (key === undefined) done(new Error('no key of ours'));
        // The library hands it to jsonwebtoken as it is, which takes a key object and spares reading PEM each time.
        else done(null, key as unknown as Buffer);
      },
    },
    (payload: Readonly<Record<string, unknown>>, done: (fault: null, claims: Claims | false) => void) =>
      done(null, claimsOf(payload)),
  );

/** Tokens whose signature is known to be good, so that it is computed once a token and not once a request. */
const MOST_REMEMBERED = 10_000;

const remembering = (verify: (authorization: string) => Promise<Claims | null>) => {
  const known = new Map<string, Claims>();
  return async (authorization: string): Promise<Claims | null> => {
    const remembered = known.get(authorization);
    if (remembered !== undefined) {
      if (Date.now() < remembered.exp * 1000) return remembered;
      known.delete(authorization);
    }
    const claims = await verify(authorization);
    if (claims === null) return null;
    if (known.size >= MOST_REMEMBERED) for (const oldest of known.keys()) if (known.delete(oldest)) break;
    known.set(authorization, claims);
    return claims;
  };
};

/** The doors of the log-in look at what is in the body: an old token sent along must not lock its owner out. */
const LOGIN_DOORS = '/v1/auth/';

/**
 * Who asks. That a signature is good is remembered; that the session lives and the user may, is looked up at every
 * request, so that a log-out or a changed role holds at once and in every process.
 */
export const authenticator = (stores: Pick<Stores, 'users' | 'sessions'>, keys: Keys['verifying']): Authenticate => {
  const strategy = asking<Claims>('jwt', jwtStrategy(keys));
  const verified = remembering((authorization) => strategy({ headers: { authorization } }));
  const callerOf = async ({ sub, sid }: Claims): Promise<Caller | 'invalid'> => {
    const [session, user] = await Promise.all([stores.sessions.load(sid), stores.users.load(sub)]);
    if (session === null || user === null || !isLive(session, user, Date.now())) return 'invalid';
    return { userId: sub, role: user.role, providerId: user.providerId, clientId: user.clientId, sessionId: sid };
  };
  return async (request) => {
    const { authorization } = request.headers;
    if (authorization === undefined || request.path.startsWith(LOGIN_DOORS)) return null;
    const claims = await verified(authorization);
    return claims === null ? 'invalid' : callerOf(claims);
  };
};

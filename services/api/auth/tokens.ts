import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { Keys } from '#shared/config/keys';

export const ISSUER = 'urn:valinta';
export const AUDIENCE = 'urn:valinta:api';
/** RFC 9068: says that a token is for access and nothing else. */
export const TOKEN_TYPE = 'at+jwt';
/** Seconds. */
export const ACCESS_TOKEN_LIFE = 600;

export interface Tokens {
  readonly accessToken: string;
  readonly tokenType: 'Bearer';
  readonly expiresIn: number;
  readonly refreshToken: string;
}

export interface RefreshClaim {
  readonly sessionId: string;
  readonly generation: number;
}

export const newSessionId = (): string => `ses-${randomBytes(16).toString('hex')}`;

/**
 * Makes tokens, and reads refresh tokens. A refresh token is `session.generation.mac`: it can be worked out again from
 * the session and the key, so neither it nor a digest of it is kept anywhere, and any old one is known for what it is.
 */
export const tokenMaker = ({ signing, refreshKey }: Pick<Keys, 'signing' | 'refreshKey'>) => {
  const mac = (body: string) => createHmac('sha256', refreshKey).update(`refresh|${body}`).digest();
  const refreshToken = ({ sessionId, generation }: RefreshClaim) => {
    const body = `${sessionId}.${generation}`;
    return `${body}.${mac(body).toString('base64url')}`;
  };
  return {
    make(userId: string, claim: RefreshClaim): Tokens {
      const accessToken = jwt.sign({ sid: claim.sessionId }, signing.privateKey, {
        algorithm: 'ES256',
        header: { alg: 'ES256', typ: TOKEN_TYPE, kid: signing.kid },
        issuer: ISSUER,
        audience: AUDIENCE,
        subject: userId,
        expiresIn: ACCESS_TOKEN_LIFE,
      });
      return { accessToken, tokenType: 'Bearer', expiresIn: ACCESS_TOKEN_LIFE, refreshToken: refreshToken(claim) };
    },
    /** Undefined for anything that was not made here. */
    readRefresh(token: string): RefreshClaim | undefined {
      const [, sessionId, generation, given] = /^(ses-[0-9a-f]{32})\.(\d{1,9})\.([A-Za-z0-9_-]{43})$/.exec(token) ?? [];
      if (sessionId === undefined || generation === undefined || given === undefined) return undefined;
      if (!timingSafeEqual(Buffer.from(given, 'base64url'), mac(`${sessionId}.${generation}`))) return undefined;
      return { sessionId, generation: Number(generation) };
    },
  };
};

export type TokenMaker = ReturnType<typeof tokenMaker>;

import { sign, type JsonWebKey, type KeyObject } from 'node:crypto';
import { canonicalJson } from './requests.ts';

/** A signature over a value's canonical JSON: fields in the order of their names, nothing between them (RFC 8785). */
export interface Signature {
  readonly alg: 'EdDSA';
  readonly kid: string;
  /** base64url. */
  readonly value: string;
}

/** A public key as it is published (RFC 8037). */
export interface PublishedKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'EdDSA';
}

/** Signs documents that are given out, so that they are believed where this system is not asked. */
export interface Signer {
  /** Of the same value and key, the same signature. Numbers must be whole. */
  sign(value: unknown): Signature;
  /** All that anything may have been signed with. */
  readonly keys: readonly PublishedKey[];
}

export interface SignerKeys {
  readonly kid: string;
  /** Ed25519. */
  readonly privateKey: KeyObject;
  readonly publicKeys: ReadonlyMap<string, KeyObject>;
}

const published = (kid: string, key: KeyObject): PublishedKey => {
  const { x = '' }: JsonWebKey = key.export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'Ed25519', x, kid, use: 'sig', alg: 'EdDSA' };
};

export const createSigner = ({ kid, privateKey, publicKeys }: SignerKeys): Signer => ({
  sign: (value) => ({
    alg: 'EdDSA',
    kid,
    value: sign(null, Buffer.from(canonicalJson(value)), privateKey).toString('base64url'),
  }),
  keys: [...publicKeys].map(([name, key]) => published(name, key)),
});

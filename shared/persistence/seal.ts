import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';

/**
 * Fields that name or identify a person are kept sealed, each for itself (AES-256-GCM, OWASP ASVS 5.0 11.3.2): a copy
 * of the database alone tells nobody's name. The place a value belongs to is bound into it, so that one person's sealed
 * value put into another's document does not open.
 */
export interface Seal {
  /** @param place from `placeOf`; the same is needed to open it. */
  seal(text: string, place: string): string;
  /** @throws when the value was altered, moved to another place, or sealed with a key that is not here. */
  open(sealed: string, place: string): string;
  /** The same text gives the same digest, to find a sealed value by; useless without the key, however few texts there are. */
  blindIndex(text: string): string;
}

export interface SealKeys {
  /** 32 bytes; seals what is written from now on. */
  readonly encryptionKey: Buffer;
  /** Keys that sealed before: what they sealed still opens. */
  readonly earlierKeys?: readonly Buffer[];
  /** 32 bytes, another key than the one that seals: whoever may search need not be able to read. */
  readonly indexKey: Buffer;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Where a sealed value lives. None of the three may hold a bar, so no two places read alike. */
export const placeOf = (collection: string, id: string, field: string): string => {
  const parts = [collection, id, field];
  if (parts.some((part) => part === '' || part.includes('|'))) throw new Error('a place is named without bars');
  return parts.join('|');
};

/** Names a key without telling anything of it; stands inside every value that the key sealed. */
export const keyIdOf = (key: Buffer): string =>
  createHash('sha256').update('valinta key id').update(key).digest('hex').slice(0, 8);

/** A sealed value is `keyId.base64url(nonce, ciphertext, tag)`. The nonce is random: 2^32 values a key is the bound. */
export const createSeal = ({ encryptionKey, earlierKeys = [], indexKey }: SealKeys): Seal => {
  const keys = new Map([encryptionKey, ...earlierKeys].map((key) => [keyIdOf(key), key]));
  const current = keyIdOf(encryptionKey);
  return {
    seal(text, place) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, encryptionKey, nonce).setAAD(Buffer.from(place));
      const bytes = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${current}.${bytes.toString('base64url')}`;
    },
    open(sealed, place) {
      const [keyId = '', rest = ''] = sealed.split('.');
      const key = keys.get(keyId);
      if (key === undefined) throw new Error(`a value of ${place} was sealed with a key that is not here: ${keyId}`);
      const bytes = Buffer.from(rest, 'base64url');
      const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(place))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    },
    blindIndex: (text) => createHmac('sha256', indexKey).update(text).digest('base64url'),
  };
};

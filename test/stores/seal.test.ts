import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createSeal, keyIdOf, placeOf } from '#shared/persistence/seal';

const encryptionKey = randomBytes(32);
const indexKey = randomBytes(32);
const seal = createSeal({ encryptionKey, indexKey });
const place = placeOf('clients', 'cli-1', 'lastName');

describe('a sealed field', () => {
  it('opens where it was sealed, and shows nothing of what is in it', () => {
    const sealed = seal.seal('Ääkkönen', place);
    expect(sealed).toMatch(/^[0-9a-f]{8}\.[A-Za-z0-9_-]+$/);
    expect(seal.open(sealed, place)).toBe('Ääkkönen');
  });

  it('looks different every time, so that equal names do not show', () => {
    expect(seal.seal('Virtanen', place)).not.toBe(seal.seal('Virtanen', place));
  });

  it("does not open in another person's document", () => {
    const sealed = seal.seal('Virtanen', place);
    expect(() => seal.open(sealed, placeOf('clients', 'cli-2', 'lastName'))).toThrow();
  });

  it('does not open once a character of it was changed, wherever that is', () => {
    const sealed = seal.seal('Virtanen', place);
    for (let at = 9; at < sealed.length - 1; at += 1) {
      const altered = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
      expect(() => seal.open(altered, place)).toThrow();
    }
    expect(() => seal.open(sealed.slice(0, 20), place)).toThrow();
  });

  it('still opens after the key was turned, as long as the old key is at hand', () => {
    const sealed = seal.seal('Virtanen', place);
    const nextKey = randomBytes(32);
    const turned = createSeal({ encryptionKey: nextKey, earlierKeys: [encryptionKey], indexKey });
    expect(turned.open(sealed, place)).toBe('Virtanen');
    expect(turned.seal('Virtanen', place)).toMatch(new RegExp(`^${keyIdOf(nextKey)}\\.`));
    expect(() => createSeal({ encryptionKey: nextKey, indexKey }).open(sealed, place)).toThrow(/not here/);
  });

  it('has a place whose parts cannot be mistaken for each other', () => {
    expect(() => placeOf('clients', 'a|b', 'lastName')).toThrow();
  });
});

describe('a blind index', () => {
  it('finds the same text again, and only with the same key', () => {
    expect(seal.blindIndex('010190-900P')).toBe(seal.blindIndex('010190-900P'));
    expect(seal.blindIndex('010190-900P')).not.toBe(seal.blindIndex('010190-901R'));
    const other = createSeal({ encryptionKey, indexKey: randomBytes(32) });
    expect(other.blindIndex('010190-900P')).not.toBe(seal.blindIndex('010190-900P'));
  });
});

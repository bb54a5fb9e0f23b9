/** SEPA's usage rule for names; the schema itself would take 140. */
const MOST_CHARACTERS = 70;

/** What XML 1.0 cannot carry, even encoded: control characters, halves of surrogate pairs, two non-characters. */
const NOT_IN_XML = /[^\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/**
 * A party's name as a bank file can carry it: one line, in characters XML knows, at most 70 of them (counted as
 * the schema counts, by code point). Markup is left as it is; encoding it is the writer's work. A name of which
 * nothing is left becomes the word that SEPA has for it, since a payment needs one.
 */
export const bankName = (name: string): string => {
  const clean = name.normalize('NFC').replace(NOT_IN_XML, ' ').replace(/\s+/gu, ' ').trim();
  const short = Array.from(clean).slice(0, MOST_CHARACTERS).join('').trimEnd();
  return short === '' ? 'NOTPROVIDED' : short;
};

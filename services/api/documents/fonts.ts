import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { unpackWoff } from './woff.ts';

/** Regular, and for what stands out. */
export type Weight = 400 | 600;

/** The font comes in files by alphabet; these are of the names and words that occur here. */
const ALPHABETS = ['latin', 'latin-ext', 'cyrillic', 'greek'] as const;
type Alphabet = (typeof ALPHABETS)[number];
/** Names a font file: all letters of one alphabet in one weight. */
export type FontName = `${Alphabet}-${Weight}`;

const home = dirname(createRequire(import.meta.url).resolve('@fontsource/source-sans-3/package.json'));

const unpacked = new Map<FontName, Buffer>();
/**
 * A font as OpenType, unpacked when it is first needed. From the `.woff`, because glyphs made of parts (ä, i) come out
 * of the `.woff2` in a form that fontkit cannot embed.
 */
export const fontOf = (name: FontName): Buffer => {
  const known =
    unpacked.get(name) ?? unpackWoff(readFileSync(join(home, 'files', `source-sans-3-${name}-normal.woff`)));
  unpacked.set(name, known);
  return known;
};

/** `U+0000-00FF,U+0131`: first and last letter of each stretch. */
const stretches = (text: string): (readonly [number, number])[] =>
  text.split(',').map((stretch) => {
    const [first = '', last = first] = stretch.slice(2).split('-');
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
  });

const letters = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(join(home, 'unicode.json'), 'utf8')));
const LETTERS = ALPHABETS.map((alphabet) => [alphabet, stretches(letters[alphabet] ?? '')] as const);

const alphabetOf = (letter: string): Alphabet | undefined => {
  const code = letter.codePointAt(0) ?? 0;
  return LETTERS.find(([, parts]) => parts.some(([first, last]) => first <= code && code <= last))?.[0];
};

/** Spaces and breaks that the font has no glyph for, as those it has. */
const writable = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/[\u2007\u202F]/g, '\u00A0')
    .replaceAll(/[^\S\u00A0]+|\p{Cc}+/gu, ' ')
    .replaceAll(/\p{Cf}/gu, '');

/** Letters, digits and signs of Finnish, Swedish and English: nearly all text, and of the first alphabet. */
const USUAL = /^[ -~\u00A0-\u00AC\u00AE-\u00FF–−€]+$/;

/** A stretch of text that one font has all letters of. */
export interface Run {
  readonly text: string;
  readonly font: FontName;
}

/** Text as runs, each with its font; a letter of an alphabet that no font here has becomes a question mark. */
export const runsOf = (text: string, weight: Weight): Run[] => {
  if (USUAL.test(text)) return [{ text, font: `latin-${weight}` }];
  const runs: { text: string; font: FontName }[] = [];
  for (const letter of writable(text)) {
    const alphabet = alphabetOf(letter);
    const font: FontName = `${alphabet ?? 'latin'}-${weight}`;
    const shown = alphabet === undefined ? '?' : letter;
    const last = runs.at(-1);
    if (last?.font === font) last.text += shown;
    else runs.push({ text: shown, font });
  }
  return runs;
};

import { inflateSync } from 'node:zlib';

export interface Pdf {
  /** Every object as text, streams unpacked. */
  readonly objects: ReadonlyMap<number, string>;
  /** The text of each page as its fonts say that it reads; `|` ends each piece that is drawn by itself. */
  readonly pages: readonly string[];
}

const OBJECT = /(\d+) 0 obj\n([\s\S]*?)\nendobj/g;
const STREAM = /^([\s\S]*?)\nstream\n([\s\S]*)\nendstream$/;

const unpacked = (body: string): string => {
  const [, dictionary, stream] = STREAM.exec(body) ?? [];
  if (dictionary === undefined || stream === undefined) return body;
  const bytes = Buffer.from(stream, 'latin1');
  return `${dictionary}\n${(dictionary.includes('/FlateDecode') ? inflateSync(bytes) : bytes).toString('latin1')}`;
};

const lettersOf = (hex: string): string =>
  (hex.match(/.{4}/g) ?? []).map((code) => String.fromCharCode(Number.parseInt(code, 16))).join('');

/** From the codes of a font to the letters they stand for (ISO 32000-1, 9.10.3). */
const readingOf = (cmap: string): ReadonlyMap<number, string> => {
  const readings = new Map<number, string>();
  for (const [, from = '', letters = ''] of cmap.matchAll(/<(\w{4})> <\w{4}> \[([^\]]*)\]/g))
    [...letters.matchAll(/<([\w ]*)>/g)].forEach(([, hex = ''], index) =>
      readings.set(Number.parseInt(from, 16) + index, lettersOf(hex.replaceAll(' ', ''))),
    );
  return readings;
};

const referred = (text: string, key: string): number => Number(new RegExp(`/${key} (\\d+) 0 R`).exec(text)?.[1]);

/** Reads a PDF as pdfkit writes it, far enough to see what it says and how it is built. */
export const readPdf = (bytes: Buffer): Pdf => {
  const objects = new Map<number, string>();
  for (const [, id, body = ''] of bytes.toString('latin1').matchAll(OBJECT)) objects.set(Number(id), unpacked(body));
  const object = (id: number): string => objects.get(id) ?? '';
  const fonts = new Map<string, ReadonlyMap<number, string>>();
  const fontsOf = (page: string) => {
    for (const [, name = '', id] of object(referred(page, 'Resources')).matchAll(/\/(F\d+) (\d+) 0 R/g))
      if (!fonts.has(name)) fonts.set(name, readingOf(object(referred(object(Number(id)), 'ToUnicode'))));
  };
  const textOf = (content: string): string => {
    let font: ReadonlyMap<number, string> = new Map();
    let text = '';
    for (const [, name, drawn] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[(<[^\]]*)\] TJ/g)) {
      if (name !== undefined) font = fonts.get(name) ?? new Map();
      if (drawn === undefined) continue;
      const codes = [...drawn.matchAll(/<(\w*)>/g)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? []);
      text += `${codes.map((code) => font.get(Number.parseInt(code, 16)) ?? '\uFFFD').join('')}|`;
    }
    return text;
  };
  const pages = [...objects.values()]
    .filter((body) => body.includes('/Type /Page\n'))
    .map((page) => {
      fontsOf(page);
      return textOf(object(referred(page, 'Contents')));
    });
  return { objects, pages };
};

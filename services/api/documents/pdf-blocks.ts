/** What a document is made of: headings, paragraphs, tables of facts, and tables with a row for each of very many. */
import type { Pages, Style } from './pdf-pages.ts';

const INK = '#1a1a1a';
const TEXT: Style = { size: 9.5, weight: 400, color: INK };
const STRONG: Style = { ...TEXT, weight: 600 };
const NOTE: Style = { size: 7.5, weight: 400, color: '#404040' };
const HEADINGS = {
  1: { size: 18, weight: 600, color: INK },
  2: { size: 12.5, weight: 600, color: INK },
} as const satisfies Record<1 | 2, Style>;
const GAP = 8;
const PADDING = 3;
const RULE = '#767676';

/** What the published types of pdfkit do not know: whose cells a header cell heads. */
const OF_COLUMN: object = { scope: 'Column' };
const OF_ROW: object = { scope: 'Row' };

/** The longest part that is no wider than that; at least one letter. */
const broken = (word: string, fits: (text: string) => boolean): string[] => {
  const parts: string[] = [];
  for (const letter of word) {
    const last = parts.at(-1);
    if (last !== undefined && fits(last + letter)) parts[parts.length - 1] = last + letter;
    else parts.push(letter);
  }
  return parts;
};

/**
 * Breaks a text into lines between its words, and after hyphens; a word that is too long anywhere. The spaces stay at
 * the ends of lines, unseen: without them a screen reader would run two words together.
 */
const wrapped = (pages: Pages, text: string, width: number, style: Style): string[] => {
  const fits = (line: string) => pages.widthOf(line.trimEnd(), style) <= width;
  if (fits(text)) return [text];
  const words = text.split(/(?<=[ -])/).flatMap((word) => (fits(word) ? [word] : broken(word, fits)));
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && fits(last + word)) lines[lines.length - 1] = last + word;
    else lines.push(word);
  }
  return lines;
};

/** Draws lines below each other, from a point downwards. */
const writeLines = (pages: Pages, lines: readonly string[], x: number, y: number, style: Style): void =>
  lines.forEach((line, index) => pages.write(line, x, y + index * pages.lineHeight(style), style));

const block = (pages: Pages, type: 'H1' | 'H2' | 'P', text: string, style: Style, keptWith = 0): void => {
  const lines = wrapped(pages, text, pages.width, style);
  const height = lines.length * pages.lineHeight(style);
  if (!pages.fits(height + keptWith)) pages.next();
  pages.root.add(pages.doc.struct(type, {}, () => writeLines(pages, lines, pages.left, pages.y, style)));
  pages.y += height + GAP;
};

/** A heading; never the last on its page. */
export const heading = (pages: Pages, level: 1 | 2, text: string): void => {
  if (level === 2) pages.y += GAP;
  block(pages, `H${level}`, text, HEADINGS[level], 60);
};

export const paragraph = (pages: Pages, text: string, { strong = false } = {}): void =>
  block(pages, 'P', text, strong ? STRONG : TEXT);

const rule = (pages: Pages, y: number): void =>
  pages.artifact('Layout', () => {
    pages.doc
      .lineWidth(0.5)
      .strokeColor(RULE)
      .moveTo(pages.left, y)
      .lineTo(pages.left + pages.width, y)
      .stroke();
  });

export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly strong?: boolean;
}

/** Names with their values; values stand at the left, or at the right where they are amounts. */
export const facts = (pages: Pages, all: readonly Fact[], { amounts = false } = {}): void => {
  const { doc } = pages;
  const nameWidth = 230;
  const valueWidth = amounts ? 110 : pages.width - nameWidth;
  const table = doc.struct('Table');
  pages.root.add(table);
  for (const { name, value, strong = false } of all) {
    const style = strong ? STRONG : TEXT;
    const [names, values] = [wrapped(pages, name, nameWidth - GAP, style), wrapped(pages, value, valueWidth, style)];
    const height = Math.max(names.length, values.length) * pages.lineHeight(style) + PADDING;
    if (!pages.fits(height)) pages.next();
    const { y } = pages;
    const x = pages.left + nameWidth + (amounts ? valueWidth - pages.widthOf(value, style) : 0);
    const head = doc.struct('TH', OF_ROW, () => writeLines(pages, names, pages.left, y, style));
    table.add(doc.struct('TR', {}, [head, doc.struct('TD', {}, () => writeLines(pages, values, x, y, style))]));
    pages.y += height;
  }
  table.end();
  pages.y += GAP;
};

export interface Column {
  readonly head: string;
  readonly width: number;
  /** Amounts stand at the right, so that their digits do below each other. */
  readonly right?: boolean;
}

interface Cell {
  readonly lines: readonly string[];
  readonly x: (line: string) => number;
}

/**
 * A table of any length: each row is written when it comes, and each page begins with the columns' heads, which are
 * told to a screen reader once. `note` stands below the row, across it, and is read with the cell of column `noteOf`.
 */
export const longTable = (pages: Pages, columns: readonly Column[], noteOf: number) => {
  const { doc } = pages;
  const table = doc.struct('Table');
  pages.root.add(table);

  const cellsOf = (texts: readonly string[], style: Style): Cell[] => {
    let x = pages.left;
    return columns.map(({ width, right = false }, index) => {
      const from = x;
      x += width;
      const lines = wrapped(pages, texts[index] ?? '', width - GAP, style);
      return { lines, x: (line) => (right ? from + width - pages.widthOf(line.trimEnd(), style) : from) };
    });
  };
  const heightOf = (cells: readonly Cell[], style: Style) =>
    Math.max(...cells.map(({ lines }) => lines.length)) * pages.lineHeight(style);
  const writeCell = ({ lines, x }: Cell, y: number, style: Style): void =>
    lines.forEach((line, index) => pages.write(line, x(line), y + index * pages.lineHeight(style), style));

  const heads = cellsOf(
    columns.map(({ head }) => head),
    STRONG,
  );
  const headHeight = heightOf(heads, STRONG);
  const underline = () => {
    pages.y += headHeight + PADDING;
    rule(pages, pages.y);
    pages.y += PADDING;
  };
  let body = doc.struct('TBody');

  const tell = () => {
    const { y } = pages;
    const cells = heads.map((cell) => doc.struct('TH', OF_COLUMN, () => writeCell(cell, y, STRONG)));
    table.add(doc.struct('THead', {}, doc.struct('TR', {}, cells)));
    underline();
    table.add(body);
  };
  const repeat = () => {
    pages.artifact('Pagination', () => heads.forEach((cell) => writeCell(cell, pages.y, STRONG)));
    underline();
  };
  tell();

  return {
    row: (texts: readonly string[], notes: readonly string[]): void => {
      const cells = cellsOf(texts, TEXT);
      const noteParts = notes.map((note) => wrapped(pages, note, pages.width, NOTE));
      const cellHeight = heightOf(cells, TEXT);
      const height = cellHeight + noteParts.flat().length * pages.lineHeight(NOTE) + PADDING;
      if (!pages.fits(height + PADDING)) {
        // What is told of a finished page can be let go.
        body.end();
        pages.next();
        repeat();
        body = doc.struct('TBody');
        table.add(body);
      }
      const { y } = pages;
      let noteY = y + cellHeight;
      const paragraphs = noteParts.map((lines) => {
        const at = noteY;
        noteY += lines.length * pages.lineHeight(NOTE);
        return doc.struct('P', {}, () => writeLines(pages, lines, pages.left, at, NOTE));
      });
      const told = cells.map((cell, index) => {
        const draw = () => writeCell(cell, y, TEXT);
        return doc.struct('TD', {}, index === noteOf ? [doc.struct('P', {}, draw), ...paragraphs] : draw);
      });
      body.add(doc.struct('TR', {}, told));
      pages.y += height;
      rule(pages, pages.y);
      pages.y += PADDING;
    },
    end: (): void => {
      body.end();
      table.end();
      pages.y += GAP;
    },
  };
};

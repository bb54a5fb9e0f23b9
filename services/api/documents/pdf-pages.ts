/**
 * Pages of an accessible PDF (PDF/UA-1, ISO 14289-1), handed over as they fill up, so that a document of any length
 * takes the memory of a page, and the few bytes that say where each of its objects lies: PDF lists them at the end.
 * Everything that is drawn is either in the tree that screen readers follow, or an artifact.
 */
import { setImmediate } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import type { Language } from '#shared/contract/common';
import type { Instant } from '#shared/domain/calendar';
import { fontOf, runsOf, type FontName, type Run, type Weight } from './fonts.ts';

/** How text looks; sizes and widths are in points. */
export interface Style {
  readonly size: number;
  readonly weight: Weight;
  readonly color: string;
}

export interface PagesOf {
  readonly title: string;
  readonly language: Language;
  /** Written as the day of making, so that the same document has the same bytes whenever it is asked for. */
  readonly madeAt: Instant;
  /** Stands at the foot of each page, with its number. */
  readonly foot: (page: number) => string;
}

const MARGIN = 42;
const FOOT: Style = { size: 8, weight: 400, color: '#404040' };
const LINE_HEIGHT = 1.3;
/** Bytes that are handed over at once. */
const PIECE = 32 * 1024;

/** What the published types of pdfkit do not know yet, or know too narrowly. */
const PDF_UA: object = { subset: 'PDF/UA' };
/** Each letter as it stands, as wide as it was measured; text may be copied out letter by letter. */
const PLAIN: object = { features: { kern: false, liga: false, ccmp: false, mark: false, mkmk: false } };

/** From the pieces of a page's content to the elements of the tree that they belong to, by the page's key. */
interface ParentTree {
  get(key: number): unknown;
  add(key: number, value: unknown): void;
}
interface Objects {
  ref(data: unknown): { data: object; end(): void };
  getStructTreeRoot(): { readonly data: { readonly ParentTree: ParentTree } };
}

/** Puts what the document writes, a great many small parts, together to pieces worth sending, and keeps them. */
const collector = () => {
  let pieces: Buffer[] = [];
  let parts: Uint8Array[] = [];
  let bytes = 0;
  const close = () => {
    pieces.push(Buffer.concat(parts));
    parts = [];
    bytes = 0;
  };
  return {
    close,
    add: (part: Uint8Array): void => {
      parts.push(part);
      bytes += part.length;
      if (bytes >= PIECE) close();
    },
    take: (): Buffer[] => {
      const taken = pieces;
      pieces = [];
      return taken;
    },
  };
};

export const openPages = async ({ title, language, madeAt, foot }: PagesOf) => {
  const doc = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    pdfVersion: '1.7',
    tagged: true,
    lang: language,
    displayTitle: true,
    info: { Title: title, Creator: 'Valinta', CreationDate: new Date(madeAt) },
    // None of its own: the fonts that every reader is said to have would not be embedded.
    font: '',
    // Otherwise every word of the document would be kept to its end.
    fontLayoutCache: false,
    autoFirstPage: false,
    ...PDF_UA,
  });
  const objects = doc as unknown as Objects;
  const written = collector();
  const ended = new Promise<void>((resolve) => doc.on('end', resolve));
  doc.on('data', (part: Uint8Array) => written.add(part));
  // A stream begins to flow a moment after somebody listens; until then it would hold all that is drawn.
  await setImmediate();
  const root = doc.struct('Document');
  doc.addStructure(root);
  /** By font and letter, at a size of one point. */
  const widths = new Map<FontName, Map<string, number>>();
  let pageNumber = 0;

  /** Chooses a font; the document learns of it when it first needs it. */
  const use = (font: FontName) => {
    if (!widths.has(font)) doc.registerFont(font, fontOf(font));
    return doc.font(font);
  };
  const measure = (letter: string, font: FontName): number =>
    use(font).fontSize(1000).widthOfString(letter, PLAIN) / 1000;
  const widthOfRun = ({ text, font }: Run, size: number): number => {
    const known = widths.get(font) ?? new Map<string, number>();
    let width = 0;
    for (const letter of text) {
      const one = known.get(letter) ?? measure(letter, font);
      known.set(letter, one);
      width += one * size;
    }
    widths.set(font, known);
    return width;
  };
  const widthOf = (text: string, { size, weight }: Style): number =>
    runsOf(text, weight).reduce((width, run) => width + widthOfRun(run, size), 0);

  /** Draws one line of text with its upper left corner there. */
  const write = (text: string, x: number, y: number, { size, weight, color }: Style): void => {
    for (const run of runsOf(text, weight)) {
      use(run.font)
        .fontSize(size)
        .fillColor(color)
        .text(run.text, x, y, { lineBreak: false, ...PLAIN });
      x += widthOfRun(run, size);
    }
  };

  /** Draws what is no content: rules, page numbers, heads that are repeated. */
  const artifact = (type: 'Pagination' | 'Layout', draw: () => void): void => {
    doc.markContent('Artifact', { type });
    draw();
    doc.endMarkedContent();
  };

  /**
   * Writes the page's part of the way back from content to the tree. pdfkit would hold it, and with it every cell of
   * every table, until the document ends.
   */
  const settle = (page: PDFKit.PDFPage): void => {
    const { StructParents: key } = page.dictionary.data as { readonly StructParents?: number };
    if (key === undefined) return;
    const { ParentTree: tree } = objects.getStructTreeRoot().data;
    const elements = objects.ref(tree.get(key));
    elements.end();
    elements.data = {};
    tree.add(key, elements);
  };

  const pages = {
    doc,
    root,
    left: MARGIN,
    y: MARGIN,
    width: 0,
    widthOf,
    write,
    artifact,
    lineHeight: ({ size }: Style): number => size * LINE_HEIGHT,
    /** Whether so many points are left on this page. */
    fits: (height: number): boolean => pages.y + height <= doc.page.height - MARGIN - 16,
    next: (): void => {
      const filled = pageNumber === 0 ? undefined : doc.page;
      doc.addPage();
      if (filled !== undefined) settle(filled);
      pageNumber += 1;
      pages.y = MARGIN;
      pages.width = doc.page.width - 2 * MARGIN;
      artifact('Pagination', () => write(foot(pageNumber), MARGIN, doc.page.height - MARGIN - 8, FOOT));
    },
    /** What is worth sending of what was written since it was last asked for. */
    pieces: (): Buffer[] => written.take(),
    /** The rest. */
    end: async (): Promise<Buffer[]> => {
      root.end();
      doc.end();
      await ended;
      written.close();
      return written.take();
    },
  };
  pages.next();
  return pages;
};

export type Pages = Awaited<ReturnType<typeof openPages>>;

import { createHash } from 'node:crypto';
import { countingCosts } from '#shared/domain/settlement/costs';
import { canonicalLine } from '#shared/domain/settlement/hash-text';
import type { NewLine } from '#shared/domain/settlement/line';
import type { Apart } from '#shared/persistence/lines';
import type { Tally } from '#shared/persistence/tallies';

/** Rows joined by newlines into a hash, as `canonicalLines` and `canonicalRun` join them: rows come in order. */
export const joined = () => {
  const hash = createHash('sha256');
  let isFirst = true;
  return {
    add: (text: string) => {
      hash.update(isFirst ? text : `\n${text}`);
      isFirst = false;
    },
    digest: () => hash.digest('hex'),
  };
};

type Line = Omit<NewLine, 'steps'>;

/** A provider's sheet while its lines come in, in the order of their ids. */
const openSheet = (providerId: string) => {
  const text = joined();
  const costs = countingCosts();
  const sums = { lines: 0, grossCents: 0, organiserCents: 0, clientCents: 0, broughtForwardCents: 0 };
  return {
    providerId,
    add: (line: Line) => {
      if (line.grossCents !== line.organiserCents + line.clientCents)
        throw new Error(`${line.id}: gross is not organiser + client`);
      text.add(canonicalLine(line));
      costs.add(line);
      sums.lines += 1;
      sums.grossCents += line.grossCents;
      sums.organiserCents += line.organiserCents;
      sums.clientCents += line.clientCents;
    },
    bringForward: (carriedCents: number) => {
      sums.broughtForwardCents += carriedCents;
    },
    close: (): Tally => ({ providerId, ...sums, linesHash: text.digest(), costs: costs.all() }),
  };
};

/** Pages as one stream that can be looked at before it is taken from. */
const peekable = <T>(pages: AsyncIterator<readonly T[]>) => {
  let page: readonly T[] = [];
  let at = 0;
  const fill = async (): Promise<void> => {
    while (at >= page.length) {
      const next = await pages.next();
      if (next.done === true) return;
      page = next.value;
      at = 0;
    }
  };
  return {
    fill,
    head: (): T | undefined => page[at],
    /** To the next; false when that still has to be fetched by `fill`. */
    skip: (): boolean => {
      at += 1;
      return at < page.length;
    },
  };
};

/** A debt belongs before all lines of its provider. */
const isBefore = (apart: Apart, line: Line): boolean =>
  apart.providerId !== line.providerId
    ? apart.providerId < line.providerId
    : !('line' in apart) || apart.line.id < line.id;

/**
 * Sums lines up by provider. Visits are handed in, in the order of provider and id; what was written apart from them
 * is read in the same order and merged in between, so that a hash is over lines in one order however they came
 * about, and memory does not grow with them.
 */
export const tallying = (apartPages: AsyncIterator<readonly Apart[]>) => {
  const apart = peekable(apartPages);
  const done: Tally[] = [];
  let sheet: ReturnType<typeof openSheet> | undefined;
  const close = () => {
    if (sheet !== undefined) done.push(sheet.close());
    sheet = undefined;
  };
  const sheetOf = (providerId: string) => {
    if (sheet?.providerId !== providerId) {
      close();
      sheet = openSheet(providerId);
    }
    return sheet;
  };
  const merge = async (before?: Line): Promise<void> => {
    for (let next = apart.head(); next !== undefined && (before === undefined || isBefore(next, before));) {
      const own = sheetOf(next.providerId);
      if ('line' in next) own.add(next.line);
      else own.bringForward(next.carriedCents);
      if (!apart.skip()) await apart.fill();
      next = apart.head();
    }
  };
  return {
    begin: apart.fill,
    take: async (lines: readonly Line[]): Promise<void> => {
      for (const line of lines) {
        if (apart.head() !== undefined) await merge(line);
        sheetOf(line.providerId).add(line);
      }
    },
    finish: async (): Promise<Tally[]> => {
      await merge();
      close();
      return done;
    },
  };
};

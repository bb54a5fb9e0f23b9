/** What is still to be written so that the settled lines of a thing come to what the facts say of it. */
import type { Instant } from '../calendar.ts';
import { sumCents, type Cents } from '../money.ts';
import { reversalId, reversalOf, type NewLine } from './line.ts';
import type { LineKind } from './statement.ts';

/** A line of an approved run; `settledAt` is that run's cut-off. */
export type SettledLine = Omit<NewLine, 'steps'> & { readonly settledAt?: Instant | undefined };

export interface Worth {
  readonly grossCents: Cents;
  readonly organiserCents: Cents;
}

/** Where a line that is to be written stands among those of its thing. */
export interface Place {
  /** 1 for the first, and one more for each that follows a taking back. */
  readonly n: number;
  readonly kind: LineKind;
  /** The line it follows; null for the first. */
  readonly answers: string | null;
}

export interface Thing {
  /** All lines of approved runs for it, reversals too. */
  readonly before: readonly SettledLine[];
  /** What it comes to by the facts as known; undefined where nothing of it stands. */
  readonly wanted: Worth | undefined;
  /** The number of a line, read off its id. */
  readonly numberOf: (id: string) => number;
}

export const worthOf = (lines: readonly SettledLine[]): Worth => ({
  grossCents: sumCents(lines.map((line) => line.grossCents)),
  organiserCents: sumCents(lines.map((line) => line.organiserCents)),
});

/** The place of the next line. */
export const nextPlace = ({ before, numberOf }: Pick<Thing, 'before' | 'numberOf'>): Place => {
  const services = before.filter((line) => line.kind !== 'reversal');
  return {
    n: Math.max(0, ...before.map(({ id }) => numberOf(id))) + 1,
    kind: services.length === 0 ? 'service' : 'correction',
    answers: services.at(-1)?.id ?? null,
  };
};

/**
 * Nothing where what was settled is what is wanted; a first line where nothing was settled; else the standing lines
 * taken back and, where something is wanted, one more line that names the one it answers (domain decision 10). So
 * the same facts can be looked at any number of times.
 */
export const toward = (thing: Thing, lineAt: (place: Place) => NewLine): NewLine[] => {
  const { before, wanted } = thing;
  const was = worthOf(before);
  const is = wanted ?? { grossCents: 0, organiserCents: 0 };
  const changed = was.grossCents !== is.grossCents || was.organiserCents !== is.organiserCents;
  if (!changed && before.length > 0) return [];
  const there = new Set(before.map(({ id }) => id));
  const standing = before.filter(({ id, kind }) => kind !== 'reversal' && !there.has(reversalId(id)));
  const reversals = changed ? standing.map((line) => reversalOf(line)) : [];
  return wanted === undefined ? reversals : [...reversals, lineAt(nextPlace(thing))];
};

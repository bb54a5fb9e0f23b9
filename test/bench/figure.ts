import { writeFile } from 'node:fs/promises';

/** One line of the bench: what was measured, beside the floor measured in the same run. */
export interface Figure {
  readonly what: string;
  readonly ours: number;
  readonly floor: number;
  readonly unit: string;
  /** Ours to the floor; for times, ours over the floor. */
  readonly ratio: number;
  readonly goal: string;
  readonly reached: boolean;
}

const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** A rate: higher is better, and the goal is the least share of the floor's. */
export const rateFigure = (what: string, ours: number, floor: number, least: number, unit = 'per second'): Figure => {
  const ratio = ours / floor;
  return {
    what,
    ours: round(ours, 0),
    floor: round(floor, 0),
    unit,
    ratio: round(ratio),
    goal: `at least ${least}`,
    reached: ratio >= least,
  };
};

/** A time or a size: lower is better, and the goal is the most of the floor's. */
export const timeFigure = (what: string, ours: number, floor: number, most: number, unit = 'ms'): Figure => {
  const ratio = ours / floor;
  return {
    what,
    ours: round(ours),
    floor: round(floor),
    unit,
    ratio: round(ratio),
    goal: `at most ${most}`,
    reached: ratio <= most,
  };
};

/** The middle one, so that a noisy round does not decide. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1] ?? 0, sorted[middle] ?? 0];
  return sorted.length % 2 === 0 ? (low + high) / 2 : high;
};

export const printFigures = (figures: readonly Figure[]): void => {
  const rows = figures.map(({ what, ours, floor, unit, ratio, goal, reached }) => [
    what,
    `${ours} ${unit}`,
    `${floor} ${unit}`,
    String(ratio),
    goal,
    reached ? 'reached' : 'NOT reached',
  ]);
  const table = [['what', 'ours', 'floor', 'ratio', 'goal', ''], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
};

export const writeFigures = (file: string, figures: readonly Figure[]): Promise<void> =>
  writeFile(file, `${JSON.stringify(figures, null, 2)}\n`);

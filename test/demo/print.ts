/** What the demonstration shows: how far it is, and at the end a table. */
import type { Cents } from '#shared/domain/money';

export interface Progress {
  /** One more is done. */
  step(): void;
  /** All of it is done; says so with how long it took. */
  done(text?: string): void;
}

export const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const BAR = 24;

/** A bar that fills on a terminal; elsewhere one plain line when a part is done. */
export const progressOf = (what: string, total: number): Progress => {
  const since = performance.now();
  const terminal = process.stdout.isTTY;
  let count = 0;
  const draw = () => {
    const filled = total === 0 ? BAR : Math.round((BAR * count) / total);
    process.stdout.write(`\r  ${what.padEnd(34)} [${'#'.repeat(filled).padEnd(BAR, '.')}] ${count}/${total}`);
  };
  if (terminal) draw();
  return {
    step() {
      count += 1;
      if (terminal) draw();
    },
    done(text = `${count}`) {
      const line = `  ${what.padEnd(34)} ${text.padEnd(40)} ${seconds(since)}`;
      say(terminal ? `\r${line.padEnd(34 + BAR + 20)}` : line);
    },
  };
};

/** `1234567` as `12 345,67`, the way a Finnish finance office writes it. */
export const euros = (cents: Cents): string => {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  const whole = digits.slice(0, -2).replaceAll(/\B(?=(\d{3})+$)/g, ' ');
  return `${cents < 0 ? '-' : ''}${whole},${digits.slice(-2)}`;
};

/** Columns as wide as their widest cell; the first to the left, the others to the right. */
export const printTable = (head: readonly string[], rows: readonly (readonly string[])[], total = false): void => {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('   ')}`;
  const rule = `  ${widths.map((width) => '-'.repeat(width)).join('   ')}`;
  say(line(head));
  say(rule);
  rows.forEach((row, index) => {
    if (total && index === rows.length - 1) say(rule);
    say(line(row));
  });
};

export const heading = (text: string): void => say(`\n${text}\n`);

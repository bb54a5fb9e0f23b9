/** What two runs say of the same thing, held against each other. */
import type { LineAmounts, SettlementLine } from './statement.ts';

export interface Sums extends LineAmounts {
  /** How many. */
  readonly lines: number;
}

/** What a run's lines of one voucher and programme come to. */
export interface VoucherSums extends Sums {
  readonly voucherId: string;
  readonly programmeId: string;
}

export type Side = SettlementLine | VoucherSums | Sums;

export type Change = 'added' | 'gone' | 'changed';

export const NOTHING: Sums = { lines: 0, grossCents: 0, organiserCents: 0, clientCents: 0 };

export const sumsOf = (side: Side | null): Sums => {
  if (side === null) return NOTHING;
  const { grossCents, organiserCents, clientCents } = side;
  return { lines: 'lines' in side ? side.lines : 1, grossCents, organiserCents, clientCents };
};

export const plus = (a: Sums, b: Sums): Sums => ({
  lines: a.lines + b.lines,
  grossCents: a.grossCents + b.grossCents,
  organiserCents: a.organiserCents + b.organiserCents,
  clientCents: a.clientCents + b.clientCents,
});

/** After less before; what is not there comes to nothing. */
export const differenceOf = (before: Side | null, after: Side | null): Sums => {
  const [was, is] = [sumsOf(before), sumsOf(after)];
  return {
    lines: is.lines - was.lines,
    grossCents: is.grossCents - was.grossCents,
    organiserCents: is.organiserCents - was.organiserCents,
    clientCents: is.clientCents - was.clientCents,
  };
};

/** Both have the same fields, so that what differs is what they say. */
const isAlike = (before: Side, after: Side): boolean => {
  const told: Readonly<Record<string, unknown>> = { ...after };
  return Object.entries(before).every(([field, value]) => told[field] === value);
};

/** Undefined where both say the same. */
export const changeOf = (before: Side | null, after: Side | null): Change | undefined => {
  if (before === null) return after === null ? undefined : 'added';
  if (after === null) return 'gone';
  return isAlike(before, after) ? undefined : 'changed';
};

/** A voucher's month as it should be settled, held against what has been settled of it: what is still to be written. */
import { firstDayOf, lastDayOf, type CalendarDate, type Month } from '../calendar.ts';
import { sumCents, type Cents } from '../money.ts';
import { NO_PAYER, type Payer } from '../municipality/payer-on.ts';
import type { PricingStep } from '../pricing/pricing.ts';
import { monthPrefix, type MonthlyKind, type NewLine } from './line.ts';
import { evensTheBooks } from './line-steps.ts';
import { nextPlace, toward, worthOf, type Place, type SettledLine, type Thing, type Worth } from './toward.ts';

/** What one offering should get of a voucher's month. */
export interface MonthPart {
  readonly providerId: string;
  readonly offeringId: string;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly grossCents: Cents;
  readonly organiserCents: Cents;
  readonly steps: readonly PricingStep[];
}

/** What the month's events of one offering had posted as owed. */
export interface MonthOwed {
  readonly providerId: string;
  readonly offeringId: string;
  readonly owedCents: Cents;
}

export interface MonthToSettle {
  readonly kind: MonthlyKind;
  readonly voucherId: string;
  readonly programmeId: string;
  readonly month: Month;
  /** What the month comes to by the facts as known, at most one part for each offering. */
  readonly wanted: readonly MonthPart[];
  /** All lines of approved runs for this voucher and month, reversals too. */
  readonly settled: readonly SettledLine[];
  readonly owed: readonly MonthOwed[];
  /** Whose cost a day is; without it, nobody is known to pay. */
  readonly payerOn?: ((date: CalendarDate) => Payer) | undefined;
}

/** An offering's line of a month is called `{prefix}{offering}-{n}`: the first, and one more for each correction. */
const nameOf = (prefix: string, id: string): { offeringId: string; n: number } => {
  const match = /^(.+)-(\d+)(-reversal)?$/.exec(id.slice(prefix.length));
  if (match?.[1] === undefined) throw new Error(`${id} is no line of ${prefix}`);
  return { offeringId: match[1], n: Number(match[2]) };
};

const accountedFor = (lines: readonly SettledLine[]): Cents =>
  sumCents(lines.map((line) => line.organiserCents - (line.trueUpCents ?? 0)));

const offeringLines = (asked: MonthToSettle, offeringId: string): NewLine[] => {
  const { kind, voucherId, programmeId, month } = asked;
  const prefix = monthPrefix(kind, voucherId, month);
  const before = asked.settled.filter(({ id }) => nameOf(prefix, id).offeringId === offeringId);
  const part = asked.wanted.find((one) => one.offeringId === offeringId);
  const posted = asked.owed.find((one) => one.offeringId === offeringId);
  const thing: Thing = { before, wanted: part, numberOf: (id) => nameOf(prefix, id).n };
  const line = (amounts: Worth, { n, ...place }: Place): NewLine => ({
    id: `${prefix}${offeringId}-${n}`,
    ...place,
    voucherId,
    programmeId,
    providerId: (part ?? posted ?? before[0])?.providerId ?? '',
    ...(asked.payerOn?.(part?.from ?? firstDayOf(month)) ?? NO_PAYER),
    from: part?.from ?? firstDayOf(month),
    to: part?.to ?? lastDayOf(month),
    grossCents: amounts.grossCents,
    organiserCents: amounts.organiserCents,
    clientCents: amounts.grossCents - amounts.organiserCents,
    steps: part?.steps,
  });
  const nothing: Worth = { grossCents: 0, organiserCents: 0 };
  const lines = toward(thing, (place) => line(part ?? nothing, place));
  const isCents = part?.organiserCents ?? 0;
  const trueUpCents = isCents - worthOf(before).organiserCents - ((posted?.owedCents ?? 0) - accountedFor(before));
  // Where nothing changes but the books, a line of nothing carries what makes them even.
  if (lines.length === 0 && trueUpCents !== 0) {
    const settledCents = worthOf(before).organiserCents;
    const uneven = {
      settledCents,
      postedCents: posted?.owedCents ?? 0,
      evenedCents: settledCents - accountedFor(before),
    };
    lines.push({ ...line(nothing, nextPlace(thing)), steps: [evensTheBooks(uneven)] });
  }
  return lines.map((one, index) => (index === lines.length - 1 ? { ...one, trueUpCents } : one));
};

/**
 * The first settlement of a month writes a line for each offering. Afterwards, where the sum of what was settled
 * is no longer what the facts say, the standing lines are taken back and the month is settled anew, each line
 * naming the one it answers; where it still is, nothing is written (domain decision 10). So the same facts can
 * be looked at any number of times.
 */
export const monthLines = (asked: MonthToSettle): NewLine[] => {
  const prefix = monthPrefix(asked.kind, asked.voucherId, asked.month);
  const offerings = new Set([
    ...asked.wanted.map(({ offeringId }) => offeringId),
    ...asked.settled.map(({ id }) => nameOf(prefix, id).offeringId),
    ...asked.owed.map(({ offeringId }) => offeringId),
  ]);
  return [...offerings].sort().flatMap((offeringId) => offeringLines(asked, offeringId));
};

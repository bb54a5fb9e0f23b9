/** A voucher's month as it should be settled, held against what has been settled of it: what is still to be written. */
import { firstDayOf, lastDayOf, type CalendarDate, type Month } from '../calendar.ts';
import { sumCents, type Cents } from '../money.ts';
import { NO_PAYER, type Payer } from '../municipality/payer-on.ts';
import type { PricingStep } from '../pricing/pricing.ts';
import { monthPrefix, type MonthlyKind, type NewLine } from './line.ts';
import { evensTheBooks } from './line-steps.ts';
import type { PayerCents } from './statement.ts';
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

/** What the month's events of one offering had posted as owed by one payer. */
export interface MonthOwed {
  readonly providerId: string;
  readonly offeringId: string;
  readonly municipalityCode: string | null;
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

const trueUpOf = (lines: readonly SettledLine[]): Cents => sumCents(lines.map(({ trueUpCents = 0 }) => trueUpCents));

/** What a line makes even, payer by payer: its own, and others'. */
export const evenedBy = ({
  municipalityCode = null,
  trueUpCents = 0,
  trueUpElsewhere = [],
}: Pick<SettledLine, 'municipalityCode' | 'trueUpCents' | 'trueUpElsewhere'>): PayerCents[] => {
  return [
    { municipalityCode, cents: trueUpCents - sumCents(trueUpElsewhere.map(({ cents }) => cents)) },
    ...trueUpElsewhere,
  ];
};

/**
 * What is still to be made even in each payer's purse: what lines settle there is to be what was posted there as owed,
 * by events or by making even. The two may name different payers, because a removal became known in between.
 */
const unevenOf = (lines: readonly SettledLine[], posted: readonly MonthOwed[]): PayerCents[] => {
  const sums = new Map<string | null, Cents>();
  const add = (municipalityCode: string | null, cents: Cents) =>
    sums.set(municipalityCode, (sums.get(municipalityCode) ?? 0) + cents);
  for (const line of lines) add(line.municipalityCode ?? null, line.organiserCents);
  for (const { municipalityCode, cents } of lines.flatMap(evenedBy)) add(municipalityCode, -cents);
  for (const { municipalityCode, owedCents } of posted) add(municipalityCode, -owedCents);
  return [...sums]
    .map(([municipalityCode, cents]) => ({ municipalityCode, cents }))
    .filter(({ cents }) => cents !== 0)
    .sort((a, b) => ((a.municipalityCode ?? '') < (b.municipalityCode ?? '') ? -1 : 1));
};

/** The line with what makes the books even. */
const withTrueUp = (line: NewLine, uneven: readonly PayerCents[]): NewLine => {
  const elsewhere = uneven.filter(({ municipalityCode }) => municipalityCode !== (line.municipalityCode ?? null));
  const trueUpCents = sumCents(uneven.map(({ cents }) => cents));
  return { ...line, trueUpCents, ...(elsewhere.length === 0 ? {} : { trueUpElsewhere: elsewhere }) };
};

const offeringLines = (asked: MonthToSettle, offeringId: string): NewLine[] => {
  const { kind, voucherId, programmeId, month } = asked;
  const prefix = monthPrefix(kind, voucherId, month);
  const before = asked.settled.filter(({ id }) => nameOf(prefix, id).offeringId === offeringId);
  const part = asked.wanted.find((one) => one.offeringId === offeringId);
  const posted = asked.owed.filter((one) => one.offeringId === offeringId);
  const thing: Thing = { before, wanted: part, numberOf: (id) => nameOf(prefix, id).n };
  const line = (amounts: Worth, { n, ...place }: Place): NewLine => ({
    id: `${prefix}${offeringId}-${n}`,
    ...place,
    voucherId,
    programmeId,
    providerId: (part ?? posted[0] ?? before[0])?.providerId ?? '',
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
  const uneven = unevenOf([...before, ...lines], posted);
  // Where nothing changes but the books, a line of nothing carries what makes them even.
  if (lines.length === 0 && uneven.length > 0) {
    const postedCents = sumCents(posted.map(({ owedCents }) => owedCents));
    const why = { settledCents: worthOf(before).organiserCents, postedCents, evenedCents: trueUpOf(before) };
    lines.push({ ...line(nothing, nextPlace(thing)), steps: [evensTheBooks(why)] });
  }
  return lines.map((one, index) => (index === lines.length - 1 ? withTrueUp(one, uneven) : one));
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

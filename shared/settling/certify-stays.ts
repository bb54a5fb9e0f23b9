/** What became of each stay or absence of a run's month: settled with its month, held, or reversed. */
import type { Instant, Month } from '#shared/domain/calendar';
import type { Outcome } from '#shared/domain/settlement/certificate';
import { sumCents } from '#shared/domain/money';
import { monthPrefix } from '#shared/domain/settlement/line';
import type { CertifiedEvent, CertifiedLine, ToldLate } from '#shared/persistence/certificates-read';
import { isHeldOutAt } from '#shared/persistence/sheets/visits';
import type { Counting } from './counting.ts';
import { groupedBy, seenBefore, type Seen } from './told-late.ts';

/** A line of a month of housing that an earlier run has settled, and when that was. */
export interface EarlierLine extends CertifiedLine {
  readonly cutoffAt: Instant;
}

export interface StaysToCount {
  readonly period: Month;
  readonly cutoffAt: Instant;
  /** The cut-off of the month's first approved run, where there is one before this run. */
  readonly settledAt: Instant | undefined;
  readonly stays: readonly CertifiedEvent[];
  /** What was told of events after the run had been asked for, as it was told. */
  readonly told: readonly ToldLate[];
  /** Of this run, about the month's housing. */
  readonly own: readonly CertifiedLine[];
  /** The same of runs that were approved before. */
  readonly before: readonly EarlierLine[];
  readonly nameOf: (line: CertifiedLine) => string;
  /** Whether the client's month could not be priced. */
  readonly isUnpriced: (clientId: string) => boolean;
}

/** A line of a month is called by voucher, month and offering, and how many there have been. */
const NUMBER = /-\d+(?:-reversal)?$/;
const keyOfLine = (name: string): string => name.replace(NUMBER, '');

/** What the lines of a stay's month are called by, without their number. */
const keyOfStay = ({ voucherId, offeringId }: CertifiedEvent, period: Month): string =>
  `${monthPrefix('housing', voucherId, period)}${offeringId}`;

/** Clients of stays whose month has no line of the run. */
export const clientsWithoutLines = ({
  period,
  stays,
  own,
  nameOf,
}: Pick<StaysToCount, 'period' | 'stays' | 'own' | 'nameOf'>): string[] => {
  const settled = new Set(own.map((line) => keyOfLine(nameOf(line))));
  return stays.filter((stay) => !settled.has(keyOfStay(stay, period))).map(({ clientId }) => clientId);
};

const owed = ({ grossCents, owedCents }: CertifiedEvent) => ({ grossCents, organiserCents: owedCents });

const isReversedAt = ({ reversedAt }: CertifiedEvent, at: Instant): boolean => reversedAt !== null && reversedAt <= at;

/** Held out of its month at an instant: disputed, unless that came after the month had been settled with it. */
const isDisputedAt = (stay: CertifiedEvent, at: Instant, settledAt: Instant | undefined): boolean =>
  isHeldOutAt(stay, at) &&
  (settledAt === undefined || stay.recordedAt > settledAt || (stay.disputedAt ?? '') <= settledAt);

/** What the stays of a month have posted as owed at an instant; one that is disputed too. */
const postedBy = (stays: Seen, at: Instant): number =>
  sumCents([...stays.values()].map((stay) => (isReversedAt(stay, at) ? 0 : stay.owedCents)));

/** What lines of a month have found posted: what they settle without what they make even. */
const foundPosted = (lines: readonly CertifiedLine[]): number =>
  sumCents(lines.map(({ organiserCents, trueUpCents = 0 }) => organiserCents - trueUpCents));

/**
 * The stays as the runs have found them: as they are known, or as they were before something of their month was told
 * late, where that is what its lines have found posted.
 */
const seenIn = ({ stays, told, own, before, nameOf, period, cutoffAt }: StaysToCount): Seen => {
  const keys = new Map(stays.map((stay) => [stay._id, keyOfStay(stay, period)]));
  const late = groupedBy(told, ({ eventId }) => keys.get(eventId));
  const months = groupedBy(stays, (stay) => keyOfStay(stay, period));
  const seen = [...months].flatMap(([key, ofMonth]) => {
    const states = seenBefore(ofMonth, late.get(key) ?? []);
    const lines = states.length > 1 ? [...own, ...before].filter((line) => keyOfLine(nameOf(line)) === key) : [];
    return [...(states.find((state) => postedBy(state, cutoffAt) === foundPosted(lines)) ?? states[0] ?? [])];
  });
  return new Map(seen);
};

/**
 * Adds a provider's stays to what is counted. A month is priced as a whole, so a stay is recorded by what it posted as
 * owed, and settled by what the lines of its month come to; what lies between the two is what they make even.
 */
export const countStays = (counting: Counting, asked: StaysToCount): void => {
  const { period, cutoffAt, settledAt, stays, own, before, nameOf, isUnpriced } = asked;
  const keyOf = (stay: CertifiedEvent) => keyOfStay(stay, period);
  const seen = seenIn(asked);
  const settled = new Set(own.map((line) => keyOfLine(nameOf(line))));
  const settledBefore = new Map<string, Instant>();
  for (const line of before) {
    const key = keyOfLine(nameOf(line));
    const known = settledBefore.get(key) ?? '';
    settledBefore.set(key, known > line.cutoffAt ? known : line.cutoffAt);
  }
  const standing = new Map<string, number>();
  for (const stay of [...seen.values()].filter((one) => !isReversedAt(one, cutoffAt)))
    standing.set(keyOf(stay), (standing.get(keyOf(stay)) ?? 0) + stay.owedCents);

  /** Whether the run wrote nothing of its month because that cannot be priced. */
  const isHeld = (stay: CertifiedEvent): boolean => !settled.has(keyOf(stay)) && isUnpriced(stay.clientId);
  /** Whether lines of its month have found it posted. */
  const wasPosted = (stay: CertifiedEvent): boolean => {
    const last = settledBefore.get(keyOf(stay));
    return last !== undefined && stay.recordedAt <= last && !isReversedAt(stay, last);
  };
  /** Whether an earlier run settled it with its month. */
  const wasSettled = (stay: CertifiedEvent): boolean => {
    const last = settledBefore.get(keyOf(stay));
    return last !== undefined && wasPosted(stay) && !isDisputedAt(stay, last, settledAt);
  };
  const outcomeOf = (stay: CertifiedEvent): Outcome | undefined => {
    const key = keyOf(stay);
    // What an earlier run settled stands until its month can be priced.
    if (isHeld(stay) && wasSettled(stay)) return 'settledBefore';
    if (isReversedAt(stay, cutoffAt)) return wasSettled(stay) ? 'takenBack' : 'reversed';
    if (isDisputedAt(stay, cutoffAt, settledAt)) return 'disputed';
    if (wasSettled(stay)) return 'settledBefore';
    if (settled.has(key)) return 'settled';
    if (isUnpriced(stay.clientId)) return 'unpriced';
    // Where a month comes to nothing and nothing was posted there is no line.
    return settledBefore.has(key) ? 'settledBefore' : standing.get(key) === 0 ? 'settled' : undefined;
  };

  for (const stay of stays) {
    const found = seen.get(stay._id);
    const outcome = found === undefined ? 'toldLate' : outcomeOf(found);
    counting.add('stays', 'recorded', owed(stay));
    if (outcome === undefined) counting.unexplained(stay._id);
    else if (outcome === 'settled' || outcome === 'settledBefore')
      counting.add('stays', outcome, { grossCents: 0, organiserCents: 0 });
    else counting.add('stays', outcome, owed(stay));
    // Its month makes even that it is held out of it, once there are lines of that month.
    if (outcome === 'disputed' && (!isHeld(stay) || wasPosted(stay))) counting.madeEven(stay.owedCents);
  }
  for (const line of own) counting.add('stays', 'settled', line, 0);
  for (const line of before) counting.add('stays', 'settledBefore', line, 0);
  for (const { trueUpCents = 0 } of [...own, ...before]) counting.madeEven(trueUpCents);
};

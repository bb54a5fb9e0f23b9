/**
 * What a run certifies: what became of everything that was recorded for its month, and that its sums are those of its
 * lines. The figures are counted apart from the run's own sums; here stands what must hold of them.
 */
import { sumCents, type Cents } from '../money.ts';
import type { LineKind, RunTotals } from './statement.ts';

export interface Amounts {
  readonly count: number;
  readonly grossCents: Cents;
  /** Of a stay, what it posted as owed: its month is priced as a whole. */
  readonly organiserCents: Cents;
}

/**
 * What became of an event that was recorded by the cut-off:
 * - `settled` by this run, `settledBefore` by runs approved before it (with what this one puts right of it),
 *   `settledElsewhere` by a run beside it that had it first;
 * - held: `disputed`, or `unpriced` because its month cannot be priced;
 * - `toldLate`: decided by the cut-off, but told when the run had read, so that the next one settles it;
 * - `reversed` before anything was settled, `takenBack` after.
 */
export const OUTCOMES = [
  'settled',
  'settledBefore',
  'settledElsewhere',
  'disputed',
  'unpriced',
  'toldLate',
  'reversed',
  'takenBack',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface EventsTold extends Readonly<Record<Outcome, Amounts>> {
  readonly recorded: Amounts;
}

export const SERVICES = ['visit', 'housing', 'soteCentre'] as const;
export type LineService = (typeof SERVICES)[number];

/** Lines of the run that are alike. */
export interface LinesTold {
  readonly service: LineService;
  /** Whether they are about the run's own month, or one settled earlier. */
  readonly month: 'own' | 'earlier';
  readonly kind: LineKind;
  readonly count: number;
  readonly grossCents: Cents;
  readonly organiserCents: Cents;
  readonly clientCents: Cents;
  /** What approval posts beyond what events had posted as owed. */
  readonly trueUpCents: Cents;
}

export interface Figures {
  readonly visits: EventsTold & {
    /** Recorded ones whose lines, one by one, come to what they should. */
    readonly agreeing: number;
    /** Lines of this run about visits of its own month that were recorded. */
    readonly matched: Amounts;
  };
  readonly stays: EventsTold & {
    /** What months of housing came to beyond what their events had posted as owed. */
    readonly madeEvenCents: Cents;
  };
  readonly lines: readonly LinesTold[];
  readonly statements: RunTotals & {
    /** Those whose lines and debts come to their sums. */
    readonly agreeing: number;
  };
  /** Debts of earlier runs that this one brings forward. */
  readonly debts: { readonly count: number; readonly cents: Cents };
  /** What approval makes even in the ledger, found as approval finds it. */
  readonly trueUps: { readonly count: number; readonly cents: Cents };
  readonly totals: RunTotals;
}

/** Two ways to the same numbers. */
export interface Identity {
  readonly name: string;
  readonly left: Readonly<Record<string, number>>;
  readonly right: Readonly<Record<string, number>>;
  readonly holds: boolean;
}

type Sides = Readonly<Record<string, readonly [left: number, right: number]>>;

const identity = (name: string, sides: Sides): Identity => ({
  name,
  left: Object.fromEntries(Object.entries(sides).map(([field, [left]]) => [field, left])),
  right: Object.fromEntries(Object.entries(sides).map(([field, [, right]]) => [field, right])),
  holds: Object.values(sides).every(([left, right]) => left === right),
});

const ofOutcomes = (told: EventsTold, field: keyof Amounts): number =>
  sumCents(OUTCOMES.map((outcome) => told[outcome][field]));

const ofLines = (
  lines: readonly LinesTold[],
  field: 'count' | 'grossCents' | 'organiserCents' | 'clientCents' | 'trueUpCents',
): number => sumCents(lines.map((line) => line[field]));

/** All that must hold, with both sides. `scripts/certificate-verify.mjs` comes to the same by itself. */
export const identitiesOf = ({ visits, stays, lines, statements, debts, trueUps, totals }: Figures): Identity[] => {
  const ownVisits = lines.filter(({ service, month }) => service === 'visit' && month === 'own');
  const ownHousing = lines.filter(({ service, month }) => service === 'housing' && month === 'own');
  const centres = lines.filter(({ service }) => service === 'soteCentre');
  return [
    identity('visitsRecordedAreSettledHeldOrReversed', {
      count: [visits.recorded.count, ofOutcomes(visits, 'count')],
      grossCents: [visits.recorded.grossCents, ofOutcomes(visits, 'grossCents')],
      organiserCents: [visits.recorded.organiserCents, ofOutcomes(visits, 'organiserCents')],
    }),
    identity('everyVisitHasItsLines', { count: [visits.recorded.count, visits.agreeing] }),
    identity('everyLineOfAVisitHasItsVisit', {
      count: [ofLines(ownVisits, 'count'), visits.matched.count],
      grossCents: [ofLines(ownVisits, 'grossCents'), visits.matched.grossCents],
      organiserCents: [ofLines(ownVisits, 'organiserCents'), visits.matched.organiserCents],
    }),
    identity('staysRecordedAreSettledHeldOrReversed', {
      count: [stays.recorded.count, ofOutcomes(stays, 'count')],
      organiserCents: [stays.recorded.organiserCents, ofOutcomes(stays, 'organiserCents') - stays.madeEvenCents],
    }),
    identity('staysSettledAreTheLinesOfTheirMonth', {
      grossCents: [stays.settled.grossCents, ofLines(ownHousing, 'grossCents')],
      organiserCents: [stays.settled.organiserCents, ofLines(ownHousing, 'organiserCents')],
    }),
    identity('capitationIsOwedByItsLines', {
      organiserCents: [ofLines(centres, 'organiserCents'), ofLines(centres, 'trueUpCents')],
    }),
    identity('linesComeToTheStatements', {
      lines: [ofLines(lines, 'count'), statements.lines],
      grossCents: [ofLines(lines, 'grossCents'), statements.grossCents],
      organiserCents: [ofLines(lines, 'organiserCents'), statements.organiserCents],
      clientCents: [ofLines(lines, 'clientCents'), statements.clientCents],
    }),
    identity('everyStatementIsThatOfItsLines', { statements: [statements.statements, statements.agreeing] }),
    identity('statementsComeToTheRun', {
      statements: [statements.statements, totals.statements],
      lines: [statements.lines, totals.lines],
      grossCents: [statements.grossCents, totals.grossCents],
      organiserCents: [statements.organiserCents, totals.organiserCents],
      clientCents: [statements.clientCents, totals.clientCents],
      broughtForwardCents: [statements.broughtForwardCents, totals.broughtForwardCents],
      payableCents: [statements.payableCents, totals.payableCents],
      carriedForwardCents: [statements.carriedForwardCents, totals.carriedForwardCents],
    }),
    identity('grossIsOrganiserPlusClient', { cents: [totals.grossCents, totals.organiserCents + totals.clientCents] }),
    identity('debtsAreBroughtForward', { cents: [debts.cents, totals.broughtForwardCents] }),
    identity('whatIsOwedIsPaidOrCarriedForward', {
      cents: [totals.organiserCents + totals.broughtForwardCents, totals.payableCents + totals.carriedForwardCents],
    }),
    identity('linesMakeEvenWhatApprovalPosts', { cents: [ofLines(lines, 'trueUpCents'), trueUps.cents] }),
  ];
};

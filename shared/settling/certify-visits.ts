/** What became of each visit of a run's month, held against its lines one by one. */
import type { Instant, Month } from '#shared/domain/calendar';
import type { Amounts, Outcome } from '#shared/domain/settlement/certificate';
import { visitsPrefix } from '#shared/domain/settlement/line';
import type { CertifiedEvent, CertifiedLine, ToldLate } from '#shared/persistence/certificates-read';
import { isHeldOutAt } from '#shared/persistence/sheets/visits';
import { bothOf, NONE, plusOne, type Cents, type Counting } from './counting.ts';
import { groupedBy, seenBefore } from './told-late.ts';

/** Whose a line is, seen from the run that is certified: `elsewhere` is a run that was calculated beside it. */
export type Whose = 'own' | 'before' | 'elsewhere';

/** What a visit's lines come to, by whose they are. */
type Nets = Record<Whose, Amounts>;
const noLines = (): Nets => ({ own: NONE, before: NONE, elsewhere: NONE });

/** What the lines that follow a visit's first one have after its name. */
const LATER = /(?:-\d{1,3})?(?:-reversal)?$/;

export interface VisitsToCount {
  readonly providerId: string;
  readonly period: Month;
  readonly cutoffAt: Instant;
  readonly visits: readonly CertifiedEvent[];
  /** What was told of events after the run had been asked for, as it was told. */
  readonly told: readonly ToldLate[];
  /** Of this provider, about visits of the month. */
  readonly lines: readonly CertifiedLine[];
  /** The name of a line without what a rehearsal puts in front of it. */
  readonly nameOf: (line: CertifiedLine) => string;
  /** Undefined where a line counts for nobody. */
  readonly whoseIs: (line: CertifiedLine) => Whose | undefined;
}

const netsOf = ({ providerId, period, lines, nameOf, whoseIs }: VisitsToCount): Map<string, Nets> => {
  const start = visitsPrefix(period, providerId).length + 1;
  const nets = new Map<string, Nets>();
  for (const line of lines) {
    const whose = whoseIs(line);
    if (whose === undefined) continue;
    const visit = `evt-${nameOf(line).slice(start).replace(LATER, '')}`;
    const known = nets.get(visit) ?? noLines();
    known[whose] = plusOne(known[whose], line);
    nets.set(visit, known);
  }
  return nets;
};

/** What a visit was worth at an instant. */
const worthAt = ({ earlier, ...now }: CertifiedEvent, at: Instant): Cents =>
  earlier?.find(({ until }) => until > at) ?? now;

const isWorth = (sum: Cents, worth: Cents): boolean =>
  sum.grossCents === worth.grossCents && sum.organiserCents === worth.organiserCents;

/** What became of a visit; undefined where it should have a line and has none. */
const outcomeOf = (visit: CertifiedEvent, { own, before, elsewhere }: Nets, at: Instant): Outcome | undefined => {
  if (visit.reversedAt !== null && visit.reversedAt <= at) return before.count > 0 ? 'takenBack' : 'reversed';
  if (before.count > 0) return 'settledBefore';
  if (isHeldOutAt(visit, at)) return 'disputed';
  if (own.count > 0) return 'settled';
  return elsewhere.count > 0 ? 'settledElsewhere' : undefined;
};

/** What a visit's lines of this run and of those before should come to: one under dispute is left as it was. */
const expectedOf = (visit: CertifiedEvent, { before }: Nets, at: Instant): Cents => {
  if (visit.reversedAt !== null && visit.reversedAt <= at) return NONE;
  return isHeldOutAt(visit, at) ? before : worthAt(visit, at);
};

/** What is said of a visit. */
interface Verdict {
  readonly worth: Cents;
  readonly outcome: Outcome | undefined;
  /** Two runs that were calculated side by side: what the other had first is not missing here. */
  readonly isElsewhere: boolean;
  readonly isAgreeing: boolean;
}

const verdictOf = (visit: CertifiedEvent, nets: Nets, at: Instant): Verdict => {
  const outcome = outcomeOf(visit, nets, at);
  const expected = expectedOf(visit, nets, at);
  const here = bothOf(nets.own, nets.before);
  const isElsewhere = !isWorth(here, expected) && isWorth(bothOf(here, nets.elsewhere), expected);
  const isAgreeing = outcome !== undefined && (isElsewhere || isWorth(here, expected));
  return { worth: worthAt(visit, at), outcome, isElsewhere, isAgreeing };
};

/** Of a visit that was told when the run had read: there is nothing of it. */
const toldLate = (visit: CertifiedEvent, { own, before }: Nets, at: Instant): Verdict => ({
  ...{ worth: worthAt(visit, at), outcome: 'toldLate', isElsewhere: false },
  isAgreeing: own.count + before.count === 0,
});

/** What all that is known says of a visit, or what was known before something of it was told late, if that agrees. */
const verdictOn = (visit: CertifiedEvent, told: readonly ToldLate[], nets: Nets, at: Instant): Verdict => {
  const verdict = verdictOf(visit, nets, at);
  if (verdict.isAgreeing) return verdict;
  const verdicts = seenBefore([visit], told).map((state) => {
    const seen = state.get(visit._id);
    return seen === undefined ? toldLate(visit, nets, at) : verdictOf(seen, nets, at);
  });
  return verdicts.find(({ isAgreeing }) => isAgreeing) ?? verdict;
};

const countVisit = (
  counting: Counting,
  visit: CertifiedEvent,
  nets: Nets,
  { cutoffAt, told }: { readonly cutoffAt: Instant; readonly told: readonly ToldLate[] },
): void => {
  const { worth, outcome, isElsewhere, isAgreeing } = verdictOn(visit, told, nets, cutoffAt);
  const here = bothOf(nets.own, nets.before);
  counting.add('visits', 'recorded', worth);
  counting.matched(nets.own);
  if (outcome === 'settled' || outcome === 'settledBefore') counting.add('visits', outcome, here);
  else {
    // What is not settled has come to nothing; where it has not, the sums show it.
    counting.add('visits', 'settledBefore', here, 0);
    if (outcome === 'settledElsewhere') counting.add('visits', outcome, NONE);
    else if (outcome !== undefined) counting.add('visits', outcome, worth);
  }
  if (isElsewhere) counting.add('visits', 'settledElsewhere', nets.elsewhere, 0);
  // Settled before, disputed since, and worth something else by now: the difference is held.
  if (outcome === 'settledBefore' && isHeldOutAt(visit, cutoffAt)) {
    const grossCents = worth.grossCents - here.grossCents;
    counting.add('visits', 'disputed', { grossCents, organiserCents: worth.organiserCents - here.organiserCents }, 0);
  }
  if (isAgreeing) counting.agrees();
  else counting.unexplained(visit._id);
};

/**
 * Adds a provider's visits to what is counted: those recorded by what they were worth at the cut-off, those settled by
 * what their lines come to, so that the two prove each other.
 */
export const countVisits = (counting: Counting, asked: VisitsToCount): void => {
  const nets = netsOf(asked);
  const told = groupedBy(asked.told, ({ eventId }) => eventId);
  for (const visit of asked.visits) {
    const late = { cutoffAt: asked.cutoffAt, told: told.get(visit._id) ?? [] };
    countVisit(counting, visit, nets.get(visit._id) ?? noLines(), late);
    nets.delete(visit._id);
  }
  for (const [visit, { own }] of nets) if (own.count > 0) counting.unexplained(visit);
};

/** How a client means to use a voucher, and what providers would come to tell of it. */
import {
  addDays,
  addMonths,
  daysBetween,
  daysFromTo,
  earliest,
  latest,
  monthOf,
  type CalendarDate,
} from '../calendar.ts';
import type { AbsenceReason, ServiceFact } from '../voucher/voucher.ts';

/** Whole days away, both included. */
export interface Away {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly reason: AbsenceReason;
}

/** Both days included. Visits are on different days, and absences do not share a day. */
export type Plan =
  | { readonly kind: 'rehabilitation'; readonly visits: readonly CalendarDate[] }
  | {
      readonly kind: 'housing';
      readonly from: CalendarDate;
      readonly to: CalendarDate;
      readonly absences: readonly Away[];
    }
  | { readonly kind: 'soteCentre'; readonly from: CalendarDate; readonly to: CalendarDate };

export interface Span {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** From the first day of the plan to the last. A plan of visits has at least one. */
export const spanOf = (plan: Plan): Span =>
  plan.kind === 'rehabilitation' ? { from: earliest(...plan.visits), to: latest(...plan.visits) } : plan;

/** More visits than this are no plan for one voucher. */
export const MOST_VISITS = 400;

/** So many visits in every week or month. */
export interface Rhythm extends Span {
  readonly times: number;
  readonly every: 'week' | 'month';
}

/**
 * The days of visits that come in a rhythm: each week or month is counted from the first day on and its visits are
 * spread evenly over it, the first on its first day. `times` is at most the days of the shortest month or week. It ends
 * with the first visit that is too many, whatever it is asked, so that no number keeps anybody waiting.
 */
export const visitsInRhythm = ({ from, to, times, every }: Rhythm): CalendarDate[] => {
  const startOf = (turn: number) => (every === 'week' ? addDays(from, 7 * turn) : addMonths(from, turn));
  const visits: CalendarDate[] = [];
  for (let turn = 0; turn <= MOST_VISITS && startOf(turn) <= to; turn += 1) {
    const start = startOf(turn);
    const days = daysBetween(start, startOf(turn + 1));
    for (let visit = 0; visit < times; visit += 1) {
      const date = addDays(start, Math.floor((days * visit) / times));
      if (date > to || visits.length > MOST_VISITS) return visits;
      visits.push(date);
    }
  }
  return visits;
};

type HousingPlan = Extract<Plan, { kind: 'housing' }>;

/** Stays and absences as a provider tells them month by month: each as long as the month and the reason are the same. */
const housingFacts = ({ from, to, absences }: HousingPlan): ServiceFact[] => {
  const reasonOn = (date: CalendarDate) => absences.find((away) => away.from <= date && date <= away.to)?.reason;
  const facts: ServiceFact[] = [];
  for (const date of daysFromTo(from, to)) {
    const reason = reasonOn(date);
    const before = facts.at(-1);
    const isAlike = before !== undefined && ('reason' in before ? before.reason : undefined) === reason;
    if (isAlike && monthOf(before.to) === monthOf(date)) facts[facts.length - 1] = { ...before, to: date };
    else
      facts.push(
        reason === undefined
          ? { type: 'stay', from: date, to: date }
          : { type: 'absence', from: date, to: date, reason },
      );
  }
  return facts;
};

/** What is recorded where the plan is carried out, in the order of its days; of an enrolment nothing is. */
export const factsOf = (plan: Plan): ServiceFact[] => {
  if (plan.kind === 'soteCentre') return [];
  if (plan.kind === 'housing') return housingFacts(plan);
  return plan.visits.toSorted().map((date) => ({ type: 'visit', from: date, to: date, units: 1 }));
};

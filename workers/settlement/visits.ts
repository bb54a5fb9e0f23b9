import { eventLineId, visitLine, type NewLine } from '#shared/domain/settlement/line';
import { settledById } from '#shared/persistence/lines';
import { standingVisits, type StandingVisit } from '#shared/persistence/sheets/visits';
import type { RunInHand } from './run-in-hand.ts';

/** Lines for visits; one that replaces a settled visit answers its line. */
export const visitLines = async (
  { stores, approved }: RunInHand,
  visits: readonly StandingVisit[],
): Promise<NewLine[]> => {
  const replaced = visits.flatMap(({ replaces }) => (replaces === null ? [] : [eventLineId(replaces)]));
  const settled = await settledById(stores, approved, replaced);
  return visits.map((visit) => {
    const answers = visit.replaces === null ? null : eventLineId(visit.replaces);
    return visitLine(visit, answers !== null && settled.has(answers) ? answers : null);
  });
};

/** Every visit of the period that stood at the cut-off, so that a run begun again finds what it found. */
export async function* visitsOfThePeriod(hand: RunInHand): AsyncGenerator<NewLine[]> {
  const { period, cutoffAt } = hand.run;
  for await (const visits of standingVisits(hand.stores, { month: period, knownAt: cutoffAt }))
    yield await visitLines(hand, visits);
}

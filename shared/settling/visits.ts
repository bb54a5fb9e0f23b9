import { eventLineId, visitLine, type NewLine } from '#shared/domain/settlement/line';
import type { EventRow } from '#shared/persistence/events';
import { settledById } from '#shared/persistence/lines';
import { collectionOf } from '#shared/persistence/records';
import { standingVisits, type StandingVisit } from '#shared/persistence/sheets/visits';
import type { Stores } from '#shared/persistence/stores';
import type { Gathering } from './gathering.ts';

/** The lines of the visits that these replace, by the replaced visit's id; there are few. */
const replacedLines = async (stores: Stores, visits: readonly StandingVisit[]): Promise<Map<string, string>> => {
  const ids = visits.flatMap(({ replaces }) => (replaces === null ? [] : [replaces]));
  if (ids.length === 0) return new Map();
  const found = (await collectionOf(stores.connection, 'events')
    .find({ _id: { $in: ids } }, { projection: { providerId: 1, from: 1 } })
    .toArray()) as unknown as Pick<EventRow, '_id' | 'providerId' | 'from'>[];
  return new Map(found.map(({ _id, ...visit }) => [_id, eventLineId({ id: _id, ...visit })]));
};

/** Lines for visits; one that replaces a settled visit answers its line. */
export const visitLines = async (
  { stores, approved }: Gathering,
  visits: readonly StandingVisit[],
): Promise<NewLine[]> => {
  const replaced = await replacedLines(stores, visits);
  const settled = await settledById(stores, approved, [...replaced.values()]);
  return visits.map((visit) => {
    const answers = visit.replaces === null ? undefined : replaced.get(visit.replaces);
    return visitLine(visit, answers !== undefined && settled.has(answers) ? answers : null);
  });
};

/** Every visit of the period that stood at the cut-off, so that a run begun again finds what it found. */
export async function* visitsOfThePeriod(hand: Gathering): AsyncGenerator<NewLine[]> {
  const { period, cutoffAt } = hand.run;
  const asked = { month: period, knownAt: cutoffAt, providerId: hand.providerId };
  for await (const visits of standingVisits(hand.stores, asked)) yield await visitLines(hand, visits);
}

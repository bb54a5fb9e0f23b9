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

/** The settled lines of the visits that these replace, by the replacing visit's id. */
export const answeredBy = async (
  { stores, approved }: Gathering,
  visits: readonly StandingVisit[],
): Promise<Map<string, string>> => {
  const replaced = await replacedLines(stores, visits);
  const settled = await settledById(stores, approved, [...replaced.values()]);
  return new Map(
    visits.flatMap(({ id, replaces }) => {
      const line = replaces === null ? undefined : replaced.get(replaces);
      return line !== undefined && settled.has(line) ? [[id, line] as const] : [];
    }),
  );
};

/** Every visit of the period that stood at the cut-off; one that replaces a settled visit answers its line. So that a run begun again finds what it found. */
export async function* visitsOfThePeriod(hand: Gathering): AsyncGenerator<NewLine[]> {
  const { period, cutoffAt } = hand.run;
  const asked = { month: period, knownAt: cutoffAt, providerId: hand.providerId, providers: hand.providers };
  for await (const visits of standingVisits(hand.stores, asked)) {
    const answered = await answeredBy(hand, visits);
    yield visits.map((visit) => visitLine(visit, answered.get(visit.id) ?? null));
  }
}

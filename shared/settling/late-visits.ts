import { eventLineId, reversalOf, type NewLine } from '#shared/domain/settlement/line';
import type { EventRow } from '#shared/persistence/events';
import { settledById } from '#shared/persistence/lines';
import { collectionOf } from '#shared/persistence/records';
import type { Gathering } from './gathering.ts';
import { visitLines } from './visits.ts';

const PAGE = 1_000;

const lineOf = ({ _id, providerId, from }: EventRow): string => eventLineId({ id: _id, providerId, from });

/** Pages of the events that late facts speak of, each event once. */
async function* lateEvents({ stores, run, settledSince, providerId }: Gathering): AsyncGenerator<EventRow[]> {
  const since = [...settledSince.values()].reduce((a, b) => (a < b ? a : b), run.cutoffAt);
  const whose = providerId === undefined ? {} : { providerId };
  const cursor = collectionOf(stores.connection, 'lateFacts')
    .find({ kind: 'rehabilitation', ...whose, at: { $gt: since, $lte: run.cutoffAt } }, { projection: { eventId: 1 } })
    .sort({ kind: 1, _id: 1 })
    .batchSize(PAGE);
  const met = new Set<string>();
  try {
    while (await cursor.hasNext()) {
      const ids = cursor.readBufferedDocuments().map((fact) => fact['eventId'] as string);
      const fresh = [...new Set(ids)].filter((id) => !met.has(id));
      for (const id of fresh) met.add(id);
      yield (await collectionOf(stores.connection, 'events')
        .find({ _id: { $in: fresh } })
        .toArray()) as unknown as EventRow[];
    }
  } finally {
    await cursor.close();
  }
}

/**
 * What became known of visits after their month was settled (domain decision 10): one recorded late is settled
 * now; one reversed is taken back with the amounts of its settled line. A month that is not settled yet is left
 * to its own run; of the run's own period, standing visits are met with all the others.
 */
export async function* lateVisits(hand: Gathering): AsyncGenerator<NewLine[]> {
  const { stores, run, approved, settledSince } = hand;
  if (settledSince.size === 0) return;
  for await (const events of lateEvents(hand)) {
    const known = events.filter(({ month, recordedAt }) => settledSince.has(month) && recordedAt <= run.cutoffAt);
    const settled = await settledById(stores, approved, known.map(lineOf));
    const isReversed = ({ reversedAt }: EventRow) => reversedAt !== null && reversedAt <= run.cutoffAt;
    const standing = known.filter(
      (event) => !isReversed(event) && event.month !== run.period && !settled.has(lineOf(event)),
    );
    const reversals = known.filter(isReversed).flatMap((event) => {
      const line = settled.get(lineOf(event));
      return line === undefined ? [] : [reversalOf(line)];
    });
    yield [
      ...reversals,
      ...(await visitLines(
        hand,
        standing.map(({ _id, ...visit }) => ({ id: _id, ...visit })),
      )),
    ];
  }
}

import { latest } from '#shared/domain/calendar';
import { eventLineId, visitLine, visitLineNumber, type NewLine } from '#shared/domain/settlement/line';
import { toward, type SettledLine } from '#shared/domain/settlement/toward';
import type { EventRow } from '#shared/persistence/events';
import { settledUnder } from '#shared/persistence/lines';
import { collectionOf } from '#shared/persistence/records';
import { isHeldOutAt, visitAsKnown } from '#shared/persistence/sheets/visits';
import { lookedAtSince, type Gathering } from './gathering.ts';
import { answeredBy } from './visits.ts';

const PAGE = 200;
/** What became known longer ago has been looked at by a year's runs. */
const LOOKED_AT_BEFORE_MS = 400 * 86_400_000;

const firstLineOf = ({ _id, providerId, from }: EventRow): string => eventLineId({ id: _id, providerId, from });

/** Pages of the events that late facts speak of, each event once. */
async function* lateEvents({ stores, run, settledSince, providerId }: Gathering): AsyncGenerator<EventRow[]> {
  const since = latest(
    [...lookedAtSince(settledSince).values()].reduce((a, b) => (a < b ? a : b), run.cutoffAt),
    new Date(Date.parse(run.cutoffAt) - LOOKED_AT_BEFORE_MS).toISOString(),
  );
  const whose = providerId === undefined ? {} : { providerId };
  const cursor = collectionOf(stores.connection, 'lateFacts')
    .find(
      { kind: 'rehabilitation', ...whose, at: { $gte: since, $lte: run.cutoffAt } },
      { projection: { eventId: 1 }, batchSize: PAGE },
    )
    .sort({ at: 1, _id: 1 });
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

/** What a run writes of one late event, given what was settled of it. */
const linesOfEvent = (
  { run }: Gathering,
  row: EventRow,
  before: readonly SettledLine[],
  replaced: string | undefined,
): NewLine[] => {
  const isReversed = row.reversedAt !== null && row.reversedAt <= run.cutoffAt;
  if (!isReversed && isHeldOutAt(row, run.cutoffAt)) return [];
  // Of the run's own period, a visit that was never settled is met with all the others.
  if (before.length === 0 && (isReversed || row.month === run.period)) return [];
  const visit = visitAsKnown(row, run.cutoffAt);
  const thing = {
    before,
    wanted: isReversed ? undefined : visit,
    numberOf: (id: string) => visitLineNumber(firstLineOf(row), id),
  };
  return toward(thing, (place) => visitLine(visit, place.answers ?? replaced ?? null, place));
};

/**
 * What became known of visits after their month was settled (domain decision 10): one recorded late, or whose dispute
 * was dismissed, is settled now; one reversed is taken back with the amounts of its settled line; one priced anew is
 * taken back and settled at its new price. A month that is not settled yet is left to its own run.
 */
export async function* lateVisits(hand: Gathering): AsyncGenerator<NewLine[]> {
  const { stores, run, approved, settledSince } = hand;
  if (settledSince.size === 0) return;
  for await (const events of lateEvents(hand)) {
    const known = events.filter(({ month, recordedAt }) => settledSince.has(month) && recordedAt <= run.cutoffAt);
    const settled = await settledUnder(stores, approved, known.map(firstLineOf));
    const standing = known.filter(({ reversedAt }) => reversedAt === null || reversedAt > run.cutoffAt);
    const answered = await answeredBy(
      hand,
      standing.map((row) => visitAsKnown(row, run.cutoffAt)),
    );
    yield known.flatMap((row) => {
      const before = settled.filter(({ id }) => id.startsWith(firstLineOf(row)));
      return linesOfEvent(hand, row, before, answered.get(row._id));
    });
  }
}

import type { Filter } from 'mongodb';
import { voucherOfEvent } from '#shared/domain/ids';
import { eventLineId, visitLine, type NewLine, type SettledEvent } from '#shared/domain/settlement/line';
import type { EventRow } from '#shared/persistence/events';
import type { Stored } from '#shared/persistence/aggregate';
import { collectionOf } from '#shared/persistence/records';
import { settledById } from '#shared/persistence/lines';
import type { RunInHand } from './run-in-hand.ts';

const PAGE = 1_000;

/** Only what cannot be told from the rest travels: a visit is one day, and the client pays what is left of the price. */
const FIELDS = { programmeId: 1, providerId: 1, from: 1, grossCents: 1, organiserCents: 1, replaces: 1 };
type Read = Pick<EventRow, '_id' | keyof typeof FIELDS>;

const eventOf = ({ _id, ...event }: Read): SettledEvent => {
  const voucherId = voucherOfEvent(_id);
  if (voucherId === undefined) throw new Error(`${_id} names no voucher`);
  return { id: _id, voucherId, ...event };
};

/** Lines for events as read; one that replaces a settled event answers its line. */
export const visitLines = async ({ stores, approved }: RunInHand, events: readonly Read[]): Promise<NewLine[]> => {
  const replaced = events.flatMap(({ replaces }) => (replaces === null ? [] : [eventLineId(replaces)]));
  const settled = await settledById(stores, approved, replaced);
  return events.map((event) => {
    const answers = event.replaces === null ? null : eventLineId(event.replaces);
    return visitLine(eventOf(event), answers !== null && settled.has(answers) ? answers : null);
  });
};

/** Events that stood at the cut-off, whatever became of them since: so a run begun again finds what it found. */
export const stoodAt = (cutoffAt: string): Filter<Stored> => ({
  recordedAt: { $lte: cutoffAt },
  $or: [{ reversedAt: null }, { reversedAt: { $gt: cutoffAt } }],
});

/** Every standing visit of the period, provider by provider, in pages: memory does not grow with the month. */
export async function* visitsOfThePeriod(hand: RunInHand): AsyncGenerator<NewLine[]> {
  const { stores, run } = hand;
  const cursor = collectionOf(stores.connection, 'events')
    .find({ month: run.period, kind: 'rehabilitation', ...stoodAt(run.cutoffAt) }, { projection: FIELDS })
    .sort({ month: 1, providerId: 1, _id: 1 })
    .batchSize(PAGE);
  try {
    for (;;) {
      if (!(await cursor.hasNext())) return;
      const events = cursor.readBufferedDocuments() as unknown as Read[];
      yield await visitLines(hand, events);
    }
  } finally {
    await cursor.close();
  }
}

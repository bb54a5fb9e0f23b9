import { BSON, type FindCursor } from 'mongodb';
import type { Instant, Month } from '#shared/domain/calendar';
import { voucherOfEvent } from '#shared/domain/ids';
import type { SettledEvent } from '#shared/domain/settlement/line';
import { collectionOf } from '../records.ts';
import type { Stores } from '../stores.ts';

const PAGE = 1_000;

/** Only what cannot be told from the rest travels: a visit is one day, and the client pays what is left of the price. */
const FIELDS = { programmeId: 1, providerId: 1, from: 1, grossCents: 1, organiserCents: 1, replaces: 1 };

/** A visit that stands, and the one it stands in the place of. */
export interface StandingVisit extends SettledEvent {
  readonly replaces: string | null;
}
export interface StandingAsked {
  readonly month: Month;
  readonly knownAt: Instant;
  /** Of this provider only. */
  readonly providerId?: string | undefined;
}
type Read = Omit<StandingVisit, 'id' | 'voucherId'> & { readonly _id: string };

const visitOf = ({ _id, programmeId, providerId, from, grossCents, organiserCents, replaces }: Read): StandingVisit => {
  const voucherId = voucherOfEvent(_id);
  if (voucherId === undefined) throw new Error(`${_id} names no voucher`);
  return { id: _id, voucherId, programmeId, providerId, from, grossCents, organiserCents, replaces };
};

/**
 * A month's visits that stood at an instant, whatever became of them since, by provider and id, page by page:
 * memory does not grow with the month. The next page travels while one is read.
 */
export async function* standingVisits(
  { connection }: Pick<Stores, 'connection'>,
  { month, knownAt, providerId }: StandingAsked,
): AsyncGenerator<StandingVisit[]> {
  const stood = { recordedAt: { $lte: knownAt }, $or: [{ reversedAt: null }, { reversedAt: { $gt: knownAt } }] };
  const cursor = collectionOf(connection, 'events')
    .find(
      { month, ...(providerId === undefined ? {} : { providerId }), kind: 'rehabilitation', ...stood },
      { projection: FIELDS, raw: true, batchSize: PAGE },
    )
    .sort({ month: 1, providerId: 1, _id: 1 }) as unknown as FindCursor<Buffer>;
  try {
    let more = cursor.hasNext();
    while (await more) {
      const page = cursor.readBufferedDocuments();
      more = cursor.hasNext();
      // Told by the await of the next round: until then it must not count as nobody's.
      more.catch(() => undefined);
      yield page.map((bytes) => visitOf(BSON.deserialize(bytes) as Read));
    }
  } finally {
    await cursor.close();
  }
}

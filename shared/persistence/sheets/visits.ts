import { BSON, type FindCursor } from 'mongodb';
import type { Instant, Month } from '#shared/domain/calendar';
import { voucherOfEvent } from '#shared/domain/ids';
import type { SettledEvent } from '#shared/domain/settlement/line';
import type { EventRow } from '../events.ts';
import type { ProviderRange } from '../pieces.ts';
import { collectionOf } from '../records.ts';
import type { Stores } from '../stores.ts';

/** A larger one is no faster, and takes more memory. */
const PAGE = 2_000;

/** Only what cannot be told from the rest travels: a visit is one day, and the client pays what is left of the price. */
const FIELDS = {
  ...{ programmeId: 1, providerId: 1, from: 1, grossCents: 1, organiserCents: 1, replaces: 1 },
  ...{ municipalityCode: 1, segment: 1, earlier: 1, disputedAt: 1, disputeResolvedAt: 1 },
};

/** A visit that stands, and the one it stands in the place of. */
export interface StandingVisit extends SettledEvent {
  readonly replaces: string | null;
}
export interface StandingAsked {
  readonly month: Month;
  readonly knownAt: Instant;
  /** Of this provider only. */
  readonly providerId?: string | undefined;
  /** Of these providers only. */
  readonly providers?: ProviderRange | undefined;
}
type Read = Omit<StandingVisit, 'id' | 'voucherId'> &
  Pick<EventRow, '_id' | 'earlier' | 'disputedAt' | 'disputeResolvedAt'>;

/** The visit of a row, at the price it had at an instant. */
export const visitAsKnown = (row: Read, knownAt: Instant): StandingVisit => {
  const { _id, programmeId, providerId, municipalityCode, segment, from, replaces } = row;
  const voucherId = voucherOfEvent(_id);
  if (voucherId === undefined) throw new Error(`${_id} names no voucher`);
  const { grossCents, organiserCents } = row.earlier?.find(({ until }) => until > knownAt) ?? row;
  const payer = { municipalityCode, segment };
  return { id: _id, voucherId, programmeId, providerId, ...payer, from, grossCents, organiserCents, replaces };
};

/** Whether a dispute held the visit out of settlement at an instant. */
export const isHeldOutAt = (
  { disputedAt, disputeResolvedAt }: Pick<Read, 'disputedAt' | 'disputeResolvedAt'>,
  knownAt: Instant,
): boolean =>
  disputedAt !== undefined && disputedAt <= knownAt && (disputeResolvedAt === undefined || disputeResolvedAt > knownAt);

/** One provider, some, or all. */
const whose = ({ providerId, providers }: StandingAsked) => {
  if (providerId !== undefined) return { providerId };
  if (providers === undefined) return {};
  const { from, to } = providers;
  return { providerId: { $gte: from, ...(to === null ? {} : { $lt: to }) } };
};

/**
 * A month's visits that stood at an instant, undisputed, whatever became of them since, by provider and id, page by page:
 * memory does not grow with the month. The next page travels while one is read.
 */
export async function* standingVisits(
  { connection }: Pick<Stores, 'connection'>,
  asked: StandingAsked,
): AsyncGenerator<StandingVisit[]> {
  const { month, knownAt } = asked;
  const stood = { recordedAt: { $lte: knownAt }, $or: [{ reversedAt: null }, { reversedAt: { $gt: knownAt } }] };
  const cursor = collectionOf(connection, 'events')
    .find(
      { month, ...whose(asked), kind: 'rehabilitation', ...stood },
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
      const rows = page.map((bytes) => BSON.deserialize(bytes) as Read);
      yield rows.filter((row) => !isHeldOutAt(row, knownAt)).map((row) => visitAsKnown(row, knownAt));
    }
  } finally {
    await cursor.close();
  }
}

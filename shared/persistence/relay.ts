import type { Connection } from 'mongoose';
import type { Document } from 'mongodb';
import type { CalendarDate, Instant } from '#shared/domain/calendar';
import type { JournalLine, Reservation, ServiceEvent } from '#shared/domain/voucher/voucher';
import { eventRow, lateFactOf, TURNING, type Told } from './events.ts';
import { keepOnce, type OnceRow } from './keep-once.ts';
import { lineId, ledgerRows, type PostingRefs } from './ledger.ts';
import { dayToSettle, knowFirstDay } from './installed.ts';
import { collectionOf } from './records.ts';
import type { Stores } from './stores.ts';
import { swapAlike } from './swap-alike.ts';
import { untoldVouchers } from './sheets/untold.ts';

/** What the relay reads of a voucher: its untold lines and what they are about, however long its journal is. */
interface Untold extends Told {
  readonly ver: number;
  readonly lastSeq: number;
  readonly lines: readonly JournalLine[];
  readonly events: readonly ServiceEvent[];
  readonly reservations: readonly Reservation[];
}

/** Projects in the store what is untold, so that a long voucher does not travel for one line. */
const read = async (stores: Stores, ids: readonly string[]): Promise<Untold[]> => {
  const about = (list: string) => ({
    $filter: { input: list, cond: { $in: ['$$this.id', '$lines.ref'] } },
  });
  const found = await stores.vouchers.collection
    .aggregate([
      { $match: { _id: { $in: [...ids] }, untold: true } },
      {
        $project: {
          ver: 1,
          clientId: 1,
          programmeId: 1,
          kind: 1,
          events: 1,
          reservations: 1,
          lastSeq: { $size: '$journal' },
          lines: { $filter: { input: '$journal', cond: { $gt: ['$$this.seq', '$toldSeq'] } } },
        },
      },
      { $set: { events: about('$events'), reservations: about('$reservations') } },
      { $unset: ['events.pricing.steps', 'events.earlierPricings.pricing.steps'] },
    ])
    .toArray();
  return found.map(({ _id, ...rest }: Document) => ({ id: _id as string, ...rest }) as Untold);
};

/** What the postings of a line are about, as the ledger keeps it. */
export const postingRefs = (
  voucher: Pick<Untold, 'id' | 'programmeId' | 'events'>,
  line: Pick<JournalLine, 'ref'>,
): PostingRefs => {
  const event = voucher.events.find(({ id }) => id === line.ref);
  return {
    voucherId: voucher.id,
    programmeId: voucher.programmeId,
    ...(event === undefined ? {} : { eventId: event.id, providerId: event.providerId }),
  };
};

const tellLine = (voucher: Untold, line: JournalLine, toldAt: Instant): OnceRow[] => {
  const event = voucher.events.find(({ id }) => id === line.ref);
  const late = event && lateFactOf(lineId(voucher.id, line.seq), voucher, line, event, toldAt);
  return [
    ...ledgerRows({ ...line, source: voucher.id }, postingRefs(voucher, line)).map((row) => ({
      collection: 'ledger',
      document: { ...row },
    })),
    ...(late === undefined ? [] : [{ collection: 'lateFacts', document: { ...late }, mayDiffer: ['at', 'toldAt'] }]),
  ];
};

const tell = (voucher: Untold, toldAt: Instant): OnceRow[] => [
  ...voucher.lines.flatMap((line) => tellLine(voucher, line, toldAt)),
  ...voucher.events.map((event) => ({
    collection: 'events',
    document: { ...eventRow(voucher, event) },
    mayDiffer: TURNING,
  })),
];

/**
 * An event told before and turned since (reversed, disputed, priced anew) is brought on. The insert comes first and
 * this after it, and it never goes back, so whichever of two relays knows more, what it knows stays.
 */
const bringOn = async (connection: Connection, known: readonly OnceRow[]): Promise<void> => {
  const turned = known.filter(
    ({ collection, document }) => collection === 'events' && (document['turns'] as number) > 0,
  );
  if (turned.length === 0) return;
  await collectionOf(connection, 'events').bulkWrite(
    turned.map(({ document }) => ({
      updateOne: {
        filter: { _id: document._id, turns: { $lt: document['turns'] as number } },
        update: {
          $set: Object.fromEntries(
            TURNING.filter((field) => field in document).map((field) => [field, document[field] as unknown]),
          ),
        },
      },
    })),
    { ordered: false },
  );
};

/** The months that are to be settled begin no later than what was done, or enrolled for, first. */
const firstDayOf = (vouchers: readonly Untold[]): CalendarDate | undefined =>
  vouchers
    .flatMap(({ kind, events, reservations }) => [
      ...events.map(({ fact, recordedAt }) => dayToSettle(fact.from, recordedAt)),
      ...(kind === 'soteCentre' ? reservations.map(({ startDate, at }) => dayToSettle(startDate, at)) : []),
    ])
    .sort()
    .at(0);

/** A voucher that moved on meanwhile does not match: it stays untold and comes again. */
const markTold = (stores: Stores, vouchers: readonly Untold[]): Promise<void> =>
  swapAlike(
    stores.vouchers.collection,
    vouchers.map(({ id, ver, lastSeq }) => ({ id, ver, update: { $set: { toldSeq: lastSeq, untold: false } } })),
  );

/**
 * Tells the ledger, the event list and the late facts what the journals of these vouchers say, in a few
 * commands for all of them. What was told before is only compared, so this may stop anywhere, run twice, or run in
 * several processes at once. `toldAt` is now: what is told only after its month has closed is a late fact, however early
 * it was decided.
 * @throws ContentDiffers where a line was told before with another content.
 */
export const relayVouchers = async (stores: Stores, ids: readonly string[], toldAt: Instant): Promise<number> => {
  const vouchers = await read(stores, ids);
  if (vouchers.length === 0) return 0;
  const first = firstDayOf(vouchers);
  if (first !== undefined) await knowFirstDay(stores.connection, first);
  const known = await keepOnce(
    stores.connection,
    vouchers.flatMap((voucher) => tell(voucher, toldAt)),
  );
  await bringOn(stores.connection, known);
  await markTold(stores, vouchers);
  return vouchers.length;
};

/** Tells what is untold, up to so many vouchers; how many were found. */
export const relayPending = async (stores: Stores, limit: number, toldAt: Instant): Promise<number> =>
  relayVouchers(stores, await untoldVouchers(stores, limit), toldAt);

const PAGE = 500;

/** Tells all that is untold as it begins: one pass in the order of ids, which ends also while more is being recorded. */
export const relayAll = async (stores: Stores, toldAt: Instant, onPage?: () => void | Promise<void>): Promise<void> => {
  let ids = await untoldVouchers(stores, PAGE);
  while (ids.length > 0) {
    await relayVouchers(stores, ids, toldAt);
    await onPage?.();
    ids = await untoldVouchers(stores, PAGE, ids.at(-1));
  }
};

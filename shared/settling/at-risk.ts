/** What of a provider's work may miss the runs to come, as it stands now. */
import { FOREVER, firstDayOf, lastDayOf, monthOf, monthsFromTo, type CalendarDate } from '#shared/domain/calendar';
import {
  lastDayToClear,
  lastDayToTell,
  whoTells,
  type Actor,
  type LeftOutReason,
} from '#shared/domain/settlement/at-risk';
import type { EntryWindow } from '#shared/domain/voucher/voucher';
import type { EventRow } from '#shared/persistence/events';
import { pagesOf } from '#shared/persistence/page';
import { collectionOf } from '#shared/persistence/records';
import { refusedInMonths } from '#shared/persistence/refused-events';
import type { Stores } from '#shared/persistence/stores';
import type { Forecast, Moment } from './forecast.ts';
import { lookedBackTo } from './gathering.ts';
import { settledBy, type LeftOutKind } from './left-out.ts';
import { refusedUntold } from './untold.ts';

export interface AtRisk {
  readonly what: Exclude<LeftOutKind, 'reversed'>;
  /** Of the attempt, the draft or the event; null for a month that is held. */
  readonly id: string | null;
  readonly voucherNumber: string | null;
  readonly from: CalendarDate | null;
  readonly to: CalendarDate | null;
  readonly code: LeftOutReason;
  readonly whoActs: Actor;
  /** Null where another has to act, or nobody. */
  readonly lastDayToAct: CalendarDate | null;
}

export interface AskedAtRisk extends Moment {
  readonly providerId: string;
  readonly forecast: Forecast;
}

type Windows = readonly EntryWindow[];

/** The opened windows of those of the vouchers that this provider was ever chosen with, by voucher. */
const windowsOf = async (
  { vouchers }: Stores,
  providerId: string,
  ids: readonly (string | null)[],
): Promise<(voucherId: string | null) => Windows> => {
  const known = [...new Set(ids.filter((id) => id !== null))];
  const filter = { _id: { $in: known }, 'reservations.providerId': providerId, 'entryWindows.0': { $exists: true } };
  const found =
    known.length === 0 ? [] : await vouchers.collection.find(filter, { projection: { entryWindows: 1 } }).toArray();
  const windows = new Map(found.map((document) => [document._id, document['entryWindows'] as Windows]));
  return (voucherId) => windows.get(voucherId ?? '') ?? [];
};

/** Of months that no run has closed; of closed ones, what an opened window still lets in. */
async function* refusedAtRisk(stores: Stores, asked: AskedAtRisk): AsyncGenerator<AtRisk[]> {
  const { providerId, now, today, forecast } = asked;
  const firstOpen = forecast.ahead[0]?.period ?? monthOf(today);
  const filter = { providerId, ...refusedInMonths(lookedBackTo(firstOpen), monthOf(FOREVER)) };
  for await (const tried of refusedUntold(stores, filter, now)) {
    const windows = await windowsOf(
      stores,
      providerId,
      tried.map(({ voucherId }) => voucherId),
    );
    yield tried
      .filter(
        ({ fact, voucherId }) =>
          monthOf(fact.from) >= firstOpen || lastDayToTell(fact, windows(voucherId), today) !== null,
      )
      .map(({ id, voucherNumber, voucherId, fact: { from, to }, code }) => ({
        ...{ what: 'refused', id, voucherNumber, from, to, code },
        ...whoTells(code, { from, to }, windows(voucherId), today),
      }));
  }
}

async function* draftsAtRisk(stores: Stores, { providerId, today }: AskedAtRisk): AsyncGenerator<AtRisk[]> {
  for await (const page of pagesOf(stores.drafts.collection, { providerId, open: true })) {
    const drafts = page.map((document) => stores.drafts.fromDb(document));
    const windows = await windowsOf(
      stores,
      providerId,
      drafts.map(({ voucherId }) => voucherId),
    );
    yield drafts.map(({ name, told, voucherId, month, refusal }) => {
      const from = told.from ?? told.date ?? null;
      const to = told.to ?? told.date ?? null;
      const code = refusal ?? 'DRAFT_NOT_RECORDED';
      const first = from ?? firstDayOf(month);
      const days = { from: first, to: to === null || to < first ? first : to };
      return {
        ...{ what: 'draft', id: name, voucherNumber: told.voucherNumber ?? null, from, to, code },
        ...whoTells(code, days, windows(voucherId), today),
      };
    });
  }
}

const ofEvent = ({ _id, voucherId, from, to }: EventRow) => ({
  ...{ id: _id, voucherNumber: voucherId.slice('vch-'.length), from, to },
});

const disputed = (row: EventRow, today: CalendarDate): AtRisk => ({
  ...{ what: 'disputed', ...ofEvent(row), code: 'EVENT_DISPUTED' },
  ...{ whoActs: 'coordinator', lastDayToAct: lastDayToClear(row, today) },
});

const late = (row: EventRow): AtRisk => ({
  ...{ what: 'late', ...ofEvent(row), code: 'RECORDED_AFTER_CUTOFF', whoActs: 'none', lastDayToAct: null },
});

/** Events under dispute that no run has settled. */
const disputedAtRisk = async (
  { connection }: Stores,
  { providerId, today, forecast }: AskedAtRisk,
): Promise<AtRisk[]> => {
  const running = monthOf(today);
  const months = monthsFromTo(lookedBackTo(running), running);
  const open = { disputedAt: { $type: 'string' }, disputeResolvedAt: null, reversedAt: null };
  const found = (await collectionOf(connection, 'events')
    .find({ month: { $in: months }, providerId, ...open })
    .toArray()) as unknown as EventRow[];
  return found.filter((row) => settledBy(row, forecast.approved) === undefined).map((row) => disputed(row, today));
};

/** Events that came after the cut-off of their month's run, while that waits for its approval. */
const lateAtRisk = async ({ connection }: Stores, { providerId, forecast }: AskedAtRisk): Promise<AtRisk[]> => {
  const cut = forecast.ahead.filter(({ run }) => run !== undefined);
  const found = await Promise.all(
    cut.map(({ period, cutoffAt }) =>
      collectionOf(connection, 'events')
        .find({ month: period, providerId, late: true, recordedAt: { $gt: cutoffAt }, reversedAt: null })
        .toArray(),
    ),
  );
  return (found.flat() as unknown as EventRow[]).map(late);
};

/** Months that cannot be priced yet, of this provider's vouchers: of a client's others it need not know. */
const heldAtRisk = async ({ vouchers }: Stores, { providerId, today, forecast }: AskedAtRisk): Promise<AtRisk[]> => {
  const { held } = forecast;
  if (held.length === 0) return [];
  const found = await vouchers.collection
    .find({ _id: { $in: held.map(({ voucherId }) => voucherId) }, 'reservations.providerId': providerId })
    .project({ number: 1, reservations: 1 })
    .toArray();
  const own = new Map(found.map((document) => [document._id as string, vouchers.fromDb(document as never)]));
  return held.flatMap(({ voucherId, month, code }): AtRisk[] => {
    const voucher = own.get(voucherId);
    const days = { from: firstDayOf(month), to: lastDayOf(month) };
    const isChosen = voucher?.reservations.some(
      (one) => one.providerId === providerId && one.startDate <= days.to && (one.endDate ?? FOREVER) >= days.from,
    );
    if (voucher === undefined || isChosen !== true) return [];
    const its = { what: 'held', id: null, voucherNumber: voucher.number, code } as const;
    return [{ ...its, ...days, whoActs: 'coordinator', lastDayToAct: lastDayToClear(days, today) }];
  });
};

/** All of it, page by page: what the provider can do something about comes first. */
export async function* atRisk(stores: Stores, asked: AskedAtRisk): AsyncGenerator<readonly AtRisk[]> {
  yield* draftsAtRisk(stores, asked);
  yield* refusedAtRisk(stores, asked);
  yield await disputedAtRisk(stores, asked);
  yield await heldAtRisk(stores, asked);
  yield await lateAtRisk(stores, asked);
}

/**
 * What of a run's month was recorded or tried and is not in the run, each with its reason, as of the run's cut-off:
 * a run says of everything what became of it, so that nothing is silent. Only where a late event went is told as of now.
 */
import { firstDayOf, lastDayOf, type CalendarDate, type Instant, type Month } from '#shared/domain/calendar';
import { draftAsKnown } from '#shared/domain/draft/draft';
import { stoodAt, type LeftOutReason } from '#shared/domain/settlement/at-risk';
import type { EventRow } from '#shared/persistence/events';
import { pagesOf } from '#shared/persistence/page';
import { collectionOf } from '#shared/persistence/records';
import { refusedInMonths } from '#shared/persistence/refused-events';
import type { ApprovedRuns, RunRecord } from '#shared/persistence/runs';
import { isHeldOutAt } from '#shared/persistence/sheets/visits';
import type { Stores } from '#shared/persistence/stores';
import { refusedUntold } from './untold.ts';

/** In the order in which they are listed. */
export const LEFT_OUT_KINDS = ['refused', 'draft', 'disputed', 'late', 'reversed', 'held'] as const;
export type LeftOutKind = (typeof LEFT_OUT_KINDS)[number];

export interface LeftOut {
  readonly what: LeftOutKind;
  /** Of the attempt, the draft or the event; of a month that is held, its voucher and the month. */
  readonly id: string;
  readonly providerId: string | null;
  readonly voucherNumber: string | null;
  readonly from: CalendarDate | null;
  readonly to: CalendarDate | null;
  readonly code: LeftOutReason;
  /** Since when it is so. */
  readonly at: Instant;
  /** The approved run that has settled it since; null where none has. */
  readonly settledBy: string | null;
}

/** Whether a run looked at a month: its own, or one whose run it went by as approved. */
const looksAt = (run: RunRecord, month: Month, approved: ApprovedRuns): boolean =>
  run.period === month || (run.period > month && run.against.some((id) => approved.get(id)?.period === month));

/** The approved run that settled an event first: it stood at that run's cut-off, and no dispute held it out. */
export const settledBy = (row: EventRow, approved: ApprovedRuns): RunRecord | undefined => {
  return [...approved.values()]
    .filter((run) => looksAt(run, row.month, approved) && stoodAt(row, run.cutoffAt) && !isHeldOutAt(row, run.cutoffAt))
    .sort((a, b) => (a.cutoffAt < b.cutoffAt ? -1 : 1))
    .at(0);
};

const numberOf = (voucherId: string): string => voucherId.slice('vch-'.length);

const ofEvent = (what: LeftOutKind, row: EventRow, code: LeftOutReason, at: Instant, by?: RunRecord): LeftOut => ({
  what,
  id: row._id,
  providerId: row.providerId,
  voucherNumber: numberOf(row.voucherId),
  from: row.from,
  to: row.to,
  code,
  at,
  settledBy: by?.id ?? null,
});

type Reader = (
  stores: Stores,
  run: RunRecord,
  approved: ApprovedRuns,
  after: string,
) => AsyncIterable<LeftOut[]> | Iterable<LeftOut[]>;

/** Events of the run's month that something out of the ordinary was done to: few, and found by an index of their own. */
async function* events(
  stores: Stores,
  { period }: RunRecord,
  filter: object,
  after: string,
): AsyncGenerator<EventRow[]> {
  const collection = collectionOf(stores.connection, 'events');
  for await (const page of pagesOf(collection, { month: period, ...filter }, after))
    yield page as unknown as EventRow[];
}

/** Whether an earlier run had settled it by this run's cut-off. */
const settledBefore = (row: EventRow, run: RunRecord, approved: ApprovedRuns): boolean => {
  const by = settledBy(row, approved);
  return by !== undefined && by.id !== run.id && by.cutoffAt < run.cutoffAt;
};

const READERS: Readonly<Record<LeftOutKind, Reader>> = {
  async *refused(stores, { period, cutoffAt }, _approved, after) {
    for await (const tried of refusedUntold(stores, refusedInMonths(period, period), cutoffAt, after))
      yield tried.map(({ id, providerId, voucherNumber, fact: { from, to }, code, at }) => ({
        ...{ what: 'refused', id, providerId, voucherNumber, from, to, code, at, settledBy: null },
      }));
  },
  async *draft({ drafts }, { period, cutoffAt }, _approved, after) {
    for await (const page of pagesOf(drafts.collection, { months: period, createdAt: { $lte: cutoffAt } }, after))
      yield page.flatMap((document) => {
        const draft = drafts.fromDb(document);
        const state = draftAsKnown(draft, cutoffAt);
        if (state?.month !== period) return [];
        const { voucherNumber = null, from, to, date } = state.told;
        const days = { from: from ?? date ?? null, to: to ?? date ?? null };
        const { id, providerId, createdAt: at } = draft;
        return [
          { what: 'draft', id, providerId, voucherNumber, ...days, code: 'DRAFT_NOT_RECORDED', at, settledBy: null },
        ];
      });
  },
  async *disputed(stores, run, approved, after) {
    const { cutoffAt } = run;
    for await (const rows of events(stores, run, { disputedAt: { $type: 'string', $lte: cutoffAt } }, after))
      yield rows
        .filter((row) => stoodAt(row, cutoffAt) && isHeldOutAt(row, cutoffAt) && !settledBefore(row, run, approved))
        .map((row) =>
          ofEvent('disputed', row, 'EVENT_DISPUTED', row.disputedAt ?? row.recordedAt, settledBy(row, approved)),
        );
  },
  async *late(stores, run, approved, after) {
    for await (const rows of events(stores, run, { late: true, recordedAt: { $gt: run.cutoffAt } }, after))
      yield rows.map((row) => {
        const by = settledBy(row, approved);
        const isGone = by === undefined && row.reversedAt !== null;
        return ofEvent(
          'late',
          row,
          isGone ? 'REVERSED_BEFORE_SETTLEMENT' : 'RECORDED_AFTER_CUTOFF',
          row.recordedAt,
          by,
        );
      });
  },
  async *reversed(stores, run, approved, after) {
    const { cutoffAt } = run;
    const filter = { reversedAt: { $type: 'string', $lte: cutoffAt }, recordedAt: { $lte: cutoffAt } };
    for await (const rows of events(stores, run, filter, after))
      yield rows
        .filter((row) => !settledBefore(row, run, approved))
        .map((row) => ofEvent('reversed', row, 'REVERSED_BEFORE_SETTLEMENT', row.reversedAt ?? row.recordedAt));
  },
  held: (_stores, { held, cutoffAt: at }, _approved, after) => [
    held
      .map(({ voucherId, month, code }): LeftOut => ({
        ...{ what: 'held', id: `${voucherId}:${month}`, providerId: null, voucherNumber: numberOf(voucherId) },
        ...{ from: firstDayOf(month), to: lastDayOf(month), code, at, settledBy: null },
      }))
      .filter(({ id }) => id > after)
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  ],
};

/** Pages of one kind of what a run has left out, in the order of ids, beginning after one. */
export const leftOut = (
  stores: Stores,
  run: RunRecord,
  approved: ApprovedRuns,
  kind: LeftOutKind,
  after = '',
): AsyncIterable<LeftOut[]> | Iterable<LeftOut[]> => READERS[kind](stores, run, approved, after);

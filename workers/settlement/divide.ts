import type { ServiceKind } from '#shared/domain/programme/programme';
import { providersWithLinesApart } from '#shared/persistence/lines';
import type { Task } from '#shared/persistence/pieces';
import { collectionOf } from '#shared/persistence/records';
import type { RunRecord } from '#shared/persistence/runs';
import type { Stores } from '#shared/persistence/stores';
import type { Gathering } from '#shared/settling/gathering';

/** How large the pieces are: as much as a worker does in seconds, so that little is lost with one that dies. */
export interface PieceSizes {
  /** Vouchers of services that are settled by months. */
  readonly vouchers: number;
  /** Providers: as many as share a run well between several workers, within these bounds. */
  readonly fewestProviders: number;
  readonly mostProviders: number;
}
export const PIECE_SIZES: PieceSizes = { vouchers: 2_000, fewestProviders: 150, mostProviders: 300 };

/** Into so many pieces providers are divided as long as they are neither too few nor too many for it. */
const PIECES_WANTED = 16;

/** The vouchers of a kind, in ranges of their ids that leave no gap. */
const voucherRanges = async (
  { vouchers }: Stores,
  kind: Extract<ServiceKind, 'housing' | 'soteCentre'>,
  size: number,
): Promise<Task[]> => {
  const found = (after: string, past: number) =>
    vouchers.collection
      .find({ kind, _id: { $gt: after } }, { projection: { _id: 1 } })
      .sort({ kind: 1, _id: 1 })
      .skip(past)
      .limit(1)
      .next();
  if ((await found('', 0)) === null) return [];
  const tasks: Task[] = [];
  for (let after = ''; ;) {
    const upTo = (await found(after, size - 1))?._id ?? null;
    tasks.push({ kind, after, upTo });
    if (upTo === null) return tasks;
    after = upTo;
  }
};

/** What is settled by months and what became known late, in pieces; none of what there is nothing of. */
export const tasksOfMonths = async ({ stores, settledSince }: Gathering, { vouchers }: PieceSizes): Promise<Task[]> => {
  const isOwed = (await stores.statements.collection.findOne({ carriedForwardCents: { $lt: 0 } })) !== null;
  return [
    ...(settledSince.size > 0 ? [{ kind: 'lateVisits' } as const] : []),
    ...(isOwed ? [{ kind: 'carries' } as const] : []),
    ...(await voucherRanges(stores, 'housing', vouchers)),
    ...(await voucherRanges(stores, 'soteCentre', vouchers)),
  ];
};

/** Whoever recorded anything for the period: read off the index alone. */
const providersVisited = async ({ connection }: Stores, { period }: RunRecord): Promise<string[]> =>
  (await collectionOf(connection, 'events').distinct('providerId', { month: period })) as string[];

/** Everybody who may have a statement, in ranges of their ids that leave no gap. */
export const tasksOfProviders = async (
  stores: Stores,
  run: RunRecord,
  { fewestProviders, mostProviders }: PieceSizes,
): Promise<Task[]> => {
  const all = [...new Set([...(await providersVisited(stores, run)), ...(await providersWithLinesApart(stores, run))])];
  all.sort((a, b) => (a < b ? -1 : 1));
  const pieces = Math.min(PIECES_WANTED, Math.floor(all.length / fewestProviders));
  const size = Math.ceil(all.length / Math.max(pieces, Math.ceil(all.length / mostProviders)));
  const tasks: Task[] = [];
  for (let at = 0; at < all.length; at += size) {
    const from = at === 0 ? 'prv-' : (all[at] ?? '');
    tasks.push({ kind: 'providers', providers: Math.min(size, all.length - at), from, to: all[at + size] ?? null });
  }
  return tasks;
};

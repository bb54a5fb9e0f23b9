import { voucherAsKnown } from '#shared/domain/as-known';
import type { Client } from '#shared/domain/client/client';
import type { Provider } from '#shared/domain/provider/provider';
import type { MonthlyKind } from '#shared/domain/settlement/line';
import type { Voucher } from '#shared/domain/voucher/voucher';
import { addMonthsToMonth, firstDayOf, type CalendarDate } from '#shared/domain/calendar';
import { CORRECTED_WITHIN_MONTHS, parameterOn } from '#shared/domain/parameters';
import type { Gathering } from './gathering.ts';

const PAGE = 200;

/** Large fields that no month is priced by. */
const WITHOUT = { 'events.pricing': 0, refusals: 0, 'journal.postings': 0, 'journal.reason': 0 };

/** The first day of validity that a voucher must have to be looked at. */
export const lookedAtFrom = ({ period }: Gathering['run']): CalendarDate =>
  firstDayOf(addMonthsToMonth(period, -parameterOn(CORRECTED_WITHIN_MONTHS, firstDayOf(period))));

/**
 * Whether a voucher was there to be looked at: granted by the cut-off, and not ended long before. One that is issued or
 * extended while the run is calculated is as if it was not, so that every part of the run sees the same vouchers.
 */
export const isLookedAt = (voucher: Voucher, run: Gathering['run']): boolean =>
  (voucher.journal[0]?.at ?? '') <= run.cutoffAt && voucherAsKnown(voucher, run.cutoffAt).validTo >= lookedAtFrom(run);

/** Vouchers of a kind in the order of their ids, but for those that ended long ago. */
export async function* vouchersOf(
  { stores, run, providerId, vouchers }: Gathering,
  kind: MonthlyKind,
): AsyncGenerator<Voucher[]> {
  const from = lookedAtFrom(run);
  const whose = providerId === undefined ? {} : { 'reservations.providerId': providerId };
  const order: Record<string, 1> = providerId === undefined ? { kind: 1, _id: 1 } : { _id: 1 };
  const upTo = vouchers === undefined || vouchers.upTo === null ? {} : { $lte: vouchers.upTo };
  for (let after = vouchers?.after ?? ''; ;) {
    const page = await stores.vouchers.collection
      .find({ ...whose, kind, _id: { $gt: after, ...upTo }, validTo: { $gte: from } }, { projection: WITHOUT })
      .sort(order)
      .limit(PAGE)
      .toArray();
    const last = page.at(-1);
    if (last === undefined) return;
    yield page.map((document) => stores.vouchers.fromDb(document)).filter((voucher) => isLookedAt(voucher, run));
    after = last._id;
  }
}

/** All vouchers of a kind that some clients hold. */
export const vouchersOfClients = async (
  { stores }: Pick<Gathering, 'stores'>,
  kind: MonthlyKind,
  clientIds: readonly string[],
): Promise<Voucher[]> => {
  const found = stores.vouchers.collection.find({ clientId: { $in: [...clientIds] }, kind }, { projection: WITHOUT });
  return (await found.sort({ _id: 1 }).toArray()).map((document) => stores.vouchers.fromDb(document));
};

export const clientsOf = async (
  { stores }: Pick<Gathering, 'stores'>,
  vouchers: readonly Voucher[],
): Promise<Map<string, Client>> => {
  const ids = [...new Set(vouchers.map(({ clientId }) => clientId))];
  const found = await stores.clients.collection.find({ _id: { $in: ids } }, { projection: { sealed: 0 } }).toArray();
  return new Map(found.map((document) => [document._id, stores.clients.fromDb(document)]));
};

/** Providers of all choices that were made with some vouchers. */
export const providersOf = async (
  { stores }: Pick<Gathering, 'stores'>,
  vouchers: readonly Voucher[],
): Promise<Provider[]> => {
  const ids = new Set(vouchers.flatMap(({ reservations }) => reservations.map(({ providerId }) => providerId)));
  const found = await stores.providers.collection.find({ _id: { $in: [...ids] } }).toArray();
  return found.map((document) => stores.providers.fromDb(document));
};

export const inMap = <T>(map: ReadonlyMap<string, T>, id: string): T => {
  const found = map.get(id);
  if (found === undefined) throw new Error(`${id} is missing`);
  return found;
};

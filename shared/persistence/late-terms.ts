import { dayIn, monthAfter, monthOf, monthsFromTo, type Instant } from '#shared/domain/calendar';
import type { LateTerms } from '#shared/domain/dated';
import type { Programme } from '#shared/domain/programme/programme';
import type { Provider } from '#shared/domain/provider/provider';
import { reprice, type PricedBy } from '#shared/domain/voucher/reprice';
import type { Voucher } from '#shared/domain/voucher/voucher';
import type { Done } from '#shared/domain/voucher/write';
import { collectionOf } from './records.ts';
import { relayAll } from './relay.ts';
import type { Stores } from './stores.ts';

const PAGE = 200;
/** More providers and programmes than have late terms in one minute. */
const MOST_HOLDERS = 10_000;

/** What a voucher's recorded visits are priced by. */
export const pricedBy = async (stores: Stores, voucher: Voucher): Promise<PricedBy> => {
  const ids = [...new Set(voucher.events.map(({ providerId }) => providerId))];
  const [programme, providers] = await Promise.all([
    stores.programmes.load(voucher.programmeId),
    Promise.all(ids.map((id) => stores.providers.load(id))),
  ]);
  if (programme === null) throw new Error(`${voucher.programmeId} is missing`);
  return { programme, providers: providers.filter((provider) => provider !== null) };
};

const repriceVoucher = async (stores: Stores, id: string, because: string, knownAt: Instant, done: Done) => {
  const voucher = await stores.vouchers.load(id);
  if (voucher === null) return;
  const facts = await pricedBy(stores, voucher);
  const today = dayIn(Date.parse(done.at));
  await stores.vouchers.act(
    id,
    (state) => ({ next: reprice(state, facts, { because, knownAt }, today, done), answer: null }),
    voucher,
  );
};

/** The vouchers with visits from a day on, of one provider or of one programme, page by page. */
async function* visitedFrom(
  { connection }: Stores,
  whose: { readonly providerId: string } | { readonly programmeId: string },
  { from, at }: LateTerms,
): AsyncGenerator<string[]> {
  const months = monthsFromTo(monthOf(from), monthAfter(monthOf(dayIn(Date.parse(at)))));
  const cursor = collectionOf(connection, 'events')
    .find(
      { month: { $in: months }, ...whose, kind: 'rehabilitation', from: { $gte: from } },
      { projection: { voucherId: 1 }, batchSize: PAGE },
    )
    .sort({ month: 1, providerId: 1, _id: 1 });
  try {
    while (await cursor.hasNext())
      yield [...new Set(cursor.readBufferedDocuments().map((event) => event['voucherId'] as string))];
  } finally {
    await cursor.close();
  }
}

/** An event that was decided on what was loaded before the terms were set is kept within this time. */
const SECOND_PASS_AFTER_MS = 60_000;

/**
 * Providers and programmes whose terms became known late, as far as visits have not been told: mostly none. `all`:
 * also those that wait for their second pass.
 */
export const lateTermsUntold = async (
  { providers, programmes }: Stores,
  limit: number,
  all = false,
): Promise<string[]> => {
  const passed = { $lt: Date.now() - SECOND_PASS_AFTER_MS };
  const isDue = all ? {} : { $or: [{ 'termsUntold.passedAtMs': null }, { 'termsUntold.passedAtMs': passed }] };
  const found = await Promise.all(
    [providers, programmes].map(({ collection }) =>
      collection
        .find({ 'termsUntold.at': { $exists: true }, ...isDue }, { projection: { _id: 1 } })
        .sort({ 'termsUntold.at': 1 })
        .limit(limit)
        .toArray(),
    ),
  );
  return found.flat().map(({ _id }) => _id);
};

type Holder = Pick<Provider | Programme, 'id' | 'ver' | 'termsUntold'>;

/** Once told, they are looked through a second time, after which nothing can be on its way any more. */
const told = <H extends Holder>(now: H, untold: LateTerms, begunAtMs: number) => {
  const { termsUntold } = now;
  const isSame = termsUntold?.at === untold.at && termsUntold.from === untold.from;
  if (!isSame) return { next: now, answer: null };
  const { passedAtMs } = untold;
  if (passedAtMs === undefined)
    return { next: { ...now, termsUntold: { ...untold, passedAtMs: begunAtMs } }, answer: null };
  const isSecond = begunAtMs - passedAtMs >= SECOND_PASS_AFTER_MS;
  return { next: isSecond ? { ...now, termsUntold: null } : now, answer: null };
};

/**
 * Tells recorded visits of a price or of terms that became known after their day (domain decisions 3 and 10). May
 * stop anywhere and run again, or twice at once: a visit that has its right price is left alone.
 */
export const tellLateTerms = async (stores: Stores, id: string, done: Done): Promise<void> => {
  const isProvider = id.startsWith('prv-');
  const holder: Holder | null = await (isProvider ? stores.providers.load(id) : stores.programmes.load(id));
  const untold = holder?.termsUntold;
  if (!untold) return;
  const begunAtMs = Date.now();
  await relayAll(stores, done.at);
  const [whose, because] = isProvider
    ? [{ providerId: id }, 'price set from an earlier day']
    : [{ programmeId: id }, 'terms approved from an earlier day'];
  for await (const ids of visitedFrom(stores, whose, untold))
    await Promise.all(ids.map((voucher) => repriceVoucher(stores, voucher, because, untold.at, done)));
  await (isProvider
    ? stores.providers.act(id, (now) => told(now, untold, begunAtMs))
    : stores.programmes.act(id, (now) => told(now, untold, begunAtMs)));
};

/** Tells all of them: what a run does before it reads. */
export const tellAllLateTerms = async (stores: Stores, done: Done): Promise<void> => {
  for (const id of await lateTermsUntold(stores, MOST_HOLDERS, true)) await tellLateTerms(stores, id, done);
};

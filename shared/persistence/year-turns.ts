import { instantOf, todayOf, type Clock } from '#shared/clock';
import { yearOf, type CalendarDate } from '#shared/domain/calendar';
import { turnYear } from '#shared/domain/voucher/turn-year';
import { allMunicipalities } from './municipalities.ts';
import { offerersReader } from './offerers.ts';
import type { Stores } from './stores.ts';

/** Open vouchers that go on after the last day for which money is committed. (The type is said for the partial index.) */
const turningOn = (today: CalendarDate) => ({ turnsOn: { $lt: today, $type: 'string' as const } });

export const turningVouchers = async ({ vouchers }: Stores, today: CalendarDate, limit: number): Promise<string[]> => {
  const found = vouchers.collection.find(turningOn(today)).project({ _id: 1 }).sort({ turnsOn: 1, _id: 1 });
  return (await found.limit(limit).toArray()).map(({ _id }) => _id as string);
};

export const countTurning = ({ vouchers }: Stores, today: CalendarDate): Promise<number> =>
  vouchers.collection.countDocuments(turningOn(today));

/** Vouchers in hand at once. */
const TOGETHER = 50;

/**
 * Commits the new year for these vouchers (domain decision 11), by the terms, the residence and the memberships of its
 * first day. A voucher says in its own journal which year it is committed for, so it is done once, however often it
 * is asked for. A budget with too little left does not stop it: the county has promised the service.
 */
export const turnYears = async (stores: Stores, ids: readonly string[], clock: Clock): Promise<void> => {
  if (ids.length === 0) return;
  const [today, done] = [todayOf(clock), { at: instantOf(clock), by: 'system' }];
  const municipalities = await allMunicipalities(stores);
  const offerersOf = offerersReader(stores);
  const turn = async (id: string): Promise<void> => {
    const voucher = await stores.vouchers.load(id);
    if (voucher === null) return;
    const [programme, client] = await Promise.all([
      stores.programmes.load(voucher.programmeId),
      stores.clients.load(voucher.clientId),
    ]);
    if (programme === null) throw new Error(`${voucher.programmeId} is missing`);
    if (client === null) throw new Error(`${voucher.clientId} is missing`);
    const offerers = await offerersOf(programme, client, `${yearOf(today)}-01-01`);
    const facts = { programme, client, municipalities, offerers };
    await stores.vouchers.act(id, (state) => ({ next: turnYear(state, facts, today, done), answer: null }), voucher);
  };
  for (let from = 0; from < ids.length; from += TOGETHER) await Promise.all(ids.slice(from, from + TOGETHER).map(turn));
};

import { instantOf, todayOf } from '#shared/clock';
import { expire } from '#shared/domain/voucher/expire';
import type { Voucher } from '#shared/domain/voucher/voucher';
import { decideMany } from '#shared/persistence/decide-many';
import { endVouchersAfterDeath, untoldDeaths } from '#shared/persistence/deaths';
import { expiringVouchers } from '#shared/persistence/sheets/expiring';
import { turningVouchers, turnYears } from '#shared/persistence/year-turns';
import type { Work } from '#shared/queues/run-worker';
import type { WorkerDeps } from '../deps.ts';

/** Whether and how a voucher expires follows from these alone; its events, by far the largest part, stay in the store. */
const LOOKED_AT = [
  'status',
  'ended',
  'validTo',
  'takeIntoUseBy',
  'reservations',
  'committedCents',
  'journal',
  'toldSeq',
] as const satisfies readonly (keyof Voucher)[];

const isVoucher = (id: string) => id.startsWith('vch-');
/** What is due for a voucher at the turn of the year is told from its expiry by its name. */
const TURN = 'turn-';
const isTurn = (id: string) => id.startsWith(TURN);

/**
 * Vouchers past their last day, vouchers of clients who have died, and those that go on into a new year. That it is late lets nothing through: the day is
 * judged where an event is recorded. A voucher that moves at the same moment is left, and judged anew in the next round.
 */
export const expiryWork = ({ stores, clock }: Pick<WorkerDeps, 'stores' | 'clock'>): Work => ({
  name: 'expiry',
  everyMs: 30_000,
  page: 1_000,
  due: async (limit) => {
    const today = todayOf(clock);
    const deaths = await untoldDeaths(stores, limit);
    const expiring = await expiringVouchers(stores, today, limit);
    const turning = await turningVouchers(stores, today, limit);
    return [...deaths, ...expiring, ...turning.map((id) => `${TURN}${id}`)].slice(0, limit);
  },
  many: async (ids) => {
    const [today, done] = [todayOf(clock), { at: instantOf(clock), by: 'system' }];
    for (const id of ids) if (!isVoucher(id) && !isTurn(id)) await endVouchersAfterDeath(stores, id, clock);
    const vouchers = ids.filter(isVoucher);
    const half = Math.ceil(vouchers.length / 2);
    // Two halves, so that one is decided here while the store is busy with the other.
    const halves = [vouchers.slice(0, half), vouchers.slice(half)];
    await Promise.all(
      halves.map((part) => decideMany(stores.vouchers, part, (voucher) => expire(voucher, today, done), LOOKED_AT)),
    );
    await turnYears(
      stores,
      ids.filter(isTurn).map((id) => id.slice(TURN.length)),
      clock,
    );
  },
});

import { relayVouchers } from '#shared/persistence/relay';
import { untoldVouchers } from '#shared/persistence/sheets/untold';
import type { Work } from '#shared/queues/run-worker';
import type { WorkerDeps } from '../deps.ts';

/**
 * From the vouchers' journals to the ledger and the event list. Nudged by every recorded event; without nudges it looks
 * by itself every second, which costs next to nothing while nothing is untold.
 */
export const relayWork = ({ stores }: Pick<WorkerDeps, 'stores'>): Work => ({
  name: 'relay',
  everyMs: 1_000,
  page: 500,
  due: (limit) => untoldVouchers(stores, limit),
  many: async (ids) => {
    await relayVouchers(stores, ids);
  },
});

import { instantOf } from '#shared/clock';
import { tellPayments } from '#shared/persistence/payments';
import { relayVouchers } from '#shared/persistence/relay';
import { untoldPayments, untoldVouchers } from '#shared/persistence/sheets/untold';
import type { Work } from '#shared/queues/run-worker';
import type { WorkerDeps } from '../deps.ts';

const isPayment = (id: string): boolean => id.startsWith('pay-');

/**
 * From the vouchers' journals to the ledger and the event list, and from the payments' journals to the ledger. Nudged
 * by every recorded event; without nudges it looks by itself every second, which costs next to nothing while nothing is
 * untold. A payment is told by whoever made it hear the bank; here is found what died in between.
 */
export const relayWork = ({ stores, clock }: Pick<WorkerDeps, 'stores' | 'clock'>): Work => ({
  name: 'relay',
  everyMs: 1_000,
  page: 500,
  due: async (limit) =>
    [...(await untoldPayments(stores, limit)), ...(await untoldVouchers(stores, limit))].slice(0, limit),
  many: async (ids) => {
    await tellPayments(stores, ids.filter(isPayment));
    await relayVouchers(
      stores,
      ids.filter((id) => !isPayment(id)),
      instantOf(clock),
    );
  },
});

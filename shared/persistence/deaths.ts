import { instantOf, type Clock } from '#shared/clock';
import { deathTold } from '#shared/domain/client/record-death';
import { endByDeath } from '#shared/domain/voucher/end';
import { decidedBy } from './act.ts';
import type { Stores } from './stores.ts';

/**
 * Ends every open voucher of a client who has died, and then notes that all of them know. A voucher that was
 * ended before stays as it is, so this may run twice, stop anywhere and be taken up by another: the API runs
 * it when the death is recorded, a worker for whoever is still marked `deathUntold`.
 */
export const endVouchersAfterDeath = async (
  stores: Pick<Stores, 'clients' | 'vouchers'>,
  clientId: string,
  clock: Clock,
): Promise<void> => {
  const client = await stores.clients.load(clientId);
  if (client === null || client.deathDate === null || !client.deathUntold) return;
  const { deathDate, deathRecordedBy } = client;
  const at = instantOf(clock);
  const vouchers = await stores.vouchers.collection.find({ clientId }, { projection: { _id: 1 } }).toArray();
  await Promise.all(
    vouchers.map(({ _id }) =>
      stores.vouchers.act(_id, (voucher) =>
        decidedBy(voucher, endByDeath(voucher, deathDate, at, deathRecordedBy ?? 'system')),
      ),
    ),
  );
  await stores.clients.act(clientId, (now) => decidedBy(now, deathTold(now)));
};

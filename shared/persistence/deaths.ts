import { instantOf, todayOf, type Clock } from '#shared/clock';
import { deathTold } from '#shared/domain/client/record-death';
import { endByDeath } from '#shared/domain/voucher/end';
import { decidedBy } from './act.ts';
import type { ClientRecord } from './clients.ts';
import type { Stores } from './stores.ts';

type Kept = Pick<Stores, 'clients' | 'vouchers'>;

const tell = async ({ vouchers }: Kept, voucherId: string, client: ClientRecord, clock: Clock): Promise<void> => {
  const { deathDate, deathRecordedBy } = client;
  if (deathDate === null) return;
  const done = { at: instantOf(clock), by: deathRecordedBy ?? 'system' };
  await vouchers.act(voucherId, (voucher) => decidedBy(voucher, endByDeath(voucher, deathDate, todayOf(clock), done)));
};

/** Clients whose death not every voucher knows of: the sheet of the worker that tells the rest. */
export const untoldDeaths = async ({ clients }: Pick<Stores, 'clients'>, limit: number): Promise<string[]> => {
  const found = clients.collection.find({ deathUntold: true }, { projection: { _id: 1 } });
  return (await found.sort({ _id: 1 }).limit(limit).toArray()).map(({ _id }) => _id);
};

/**
 * Ends every open voucher of a client who has died, and then notes that all of them know. A voucher that was
 * ended before stays as it is, so this may run twice, stop anywhere and be taken up by another: the API runs
 * it when the death is recorded, a worker for whoever is still marked `deathUntold`.
 */
export const endVouchersAfterDeath = async (stores: Kept, clientId: string, clock: Clock): Promise<void> => {
  const client = await stores.clients.load(clientId);
  if (!client?.deathUntold) return;
  const vouchers = await stores.vouchers.collection.find({ clientId }, { projection: { _id: 1 } }).toArray();
  await Promise.all(vouchers.map(({ _id }) => tell(stores, _id, client, clock)));
  await stores.clients.act(clientId, (now) => decidedBy(now, deathTold(now)));
};

/**
 * For a voucher that has just been kept: its client may have died between the decision to issue it and now, and
 * the death may have been told to the vouchers there were. One that dies after this look meets the voucher.
 */
export const endIfClientDied = async (
  stores: Kept,
  { id, clientId }: { readonly id: string; readonly clientId: string },
  clock: Clock,
): Promise<void> => {
  const client = await stores.clients.load(clientId);
  if (client !== null) await tell(stores, id, client, clock);
};

import type { Stores } from '../stores.ts';

/** Vouchers with journal lines that the ledger has not got yet. Served by its own partial index: mostly empty. */
const UNTOLD = { untold: true };

export const untoldVouchers = async ({ vouchers }: Stores, limit: number, after = ''): Promise<string[]> => {
  const found = await vouchers.collection
    .find({ ...UNTOLD, _id: { $gt: after } })
    .project({ _id: 1 })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.map(({ _id }) => _id as string);
};

/** Those of one provider: its reservations name them. */
export const untoldOfProvider = async (
  { vouchers }: Stores,
  providerId: string,
  limit: number,
  after = '',
): Promise<string[]> => {
  const found = await vouchers.collection
    .find({ ...UNTOLD, 'reservations.providerId': providerId, _id: { $gt: after } })
    .project({ _id: 1 })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.map(({ _id }) => _id as string);
};

export const countUntold = ({ vouchers }: Stores): Promise<number> => vouchers.collection.countDocuments(UNTOLD);

/** Payments whose journals say what the ledger has not got, or of a payment that is still to be made. */
export const untoldPayments = async ({ payments }: Stores, limit: number): Promise<string[]> => {
  const found = await payments.collection
    .find(UNTOLD, { projection: { _id: 1 } })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.map(({ _id }) => _id);
};

export const countUntoldPayments = ({ payments }: Stores): Promise<number> =>
  payments.collection.countDocuments(UNTOLD);

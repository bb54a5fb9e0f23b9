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

export const countUntold = ({ vouchers }: Stores): Promise<number> => vouchers.collection.countDocuments(UNTOLD);

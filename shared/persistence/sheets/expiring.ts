import type { CalendarDate } from '#shared/domain/calendar';
import type { Stores } from '../stores.ts';

/** Open vouchers whose last day has passed: `dueOn` is that day, and is gone once nothing more falls due. (The
 * type is said because the store uses a partial index only for a question that repeats its condition.) */
const expiringOn = (today: CalendarDate) => ({ dueOn: { $lt: today, $type: 'string' as const } });

export const expiringVouchers = async ({ vouchers }: Stores, today: CalendarDate, limit: number): Promise<string[]> => {
  const found = vouchers.collection.find(expiringOn(today)).project({ _id: 1 }).sort({ dueOn: 1, _id: 1 });
  return (await found.limit(limit).toArray()).map(({ _id }) => _id as string);
};

export const countExpiring = ({ vouchers }: Stores, today: CalendarDate): Promise<number> =>
  vouchers.collection.countDocuments(expiringOn(today));

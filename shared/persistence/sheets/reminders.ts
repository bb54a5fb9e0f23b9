import { addDays, daysBetween, type CalendarDate, type Instant } from '#shared/domain/calendar';
import { notify, type Message } from '../notifications.ts';
import { collectionOf } from '../records.ts';
import type { Stores } from '../stores.ts';

/** Reminders go 30 and 7 days before the last day (domain decision 12). */
const FIRST_DAYS = 30;
const LAST_DAYS = 7;
const PAGE = 500;

const PLANNED = 'reminders';

/** Whether the reminders of a day are still to be found: that is done once a day, for a day is all that changes them. */
export const remindersUnplanned = async ({ connection }: Stores, today: CalendarDate): Promise<boolean> => {
  const planned = await collectionOf(connection, 'system').findOne({ _id: PLANNED });
  const on: unknown = planned?.['on'];
  return typeof on !== 'string' || on < today;
};

interface Expiring {
  readonly _id: string;
  readonly number: string;
  readonly clientId: string;
  readonly dueOn: CalendarDate;
}

const reminderOf = ({ _id, number, clientId, dueOn }: Expiring, today: CalendarDate): Message => ({
  kind: daysBetween(today, dueOn) <= LAST_DAYS ? 'expiry7' : 'expiry30',
  to: { clientId },
  about: { voucherId: _id, number, lastDay: dueOn },
});

/**
 * Finds every open voucher within 30 days of its last day, except those with nothing left to use, and puts in the
 * reminder that fits; one that was put in before is not put in again. Stopped halfway, it is done anew.
 */
export const planReminders = async (stores: Stores, today: CalendarDate, at: Instant): Promise<void> => {
  const until = addDays(today, FIRST_DAYS);
  let after: { dueOn: CalendarDate; _id: string } | undefined = { dueOn: today, _id: '' };
  while (after !== undefined) {
    const { dueOn, _id }: { dueOn: CalendarDate; _id: string } = after;
    const page = await stores.vouchers.collection
      .find({
        dueOn: { $gte: dueOn, $lte: until, $type: 'string' },
        $or: [{ dueOn: { $gt: dueOn } }, { _id: { $gt: _id } }],
      })
      .project<Expiring & { status: string }>({ number: 1, clientId: 1, dueOn: 1, status: 1 })
      .sort({ dueOn: 1, _id: 1 })
      .limit(PAGE)
      .toArray();
    const left = page.filter(({ status }) => status !== 'usedUp');
    await notify(
      stores,
      left.map((voucher) => reminderOf(voucher, today)),
      at,
    );
    after = page.length === PAGE ? page.at(-1) : undefined;
  }
  await collectionOf(stores.connection, 'system').updateOne(
    { _id: PLANNED },
    { $max: { on: today } },
    { upsert: true },
  );
};

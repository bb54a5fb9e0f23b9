import { instantOf, todayOf } from '#shared/clock';
import { mailbox } from '#shared/persistence/mailbox';
import type { Notification } from '#shared/persistence/notifications';
import { recipientsOf, type Recipient } from '#shared/persistence/recipients';
import { mailDue } from '#shared/persistence/sheets/mail';
import { planReminders, remindersUnplanned } from '#shared/persistence/sheets/reminders';
import type { Work } from '#shared/queues/run-worker';
import type { WorkerDeps } from '../deps.ts';
import type { Post } from './post.ts';
import { textOf } from './words.ts';

/** Stands among the ids of messages for "find today's reminders". */
const REMINDERS = 'reminders';
const AT_ONCE = 4;

/**
 * Sends what waits to be told, and once a day finds whom to remind. A worker that dies between sending and saying so
 * has the message sent once more, under the same message id: better twice than never.
 */
export const notificationsWork = (deps: Omit<WorkerDeps, 'env'>, post: Post): Work => {
  const { stores, clock, log, nudge } = deps;
  const box = mailbox(stores);

  const send = async (message: Notification, { email, language }: Recipient): Promise<void> => {
    if (!(await box.takeUp(message, instantOf(clock)))) return;
    try {
      await post.send({ ...textOf(message, language), id: message._id, to: email, at: new Date(message.at) });
    } catch (fault) {
      // A mail server's complaint may repeat the address; its code says enough.
      const { code, responseCode } = fault as { code?: string; responseCode?: number };
      const state = await box.failed(message, instantOf(clock));
      log.warn({ id: message._id, code, responseCode, state }, 'a message could not be sent');
      return;
    }
    await box.sent(message, instantOf(clock));
  };

  const deliver = async (ids: readonly string[]): Promise<void> => {
    const messages = await box.load(ids);
    const recipients = await recipientsOf(stores, messages);
    await box.nobody(messages.filter(({ _id }) => !recipients.has(_id)).map(({ _id }) => _id));
    const waiting = messages.filter(({ _id }) => recipients.has(_id));
    const hand = async () => {
      for (let message = waiting.shift(); message !== undefined; message = waiting.shift()) {
        const recipient = recipients.get(message._id);
        if (recipient !== undefined) await send(message, recipient);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, hand));
  };

  return {
    name: 'notifications',
    everyMs: 5_000,
    due: async (limit) => {
      const unplanned = await remindersUnplanned(stores, todayOf(clock));
      const mail = await mailDue(stores, instantOf(clock), limit);
      return [...(unplanned ? [REMINDERS] : []), ...mail].slice(0, limit);
    },
    many: async (ids) => {
      if (ids.includes(REMINDERS)) {
        await planReminders(stores, todayOf(clock), instantOf(clock));
        nudge.nudge('notifications', REMINDERS);
      }
      await deliver(ids.filter((id) => id !== REMINDERS));
    },
  };
};

import type { Notification } from './notifications.ts';
import { collectionOf } from './records.ts';
import type { Stores } from './stores.ts';

export interface Recipient {
  readonly email: string;
  readonly language: string;
}

const OFFICE_LANGUAGE = 'fi';

type Of<T extends Notification['kind']> = Extract<Notification, { kind: T }>;
const isToClient = (one: Notification): one is Of<'expiry30' | 'expiry7'> => 'clientId' in one.to;
const isToProvider = (one: Notification): one is Of<'statement'> => 'providerId' in one.to;

/**
 * Who gets these messages, by the message's id: the client's own user, the provider's address. Nobody where there is
 * none, and nobody where the client has died: their vouchers have ended, and what is left is not a mail's to say.
 */
export const recipientsOf = async (
  stores: Stores,
  messages: readonly Notification[],
): Promise<Map<string, Recipient>> => {
  const { connection, clients, providers } = stores;
  const clientIds = messages.filter(isToClient).map(({ to }) => to.clientId);
  const providerIds = messages.filter(isToProvider).map(({ to }) => to.providerId);
  const [users, living, companies] = await Promise.all([
    collectionOf(connection, 'users')
      .find({ clientId: { $in: clientIds }, disabled: { $ne: true } }, { projection: { clientId: 1, email: 1 } })
      .toArray(),
    clients.collection.find({ _id: { $in: clientIds }, deathDate: null }, { projection: { language: 1 } }).toArray(),
    providers.collection.find({ _id: { $in: providerIds } }, { projection: { email: 1 } }).toArray(),
  ]);
  const emailOf = new Map<unknown, unknown>(users.map((user) => [user['clientId'], user['email']]));
  const byRecipient = new Map<string, Recipient>();
  const know = (id: string, email: unknown, language: unknown) => {
    if (typeof email === 'string' && email !== '') byRecipient.set(id, { email, language: String(language) });
  };
  for (const client of living) know(client._id, emailOf.get(client._id), client['language'] ?? OFFICE_LANGUAGE);
  for (const provider of companies) know(provider._id, provider['email'], OFFICE_LANGUAGE);
  const found = new Map<string, Recipient>();
  for (const one of messages) {
    const recipient = byRecipient.get(isToClient(one) ? one.to.clientId : one.to.providerId);
    if (recipient !== undefined) found.set(one._id, recipient);
  }
  return found;
};

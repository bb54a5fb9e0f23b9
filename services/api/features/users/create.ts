import { createUser } from '#shared/contract/users';
import { refused } from '#shared/domain/outcome';
import { hashPassword } from '../../auth/passwords.ts';
import { newUser } from '../../auth/users.ts';
import type { Deps } from '../../deps.ts';
import { reply } from '../../http/reply.ts';
import { route } from '../../http/route.ts';

/** Makes an account. A provider's user belongs to a provider that exists, a client's to a client that exists. */
export const create = ({ stores, log }: Deps) =>
  route(createUser, async ({ body }, who) => {
    const { email, password, name, role, providerId = null, clientId = null } = body;
    if (role === 'provider' && (providerId === null || (await stores.providers.load(providerId)) === null))
      return refused('ROLE_NEEDS_PROVIDER');
    if (role === 'client' && (clientId === null || (await stores.clients.load(clientId)) === null))
      return refused('ROLE_NEEDS_CLIENT');
    const user = newUser({ email, name, role, providerId, clientId, passwordHash: await hashPassword(password) });
    if (!(await stores.users.insert(user))) return refused('EMAIL_IN_USE');
    log.info({ event: 'createUser', userId: user.id, role, by: who.userId }, 'an account was made');
    return reply({
      id: user.id,
      email: user.email,
      name,
      role,
      ...(providerId !== null && { providerId }),
      ...(clientId !== null && { clientId }),
    });
  });

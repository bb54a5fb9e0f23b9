import { createHash } from 'node:crypto';
import { normalEmail, type User } from '#shared/domain/account/user';
import type { Env } from '#shared/config/env';
import type { Logger } from '#shared/log';
import type { Stores } from '#shared/persistence/stores';
import { hashPassword } from './passwords.ts';

/** Made of the address: a second account with the same address would have the same id, and the store refuses that. */
export const userIdOf = (email: string): string =>
  `usr-${createHash('sha256').update(normalEmail(email)).digest('hex').slice(0, 24)}`;

export interface NewUser extends Pick<User, 'name' | 'role' | 'providerId' | 'clientId'> {
  readonly email: string;
  readonly passwordHash: string;
}

export const newUser = (given: NewUser): User => ({
  ...given,
  id: userIdOf(given.email),
  ver: 0,
  email: normalEmail(given.email),
  tokenVersion: 1,
  disabled: false,
});

/**
 * The first administrator, on a database without users; from then on administrators make each other. Several processes
 * starting at once make one and the same.
 */
export const makeFirstAdmin = async (
  { users }: Pick<Stores, 'users'>,
  admin: Env['admin'],
  log: Logger,
): Promise<void> => {
  if (admin === undefined || (await users.collection.findOne({}, { projection: { _id: 1 } })) !== null) return;
  const passwordHash = await hashPassword(admin.password);
  const { email } = admin;
  const user = newUser({ email, name: 'Administrator', role: 'admin', providerId: null, clientId: null, passwordHash });
  if (await users.insert(user)) log.info({ userId: user.id }, 'the first administrator was made');
};

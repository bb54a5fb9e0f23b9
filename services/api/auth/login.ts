import { Strategy } from 'passport-local';
import { normalEmail, type User } from '#shared/domain/account/user';
import type { Stores } from '#shared/persistence/stores';
import { inTurn, loginLimits } from './limits.ts';
import { asking } from './passport.ts';
import { passwordHolds } from './passwords.ts';
import { userIdOf } from './users.ts';

export type LoginAnswer =
  | { readonly outcome: 'welcome'; readonly user: User }
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'wait'; readonly seconds: number };

type Done = (fault: unknown, user?: User | false) => void;

const localStrategy = ({ users }: Pick<Stores, 'users'>) => {
  const find = async (email: string, password: string): Promise<User | false> => {
    const user = await users.load(userIdOf(email));
    const holds = await passwordHolds(user?.passwordHash, password);
    return user !== null && holds && !user.disabled ? user : false;
  };
  return new Strategy({ usernameField: 'email', session: false }, (email: string, password: string, done: Done) => {
    find(email, password).then(
      (user) => done(null, user),
      (fault: unknown) => done(fault),
    );
  });
};

/**
 * Lets somebody in by e-mail address and password. An unknown address, a wrong password and a disabled account get the
 * same answer after the same work: which addresses have an account is nobody's business.
 */
export const passwordLogin = (stores: Pick<Stores, 'users' | 'connection'>) => {
  const strategy = asking<User>('local', localStrategy(stores));
  const limits = loginLimits(stores);
  const turn = inTurn();
  return (given: { email: string; password: string }, address: string): Promise<LoginAnswer> => {
    const email = normalEmail(given.email);
    return turn(`${address}\n${email}`, async () => {
      const seconds = await limits.wait(email, address);
      if (seconds > 0) return { outcome: 'wait', seconds };
      const user = await strategy({ body: { email, password: given.password } });
      await (user === null ? limits.failed(email, address) : limits.succeeded(email, address));
      return user === null ? { outcome: 'wrong' } : { outcome: 'welcome', user };
    });
  };
};

import { beginSession, endSession, isLive, turnSession } from '#shared/domain/account/session';
import type { Keys } from '#shared/config/keys';
import type { Logger } from '#shared/log';
import type { Stores } from '#shared/persistence/stores';
import type { Authenticate } from '../http/mount.ts';
import { authenticator } from './bearer.ts';
import { passwordLogin, type LoginAnswer } from './login.ts';
import { newSessionId, tokenMaker, type Tokens } from './tokens.ts';

type Refusal = Exclude<LoginAnswer, { outcome: 'welcome' }>;

export interface Auth {
  readonly authenticate: Authenticate;
  logIn(given: { email: string; password: string }, address: string): Promise<Tokens | Refusal>;
  /** `reused`: the token was used before and its family has ended; `over`: it is no good, for any other reason. */
  refresh(refreshToken: string): Promise<Tokens | 'reused' | 'over'>;
  /** Ends the family, if there is one; saying so twice is harmless. */
  logOut(refreshToken: string): Promise<void>;
}

/** Log-in, tokens and sessions. They keep to real time, also where the sandbox's clock was turned. */
export const openAuth = (
  stores: Pick<Stores, 'users' | 'sessions' | 'connection'>,
  keys: Pick<Keys, 'signing' | 'verifying' | 'refreshKey'>,
  log: Logger,
): Auth => {
  const tokens = tokenMaker(keys);
  const checkPassword = passwordLogin(stores);
  return {
    authenticate: authenticator(stores, keys.verifying),
    async logIn(given, address) {
      const answer = await checkPassword(given, address);
      if (answer.outcome !== 'welcome') {
        log.warn({ event: 'login', outcome: answer.outcome, address }, 'a log-in was refused');
        return answer;
      }
      const { user } = answer;
      const session = beginSession(newSessionId(), user, Date.now());
      if (!(await stores.sessions.insert(session))) throw new Error('a session id was given out twice');
      log.info({ event: 'login', outcome: 'welcome', userId: user.id, sessionId: session.id, address }, 'logged in');
      return tokens.make(user.id, { sessionId: session.id, generation: session.generation });
    },
    async refresh(refreshToken) {
      const claim = tokens.readRefresh(refreshToken);
      if (claim === undefined) return 'over';
      const now = Date.now();
      const turn = await stores.sessions.act(claim.sessionId, (session) => {
        const { next, answer } = turnSession(session, claim.generation, now);
        return { next, answer: { turn: answer, session: next } };
      });
      if (turn?.turn === 'reused') {
        log.warn({ event: 'refresh', outcome: 'reused', sessionId: claim.sessionId }, 'a refresh token was used twice');
        return 'reused';
      }
      if (turn?.turn !== 'turned') return 'over';
      const user = await stores.users.load(turn.session.userId);
      if (user === null || !isLive(turn.session, user, now)) return 'over';
      return tokens.make(user.id, { sessionId: claim.sessionId, generation: turn.session.generation });
    },
    async logOut(refreshToken) {
      const claim = tokens.readRefresh(refreshToken);
      if (claim === undefined) return;
      const now = Date.now();
      await stores.sessions.act(claim.sessionId, (session) => ({
        next: endSession(session, 'logout', now),
        answer: undefined,
      }));
      log.info({ event: 'logout', sessionId: claim.sessionId }, 'logged out');
    },
  };
};

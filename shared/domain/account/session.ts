import type { Role } from '../access.ts';
import type { User } from './user.ts';

/**
 * A log-in and all that grows out of it: one document a family of refresh tokens. Times are real ones, in milliseconds
 * since 1970: the clock of the sandbox does not reach them.
 */
export interface Session {
  readonly id: string;
  readonly ver: number;
  readonly userId: string;
  readonly tokenVersion: number;
  /** The generation of the one refresh token that is good now. */
  readonly generation: number;
  readonly startedAt: number;
  /** However busily it is refreshed, a session is over then. */
  readonly endsAt: number;
  readonly ended: { readonly at: number; readonly because: 'logout' | 'reuse' } | null;
}

const HOUR_MS = 3_600_000;

/** Twelve hours cover a day at work; a client, who comes seldom, stays for thirty days. */
export const longestSessionMs = (role: Role): number => (role === 'client' ? 30 * 24 * HOUR_MS : 12 * HOUR_MS);

export const beginSession = (id: string, user: User, now: number): Session => ({
  id,
  ver: 0,
  userId: user.id,
  tokenVersion: user.tokenVersion,
  generation: 1,
  startedAt: now,
  endsAt: now + longestSessionMs(user.role),
  ended: null,
});

export const isLive = (session: Session, user: User, now: number): boolean =>
  session.ended === null &&
  now < session.endsAt &&
  !user.disabled &&
  user.id === session.userId &&
  user.tokenVersion === session.tokenVersion;

export const endSession = (session: Session, because: 'logout' | 'reuse', now: number): Session =>
  session.ended === null ? { ...session, ended: { at: now, because } } : session;

/** `turned`: the next token is good. `reused`: somebody holds a copy. `over`: logged out, or too old. */
export type Turn = 'turned' | 'reused' | 'over';

/**
 * A refresh token is shown. It works once; shown again, one of the two who showed it is not its owner, and as nobody can
 * tell which, the family ends (RFC 9700 4.14.2).
 */
export const turnSession = (session: Session, generation: number, now: number): { next: Session; answer: Turn } => {
  if (generation < session.generation || session.ended?.because === 'reuse') {
    return { next: endSession(session, 'reuse', now), answer: 'reused' };
  }
  if (session.ended !== null || now >= session.endsAt || generation > session.generation) {
    return { next: session, answer: 'over' };
  }
  return { next: { ...session, generation: generation + 1 }, answer: 'turned' };
};

import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { beginSession } from '#shared/domain/account/session';
import type { User } from '#shared/domain/account/user';
import type { Role } from '#shared/domain/access';
import type { Clock } from '#shared/clock';
import { readEnv } from '#shared/config/env';
import { loadKeys } from '#shared/config/keys';
import { logTo, type Logger } from '#shared/log';
import { createSeal } from '#shared/persistence/seal';
import { createSigner } from '#shared/persistence/signer';
import { openStores } from '#shared/persistence/stores';
import type { QueueName } from '#shared/queues/nudges';
import { createNudge, type Nudge } from '#shared/queues/nudge';
import { buildApp, type AppDeps } from '#api/app';
import { openAuth } from '#api/auth/auth';
import { hashPassword } from '#api/auth/passwords';
import { newSessionId, tokenMaker } from '#api/auth/tokens';
import { newUser } from '#api/auth/users';
import type { Route } from '#api/http/route';
import { openTestDatabase } from './database.ts';

export type Agent = ReturnType<typeof request.agent>;

/** What everybody in a test has as a password; hashed once. */
export const PASSWORD = 'riittävän pitkä salasana';
let passwordHash: Promise<string> | undefined;

/** A clock that stands still until it is turned. */
export interface TestClock extends Clock {
  turnTo(instant: string): void;
}

const clockAt = (instant: string): TestClock => {
  let now = Date.parse(instant);
  return {
    now: () => now,
    turnTo: (later) => {
      now = Date.parse(later);
    },
  };
};

export interface WorldOptions {
  readonly sandbox?: boolean;
  /** An instant, RFC 3339. */
  readonly now?: string;
  /** `real`: nudges go to Redis under a prefix of this world's own. Otherwise they are only noted, in `nudged`. */
  readonly nudges?: 'real';
  /** Other routes than those of the application. */
  readonly routes?: (deps: AppDeps) => readonly Route[];
  readonly log?: Logger;
  /** Environment variables besides those that a world sets itself. */
  readonly env?: Readonly<Record<string, string>>;
}

export type Belonging = Partial<Pick<User, 'providerId' | 'clientId' | 'name' | 'email'>>;

/** One call: the whole application on a database of its own, a clock to turn, and people who are logged in. */
export const openWorld = async (options: WorldOptions = {}) => {
  const { sandbox = true, now = '2026-03-10T09:00:00Z', log = logTo('test') } = options;
  const name = `world-${randomBytes(6).toString('hex')}`;
  const keysDir = await mkdtemp(join(tmpdir(), 'valinta-world-'));
  const redisUrl = process.env['REDIS_URL'] ?? '';
  const env = readEnv({ ...options.env, SANDBOX: String(sandbox), KEYS_DIR: keysDir, QUEUE_PREFIX: name });
  const keys = await loadKeys({ keysDir, sandbox: true });
  const database = await openTestDatabase();
  const stores = openStores(database.connection);
  const clock = clockAt(now);
  const nudged: [QueueName, string][] = [];
  const noted: Nudge = { nudge: (queue, id) => void nudged.push([queue, id]), close: () => Promise.resolve() };
  const nudge = options.nudges === 'real' ? createNudge(redisUrl, name, log) : noted;
  const up = { mongodb: true, redis: true, workers: true };
  const deps: AppDeps = {
    stores,
    nudge,
    clock,
    env,
    log,
    auth: openAuth(stores, keys, log),
    seal: createSeal(keys),
    signer: createSigner(keys.documents),
    probes: {
      mongodb: () => Promise.resolve(up.mongodb),
      redis: () => Promise.resolve(up.redis),
      workers: () => Promise.resolve(up.workers),
    },
  };
  const app = buildApp(deps, options.routes?.(deps));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const tokens = tokenMaker(keys);
  let people = 0;

  /** Somebody with an account, not logged in; the password is `PASSWORD`. */
  const account = async (role: Role, belonging: Belonging = {}): Promise<User> => {
    people += 1;
    const user = newUser({
      email: `${role}-${people}@example.org`,
      name: `${role} ${people}`,
      role,
      providerId: role === 'provider' ? 'prv-unknown' : null,
      clientId: role === 'client' ? 'cli-unknown' : null,
      passwordHash: await (passwordHash ??= hashPassword(PASSWORD)),
      ...belonging,
    });
    if (!(await stores.users.insert(user))) throw new Error(`${user.email} has an account`);
    return user;
  };

  /** A session as a log-in makes it, without the time that a password takes. */
  const session = async (user: User) => {
    const begun = beginSession(newSessionId(), user, Date.now());
    await stores.sessions.insert(begun);
    return { ...tokens.make(user.id, { sessionId: begun.id, generation: begun.generation }), sessionId: begun.id };
  };

  const bearing = (accessToken: string): Agent => request.agent(server).set('Authorization', `Bearer ${accessToken}`);

  return {
    app,
    server,
    deps,
    stores,
    keys,
    clock,
    nudged,
    /** What readiness finds. */
    up,
    account,
    session,
    bearing,
    /** Somebody of that role, logged in; each call is another person. */
    as: async (role: Role, belonging: Belonging = {}): Promise<Agent> =>
      bearing((await session(await account(role, belonging))).accessToken),
    anyone: (): Agent => request.agent(server),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await nudge.close();
      await database.close();
      await rm(keysDir, { recursive: true });
    },
  };
};

export type World = Awaited<ReturnType<typeof openWorld>>;

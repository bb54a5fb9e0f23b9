import type { Clock } from '#shared/clock';
import type { Env } from '#shared/config/env';
import type { Logger } from '#shared/log';
import type { Nudge } from '#shared/queues/nudge';
import type { SandboxClock } from '#shared/persistence/sandbox-clock';
import type { Seal } from '#shared/persistence/seal';
import type { Signer } from '#shared/persistence/signer';
import type { Stores } from '#shared/persistence/stores';
import type { Auth } from './auth/auth.ts';

/** All that handlers stand on; handed in, so that a test builds the application in a line. */
export interface Deps {
  readonly stores: Stores;
  readonly nudge: Nudge;
  readonly clock: Clock;
  readonly env: Env;
  readonly log: Logger;
  readonly auth: Auth;
  /** Seals what names or identifies a person. */
  readonly seal: Seal;
  /** Signs documents that are given out. */
  readonly signer: Signer;
  /** The same clock where it can be turned: only with `SANDBOX=true`, which opens `/v1/sandbox/*`. */
  readonly sandboxClock?: SandboxClock;
}

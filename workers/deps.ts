import type { Clock } from '#shared/clock';
import type { Env } from '#shared/config/env';
import type { Logger } from '#shared/log';
import type { Stores } from '#shared/persistence/stores';
import type { Nudge } from '#shared/queues/nudge';

/** All that a worker stands on; handed in, so that a test builds one in a line. */
export interface WorkerDeps {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly env: Env;
  readonly log: Logger;
  readonly nudge: Nudge;
}

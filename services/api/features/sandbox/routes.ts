import { setTimeout as sleep } from 'node:timers/promises';
import { instantOf } from '#shared/clock';
import { readSandboxClock, readSandboxIdle, turnSandboxClock } from '#shared/contract/sandbox';
import { refused } from '#shared/domain/outcome';
import type { SandboxClock } from '#shared/persistence/sandbox-clock';
import { isIdle, waitingFor } from '#shared/persistence/sheets/waiting';
import { QUEUE_NAMES } from '#shared/queues/nudges';
import type { Deps } from '#api/deps';
import { reply } from '#api/http/reply';
import { route, type Route } from '#api/http/route';

/** The time a nudge needs to its worker. */
const HANDED_MS = 50;

/** Rehearsals only: mounted with `SANDBOX=true` and nowhere else (contract, Sandbox). */
export const sandboxRoutes = ({ stores, nudge }: Pick<Deps, 'stores' | 'nudge'>, clock: SandboxClock): Route[] => [
  route(turnSandboxClock, async ({ body }) => {
    const instant = Date.parse(body.now);
    if (!(await clock.turnTo(instant))) return refused('CLOCK_NOT_FORWARD');
    for (const queue of QUEUE_NAMES) nudge.nudge(queue, 'clock');
    await sleep(HANDED_MS);
    return reply({ now: new Date(instant).toISOString() });
  }),

  route(readSandboxClock, async () => {
    await clock.refresh();
    return reply({ now: instantOf(clock) });
  }),

  route(readSandboxIdle, async () => {
    await clock.refresh();
    const waiting = await waitingFor(stores, clock);
    return isIdle(waiting) ? reply({ idle: true }) : { ...reply({ idle: false, waiting }), status: 202 };
  }),
];

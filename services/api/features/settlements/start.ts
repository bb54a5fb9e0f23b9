import { instantOf, todayOf } from '#shared/clock';
import * as contract from '#shared/contract/settlements';
import { isRefused, refused } from '#shared/domain/outcome';
import { startRun } from '#shared/persistence/runs';
import type { Deps } from '#api/deps';
import { once } from '#api/http/once';
import { reply } from '#api/http/reply';
import { route } from '#api/http/route';

/** POST /v1/settlement-runs. The cut-off is now: what is recorded later waits for the next run. */
export const start = (deps: Deps) =>
  route(contract.startRun, (input, who) =>
    once(deps, contract.startRun.id, input, who, async (origin) => {
      const at = instantOf(deps.clock);
      const { period, dryRun, asKnownAt: told } = input.body;
      const asKnownAt = told === undefined ? undefined : new Date(told).toISOString();
      if (asKnownAt !== undefined && asKnownAt > at) return refused('IN_THE_FUTURE');
      const request = { period, dryRun, asKnownAt, by: who.userId, at, cutoffAt: at, today: todayOf(deps.clock) };
      const run = await startRun(deps.stores, request, origin);
      if (isRefused(run)) return run;
      deps.nudge.nudge('settlement', run.id);
      return reply({ id: run.id, status: 'queued' });
    }),
  );

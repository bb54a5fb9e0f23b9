import { instantOf } from '#shared/clock';
import * as contract from '#shared/contract/settlements';
import { isRefused } from '#shared/domain/outcome';
import { approveRun } from '#shared/domain/settlement/approve-run';
import { decidedBy } from '#shared/persistence/act';
import { debtorsPaid } from '#shared/settling/carried';
import type { RunRecord } from '#shared/persistence/runs';
import type { Deps } from '#api/deps';
import { onceKept } from '#api/http/once';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { runView } from './view.ts';

/** Four eyes over one hash. What it posts to the ledger a worker writes, at once or after whatever kept it. */
export const approve = (deps: Deps) =>
  route(contract.approveRun, (input, who) =>
    onceKept(deps, contract.approveRun.id, input, who, async () => {
      const run = await deps.stores.runs.load(input.params.id);
      if (run === null) return NOT_FOUND;
      const owing = run.status === 'calculated' ? await debtorsPaid(deps.stores, run) : [];
      const approval = { by: who.userId, hash: input.body.hash, at: instantOf(deps.clock), debtorsPaid: owing };
      const verdict = await deps.stores.runs.act(input.params.id, (run) => {
        const approved = approveRun(run, approval);
        return decidedBy<RunRecord>(
          run,
          isRefused(approved) || approved === run ? (approved as RunRecord) : { ...run, ...approved },
        );
      });
      if (verdict === null) return NOT_FOUND;
      if (isRefused(verdict)) return verdict;
      deps.nudge.nudge('settlement', verdict.id);
      return reply(runView(verdict));
    }),
  );

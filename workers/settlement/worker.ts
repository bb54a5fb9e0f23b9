import { isApproved } from '#shared/domain/settlement/run';
import { Outdated } from '#shared/persistence/lines';
import { runsToWork } from '#shared/persistence/sheets/runs-to-work';
import type { Work } from '#shared/queues/run-worker';
import { calculate, type SettlementDeps } from './calculate.ts';
import { post } from './post.ts';

export type { SettlementDeps };

const settle = async (deps: SettlementDeps, id: string): Promise<void> => {
  const known = await deps.stores.runs.load(id);
  if (known === null) return;
  try {
    await (isApproved(known) ? post(deps, known) : calculate(deps, id));
  } catch (fault) {
    if (!(fault instanceof Outdated)) throw fault;
    deps.log.info({ run: id }, 'what was in hand of a run went into other hands');
  }
};

/**
 * Settlement: runs that were asked for are calculated by as many workers as come, what a worker died with is taken
 * over, approved runs are posted. A nudge that names no run means that there is one.
 */
export const settlementWork = (deps: SettlementDeps): Work => {
  const due = (limit: number) => runsToWork(deps.stores, Date.now(), limit);
  const inHand = new Set<string>();
  /** One hand of a process is enough for a run: a second would only share its processor. */
  const once = async (id: string, alive?: () => void): Promise<void> => {
    if (inHand.has(id)) return;
    inHand.add(id);
    const onBatch = () => {
      alive?.();
      return deps.onBatch?.();
    };
    try {
      await settle({ ...deps, onBatch }, id);
    } finally {
      inHand.delete(id);
    }
  };
  return {
    name: 'settlement',
    // Also how soon a worker at leisure comes to help with a run that others are at.
    everyMs: 1_000,
    due,
    one: async (id, alive) => {
      for (const run of id.startsWith('run-') ? [id] : await due(100)) await once(run, alive);
    },
  };
};

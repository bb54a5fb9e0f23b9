import { instantOf } from '#shared/clock';
import { lateTermsUntold, tellLateTerms } from '#shared/persistence/late-terms';
import type { Work } from '#shared/queues/run-worker';
import type { WorkerDeps } from '../deps.ts';

/** Prices and terms that became known after days on which they hold: visits recorded before are priced anew. */
export const repricingWork = ({ stores, clock, nudge }: Pick<WorkerDeps, 'stores' | 'clock' | 'nudge'>): Work => ({
  name: 'repricing',
  everyMs: 30_000,
  due: (limit) => lateTermsUntold(stores, limit),
  one: async (id) => {
    await tellLateTerms(stores, id, { at: instantOf(clock), by: 'system' });
    nudge.nudge('relay', 'all');
  },
});

import type { NewLine } from '#shared/domain/settlement/line';
import { claim, lineRecord, settledById } from '#shared/persistence/lines';
import type { RunRecord } from '#shared/persistence/runs';
import type { Debt } from '#shared/settling/carried';
import type { Gathering } from '#shared/settling/gathering';

/** A run while it is calculated. */
export interface RunInHand extends Gathering {
  /** As it was taken up: its `calc` is the right to write. */
  readonly run: RunRecord;
  /** Called at every boundary between two batches. @throws Outdated when the run is in other hands. */
  readonly pulse: () => Promise<void>;
}

/** A rehearsal claims nothing: its documents have names of their own, and what is settled already is left out. */
const rehearsed = async <T extends { readonly id: string }>(
  { stores, run, approved }: RunInHand,
  items: readonly T[],
): Promise<T[]> => {
  const settled = await settledById(
    stores,
    approved,
    items.map(({ id }) => id),
  );
  return items.filter(({ id }) => !settled.has(id)).map((item) => ({ ...item, id: `${run.id}.${item.id}` }));
};

/** Writes lines and gives those that are this run's, in the order they came. */
export const claimLines = async (hand: RunInHand, lines: readonly NewLine[]): Promise<readonly NewLine[]> => {
  const { stores, run, approved } = hand;
  const named = run.dryRun ? await rehearsed(hand, lines) : lines;
  const lost = await claim(
    stores,
    run,
    approved,
    named.map((line) => lineRecord(run, line)),
  );
  await hand.pulse();
  return lost.size === 0 ? named : named.filter(({ id }) => !lost.has(id));
};

/** Claims debts to bring forward; each is brought forward once. */
export const claimCarries = async (hand: RunInHand, carries: readonly Debt[]): Promise<readonly Debt[]> => {
  const { stores, run, approved } = hand;
  const named = run.dryRun ? await rehearsed(hand, carries) : carries;
  const lost = await claim(
    stores,
    run,
    approved,
    named.map(({ id, statementId, carriedCents }) => ({
      _id: id,
      runId: run.id,
      calc: run.calc,
      statementId,
      apart: true,
      kind: 'carry',
      carriedCents,
    })),
  );
  return named.filter(({ id }) => !lost.has(id));
};

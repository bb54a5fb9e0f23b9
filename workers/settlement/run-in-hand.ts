import type { Month } from '#shared/domain/calendar';
import type { NewLine } from '#shared/domain/settlement/line';
import { claim, lineRecord, settledById } from '#shared/persistence/lines';
import type { ApprovedRuns, Held, RunRecord } from '#shared/persistence/runs';
import type { Stores } from '#shared/persistence/stores';

/** A run while it is calculated. */
export interface RunInHand {
  readonly stores: Stores;
  /** As it was taken up: its `calc` is the right to write. */
  readonly run: RunRecord;
  readonly approved: ApprovedRuns;
  /** The months before this one, and this one too in a further run, whose run is approved, with its cut-off. */
  readonly settledSince: ReadonlyMap<Month, string>;
  /** Tells of a month that cannot be priced. */
  readonly hold: (held: Held) => void;
  /** Called at every boundary between two batches. @throws Outdated when the run is in other hands. */
  readonly pulse: () => Promise<void>;
}

/** So far back settled months are looked at for what has become known since. */
export const LOOK_BACK_MONTHS = 13;

/** When each settled month up to a period was settled: what its first run already knew needs no second look. */
export const settledMonths = (approved: ApprovedRuns, upTo: Month, from: Month): Map<Month, string> => {
  const months = new Map<Month, string>();
  for (const { period, cutoffAt } of approved.values()) {
    if (period < from || period > upTo) continue;
    const known = months.get(period);
    if (known === undefined || cutoffAt < known) months.set(period, cutoffAt);
  }
  return months;
};

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

/** What a provider still owes from an earlier run, to be brought forward by this one. */
export interface Carry {
  readonly id: string;
  readonly providerId: string;
  readonly statementId: string;
  readonly carriedCents: number;
}

/** Claims debts to bring forward; each is brought forward once. */
export const claimCarries = async (hand: RunInHand, carries: readonly Carry[]): Promise<readonly Carry[]> => {
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

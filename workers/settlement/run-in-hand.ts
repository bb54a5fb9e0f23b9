import type { NewLine } from '#shared/domain/settlement/line';
import { lineDocument } from '#shared/persistence/line-record';
import { claim, giveUp, settledById, type Claimant } from '#shared/persistence/lines';
import type { RunRecord } from '#shared/persistence/runs';
import type { Debt } from '#shared/settling/carried';
import type { Gathering } from '#shared/settling/gathering';

/** A part of a run while an attempt is made at it. */
export interface RunInHand extends Gathering {
  /** The run as loaded, but for `calc`: that is the attempt's own number, under which it writes. */
  readonly run: RunRecord & Claimant;
  /** Called at every boundary between two batches. @throws Outdated when another attempt has the part. */
  readonly pulse: () => Promise<void>;
}

/**
 * What is to be claimed of items. A rehearsal claims nothing: its documents have names of their own. It leaves out what is
 * settled already; so does a further run of a month, to which claiming would say no thing by thing.
 */
const toClaim = async <T extends { readonly id: string }>(
  { stores, run, approved }: RunInHand,
  items: readonly T[],
): Promise<readonly T[]> => {
  if (!run.dryRun && run.round === 1) return items;
  const ids = items.map(({ id }) => id);
  const settled = await settledById(stores, approved, ids);
  const left = items.filter(({ id }) => !settled.has(id));
  return run.dryRun ? left.map((item) => ({ ...item, id: `${run.id}.${item.id}` })) : left;
};

/** Lines stand or fall with those of the same thing: a voucher's month, or a visit. */
const thingOf = ({ id }: NewLine): string =>
  /ln-(?:hm|cap)-.+?-\d{4}-\d{2}-/.exec(id)?.[0] ?? id.replace(/(?:-\d{1,3})?(?:-reversal)?$/, '');

/**
 * Writes lines and gives those that are this run's, in the order they came. Those `inPlace` are visits of the run's own
 * month, which lie together by their ids; all others are found by their statement, as a rehearsal's are.
 */
export const claimLines = async (
  hand: RunInHand,
  lines: readonly NewLine[],
  place: 'inPlace' | 'apart',
): Promise<readonly NewLine[]> => {
  const { stores, run, approved } = hand;
  const named = await toClaim(hand, lines);
  const isApart = run.dryRun || place === 'apart';
  const lost = await claim(
    stores,
    run,
    approved,
    named.map((line) => lineDocument(run, line, isApart)),
  );
  if (lost.size === 0) {
    await hand.pulse();
    return named;
  }
  // Of a correction whose reversal another run holds, the rest is left to that run, or to the next after it.
  const broken = new Set(named.filter(({ id }) => lost.has(id)).map(thingOf));
  const apart = named.filter((line) => !lost.has(line.id) && broken.has(thingOf(line)));
  await giveUp(
    stores,
    run,
    apart.map(({ id }) => id),
  );
  await hand.pulse();
  return named.filter((line) => !broken.has(thingOf(line)));
};

/** Claims debts to bring forward. Each is brought forward by one run only; what it cannot use up it carries on under its own name. */
export const claimCarries = async (hand: RunInHand, carries: readonly Debt[]): Promise<void> => {
  const { stores, run, approved } = hand;
  const named = await toClaim(hand, carries);
  await claim(
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
  await hand.pulse();
};

import type { NewLine } from '#shared/domain/settlement/line';
import { apartIn, dropVoid, dropVoidApart } from '#shared/persistence/lines';
import type { PieceRecord, ProviderRange } from '#shared/persistence/pieces';
import { keepTallies, type Tally } from '#shared/persistence/tallies';
import { capitation } from '#shared/settling/capitation';
import { debts } from '#shared/settling/carried';
import { housing } from '#shared/settling/housing';
import { lateVisits } from '#shared/settling/late-visits';
import { visitsOfThePeriod } from '#shared/settling/visits';
import { claimCarries, claimLines, type RunInHand } from './run-in-hand.ts';
import { tallying } from './tally.ts';
import { underWay } from './under-way.ts';

/** Debts of earlier runs, to be brought forward by this one. */
const bringForward = async (hand: RunInHand): Promise<void> => {
  for await (const owing of debts(hand)) await claimCarries(hand, owing);
};

/** Lines of services that are settled by the month, and of what became known late. */
async function* linesOfMonths(
  hand: RunInHand,
  kind: 'lateVisits' | 'housing' | 'soteCentre',
): AsyncGenerator<NewLine[]> {
  const { programmes } = hand.stores;
  const all = (await programmes.collection.find({}).toArray()).map((document) => programmes.fromDb(document));
  if (kind === 'lateVisits') yield* lateVisits(hand);
  else if (kind === 'housing') yield* housing(hand, all);
  else yield* capitation(hand, new Map(all.map((programme) => [programme.id, programme])));
}

/**
 * Writes the visits of some providers and sums up all of their lines. They are summed up in the order they were read,
 * whichever insert ends first.
 */
const tallied = async (
  hand: RunInHand,
  providers: ProviderRange,
  tallies: ReturnType<typeof tallying>,
): Promise<Tally[]> => {
  const inserts = underWay();
  // Told by the await at the end: until then a fault must not count as nobody's.
  const laterTold = () => undefined;
  let summed = tallies.begin();
  summed.catch(laterTold);
  for await (const lines of visitsOfThePeriod({ ...hand, providers })) {
    const claimed = claimLines(hand, lines, 'inPlace');
    summed = Promise.all([claimed, summed]).then(([ours]) => tallies.take(ours));
    summed.catch(laterTold);
    await inserts.add(claimed);
  }
  await summed;
  return tallies.finish();
};

const settleProviders = async (hand: RunInHand, piece: PieceRecord, range: ProviderRange): Promise<void> => {
  const { stores, run } = hand;
  // Nothing can be left of a run that was asked for once, in a piece that nobody has had before.
  if (run.generation > 1 || run.earlier.length > 0) await dropVoid(stores, run, range);
  const apart = apartIn(stores, run, range);
  try {
    await keepTallies(stores, piece, await tallied(hand, range, tallying(apart)));
  } finally {
    await apart.return(undefined);
  }
  await hand.pulse();
};

/** Does one piece of a run. What is written counts once the piece is accepted. */
export const doPiece = async (hand: RunInHand, piece: PieceRecord): Promise<void> => {
  const { task } = piece;
  if (task.kind === 'providers') return settleProviders(hand, piece, task);
  if (hand.run.earlier.length > 0) await dropVoidApart(hand.stores, hand.run);
  if (task.kind === 'carries') return bringForward(hand);
  const part = 'after' in task ? { ...hand, vouchers: task } : hand;
  for await (const lines of linesOfMonths(part, task.kind)) await claimLines(hand, lines, 'apart');
};

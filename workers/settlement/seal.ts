import { statementId } from '#shared/domain/ids';
import { canonicalStatement } from '#shared/domain/settlement/hash-text';
import { statementReference } from '#shared/domain/settlement/reference';
import {
  runTotals,
  sealStatement,
  type Payee,
  type RunTotals,
  type StatementTotals,
  type Statement,
} from '#shared/domain/settlement/statement';
import type { PieceRecord } from '#shared/persistence/pieces';
import { keepStatements } from '#shared/persistence/statements';
import type { Stores } from '#shared/persistence/stores';
import { talliesOf, type Tally } from '#shared/persistence/tallies';
import { inGroups } from './in-groups.ts';
import type { RunInHand } from './run-in-hand.ts';
import { joined } from './tally.ts';
import { underWay } from './under-way.ts';

/** So many statements are kept with one command. */
const TOGETHER = 200;

const totalsOf = (tally: Tally): StatementTotals => ({
  ...sealStatement({ lines: [tally], broughtForwardCents: tally.broughtForwardCents }),
  lines: tally.lines,
});

/** Where each provider is paid, as of now. */
const payeesOf = async ({ providers }: Stores, ids: readonly string[]): Promise<(id: string) => Payee> => {
  const found = await providers.collection
    .find({ _id: { $in: [...ids] } }, { projection: { name: 1, iban: 1 } })
    .toArray();
  const payees = new Map(found.map(({ _id, name, iban }) => [_id, { name: name as string, iban: iban as string }]));
  return (id) => {
    const payee = payees.get(id);
    if (payee === undefined) throw new Error(`${id} is missing`);
    return payee;
  };
};

/** How many statements the period's earlier runs have numbered: references go on counting. */
const numberedBefore = ({ run, approved }: RunInHand): number =>
  [...approved.values()]
    .filter(({ period, round }) => period === run.period && round < run.round)
    .reduce((sum, { totals }) => sum + (totals?.statements ?? 0), 0);

/**
 * Numbers and keeps the statements, in the order of the providers, and sums the run up. Whoever counted the pieces,
 * in whatever order they were done: the same tallies give the same hash.
 */
export const seal = async (
  hand: RunInHand,
  pieces: readonly PieceRecord[],
): Promise<{ readonly hash: string; readonly totals: RunTotals }> => {
  const { stores, run } = hand;
  const text = joined();
  const all: StatementTotals[] = [];
  const numbered = numberedBefore(hand);
  const writes = underWay();
  for await (const tallies of inGroups(talliesOf(stores, pieces), TOGETHER)) {
    const payeeOf = await payeesOf(
      stores,
      tallies.map(({ providerId }) => providerId),
    );
    const made = tallies.map((tally): Statement => {
      const { providerId, linesHash, costs } = tally;
      const totals = totalsOf(tally);
      all.push(totals);
      return {
        id: statementId(run.id, providerId),
        runId: run.id,
        period: run.period,
        providerId,
        payee: payeeOf(providerId),
        reference: statementReference(run.period, numbered + all.length),
        ...totals,
        linesHash,
        costs,
      };
    });
    for (const statement of made) text.add(canonicalStatement(statement));
    await writes.add(keepStatements(stores, run, made));
    await hand.pulse();
  }
  await writes.all();
  return { hash: text.digest(), totals: runTotals(all) };
};

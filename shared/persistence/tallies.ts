import type { Cost } from '#shared/domain/settlement/costs';
import type { LineAmounts } from '#shared/domain/settlement/statement';
import type { PieceRecord } from './pieces.ts';
import { beginningWith } from './prefix.ts';
import { collectionOf } from './records.ts';
import type { Stores } from './stores.ts';

/** What the lines of a provider come to: all of its statement but its number, its payee and its balance. */
export interface Tally extends LineAmounts {
  readonly providerId: string;
  /** How many. */
  readonly lines: number;
  /** What the provider still owed from the run before; never above zero. */
  readonly broughtForwardCents: number;
  readonly linesHash: string;
  readonly costs: readonly Cost[];
}

/** More than a piece has. */
const PAGE = 1_000;

const prefixOf = ({ id, attempt }: PieceRecord): string => `${id}.${attempt}.`;

/** Keeps what an attempt at a piece has counted, in the order of the providers. */
export const keepTallies = async (
  { connection }: Stores,
  piece: PieceRecord,
  tallies: readonly Tally[],
): Promise<void> => {
  if (tallies.length === 0) return;
  const documents = tallies.map((tally, index) => ({
    ...tally,
    _id: `${prefixOf(piece)}${String(index).padStart(6, '0')}`,
    set: piece.set,
  }));
  await collectionOf(connection, 'tallies').insertMany(documents);
};

/** What the attempts that count have counted, in the order of the providers. */
export async function* talliesOf({ connection }: Stores, pieces: readonly PieceRecord[]): AsyncGenerator<Tally> {
  for (const piece of pieces) {
    const found = collectionOf(connection, 'tallies').find(
      { _id: beginningWith(prefixOf(piece)) },
      { batchSize: PAGE },
    );
    for await (const document of found.sort({ _id: 1 })) yield document as unknown as Tally;
  }
}

/** Takes away what was counted in a run's divisions up to a number. */
export const dropTallies = async ({ connection }: Stores, runId: string, upTo: number): Promise<void> => {
  await collectionOf(connection, 'tallies').deleteMany({ _id: beginningWith(`${runId}.`), set: { $lte: upTo } });
};

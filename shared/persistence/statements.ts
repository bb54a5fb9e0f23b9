import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import { paymentId } from '#shared/domain/ids';
import type { Statement } from '#shared/domain/settlement/statement';
import { aggregateStore } from './aggregate.ts';
import { duplicatesOf } from './duplicates.ts';
import type { Writer } from './line-record.ts';
import { Outdated } from './lines.ts';
import type { Stores } from './stores.ts';

/** A statement as kept. It counts when its `calc` is its run's. */
export interface StatementRecord extends Statement {
  readonly ver: number;
  readonly calc: number;
  /** Names the payment to the bank, which names it in its confirmation; the same for ever. */
  readonly endToEndId: string;
}

export const statementStore = (connection: Connection) => aggregateStore<StatementRecord>(connection, 'statements');

const MOST_CHARACTERS = 35;

/** A payment's id as far as banks carry one; where it is longer, what stands for it. */
export const endToEndIdOf = (id: string): string => {
  if (id.length <= MOST_CHARACTERS) return id;
  return `pay-${createHash('sha256')
    .update(id)
    .digest('hex')
    .slice(0, MOST_CHARACTERS - 4)}`;
};

export const endToEndId = (statement: string): string => endToEndIdOf(paymentId(statement));

/**
 * Keeps the statements of a calculation. Those of an earlier asking were taken away before; one that came back since,
 * from a worker that had fallen asleep, is written over. @throws Outdated where a later attempt has written.
 */
export const keepStatements = async (
  { statements }: Stores,
  run: Pick<Writer, 'id' | 'calc'>,
  made: readonly Statement[],
): Promise<void> => {
  const documents = made.map(({ id, ...statement }) => ({
    ...statement,
    _id: id,
    ver: 1,
    calc: run.calc,
    endToEndId: endToEndId(id),
  }));
  try {
    await statements.collection.insertMany(documents, { ordered: false });
  } catch (fault) {
    const places = duplicatesOf(fault);
    if (places === undefined) throw fault;
    const again = places.flatMap((place) => documents[place] ?? []);
    const { matchedCount } = await statements.collection.bulkWrite(
      again.map(({ _id, ...replacement }) => ({
        replaceOne: { filter: { _id, calc: { $lte: run.calc } }, replacement },
      })),
      { ordered: false },
    );
    if (matchedCount < again.length) throw new Outdated(run.id);
  }
};

/** Takes away the statements of older calculations. */
export const dropOlderStatements = async ({ statements }: Stores, run: Pick<Writer, 'id' | 'calc'>): Promise<void> => {
  const older = { runId: run.id, calc: { $lt: run.calc } };
  if ((await statements.collection.findOne(older, { projection: { _id: 1 } })) !== null)
    await statements.collection.deleteMany(older);
};

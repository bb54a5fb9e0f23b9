import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import { paymentId } from '#shared/domain/ids';
import type { Statement } from '#shared/domain/settlement/statement';
import { aggregateStore } from './aggregate.ts';
import { WRITE_CONCERN } from './connect.ts';
import { duplicatesOf } from './duplicates.ts';
import { Outdated, type Claimant } from './lines.ts';
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

/** The payment's id as far as banks carry one; where it is longer, what stands for it. */
export const endToEndId = (statement: string): string => {
  const id = paymentId(statement);
  if (id.length <= MOST_CHARACTERS) return id;
  return `pay-${createHash('sha256')
    .update(id)
    .digest('hex')
    .slice(0, MOST_CHARACTERS - 4)}`;
};

/** Keeps statements of a calculation over those of older ones. @throws Outdated where a newer one has written. */
export const keepStatements = async (
  { statements }: Stores,
  run: Claimant,
  made: readonly Statement[],
): Promise<void> => {
  if (made.length === 0) return;
  const writes = made.map(({ id, ...statement }) => ({
    replaceOne: {
      filter: { _id: id, calc: { $lte: run.calc } },
      replacement: { ...statement, ver: 1, calc: run.calc, endToEndId: endToEndId(id) },
      upsert: true,
    },
  }));
  try {
    await statements.collection.bulkWrite(writes, { ordered: false, writeConcern: WRITE_CONCERN });
  } catch (fault) {
    throw duplicatesOf(fault) === undefined ? fault : new Outdated(run.id);
  }
};

/** Takes away the statements of older calculations. */
export const dropOlderStatements = async ({ statements }: Stores, run: Claimant): Promise<void> => {
  await statements.collection.deleteMany({ runId: run.id, calc: { $lt: run.calc } }, { writeConcern: WRITE_CONCERN });
};

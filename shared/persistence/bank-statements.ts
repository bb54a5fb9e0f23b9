import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Connection } from 'mongoose';
import { BSON, type Binary } from 'mongodb';
import type { CalendarDate, Instant } from '#shared/domain/calendar';
import type { Cents } from '#shared/domain/money';
import {
  entryOf,
  hearBank,
  mismatch,
  outcomeOf,
  type BankOutcome,
  type BankTransaction,
  type UnmatchedReason,
} from '#shared/domain/payment/hear-bank';
import type { BankReason } from '#shared/domain/payment/payment';
import { aggregateStore } from './aggregate.ts';
import { paymentsByEndToEndId, tellPayments } from './payments.ts';
import type { Stores } from './stores.ts';

interface BankRowFields {
  readonly endToEndId: string | null;
  readonly amountCents: Cents | null;
  readonly bookedOn: CalendarDate;
  readonly bankReference: string | null;
}

/** A transaction that told something of a payment. */
export interface MatchedRow extends BankRowFields {
  readonly paymentId: string;
  readonly outcome: BankOutcome;
  /** Why it came back. */
  readonly rejection: BankReason | null;
  /** Set where the payment was paid again already: then a look is due whether it was paid twice. */
  readonly replacedBy: string | null;
}

export interface UnmatchedRow extends BankRowFields {
  readonly reason: UnmatchedReason;
}

/** What became of one transaction, in the order of the message. */
export type BankRow = MatchedRow | UnmatchedRow;

export const isMatched = (row: BankRow): row is MatchedRow => 'outcome' in row;

/** A message from the bank as kept. */
export interface BankStatement {
  readonly id: string;
  readonly ver: number;
  /** Such as `camt.054.001.08`. */
  readonly message: string;
  /** As the bank named it. */
  readonly messageId: string;
  readonly sha256: string;
  readonly importedBy: string;
  readonly importedAt: Instant;
  /** None before the first import has gone through to its end. */
  readonly rows: readonly BankRow[];
  readonly gzip: Binary | Buffer;
}

/** How many of its transactions told something of a payment, for a list that reads no rows. */
const counted = ({ rows }: Pick<BankStatement, 'rows'>) => {
  const matchedCount = rows.filter(isMatched).length;
  return { matchedCount, unmatchedCount: rows.length - matchedCount };
};

export const bankStatementStore = (connection: Connection) =>
  aggregateStore<BankStatement>(connection, 'bankStatements', counted);

export interface BankMessage {
  readonly message: string;
  readonly messageId: string;
  readonly transactions: readonly BankTransaction[];
}

/** So many transactions are looked up with one question. */
const TOGETHER = 200;

const fieldsOf = ({ endToEndId, amountCents, bookedOn, bankReference }: BankTransaction): BankRowFields => ({
  endToEndId,
  amountCents,
  bookedOn,
  bankReference,
});

/** Of the 16 MB that a document may have: the message itself may take 5, and what else is told of it less than one. */
const MOST_BYTES_OF_ROWS = 10 * 1024 * 1024;
/** Longer than the id of any payment. */
const LONGEST_ID = 'pay-'.padEnd(60, 'x');

/** What may become of a transaction at most. */
const largestRow = (told: BankTransaction): MatchedRow => ({
  ...fieldsOf(told),
  paymentId: LONGEST_ID,
  outcome: 'alreadyRejected',
  rejection: told.reason,
  replacedBy: LONGEST_ID,
});

/** Whether what will become of a message's transactions can be kept beside it: to be asked before any is heard. */
export const canBeKept = ({ transactions }: Pick<BankMessage, 'transactions'>): boolean =>
  BSON.calculateObjectSize({ rows: transactions.map(largestRow) }) <= MOST_BYTES_OF_ROWS;

interface Hearing {
  readonly toldBy: string;
  readonly at: Instant;
}

/** Takes in a page of transactions; those of one payment are decided in their order, on one state each. */
const hearPage = async (stores: Stores, told: readonly BankTransaction[], hearing: Hearing): Promise<BankRow[]> => {
  const ids = new Set(told.flatMap(({ endToEndId }) => endToEndId ?? []));
  const payments = await paymentsByEndToEndId(stores, [...ids]);
  const hear = async (transaction: BankTransaction): Promise<BankRow> => {
    const payment = payments.get(transaction.endToEndId ?? '');
    const reason = mismatch(transaction, payment);
    if (reason !== undefined || payment === undefined)
      return { ...fieldsOf(transaction), reason: reason ?? 'UNKNOWN_PAYMENT' };
    const entry = entryOf(transaction, hearing.toldBy);
    const row = await stores.payments.act<MatchedRow>(
      payment.id,
      (before) => {
        const next = hearBank(before, entry, hearing.at);
        const answer = {
          ...fieldsOf(transaction),
          paymentId: next.id,
          outcome: outcomeOf(before, next),
          rejection: entry.reason,
          replacedBy: next.replacement?.id ?? null,
        };
        return { next, answer };
      },
      payment,
    );
    if (row === null) throw new Error(`${payment.id} was there and is gone`);
    return row;
  };
  const rows = await Promise.all(told.map(hear));
  await tellPayments(stores, [...new Set([...payments.values()].map(({ id }) => id))]);
  return rows;
};

/** What was matched before stays as it was told first; what was not may be by now. */
const merged = (kept: readonly BankRow[], fresh: readonly BankRow[]): BankRow[] =>
  fresh.map((row, index) => {
    const known = kept[index];
    return known !== undefined && isMatched(known) ? known : row;
  });

/**
 * Takes a message from the bank in: keeps it, lets its payments hear it, posts what they say, and keeps what became
 * of each transaction. It may stop anywhere and be asked again: the bank's word changes a payment once.
 * @returns the message as kept, with what each transaction did or would have done now.
 */
export const takeIn = async (
  stores: Stores,
  { message, messageId, transactions }: BankMessage,
  from: { readonly bytes: Uint8Array; readonly by: string; readonly at: Instant },
): Promise<BankStatement> => {
  const sha256 = createHash('sha256').update(from.bytes).digest('hex');
  const id = `bst-${sha256.slice(0, 32)}`;
  const arrived = { id, ver: 1, message, messageId, sha256, importedBy: from.by, importedAt: from.at };
  await stores.bankStatements.insert({ ...arrived, rows: [], gzip: gzipSync(from.bytes) });
  const rows: BankRow[] = [];
  for (let start = 0; start < transactions.length; start += TOGETHER) {
    const page = transactions.slice(start, start + TOGETHER);
    rows.push(...(await hearPage(stores, page, { toldBy: id, at: from.at })));
  }
  const kept = await stores.bankStatements.act(id, (now) => {
    const next = { ...now, rows: merged(now.rows, rows) };
    return { next, answer: next };
  });
  if (kept === null) throw new Error(`${id} was kept and is not there`);
  return { ...kept, rows };
};

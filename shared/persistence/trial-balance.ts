import type { CalendarDate } from '#shared/domain/calendar';
import { ACCOUNTS, type Account } from '#shared/domain/ledger/postings';
import { assertCents, sumCents, type Cents } from '#shared/domain/money';
import { collectionOf } from './records.ts';
import type { Stores } from './stores.ts';

export interface AccountBalance {
  readonly account: Account;
  readonly debitCents: Cents;
  readonly creditCents: Cents;
  /** Debit less credit: below zero for the appropriation, which all the others are taken from. */
  readonly balanceCents: Cents;
}

export interface TrialBalance {
  readonly asOf: CalendarDate;
  readonly accounts: readonly AccountBalance[];
  readonly totalDebitCents: Cents;
  readonly totalCreditCents: Cents;
}

interface Moved {
  readonly _id: { readonly from: Account; readonly to: Account };
  readonly amountCents: Cents;
}

/**
 * The trial balance at the end of a day (domain decision 11). A posting credits the account it comes from and
 * debits the one it goes to, so the two totals are equal whatever is in the ledger: each posting is both.
 */
export const trialBalance = async (
  { connection }: Pick<Stores, 'connection'>,
  asOf: CalendarDate,
): Promise<TrialBalance> => {
  const moved = await collectionOf(connection, 'ledger')
    .aggregate<Moved>([
      { $match: { on: { $lte: asOf } } },
      { $group: { _id: { from: '$from', to: '$to' }, amountCents: { $sum: '$amountCents' } } },
    ])
    .toArray();
  const sumWhere = (end: 'from' | 'to', account: Account): Cents =>
    sumCents(moved.filter(({ _id }) => _id[end] === account).map(({ amountCents }) => assertCents(amountCents)));
  const accounts = ACCOUNTS.map((account) => {
    const debitCents = sumWhere('to', account);
    const creditCents = sumWhere('from', account);
    return { account, debitCents, creditCents, balanceCents: debitCents - creditCents };
  });
  return {
    asOf,
    accounts,
    totalDebitCents: sumCents(accounts.map(({ debitCents }) => debitCents)),
    totalCreditCents: sumCents(accounts.map(({ creditCents }) => creditCents)),
  };
};

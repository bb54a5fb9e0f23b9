import type { Account } from '#shared/domain/ledger/postings';
import { sumCents, type Cents } from '#shared/domain/money';
import { standingEvents, type Voucher } from '#shared/domain/voucher/voucher';

/** What the voucher's own journal has put into an account, less what it has taken out. */
export const balanceOf = (voucher: Voucher, account: Account): Cents =>
  sumCents(
    voucher.journal
      .flatMap(({ postings }) => postings)
      .map(({ from, to, amountCents }) => (to === account ? amountCents : 0) - (from === account ? amountCents : 0)),
  );

/** What the events that stand have moved to owed. */
export const standingOwed = (voucher: Voucher): Cents =>
  sumCents(standingEvents(voucher).map(({ owedCents }) => owedCents));

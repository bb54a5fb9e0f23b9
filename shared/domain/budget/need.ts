import type { Purse } from '../ledger/postings.ts';
import { sumCents } from '../money.ts';
import type { Voucher } from '../voucher/voucher.ts';
import type { Need } from './budget.ts';

const isOf = (purse: Purse, other: Purse | undefined): boolean =>
  other?.year === purse.year && other.municipalityCode === purse.municipalityCode;

/**
 * What a decision on a voucher takes of a purse beyond what it gives back: of the lines it adds to the journal, `from`
 * lines on. `ref` is how the journal will say that it was decided.
 */
export const needOf = (voucher: Voucher, from: number, purse: Purse, ref: string): Need => ({
  programmeId: voucher.programmeId,
  purse,
  voucherId: voucher.id,
  ref,
  cents: sumCents(
    voucher.journal
      .slice(from)
      .flatMap(({ postings }) => postings)
      .filter((posting) => isOf(purse, posting.purse))
      .map(
        ({ from: out, to, amountCents }) =>
          (out === 'appropriation' ? amountCents : 0) - (to === 'appropriation' ? amountCents : 0),
      ),
  ),
});

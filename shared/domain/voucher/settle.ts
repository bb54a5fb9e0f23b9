import type { CalendarDate } from '../calendar.ts';
import { move } from '../ledger/postings.ts';
import type { Cents } from '../money.ts';
import { isOpen, type Voucher } from './voucher.ts';
import { write, type Done } from './write.ts';

/**
 * An approved run has settled the voucher for so much more (or less) than its events had posted as owed: a month
 * of capitation, a month of housing whose fee came out otherwise. What is owed more is taken from the voucher's
 * commitment as far as it goes, and from the appropriation beyond; what is owed less goes back to the commitment
 * of a voucher still in use, else home. Once for a run, however often it is told.
 */
export const makeEven = (
  voucher: Voucher,
  { runId, amountCents }: { readonly runId: string; readonly amountCents: Cents },
  today: CalendarDate,
  { at, by }: Done,
): Voucher => {
  const isKnown = voucher.journal.some(({ kind, ref }) => kind === 'settled' && ref === runId);
  if (isKnown || amountCents === 0) return voucher;
  const committed = amountCents > 0 ? Math.min(amountCents, voucher.committedCents) : isOpen(voucher) ? amountCents : 0;
  const because = 'settled beyond what was owed';
  return write(
    voucher,
    today,
    { committedCents: voucher.committedCents - committed },
    {
      kind: 'settled',
      at,
      by,
      ref: runId,
      postings: [
        ...move('committed', 'owed', committed, because),
        ...move('appropriation', 'owed', amountCents - committed, because),
      ],
    },
  );
};

import type { CalendarDate } from '../calendar.ts';
import type { Posting, Purse } from '../ledger/postings.ts';
import { moveIn } from '../ledger/purses.ts';
import type { Cents } from '../money.ts';
import { committedYearOf } from './turn-year.ts';
import { isOpen, type Voucher } from './voucher.ts';
import { write, type Done } from './write.ts';

/** What a run has settled of a payer's month beyond what was owed of it. */
export interface Evened {
  readonly amountCents: Cents;
  readonly purse?: Purse | undefined;
}

const because = 'settled beyond what was owed';

/** The parts of each purse and month together; nothing of those that come to nothing. */
const together = (parts: readonly Evened[]): Evened[] => {
  const sums = new Map<string, Evened>();
  for (const { purse, amountCents } of parts) {
    const name = purse === undefined ? '' : `${purse.month ?? purse.year} ${purse.municipalityCode ?? ''}`;
    sums.set(name, { purse, amountCents: (sums.get(name)?.amountCents ?? 0) + amountCents });
  }
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, part]) => part)
    .filter(({ amountCents }) => amountCents !== 0);
};

/** What is owed less goes where it can still be used: to the commitment of this year, else home. */
const returned = (voucher: Voucher, { amountCents, purse }: Evened): Posting[] => {
  const isOfNow = purse === undefined || purse.year === committedYearOf(voucher);
  return moveIn(purse, isOpen(voucher) && isOfNow ? 'committed' : 'appropriation', 'owed', amountCents, because);
};

/**
 * An approved run has settled the voucher for so much more (or less) than its events had posted as owed: a month
 * of capitation, a month of housing whose fee came out otherwise. What is owed more is taken from the voucher's
 * commitment as far as it goes, and from the appropriation beyond; what is owed less goes back to the commitment
 * of a voucher still in use, else home. Once for a run, however often it is told.
 */
export const makeEven = (
  voucher: Voucher,
  { runId, parts }: { readonly runId: string; readonly parts: readonly Evened[] },
  today: CalendarDate,
  { at, by }: Done,
): Voucher => {
  const isKnown = voucher.journal.some(({ kind, ref }) => kind === 'settled' && ref === runId);
  const evened = together(parts);
  if (isKnown || evened.length === 0) return voucher;
  let left = voucher.committedCents;
  const postings = evened.flatMap((part): Posting[] => {
    const { amountCents, purse } = part;
    if (amountCents < 0) return returned(voucher, part);
    const committed = Math.min(amountCents, left);
    left -= committed;
    return [
      ...moveIn(purse, 'committed', 'owed', committed, because),
      ...moveIn(purse, 'appropriation', 'owed', amountCents - committed, because),
    ];
  });
  return write(voucher, today, {}, { kind: 'settled', at, by, ref: runId, postings });
};

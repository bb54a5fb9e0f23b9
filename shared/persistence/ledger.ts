import { dayIn, type CalendarDate, type Instant } from '#shared/domain/calendar';
import type { Posting, Purse } from '#shared/domain/ledger/postings';

/** What a posting is about, for those who look for it later. */
export interface PostingRefs {
  readonly voucherId?: string;
  readonly eventId?: string;
  readonly runId?: string;
  readonly statementId?: string;
  readonly paymentId?: string;
  readonly programmeId?: string;
  readonly providerId?: string;
}

export interface LedgerRow extends Omit<Posting, 'purse'>, PostingRefs, Partial<Purse> {
  readonly _id: string;
  readonly at: Instant;
  /** The day in Helsinki on which it was posted. */
  readonly on: CalendarDate;
}

/** The name of one line of one source's journal; ledger rows and late facts are made of it. */
export const lineId = (source: string, seq: number): string => `${source}-${String(seq).padStart(6, '0')}`;

/** The postings of one line as the ledger keeps them: ids made of their meaning, so that they can stand there once. */
export const ledgerRows = (
  line: { readonly source: string; readonly seq: number; readonly at: Instant; readonly postings: readonly Posting[] },
  refs: PostingRefs,
): LedgerRow[] => {
  if (line.postings.length === 0) return [];
  const on = dayIn(Date.parse(line.at));
  const name = lineId(line.source, line.seq);
  return line.postings.map(({ from, to, amountCents, because, purse }, index) => ({
    _id: `${name}-${index + 1}`,
    from,
    to,
    amountCents,
    because,
    at: line.at,
    on,
    ...refs,
    ...purse,
  }));
};

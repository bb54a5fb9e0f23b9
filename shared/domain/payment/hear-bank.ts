import type { CalendarDate, Instant } from '../calendar.ts';
import { overCosts } from '../ledger/over-costs.ts';
import type { Cents } from '../money.ts';
import { become, withLine, type BankEntry, type BankReason, type Payment } from './payment.ts';

/** One transaction as a bank statement tells it, whoever's it is. */
export interface BankTransaction {
  readonly endToEndId: string | null;
  /** Null where it is not told, or not in euros. */
  readonly amountCents: Cents | null;
  /** `other`: neither a payment of ours that went out nor one that came back. */
  readonly kind: 'out' | 'back' | 'other';
  /** False for what the bank only announces. */
  readonly isBooked: boolean;
  readonly bookedOn: CalendarDate;
  readonly bankReference: string | null;
  readonly reason: BankReason | null;
}

/** Why a transaction says nothing of any payment. */
export const UNMATCHED_REASONS = [
  'NOT_BOOKED',
  'NO_END_TO_END_ID',
  'UNKNOWN_PAYMENT',
  'NEITHER_PAID_NOR_RETURNED',
  'AMOUNT_NOT_TOLD_IN_EUROS',
  'AMOUNT_DIFFERS',
] as const;
export type UnmatchedReason = (typeof UNMATCHED_REASONS)[number];

/** Why a transaction is not one of this payment; undefined when it is. */
export const mismatch = (
  told: BankTransaction,
  payment: Pick<Payment, 'amountCents'> | undefined,
): UnmatchedReason | undefined => {
  if (!told.isBooked) return 'NOT_BOOKED';
  if (told.endToEndId === null) return 'NO_END_TO_END_ID';
  if (payment === undefined) return 'UNKNOWN_PAYMENT';
  if (told.kind === 'other') return 'NEITHER_PAID_NOR_RETURNED';
  if (told.amountCents === null) return 'AMOUNT_NOT_TOLD_IN_EUROS';
  return told.amountCents === payment.amountCents ? undefined : 'AMOUNT_DIFFERS';
};

/** What a message did to a payment, or would have done had it not been known. */
export const BANK_OUTCOMES = ['paid', 'rejected', 'alreadyPaid', 'alreadyRejected'] as const;
export type BankOutcome = (typeof BANK_OUTCOMES)[number];

export const outcomeOf = (before: Payment, after: Payment): BankOutcome => {
  if (after.status === 'paid') return before.status === 'paid' ? 'alreadyPaid' : 'paid';
  return before.status === 'rejected' || before.status === 'replaced' ? 'alreadyRejected' : 'rejected';
};

/** An entry made of a transaction that has no mismatch. */
export const entryOf = (told: BankTransaction, toldBy: string): BankEntry => {
  const { kind, bookedOn, bankReference, reason } = told;
  if (kind === 'other') throw new Error(`a transaction of ${bookedOn} is no entry of a payment`);
  return { id: `${kind}-${bookedOn}-${bankReference ?? 'unnamed'}`, kind, bookedOn, bankReference, reason, toldBy };
};

/** A set of entries and one more. Known already, it can only add the reason that was not told before. */
const joined = (entries: readonly BankEntry[], entry: BankEntry): readonly BankEntry[] => {
  const known = entries.find(({ id }) => id === entry.id);
  if (known === undefined) return [...entries, entry];
  if (known.reason !== null || entry.reason === null) return entries;
  return entries.map((one) => (one === known ? { ...known, reason: entry.reason } : one));
};

/**
 * Takes a booking in. When it turns where the money is, a line of the journal moves it from payable to paid, or
 * back (domain decision 11): whichever way the bookings came, the lines add up to where the last one left it.
 * The same object when nothing changes.
 */
export const hearBank = (payment: Payment, entry: BankEntry, at: Instant): Payment => {
  const entries = joined(payment.entries, entry);
  if (entries === payment.entries) return payment;
  const next = become(payment, { entries });
  const wasPaid = payment.status === 'paid';
  const isPaid = next.status === 'paid';
  if (wasPaid === isPaid) return next;
  const postings = isPaid
    ? overCosts(payment.costs ?? [], 'payable', 'paid', payment.amountCents, 'confirmed by the bank')
    : overCosts(payment.costs ?? [], 'paid', 'payable', payment.amountCents, 'returned by the bank');
  return { ...next, ...withLine(next, { at, ref: entry.id, postings }) };
};

/**
 * A payment: one transfer of a run to one provider, and everything the bank has said of it. What the bank says is
 * kept as a set, and the state follows from the set alone, so that it does not matter in which order, in which
 * message or how often the bank said it.
 */
import type { CalendarDate, Instant } from '../calendar.ts';
import { paymentId } from '../ids.ts';
import type { CostOfPayer } from '../ledger/over-costs.ts';
import type { Posting } from '../ledger/postings.ts';
import type { Cents } from '../money.ts';
import type { StatementReference } from '../settlement/reference.ts';
import type { Payee, Statement } from '../settlement/statement.ts';

/**
 * `due`: to be paid again, in no file yet. `sent`: in a file, the bank has said nothing. `paid`, `rejected`: the
 * bank's last word. `replaced`: rejected, and paid again under another id.
 */
export const PAYMENT_STATUSES = ['due', 'sent', 'paid', 'rejected', 'replaced'] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** Where a payment may go from where it is. Paid though replaced: the bank booked the old one later after all. */
export const PAYMENT_TRANSITIONS = {
  due: ['sent', 'paid', 'rejected'],
  sent: ['paid', 'rejected'],
  paid: ['rejected', 'replaced'],
  rejected: ['paid', 'replaced'],
  replaced: ['paid'],
} as const satisfies Record<PaymentStatus, readonly PaymentStatus[]>;

export interface BankReason {
  /** ISO external return reason, such as `AC04` (account closed), or the bank's own. */
  readonly code: string | null;
  readonly text: string | null;
}

/** One booking of the payment on the payer's account: the money went `out`, or came `back`. */
export interface BankEntry {
  /** Made of what was booked: told again, in whichever message, it is the same entry. */
  readonly id: string;
  readonly kind: 'out' | 'back';
  readonly bookedOn: CalendarDate;
  readonly bankReference: string | null;
  /** Why it came back. */
  readonly reason: BankReason | null;
  /** The bank statement that told it first. */
  readonly toldBy: string;
}

/** The decision to pay again, which has all that the new payment is made of. */
export interface Replacement {
  readonly id: string;
  readonly creditor: Payee;
  readonly by: string;
  readonly at: Instant;
  /** Made of the request: the same request replaces once. */
  readonly origin: string;
}

export interface PaymentLine {
  /** 1, 2, 3 … without a gap. */
  readonly seq: number;
  readonly at: Instant;
  /** The bank entry or the replacement that it is about. */
  readonly ref: string;
  readonly postings: readonly Posting[];
}

export interface Payment {
  readonly id: string;
  readonly ver: number;
  readonly runId: string;
  readonly statementId: string;
  readonly providerId: string;
  /** 1 for the run's own, one more for each time it is paid again. */
  readonly attempt: number;
  /** At most 35 characters; the bank's confirmation names it. */
  readonly endToEndId: string;
  readonly creditor: Payee;
  /** Above zero. */
  readonly amountCents: Cents;
  /** What the statement costs whom: each budget pays its part. Left out by payments from before there were budgets. */
  readonly costs?: readonly CostOfPayer[] | undefined;
  readonly reference: StatementReference;
  /** The payment that was rejected, where this one is in its place. */
  readonly replaces: string | null;
  /** The message to the bank that holds it; null while it waits for one. */
  readonly messageId: string | null;
  readonly entries: readonly BankEntry[];
  readonly replacement: Replacement | null;
  /** Follows from the three before; kept so that it can be asked for. */
  readonly status: PaymentStatus;
  readonly journal: readonly PaymentLine[];
  /** How many lines of the journal the ledger has got. */
  readonly toldSeq: number;
}

type Told = Pick<Payment, 'entries' | 'replacement' | 'messageId'>;

/** Later by the day of booking; on one day what came back is later, because it must have gone out before. */
export const isLater = (one: BankEntry, other: BankEntry): boolean => {
  if (one.bookedOn !== other.bookedOn) return one.bookedOn > other.bookedOn;
  if (one.kind !== other.kind) return one.kind === 'back';
  return one.id > other.id;
};

/** The booking that decides where the money is; undefined while the bank has said nothing. */
export const lastWord = ({ entries }: Pick<Payment, 'entries'>): BankEntry | undefined => {
  const [first, ...rest] = entries;
  return first && rest.reduce((last, entry) => (isLater(entry, last) ? entry : last), first);
};

export const statusOf = (payment: Told): PaymentStatus => {
  const last = lastWord(payment);
  if (last === undefined) return payment.messageId === null ? 'due' : 'sent';
  if (last.kind === 'out') return 'paid';
  return payment.replacement === null ? 'rejected' : 'replaced';
};

/** Another state of the payment, with the status that follows from it. */
export const become = (payment: Payment, change: Partial<Told & Pick<Payment, 'journal'>>): Payment => {
  const next = { ...payment, ...change };
  return { ...next, status: statusOf(next) };
};

export const withLine = (
  { journal }: Payment,
  line: Omit<PaymentLine, 'seq'>,
): { readonly journal: readonly PaymentLine[] } => ({ journal: [...journal, { seq: journal.length + 1, ...line }] });

const UNHEARD = { entries: [], replacement: null, journal: [], toldSeq: 0, ver: 1 } as const;

/** What a payment takes from its statement. */
export type PayableStatement = Pick<
  Statement,
  'id' | 'runId' | 'providerId' | 'payee' | 'payableCents' | 'reference'
> & { readonly endToEndId: string; readonly costs?: readonly CostOfPayer[] | undefined };

/** A run's payment to one provider. A statement of nothing or less has none: handing one in is a fault of ours. */
export const firstPayment = (statement: PayableStatement): Payment => {
  if (statement.payableCents <= 0) throw new Error(`${statement.id} has nothing to pay`);
  return {
    id: paymentId(statement.id),
    ...UNHEARD,
    runId: statement.runId,
    statementId: statement.id,
    providerId: statement.providerId,
    attempt: 1,
    endToEndId: statement.endToEndId,
    creditor: statement.payee,
    amountCents: statement.payableCents,
    ...(statement.costs === undefined ? {} : { costs: statement.costs }),
    reference: statement.reference,
    replaces: null,
    messageId: statement.runId,
    status: 'sent',
  };
};

/** The payment in the place of a rejected one: the same amount and reference under ids of its own, in no file yet. */
export const replacementOf = (rejected: Payment, replacement: Replacement, endToEndId: string): Payment => ({
  ...rejected,
  ...UNHEARD,
  id: replacement.id,
  attempt: rejected.attempt + 1,
  endToEndId,
  creditor: replacement.creditor,
  replaces: rejected.id,
  messageId: null,
  status: 'due',
});

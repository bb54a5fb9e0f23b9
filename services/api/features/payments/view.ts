import { isLater, type Payment } from '#shared/domain/payment/payment';
import { isMatched, type BankStatement } from '#shared/persistence/bank-statements';
import type { Caller } from '#api/http/route';

/** A provider's users see what is paid to their own organisation; of another its existence does not show. */
export const maySee = (who: Caller, { providerId }: Pick<Payment, 'providerId'>): boolean =>
  who.role !== 'provider' || who.providerId === providerId;

export const paymentView = (payment: Payment) => ({
  id: payment.id,
  status: payment.status,
  runId: payment.runId,
  statementId: payment.statementId,
  providerId: payment.providerId,
  attempt: payment.attempt,
  endToEndId: payment.endToEndId,
  creditor: payment.creditor,
  amountCents: payment.amountCents,
  reference: payment.reference.rf,
  messageId: payment.messageId,
  replaces: payment.replaces,
  replacedBy: payment.replacement?.id ?? null,
  bank: payment.entries
    .toSorted((a, b) => (isLater(a, b) ? 1 : -1))
    .map(({ kind, bookedOn, bankReference, reason, toldBy }) => ({
      kind,
      bookedOn,
      bankReference,
      reason,
      bankStatementId: toldBy,
    })),
});

type Arrived = Pick<BankStatement, 'id' | 'message' | 'messageId' | 'sha256' | 'importedBy' | 'importedAt'>;

const arrivedView = ({ id, message, messageId, sha256, importedBy, importedAt }: Arrived) => ({
  id,
  message,
  messageId,
  sha256,
  importedBy,
  importedAt,
});

export const bankStatementView = (statement: Omit<BankStatement, 'gzip'>) => ({
  ...arrivedView(statement),
  matched: statement.rows.filter(isMatched),
  unmatched: statement.rows.filter((row) => !isMatched(row)),
});

/** A line of the list: how many, and not which. */
export const summaryView = (
  statement: Arrived & { readonly matchedCount: number; readonly unmatchedCount: number },
) => ({
  ...arrivedView(statement),
  matchedCount: statement.matchedCount,
  unmatchedCount: statement.unmatchedCount,
});

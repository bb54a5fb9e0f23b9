import { retryId } from '../ids.ts';
import { refused, type Refused } from '../outcome.ts';
import { become, withLine, type Payment, type Replacement } from './payment.ts';

/**
 * Pays a rejected payment again, under an id that names it. The account is handed in as it is registered now: the
 * old one may be what the bank would not pay to. The same request again changes nothing; another one is refused,
 * because a payment is replaced once and its replacement is the one to look at.
 */
export const retry = (payment: Payment, asked: Omit<Replacement, 'id'>): Payment | Refused => {
  const { status, replacement } = payment;
  if (replacement?.origin === asked.origin) return payment;
  if (status !== 'rejected' || replacement !== null) {
    const replacedBy = replacement === null ? {} : { replacedBy: replacement.id };
    return refused('PAYMENT_NOT_REJECTED', { paymentStatus: status, ...replacedBy });
  }
  const id = retryId(payment.statementId, payment.attempt + 1);
  return become(payment, {
    replacement: { id, ...asked },
    ...withLine(payment, { at: asked.at, ref: id, postings: [] }),
  });
};

/** Puts a payment that waits into the message to the bank that was made for it; one that is in a message stays there. */
export const putInMessage = (payment: Payment, messageId: string): Payment =>
  payment.messageId === null ? become(payment, { messageId }) : payment;

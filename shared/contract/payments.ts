import { z } from 'zod';
import { BANK_OUTCOMES, UNMATCHED_REASONS } from '#shared/domain/payment/hear-bank';
import { PAYMENT_STATUSES } from '#shared/domain/payment/payment';
import { calendarDate, cents, idParam, idText, instant, listOf, page } from './common.ts';
import { endpoint } from './endpoint.ts';

const tag = 'Payments';

const bankReason = z.object({ code: z.string().nullable(), text: z.string().nullable() });

const payment = z
  .object({
    id: z.string(),
    status: z.enum(PAYMENT_STATUSES),
    runId: z.string(),
    statementId: z.string(),
    providerId: z.string(),
    /** 1, and one more for each time it is paid again. */
    attempt: z.int(),
    endToEndId: z.string(),
    creditor: z.object({ name: z.string(), iban: z.string() }),
    amountCents: cents,
    /** The ISO 11649 reference; it ends in the Finnish one. */
    reference: z.string(),
    /** The message to the bank that holds it; null while it waits for one. */
    messageId: z.string().nullable(),
    replaces: z.string().nullable(),
    replacedBy: z.string().nullable(),
    /** What the bank has booked, in the order of the days of booking; the last one has the last word. */
    bank: z.array(
      z.object({
        kind: z.enum(['out', 'back']),
        bookedOn: calendarDate,
        bankReference: z.string().nullable(),
        reason: bankReason.nullable(),
        bankStatementId: z.string(),
      }),
    ),
  })
  .meta({ id: 'Payment' });

const row = {
  endToEndId: z.string().nullable(),
  amountCents: cents.nullable(),
  bookedOn: calendarDate,
  bankReference: z.string().nullable(),
};

const arrived = {
  id: z.string(),
  /** Such as `camt.054.001.08`. */
  message: z.string(),
  messageId: z.string(),
  sha256: z.string(),
  importedBy: z.string(),
  importedAt: instant,
};

const bankStatement = z
  .object({
    ...arrived,
    matched: z.array(
      z.object({
        ...row,
        paymentId: z.string(),
        outcome: z.enum(BANK_OUTCOMES),
        /** Why it came back. */
        rejection: bankReason.nullable(),
        /** Set where it was paid again already: paid as well, it was paid twice. */
        replacedBy: z.string().nullable(),
      }),
    ),
    unmatched: z.array(z.object({ ...row, reason: z.enum(UNMATCHED_REASONS) })),
  })
  .meta({ id: 'BankStatement' });

export const importBankStatement = endpoint({
  id: 'importBankStatement',
  method: 'post',
  path: '/v1/bank-statements',
  tag,
  summary: 'Take in what the bank says (camt.053 or camt.054, versions 02 and 08); again or in any order without harm',
  may: 'importBankStatement',
  idempotencyKey: 'accepted',
  bodyType: 'xml',
  body: z
    .instanceof(Uint8Array, { message: 'must be XML' })
    .meta({ type: 'string', contentMediaType: 'application/xml' }),
  success: { status: 200, body: bankStatement },
  refusals: ['BANK_MESSAGE_NOT_KNOWN'],
});

export const listBankStatements = endpoint({
  id: 'listBankStatements',
  method: 'get',
  path: '/v1/bank-statements',
  tag,
  summary: 'What was taken in from the bank, newest first',
  may: 'seeBankStatements',
  query: z.strictObject(page),
  success: {
    status: 200,
    body: listOf(
      z.object({ ...arrived, matchedCount: z.int(), unmatchedCount: z.int() }).meta({ id: 'BankStatementSummary' }),
    ),
  },
});

export const getBankStatement = endpoint({
  id: 'getBankStatement',
  method: 'get',
  path: '/v1/bank-statements/{id}',
  tag,
  summary: 'What became of each transaction of a message from the bank',
  may: 'seeBankStatements',
  params: idParam,
  success: { status: 200, body: bankStatement },
});

export const listPayments = endpoint({
  id: 'listPayments',
  method: 'get',
  path: '/v1/payments',
  tag,
  summary: 'Payments, by id; a provider sees its own',
  may: 'seePayment',
  query: z.strictObject({ ...page, runId: idText.optional(), status: z.enum(PAYMENT_STATUSES).optional() }),
  success: { status: 200, body: listOf(payment) },
});

export const getPayment = endpoint({
  id: 'getPayment',
  method: 'get',
  path: '/v1/payments/{id}',
  tag,
  summary: 'One payment with what the bank has said of it',
  may: 'seePayment',
  params: idParam,
  success: { status: 200, body: payment },
});

export const retryPayment = endpoint({
  id: 'retryPayment',
  method: 'post',
  path: '/v1/payments/{id}/retry',
  tag,
  summary: "Pay a rejected payment again under a new id, to the provider's account as it is now",
  may: 'retryPayment',
  params: idParam,
  idempotencyKey: 'accepted',
  body: z.strictObject({}),
  success: { status: 201, body: payment },
  refusals: ['PAYMENT_NOT_REJECTED'],
});

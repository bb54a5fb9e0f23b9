import { createHash } from 'node:crypto';
import { instantOf, todayOf } from '#shared/clock';
import type { Organiser } from '#shared/config/env';
import * as contract from '#shared/contract/settlements';
import { addDays, dayIn, type CalendarDate } from '#shared/domain/calendar';
import { isRefused, refused, type Refused } from '#shared/domain/outcome';
import { paymentDay, targetDayOnOrAfter } from '#shared/domain/settlement/bank-days';
import { markSent } from '#shared/domain/settlement/pay-run';
import { decidedBy } from '#shared/persistence/act';
import {
  executionDateOf,
  keepPaymentFile,
  loadPaymentFile,
  type FileForm,
  type PaymentFile,
} from '#shared/persistence/payment-files';
import { makeFirstPayments } from '#shared/persistence/payments';
import { nextRetryMessage, putOut, retryMessage } from '#shared/persistence/retry-messages';
import type { RunRecord } from '#shared/persistence/runs';
import { renderPain001, type BankPayment } from '#api/bank/pain001';
import type { Deps } from '#api/deps';
import { once } from '#api/http/once';
import { NOT_FOUND, type Reply } from '#api/http/reply';
import { route } from '#api/http/route';

interface Wanted {
  readonly version: '03' | '09';
  readonly reference: 'rf' | 'finnish';
  readonly retry?: number | undefined;
  readonly by: string;
  readonly debtor: Organiser;
}

/** A message to the bank, before it is written in any form. */
interface Message {
  readonly id: string;
  readonly executionDate: CalendarDate;
  readonly take?: number | undefined;
  /** Those that are paid again; left out by the run's own message, which holds the first payment of each statement. */
  readonly paymentIds?: readonly string[];
}

const paymentsOf = async (
  { stores: { payments } }: Deps,
  runId: string,
  { id: messageId, paymentIds }: Message,
  reference: Wanted['reference'],
): Promise<BankPayment[]> => {
  const held = paymentIds === undefined ? { runId, messageId } : { _id: { $in: [...paymentIds] } };
  const found = await payments.collection.find(held).sort({ _id: 1 }).toArray();
  return found
    .map((document) => payments.fromDb(document))
    .map((payment) => ({
      endToEndId: payment.endToEndId,
      creditorName: payment.creditor.name,
      creditorIban: payment.creditor.iban,
      amountCents: payment.amountCents,
      reference: payment.reference[reference],
    }));
};

/** The form of a message that is kept, or is made and kept now. */
const formOf = async (
  deps: Deps,
  run: RunRecord,
  message: Message,
  { version, reference, by, debtor }: Wanted,
): Promise<PaymentFile> => {
  const { stores, clock } = deps;
  const { id: messageId, executionDate, take } = message;
  const form: FileForm = reference === 'rf' ? version : `${version}-finnish`;
  const known = await loadPaymentFile(stores, { messageId, form, take });
  if (known !== null) return known;
  const createdAt = instantOf(clock);
  const payments = await paymentsOf(deps, run.id, message, reference);
  const xml = renderPain001(version, { messageId, createdAt, executionDate, debtor, payments });
  const made = { runId: run.id, messageId, form, take, createdAt, createdBy: by, executionDate };
  return keepPaymentFile(stores, { ...made, bytes: Buffer.from(xml) });
};

/**
 * The run's own file: every statement above zero, to the account it was approved for, within the term. Its message's
 * id is the run's in every form, so that a bank that takes a message once cannot pay a run twice.
 */
const ownFile = async (deps: Deps, run: RunRecord, wanted: Wanted): Promise<PaymentFile | Refused> => {
  const { stores, clock } = deps;
  const runDay = dayIn(Date.parse(run.cutoffAt));
  const kept = run.paymentDay ?? (await executionDateOf(stores, run.id));
  const executionDate = kept ?? paymentDay({ runDay, today: todayOf(clock) });
  const sent = markSent(run, executionDate);
  if (isRefused(sent)) return sent;
  await makeFirstPayments(stores, run);
  return formOf(deps, run, { id: run.id, executionDate }, wanted);
};

/** The n-th file of payments that are paid again, on the next day on which payments move. */
const retriesFile = async (deps: Deps, run: RunRecord, n: number, wanted: Wanted): Promise<PaymentFile | Refused> => {
  const { stores, clock } = deps;
  for (;;) {
    const executionDate = targetDayOnOrAfter(addDays(todayOf(clock), 1));
    const asked = { runId: run.id, n, executionDate, by: wanted.by, at: instantOf(clock) };
    const message = await retryMessage(stores, asked);
    if (message === undefined)
      return refused('NOTHING_TO_PAY_AGAIN', { nextRetry: await nextRetryMessage(stores, run.id) });
    const file = await formOf(deps, run, { ...message, id: message._id }, wanted);
    if (await putOut(stores, message)) return file;
  }
};

/** The file as it was first made, or made now and kept before anybody sees it. */
const theFile = async (deps: Deps, run: RunRecord, asked: Omit<Wanted, 'debtor'>): Promise<PaymentFile | Refused> => {
  const { organiser: debtor } = deps.env;
  if (debtor === undefined) return refused('ORGANISER_DETAILS_MISSING');
  const wanted = { ...asked, debtor };
  return asked.retry === undefined ? ownFile(deps, run, wanted) : retriesFile(deps, run, asked.retry, wanted);
};

const fileReply = ({ messageId, form, bytes }: PaymentFile): Reply => ({
  outcome: 'reply',
  body: bytes,
  contentType: 'application/xml',
  headers: {
    'Content-Disposition': `attachment; filename="${messageId}.pain.001.001.${form}.xml"`,
    'Repr-Digest': `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`,
  },
});

/** POST /v1/settlement-runs/{id}/payment-files: asked again, the same bytes. What is asked for stands in the query. */
export const paymentFile = (deps: Deps) =>
  route(contract.makePaymentFile, ({ params, query, key }, who) =>
    once(deps, contract.makePaymentFile.id, { key, params, body: query }, who, async () => {
      const run = await deps.stores.runs.load(params.id);
      if (run === null) return NOT_FOUND;
      const file = await theFile(deps, run, { ...query, by: who.userId });
      if (isRefused(file)) return file;
      if (query.retry === undefined) {
        await deps.stores.runs.act(run.id, (now) => {
          const sent = markSent(now, file.executionDate);
          return decidedBy<RunRecord>(now, isRefused(sent) || sent === now ? (sent as RunRecord) : { ...now, ...sent });
        });
      }
      return fileReply(file);
    }),
  );

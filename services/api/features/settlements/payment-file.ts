import { createHash } from 'node:crypto';
import { instantOf, todayOf } from '#shared/clock';
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
  nextRetryMessage,
  retryMessage,
  type FileForm,
  type PaymentFile,
} from '#shared/persistence/payment-files';
import { makeFirstPayments } from '#shared/persistence/payments';
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
}

/** A message to the bank, before it is written in any form. */
interface Message {
  readonly id: string;
  readonly executionDate: CalendarDate;
}

const paymentsOf = async (
  { stores: { payments } }: Deps,
  runId: string,
  messageId: string,
  reference: Wanted['reference'],
): Promise<BankPayment[]> => {
  const found = await payments.collection.find({ runId, messageId }).sort({ _id: 1 }).toArray();
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

/**
 * The run's own message: every statement above zero, to the account it was approved for, within the term. Its id is
 * the run's in every form, so that a bank that takes a message once cannot pay a run twice.
 */
const ownMessage = async (deps: Deps, run: RunRecord): Promise<Message | Refused> => {
  const { stores, clock } = deps;
  const runDay = dayIn(Date.parse(run.cutoffAt));
  const kept = run.paymentDay ?? (await executionDateOf(stores, run.id));
  const executionDate = kept ?? paymentDay({ runDay, today: todayOf(clock) });
  const sent = markSent(run, executionDate);
  if (isRefused(sent)) return sent;
  await makeFirstPayments(stores, run);
  return { id: run.id, executionDate };
};

/** The n-th message of payments that are paid again, on the next day on which payments move. */
const retriesMessage = async (deps: Deps, run: RunRecord, n: number, by: string): Promise<Message | Refused> => {
  const { stores, clock } = deps;
  const id = await retryMessage(stores, { runId: run.id, n, by, at: instantOf(clock) });
  if (id === undefined) return refused('NOTHING_TO_PAY_AGAIN', { nextRetry: await nextRetryMessage(stores, run.id) });
  const kept = await executionDateOf(stores, id);
  return { id, executionDate: kept ?? targetDayOnOrAfter(addDays(todayOf(clock), 1)) };
};

/** The file as it was first made, or made now and kept before anybody sees it. */
const theFile = async (deps: Deps, run: RunRecord, wanted: Wanted): Promise<PaymentFile | Refused> => {
  const { stores, clock, env } = deps;
  const { version, reference, retry, by } = wanted;
  if (env.organiser === undefined) return refused('ORGANISER_DETAILS_MISSING');
  const message = retry === undefined ? await ownMessage(deps, run) : await retriesMessage(deps, run, retry, by);
  if (isRefused(message)) return message;
  const form: FileForm = reference === 'rf' ? version : `${version}-finnish`;
  const known = await loadPaymentFile(stores, message.id, form);
  if (known !== null) return known;
  const createdAt = instantOf(clock);
  const xml = renderPain001(version, {
    messageId: message.id,
    createdAt,
    executionDate: message.executionDate,
    debtor: env.organiser,
    payments: await paymentsOf(deps, run.id, message.id, reference),
  });
  return keepPaymentFile(stores, {
    runId: run.id,
    messageId: message.id,
    form,
    createdAt,
    createdBy: by,
    executionDate: message.executionDate,
    bytes: Buffer.from(xml),
  });
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

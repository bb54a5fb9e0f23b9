import type { Connection } from 'mongoose';
import { isRefused } from '#shared/domain/outcome';
import { firstPayment, replacementOf, type Payment } from '#shared/domain/payment/payment';
import { markPaid, markReturned } from '#shared/domain/settlement/pay-run';
import { aggregateStore } from './aggregate.ts';
import { keepOnce } from './keep-once.ts';
import { ledgerRows, type LedgerRow } from './ledger.ts';
import type { RunRecord } from './runs.ts';
import { endToEndIdOf } from './statements.ts';
import type { Stores } from './stores.ts';

export const paymentStore = (connection: Connection) =>
  aggregateStore<Payment>(connection, 'payments', ({ journal, toldSeq }) => ({ untold: journal.length > toldSeq }));

/** So many documents are in hand at once. */
const TOGETHER = 200;

/**
 * Brings a run's payments into being, one for every statement above zero. Those that are there are not touched, so
 * this may stop anywhere and run again.
 */
export const makeFirstPayments = async (
  { statements, payments }: Pick<Stores, 'statements' | 'payments'>,
  run: Pick<RunRecord, 'id' | 'calc'>,
): Promise<void> => {
  const payable = statements.collection
    .find({ runId: run.id, calc: run.calc, payableCents: { $gt: 0 } })
    .sort({ _id: 1 })
    .batchSize(TOGETHER);
  let inserts: Promise<boolean>[] = [];
  for await (const document of payable) {
    inserts.push(payments.insert(firstPayment(statements.fromDb(document))));
    if (inserts.length < TOGETHER) continue;
    await Promise.all(inserts);
    inserts = [];
  }
  await Promise.all(inserts);
};

/** Payments by the end-to-end ids that a bank statement names; those of others are not in it. */
export const paymentsByEndToEndId = async (
  { payments }: Pick<Stores, 'payments'>,
  ids: readonly string[],
): Promise<Map<string, Payment>> => {
  const found = await payments.collection.find({ endToEndId: { $in: [...ids] } }).toArray();
  return new Map(found.map((document) => [document['endToEndId'] as string, payments.fromDb(document)]));
};

/** Whether the bank has booked any payment of a statement: then none is to be made again. */
export const isStatementPaid = async ({ payments }: Pick<Stores, 'payments'>, payment: Payment): Promise<boolean> => {
  const { runId, statementId } = payment;
  const paid = { runId, statementId, status: 'paid' };
  return (await payments.collection.findOne(paid, { projection: { _id: 1 } })) !== null;
};

/**
 * A run's payments that wait for a message to the bank, by their ids; those marked with the one they are asked for wait
 * for it. One for a statement of which the bank has booked an older payment after all is not among them: a provider
 * would be paid twice.
 */
export const paymentsDue = async (
  { payments }: Pick<Stores, 'payments'>,
  runId: string,
  messageId: string,
): Promise<string[]> => {
  const [due, paid] = await Promise.all(
    [
      { runId, status: { $in: ['due', 'sent'] }, messageId: { $in: [null, messageId] } },
      { runId, status: 'paid' },
    ].map((filter) =>
      payments.collection
        .find(filter, { projection: { statementId: 1 } })
        .sort({ _id: 1 })
        .toArray(),
    ),
  );
  const paidAfterAll = new Set(paid?.map(({ statementId }) => statementId as string));
  return (due ?? []).filter(({ statementId }) => !paidAfterAll.has(statementId as string)).map(({ _id }) => _id);
};

/** Whether anything of a run is still to be paid: a statement that was paid once, by whichever of its payments, is not. */
const hasOpen = async ({ payments }: Pick<Stores, 'payments'>, runId: string): Promise<boolean> => {
  const { collection } = payments;
  if ((await collection.findOne({ runId, status: 'sent' }, { projection: { _id: 1 } })) !== null) return true;
  const waiting = await collection
    .find({ runId, status: { $in: ['due', 'rejected'] } }, { projection: { statementId: 1 } })
    .toArray();
  const statements = [...new Set(waiting.map(({ statementId }) => statementId as string))];
  const paid = await collection.distinct('statementId', { runId, status: 'paid', statementId: { $in: statements } });
  return statements.length > paid.length;
};

/**
 * Makes a run say whether all of its payments are paid, or what stands in for them. Two who look at once may see
 * different moments, so each looks again after it has written, until what was written is what is there.
 */
const bringRunUpToDate = async (stores: Pick<Stores, 'payments' | 'runs'>, runId: string): Promise<void> => {
  for (let open = await hasOpen(stores, runId); ;) {
    await stores.runs.act(runId, (run) => {
      const next = open ? markReturned(run) : markPaid(run);
      return { next: isRefused(next) || next === run ? run : { ...run, ...next }, answer: true };
    });
    const now = await hasOpen(stores, runId);
    if (now === open) return;
    open = now;
  }
};

/** What the ledger holds of a payment's journal, of the lines after one and up to another. */
export const ledgerRowsOf = (payment: Payment, afterSeq: number, uptoSeq: number): LedgerRow[] =>
  payment.journal
    .filter(({ seq }) => seq > afterSeq && seq <= uptoSeq)
    .flatMap((line) =>
      ledgerRows(
        { ...line, source: payment.id },
        {
          runId: payment.runId,
          statementId: payment.statementId,
          paymentId: payment.id,
          providerId: payment.providerId,
        },
      ),
    );

const tellPage = async (stores: Stores, ids: readonly string[]): Promise<void> => {
  const { payments } = stores;
  const loaded = await Promise.all(ids.map((id) => payments.load(id)));
  const untold = loaded.filter((one): one is Payment => one !== null && one.journal.length > one.toldSeq);
  await keepOnce(
    stores.connection,
    untold
      .flatMap((payment) => ledgerRowsOf(payment, payment.toldSeq, payment.journal.length))
      .map((row) => ({ collection: 'ledger', document: { ...row } })),
  );
  await Promise.all(
    untold.map(async (payment) => {
      const { replacement } = payment;
      if (replacement !== null)
        await payments.insert(replacementOf(payment, replacement, endToEndIdOf(replacement.id)));
    }),
  );
  for (const runId of new Set(untold.map((payment) => payment.runId))) await bringRunUpToDate(stores, runId);
  await Promise.all(
    untold.map(({ id, journal }) =>
      payments.act(id, (now) => ({
        next: now.toldSeq < journal.length ? { ...now, toldSeq: journal.length } : now,
        answer: true,
      })),
    ),
  );
};

/**
 * Carries out what the journals of these payments say: postings go to the ledger, a payment in the place of another
 * comes into being, their runs are brought up to date. Everything is named by its payment, so this may stop
 * anywhere, run twice, or run in several processes at once.
 */
export const tellPayments = async (stores: Stores, ids: readonly string[]): Promise<void> => {
  for (let from = 0; from < ids.length; from += TOGETHER) await tellPage(stores, ids.slice(from, from + TOGETHER));
};

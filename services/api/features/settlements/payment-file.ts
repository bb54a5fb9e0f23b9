import { createHash } from 'node:crypto';
import { instantOf, todayOf } from '#shared/clock';
import * as contract from '#shared/contract/settlements';
import { dayIn } from '#shared/domain/calendar';
import { isRefused, refused, type Refused } from '#shared/domain/outcome';
import { paymentDay } from '#shared/domain/settlement/bank-days';
import { markSent } from '#shared/domain/settlement/pay-run';
import { decidedBy } from '#shared/persistence/act';
import { executionDateOf, keepPaymentFile, loadPaymentFile, type PaymentFile } from '#shared/persistence/payment-files';
import type { RunRecord } from '#shared/persistence/runs';
import { renderPain001, type BankPayment, type Pain001Version } from '#api/bank/pain001';
import type { Deps } from '#api/deps';
import { once } from '#api/http/once';
import { NOT_FOUND, type Reply } from '#api/http/reply';
import { route } from '#api/http/route';

/** What is paid: every statement above zero, to the account it was approved for. */
const paymentsOf = async ({ stores }: Deps, run: RunRecord): Promise<BankPayment[]> => {
  const filter = { runId: run.id, calc: run.calc, payableCents: { $gt: 0 } };
  const found = await stores.statements.collection.find(filter).sort({ _id: 1 }).toArray();
  return found
    .map((document) => stores.statements.fromDb(document))
    .map(({ endToEndId, payee, payableCents, reference }) => ({
      endToEndId,
      creditorName: payee.name,
      creditorIban: payee.iban,
      amountCents: payableCents,
      reference: reference.rf,
    }));
};

/**
 * The file as it was first made, or made now and kept before anybody sees it. Its message id is the run's, in both
 * versions, so that a bank that takes a message once cannot pay a run twice.
 */
const theFile = async (
  deps: Deps,
  run: RunRecord,
  version: Pain001Version,
  by: string,
): Promise<PaymentFile | Refused> => {
  const { stores, clock, env } = deps;
  const known = await loadPaymentFile(stores, run.id, version);
  if (known !== null) return known;
  const runDay = dayIn(Date.parse(run.cutoffAt));
  const day =
    run.paymentDay ?? (await executionDateOf(stores, run.id)) ?? paymentDay({ runDay, today: todayOf(clock) });
  const sent = markSent(run, day);
  if (isRefused(sent)) return sent;
  if (env.organiser === undefined) return refused('ORGANISER_DETAILS_MISSING');
  const createdAt = instantOf(clock);
  const payments = await paymentsOf(deps, run);
  const xml = renderPain001(version, {
    messageId: run.id,
    createdAt,
    executionDate: day,
    debtor: env.organiser,
    payments,
  });
  return keepPaymentFile(stores, {
    runId: run.id,
    version,
    createdAt,
    createdBy: by,
    executionDate: day,
    bytes: Buffer.from(xml),
  });
};

const fileReply = ({ runId, version, bytes }: PaymentFile): Reply => ({
  outcome: 'reply',
  body: bytes,
  contentType: 'application/xml',
  headers: {
    'Content-Disposition': `attachment; filename="${runId}.pain.001.001.${version}.xml"`,
    'Repr-Digest': `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`,
  },
});

/** POST /v1/settlement-runs/{id}/payment-files: asked again, the same bytes. What is asked for stands in the query. */
export const paymentFile = (deps: Deps) =>
  route(contract.makePaymentFile, ({ params, query, key }, who) =>
    once(deps, contract.makePaymentFile.id, { key, params, body: query }, who, async () => {
      const run = await deps.stores.runs.load(params.id);
      if (run === null) return NOT_FOUND;
      const file = await theFile(deps, run, query.version, who.userId);
      if (isRefused(file)) return file;
      await deps.stores.runs.act(run.id, (now) => {
        const sent = markSent(now, file.executionDate);
        return decidedBy<RunRecord>(now, isRefused(sent) || sent === now ? (sent as RunRecord) : { ...now, ...sent });
      });
      return fileReply(file);
    }),
  );

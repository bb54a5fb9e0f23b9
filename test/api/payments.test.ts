import { afterEach, describe, expect, it } from '@jest/globals';
import { XmlDocument } from 'libxml2-wasm';
import { collectionOf } from '#shared/persistence/records';
import { relayWork } from '#workers/relay/worker';
import { camt, paid, returned, type Booking } from '../builders/camt.ts';
import { openCounty, type County, type Settled, type Told } from '../builders/county.ts';

let county: County;
afterEach(() => county.close());

const NEW_IBAN = 'FI5542345670000081';
const A = 'pay-settle-2026-06-a';
const B = 'pay-settle-2026-06-b';

const file = (run: { readonly id: string }, query = '') =>
  county.finance.post(`/v1/settlement-runs/${run.id}/payment-files${query}`).buffer(true);
const tell = (bookings: readonly Booking[]) =>
  county.finance
    .post('/v1/bank-statements')
    .set('Content-Type', 'application/xml')
    .send(camt('camt.054.001.08', bookings))
    .expect(200);
const again = (id: string) => county.finance.post(`/v1/payments/${id}/retry`);
const payment = async (id: string) => (await county.finance.get(`/v1/payments/${id}`).expect(200)).body as Told;
const listed = async (query: string) =>
  ((await county.finance.get(`/v1/payments${query}`).expect(200)).body as { items: Told[] }).items.map(({ id }) => id);
const codeOf = ({ status, body }: { status: number; body: unknown }) => [status, (body as { code: string }).code];
const balances = async () => {
  const { payable, paid: confirmed } = await county.balance();
  return { payable, paid: confirmed };
};

/** A month of two providers, 88.70 and 40.00, of which both payments came back. */
const rejectedRun = async (): Promise<Settled> => {
  county = await openCounty('2026-06-01');
  await county.programme('rehabilitation');
  await county.provider('a', 'rehabilitation', 6_200);
  await county.provider('b', 'rehabilitation', 4_000);
  const voucher = await county.voucher(await county.client('x'), 'rehabilitation', 'a', '2026-06-01');
  await county.visit(voucher, 'a', '2026-06-01');
  county.turnTo('2026-06-30');
  await county.visit(voucher, 'a', '2026-06-10');
  const other = await county.voucher(await county.client('y'), 'rehabilitation', 'b', '2026-06-01');
  await county.visit(other, 'b', '2026-06-20');
  county.turnTo('2026-07-06');
  const run = await county.settle('2026-06');
  await file(run).expect(201);
  county.turnTo('2026-07-30');
  await tell([paid(A, 8_870), returned(A, 8_870), paid(B, 4_000), returned(B, 4_000)]);
  return run;
};

/** Reads a payment file as a bank would. */
const reading = (xml: string) => {
  const document = XmlDocument.fromString(xml);
  const namespaces = { p: 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09' };
  const at = (path: string) => document.find(`//p:${path}`, namespaces).map((node) => node.content);
  const told = {
    message: at('MsgId'),
    day: at('ReqdExctnDt/p:Dt'),
    count: at('NbOfTxs'),
    sum: at('CtrlSum'),
    ids: at('EndToEndId'),
    accounts: at('CdtrAcct/p:Id/p:IBAN'),
    references: at('CdtrRefInf/p:Ref'),
    issuers: at('CdtrRefInf/p:Tp/p:Issr'),
  };
  document.dispose();
  return told;
};

describe('a rejected payment', () => {
  it('is paid again under an id that names it, to the account as it is now, in a file of its own', async () => {
    const run = await rejectedRun();
    const admin = await county.world.as('admin');
    const change = { iban: 'fi55 4234 5670 0000 81', reason: 'the bank closed the old one' };
    const provider = (await admin.post('/v1/providers/prv-a/iban').send(change).expect(200)).body as Told;
    expect(provider['ibanChanges']).toMatchObject([
      { from: 'FI2112345600000785', to: NEW_IBAN, reason: change.reason },
    ]);
    await county.finance.post('/v1/providers/prv-a/iban').send(change).expect(403);

    const made = (await again(A).expect(201)).body as Told;
    expect(made).toMatchObject({
      id: `${A}-2`,
      endToEndId: `${A}-2`,
      status: 'due',
      replaces: A,
      attempt: 2,
      messageId: null,
      amountCents: 8_870,
      creditor: { iban: NEW_IBAN },
    });
    expect(await payment(A)).toMatchObject({ status: 'replaced', replacedBy: `${A}-2` });
    const first = await file(run, '?retry=1');
    expect(first.status).toBe(201);
    expect(reading(first.text)).toEqual({
      message: ['run-settle-2026-06-r1'],
      day: ['2026-07-31'],
      count: ['1', '1'],
      sum: ['88.70', '88.70'],
      ids: [`${A}-2`],
      accounts: [NEW_IBAN],
      references: ['RF382026060019'],
      issuers: ['ISO'],
    });
    expect(await payment(`${A}-2`)).toMatchObject({ status: 'sent', messageId: 'run-settle-2026-06-r1' });
    county.turnTo('2026-08-05');
    await again(B).expect(201);
    expect((await file(run, '?retry=1')).text).toBe(first.text);
    const second = reading((await file(run, '?retry=2')).text);
    expect([second.ids, second.message, second.day]).toEqual([[`${B}-2`], ['run-settle-2026-06-r2'], ['2026-08-06']]);

    await tell([paid(`${A}-2`, 8_870, { bookedOn: '2026-08-06' })]);
    expect((await county.run(run.id)).status).toBe('sent');
    await tell([paid(`${B}-2`, 4_000, { bookedOn: '2026-08-06' })]);
    expect((await county.run(run.id)).status).toBe('paid');
    expect(await balances()).toEqual({ payable: 0, paid: 12_870 });
    expect(await county.differences()).toEqual([]);
  });

  it('is paid again once, whoever asks', async () => {
    await rejectedRun();
    const keyed = () => again(A).set('Idempotency-Key', 'once');
    const answers = await Promise.all([keyed(), keyed(), again(A)]);
    const winners = answers.filter(({ status }) => status === 201);
    expect(winners.map(({ body }) => (body as Told).id)).toEqual(winners.map(() => `${A}-2`));
    expect([1, 2]).toContain(winners.length);
    expect(await collectionOf(county.stores.connection, 'payments').countDocuments({})).toBe(3);
    expect(codeOf(await again(A))).toEqual([409, 'PAYMENT_NOT_REJECTED']);
    expect(codeOf(await again(`${A}-2`))).toEqual([409, 'PAYMENT_NOT_REJECTED']);
    await county.coordinator.post(`/v1/payments/${B}/retry`).expect(403);
    await again('pay-nothing').expect(404);
  });

  it('can be rejected once more, and is paid a third time', async () => {
    const run = await rejectedRun();
    await again(A).expect(201);
    await file(run, '?retry=1').expect(201);
    await tell([returned(`${A}-2`, 8_870, { bookedOn: '2026-08-01' })]);
    expect((await again(`${A}-2`).expect(201)).body).toMatchObject({ id: `${A}-3`, replaces: `${A}-2`, attempt: 3 });
  });

  it('comes into being by its journal when the one who asked has died', async () => {
    await rejectedRun();
    const creditor = { name: 'Palvelu a Oy', iban: NEW_IBAN };
    const replacement = { id: `${A}-2`, creditor, by: 'usr-1', at: '2026-07-30T09:00:00.000Z', origin: 'k' };
    await county.stores.payments.act(A, (known) => {
      const line = { seq: known.journal.length + 1, at: replacement.at, ref: replacement.id, postings: [] };
      const next = { ...known, replacement, status: 'replaced' as const, journal: [...known.journal, line] };
      return { next, answer: true };
    });
    const work = relayWork(county);
    await work.many?.(await work.due(100));
    expect(await payment(`${A}-2`)).toMatchObject({ status: 'due', creditor });
    expect(await work.due(100)).toEqual([]);
  });

  it('that the bank booked after all is told, and not sent a second time', async () => {
    const run = await rejectedRun();
    await again(A).expect(201);
    const told = await tell([paid(A, 8_870, { bookedOn: '2026-08-03' })]);
    expect(told.body).toMatchObject({ matched: [{ outcome: 'paid', paymentId: A, replacedBy: `${A}-2` }] });
    expect(codeOf(await file(run, '?retry=1'))).toEqual([409, 'NOTHING_TO_PAY_AGAIN']);
    expect(await balances()).toEqual({ payable: 4_000, paid: 8_870 });
  });
});

describe('a file of payments that are paid again', () => {
  it('is one file for all who ask at once, in every form with the same payments', async () => {
    const run = await rejectedRun();
    await again(A).expect(201);
    await again(B).expect(201);
    const forms = ['', '', '&version=03', '&reference=finnish', '&reference=finnish&version=03'];
    const files = await Promise.all(forms.map((form) => file(run, `?retry=1${form}`)));
    expect(files.map(({ status }) => status)).toEqual(forms.map(() => 201));
    expect(files[1]?.text).toBe(files[0]?.text);
    for (const { text } of files) {
      expect(text.match(/<EndToEndId>[^<]*/g)).toEqual([`<EndToEndId>${A}-2`, `<EndToEndId>${B}-2`]);
      expect(text).toContain('<MsgId>run-settle-2026-06-r1</MsgId>');
      expect(text).toContain('<CtrlSum>128.70</CtrlSum>');
    }
    const finnish = reading(files[3]?.text ?? '');
    expect([finnish.references, finnish.issuers]).toEqual([['2026060019', '2026060022'], []]);
  });

  it('is refused while none waits, and in another order than one after the other', async () => {
    const run = await rejectedRun();
    expect((await file(run, '?retry=1')).body).toMatchObject({ code: 'NOTHING_TO_PAY_AGAIN', nextRetry: 1 });
    await again(A).expect(201);
    expect(codeOf(await file(run, '?retry=2'))).toEqual([409, 'NOTHING_TO_PAY_AGAIN']);
    await file(run, '?retry=1').expect(201);
    expect((await file(run, '?retry=2')).body).toMatchObject({ code: 'NOTHING_TO_PAY_AGAIN', nextRetry: 2 });
  });
});

describe('payments', () => {
  it('are found by run and status, and a provider sees its own', async () => {
    const run = await rejectedRun();
    await again(A).expect(201);
    expect(await listed(`?runId=${run.id}`)).toEqual([A, `${A}-2`, B]);
    expect(await listed('?status=rejected')).toEqual([B]);
    expect(await listed(`?runId=${run.id}&status=due`)).toEqual([`${A}-2`]);
    expect(await listed('?runId=run-settle-2020-01')).toEqual([]);
    const own = (await county.agent('b').get('/v1/payments').expect(200)).body as { items: Told[] };
    expect(own.items.map(({ id }) => id)).toEqual([B]);
    await county.agent('b').get(`/v1/payments/${A}`).expect(404);
    await county.agent('b').get(`/v1/payments/${B}`).expect(200);
    await county.coordinator.get('/v1/payments').expect(403);
  });
});

describe('what is paid of a provider that owes', () => {
  it('leaves payable at minus the debts that are still carried', async () => {
    county = await openCounty('2026-06-01');
    await county.programme('rehabilitation');
    await county.provider('a', 'rehabilitation', 4_000);
    const voucher = await county.voucher(await county.client('x'), 'rehabilitation', 'a', '2026-06-01');
    const june = await county.visit(voucher, 'a', '2026-06-01');
    county.turnTo('2026-06-20');
    const another = await county.visit(voucher, 'a', '2026-06-19');
    county.turnTo('2026-07-06');
    const first = await county.settle('2026-06');
    await file(first).expect(201);
    await tell([paid(A, 8_000)]);
    expect(await balances()).toEqual({ payable: 0, paid: 8_000 });

    county.turnTo('2026-07-20');
    await county.reverse(june);
    await county.reverse(another);
    await county.visit(voucher, 'a', '2026-07-15');
    county.turnTo('2026-08-06');
    const second = await county.settle('2026-07');
    expect(second.totals).toMatchObject({ payableCents: 0, carriedForwardCents: -4_000 });
    expect(codeOf(await file(second))).toEqual([409, 'NOTHING_TO_PAY']);
    expect(await balances()).toEqual({ payable: -4_000, paid: 8_000 });

    await county.visit(voucher, 'a', '2026-08-03');
    county.turnTo('2026-08-20');
    await county.visit(voucher, 'a', '2026-08-19');
    county.turnTo('2026-09-06');
    const third = await county.settle('2026-08');
    expect(third.totals).toMatchObject({ broughtForwardCents: -4_000, payableCents: 4_000, carriedForwardCents: 0 });
    await file(third).expect(201);
    expect(await balances()).toEqual({ payable: 4_000, paid: 8_000 });
    await tell([paid('pay-settle-2026-08-a', 4_000, { bookedOn: '2026-09-25' })]);
    expect(await balances()).toEqual({ payable: 0, paid: 12_000 });
  });
});

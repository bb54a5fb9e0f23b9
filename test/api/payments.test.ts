import { afterEach, describe, expect, it } from '@jest/globals';
import { XmlDocument } from 'libxml2-wasm';
import { collectionOf } from '#shared/persistence/records';
import { relayWork } from '#workers/relay/worker';
import { paid, returned } from '../builders/camt.ts';
import type { County, Told } from '../builders/county.ts';
import { A, B, openPayments, type Payments } from '../builders/payments.ts';

let at: Payments;
let county: County;
const rejected = async () => {
  at = await openPayments();
  county = at.county;
  await at.reject();
};
afterEach(() => county.close());

const NEW_IBAN = 'FI5542345670000081';
const codeOf = ({ status, body }: { status: number; body: unknown }) => [status, (body as { code: string }).code];

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
    await rejected();
    const admin = await county.world.as('admin');
    const change = { iban: 'fi55 4234 5670 0000 81', reason: 'the bank closed the old one' };
    const provider = (await admin.post('/v1/providers/prv-a/iban').send(change).expect(200)).body as Told;
    expect(provider['ibanChanges']).toMatchObject([
      { from: 'FI2112345600000785', to: NEW_IBAN, reason: change.reason },
    ]);
    await county.finance.post('/v1/providers/prv-a/iban').send(change).expect(403);

    const made = (await at.again(A).expect(201)).body as Told;
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
    expect(await at.payment(A)).toMatchObject({ status: 'replaced', replacedBy: `${A}-2` });
    const first = await at.file('?retry=1');
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
    expect(await at.payment(`${A}-2`)).toMatchObject({ status: 'sent', messageId: 'run-settle-2026-06-r1' });
    county.turnTo('2026-08-05');
    await at.again(B).expect(201);
    expect((await at.file('?retry=1')).text).toBe(first.text);
    const second = reading((await at.file('?retry=2')).text);
    expect([second.ids, second.message, second.day]).toEqual([[`${B}-2`], ['run-settle-2026-06-r2'], ['2026-08-06']]);

    await at.tell([paid(`${A}-2`, 8_870, { bookedOn: '2026-08-06' })]);
    expect(await at.status()).toBe('sent');
    await at.tell([paid(`${B}-2`, 4_000, { bookedOn: '2026-08-06' })]);
    expect(await at.status()).toBe('paid');
    expect(await at.books()).toEqual({ payable: 0, paid: 12_870 });
    expect(await county.differences()).toEqual([]);
  });

  it('is paid again once, whoever asks', async () => {
    await rejected();
    const keyed = () => at.again(A).set('Idempotency-Key', 'once');
    const answers = await Promise.all([keyed(), keyed(), at.again(A)]);
    const winners = answers.filter(({ status }) => status === 201);
    expect(winners.map(({ body }) => (body as Told).id)).toEqual(winners.map(() => `${A}-2`));
    expect([1, 2]).toContain(winners.length);
    expect(await collectionOf(county.stores.connection, 'payments').countDocuments({})).toBe(3);
    expect(codeOf(await at.again(A))).toEqual([409, 'PAYMENT_NOT_REJECTED']);
    expect(codeOf(await at.again(`${A}-2`))).toEqual([409, 'PAYMENT_NOT_REJECTED']);
    await county.coordinator.post(`/v1/payments/${B}/retry`).expect(403);
    await at.again('pay-nothing').expect(404);
  });

  it('can be rejected once more, and is paid a third time', async () => {
    await rejected();
    await at.again(A).expect(201);
    await at.file('?retry=1').expect(201);
    await at.tell([returned(`${A}-2`, 8_870, { bookedOn: '2026-08-01' })]);
    expect((await at.again(`${A}-2`).expect(201)).body).toMatchObject({ id: `${A}-3`, replaces: `${A}-2`, attempt: 3 });
  });

  it('comes into being by its journal when the one who asked has died', async () => {
    await rejected();
    const creditor = { name: 'Palvelu a Oy', iban: NEW_IBAN };
    const replacement = { id: `${A}-2`, creditor, by: 'usr-1', at: '2026-07-30T09:00:00.000Z', origin: 'k' };
    await county.stores.payments.act(A, (known) => {
      const line = { seq: known.journal.length + 1, at: replacement.at, ref: replacement.id, postings: [] };
      const next = { ...known, replacement, status: 'replaced' as const, journal: [...known.journal, line] };
      return { next, answer: true };
    });
    const work = relayWork(county);
    await work.many?.(await work.due(100));
    expect(await at.payment(`${A}-2`)).toMatchObject({ status: 'due', creditor });
    expect(await work.due(100)).toEqual([]);
  });

  it('that the bank booked after all is told, and not sent a second time', async () => {
    await rejected();
    await at.again(A).expect(201);
    const told = await at.tell([paid(A, 8_870, { bookedOn: '2026-08-03' })]);
    expect(told.body).toMatchObject({ matched: [{ outcome: 'paid', paymentId: A, replacedBy: `${A}-2` }] });
    expect(codeOf(await at.file('?retry=1'))).toEqual([409, 'NOTHING_TO_PAY_AGAIN']);
    expect(await at.books()).toEqual({ payable: 4_000, paid: 8_870 });
  });
});

describe('a file of payments that are paid again', () => {
  it('is one file for all who ask at once, in every form with the same payments', async () => {
    await rejected();
    await at.again(A).expect(201);
    await at.again(B).expect(201);
    const forms = ['', '', '&version=03', '&reference=finnish', '&reference=finnish&version=03'];
    const files = await Promise.all(forms.map((form) => at.file(`?retry=1${form}`)));
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
    await rejected();
    expect((await at.file('?retry=1')).body).toMatchObject({ code: 'NOTHING_TO_PAY_AGAIN', nextRetry: 1 });
    await at.again(A).expect(201);
    expect(codeOf(await at.file('?retry=2'))).toEqual([409, 'NOTHING_TO_PAY_AGAIN']);
    await at.file('?retry=1').expect(201);
    expect((await at.file('?retry=2')).body).toMatchObject({ code: 'NOTHING_TO_PAY_AGAIN', nextRetry: 2 });
  });
});

const listed = async (query: string) =>
  ((await county.finance.get(`/v1/payments${query}`).expect(200)).body as { items: Told[] }).items.map(({ id }) => id);

describe('payments', () => {
  it('are found by run and status, and a provider sees its own', async () => {
    await rejected();
    await at.again(A).expect(201);
    expect(await listed('?runId=run-settle-2026-06')).toEqual([A, `${A}-2`, B]);
    expect(await listed('?status=rejected')).toEqual([B]);
    expect(await listed('?runId=run-settle-2026-06&status=due')).toEqual([`${A}-2`]);
    expect(await listed('?runId=run-settle-2020-01')).toEqual([]);
    const own = (await county.agent('b').get('/v1/payments').expect(200)).body as { items: Told[] };
    expect(own.items.map(({ id }) => id)).toEqual([B]);
    await county.agent('b').get(`/v1/payments/${A}`).expect(404);
    await county.agent('b').get(`/v1/payments/${B}`).expect(200);
    await county.coordinator.get('/v1/payments').expect(403);
  });
});

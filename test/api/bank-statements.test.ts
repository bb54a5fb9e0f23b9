import { afterEach, describe, expect, it } from '@jest/globals';
import { hearBank } from '#shared/domain/payment/hear-bank';
import { collectionOf } from '#shared/persistence/records';
import { relayWork } from '#workers/relay/worker';
import { camt, paid, returned, type Booking, type Camt } from '../builders/camt.ts';
import type { County, Told } from '../builders/county.ts';
import { A, B, openPayments, type Payments } from '../builders/payments.ts';

let at: Payments;
let county: County;
const open = async () => {
  at = await openPayments();
  county = at.county;
};
afterEach(() => county.close());

interface Row extends Told {
  readonly outcome: string;
  readonly reason: string;
}
interface Imported {
  readonly id: string;
  readonly matched: readonly Row[];
  readonly unmatched: readonly Row[];
}

const tell = async (bookings: readonly Booking[], message: Camt = 'camt.054.001.08'): Promise<Imported> =>
  (await at.tell(bookings, message)).body as Imported;
const outcomes = ({ matched }: Imported) => matched.map(({ paymentId, outcome }) => [paymentId, outcome]);

describe("the bank's confirmation", () => {
  it('moves payable to paid, payment by payment, and the run is paid with the last', async () => {
    await open();
    expect(await at.books()).toEqual({ payable: 12_870, paid: 0 });
    const first = await tell([paid(A, 8_870, { reference: 'B1' }), paid('SALARY-7', 100), paid(B, 3_999)]);
    expect(first.matched).toEqual([
      {
        paymentId: A,
        endToEndId: A,
        amountCents: 8_870,
        outcome: 'paid',
        bookedOn: '2026-07-27',
        bankReference: 'B1',
        rejection: null,
        replacedBy: null,
      },
    ]);
    expect(first.unmatched.map(({ endToEndId, reason }) => [endToEndId, reason])).toEqual([
      ['SALARY-7', 'UNKNOWN_PAYMENT'],
      [B, 'AMOUNT_DIFFERS'],
    ]);
    expect(await at.books()).toEqual({ payable: 4_000, paid: 8_870 });
    expect(await at.status()).toBe('sent');
    await tell([paid(B, 4_000)], 'camt.053.001.02');
    expect(await at.books()).toEqual({ payable: 0, paid: 12_870 });
    expect(await at.status()).toBe('paid');
    expect(await county.differences()).toEqual([]);
  });

  it('says nothing new when it comes again, in the same message or another', async () => {
    await open();
    const xml = camt('camt.054.001.08', [paid(A, 8_870, { reference: 'B1' })]);
    const answers = await Promise.all([at.send(xml), at.send(xml), at.send(xml, 'text/xml')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const told = answers.flatMap(({ body }) => outcomes(body as Imported).map(([, outcome]) => outcome));
    expect(told.sort()).toEqual(['alreadyPaid', 'alreadyPaid', 'paid']);
    const daily = [paid(A, 8_870, { reference: 'ANOTHER' }), paid(A, 8_870, { reference: 'B1' })];
    expect(outcomes(await tell(daily, 'camt.053.001.08'))).toEqual([
      [A, 'alreadyPaid'],
      [A, 'alreadyPaid'],
    ]);
    expect(await at.books()).toEqual({ payable: 4_000, paid: 8_870 });
    expect(await collectionOf(county.stores.connection, 'ledger').countDocuments({ paymentId: A })).toBe(1);
    expect(await collectionOf(county.stores.connection, 'bankStatements').countDocuments({})).toBe(2);
  });

  it('under a key is answered as it was first', async () => {
    await open();
    const xml = camt('camt.054.001.02', [paid(A, 8_870)]);
    const [first, again] = [await at.send(xml, 'application/xml', 'k1'), await at.send(xml, 'application/xml', 'k1')];
    expect(again.body).toEqual(first.body);
    expect(again.get('Idempotent-Replayed')).toBe('true');
    const another = await at.send(camt('camt.054.001.02', [paid(B, 4_000)]), 'application/xml', 'k1');
    expect((another.body as { code: string }).code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect((await at.payment(B))['status']).toBe('sent');
  });

  it('that comes before the payments are known is heard when it is sent again', async () => {
    await open();
    await collectionOf(county.stores.connection, 'payments').deleteMany({});
    const early = await tell([paid(A, 8_870)]);
    expect(early.unmatched.map(({ reason }) => reason)).toEqual(['UNKNOWN_PAYMENT']);
    await at.file('?version=03').expect(201);
    expect(outcomes(await tell([paid(A, 8_870)]))).toEqual([[A, 'paid']]);
    const kept = (await county.finance.get(`/v1/bank-statements/${early.id}`).expect(200)).body as Imported;
    expect([kept.matched.length, kept.unmatched.length]).toEqual([1, 0]);
  });
});

describe('a payment that comes back', () => {
  const AT_FIRST = [paid(A, 8_870), paid(B, 4_000)];
  const LATER = [returned(A, 8_870)];

  it.each([
    ['after the confirmation', [AT_FIRST, LATER]],
    ['before the confirmation', [LATER, AT_FIRST]],
    ['in one message with it', [[...LATER, ...AT_FIRST]]],
    ['again and again', [LATER, AT_FIRST, LATER, AT_FIRST, [...AT_FIRST, ...LATER]]],
  ])('%s is rejected, payable again, and its run open', async (_, messages) => {
    await open();
    for (const [index, bookings] of messages.entries())
      await tell(bookings, index % 2 === 0 ? 'camt.054.001.02' : 'camt.053.001.08');
    expect(await at.payment(A)).toMatchObject({ status: 'rejected' });
    expect((await at.payment(A))['bank']).toMatchObject([
      { kind: 'out', bookedOn: '2026-07-27' },
      { kind: 'back', bookedOn: '2026-07-29', reason: { code: 'AC04', text: 'Account closed' } },
    ]);
    expect(await at.books()).toEqual({ payable: 8_870, paid: 4_000 });
    expect(await at.status()).toBe('sent');
  });
});

describe('an import that dies half-way', () => {
  it('is completed by the relay', async () => {
    await open();
    await tell([paid(B, 4_000)]);
    const heard = await county.stores.payments.act(A, (known) => {
      const entry = { id: 'out-2026-07-27-X', kind: 'out', bookedOn: '2026-07-27', bankReference: 'X' } as const;
      const next = hearBank(known, { ...entry, reason: null, toldBy: 'bst-1' }, '2026-07-06T10:00:00.000Z');
      return { next, answer: next.status };
    });
    expect(heard).toBe('paid');
    expect(await at.books()).toEqual({ payable: 8_870, paid: 4_000 });
    const work = relayWork(county);
    await work.many?.(await work.due(100));
    expect(await at.books()).toEqual({ payable: 0, paid: 12_870 });
    expect(await at.status()).toBe('paid');
    expect(await work.due(100)).toEqual([]);
  });
});

describe('what was taken in', () => {
  it('is kept as it came, and listed newest first', async () => {
    await open();
    const first = await tell([paid(A, 8_870)]);
    county.turnTo('2026-07-30');
    const second = await tell([paid(B, 4_000), paid('X', 1)]);
    const page = (cursor = '') => county.finance.get(`/v1/bank-statements?limit=1${cursor}`).expect(200);
    const { items, nextCursor } = (await page()).body as { items: Told[]; nextCursor: string };
    expect(items).toMatchObject([{ id: second.id, matchedCount: 1, unmatchedCount: 1, message: 'camt.054.001.08' }]);
    const rest = (await page(`&cursor=${nextCursor}`)).body as { items: Told[]; nextCursor: null };
    expect([rest.items.map(({ id }) => id), rest.nextCursor]).toEqual([[first.id], null]);
    expect((await county.finance.get(`/v1/bank-statements/${first.id}`).expect(200)).body).toEqual(first);
    await county.coordinator.get(`/v1/bank-statements/${first.id}`).expect(403);
  });

  it.each([
    ['JSON', 'application/json', '{}', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['nothing', 'application/xml', '', 400, 'INVALID_REQUEST'],
    ['half of it', 'application/xml', '<Document>', 400, 'INVALID_REQUEST'],
    ['another document', 'application/xml', '<Document/>', 422, 'BANK_MESSAGE_NOT_KNOWN'],
    ['more than 5 MB', 'application/xml', ' '.repeat(5 * 1024 * 1024 + 1), 413, 'PAYLOAD_TOO_LARGE'],
  ])('is never %s', async (_, type, body, status, code) => {
    await open();
    const answer = await at.send(body, type);
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([status, code]);
    expect(await collectionOf(county.stores.connection, 'bankStatements').countDocuments({})).toBe(0);
  });

  it('is never more than can be kept, of which no payment hears', async () => {
    await open();
    const copied = `<AcctSvcrRef>${'\u{1F4B6}'.repeat(35)}</AcctSvcrRef>`;
    const many =
      `<TxDtls><RtrInf><AddtlInf>${'x'.repeat(105)}</AddtlInf><AddtlInf>${'y'.repeat(60)}</AddtlInf></RtrInf></TxDtls>`.repeat(
        19_000,
      );
    const [known, other] = [paid(A, 8_870), paid('X', 100, { bare: true })];
    const xml = camt('camt.053.001.02', [known, other]).replace(
      '</BkTxCd></Ntry>',
      `</BkTxCd>${copied}<NtryDtls>${many}</NtryDtls></Ntry>`,
    );
    const answer = await at.send(xml);
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect(await collectionOf(county.stores.connection, 'bankStatements').countDocuments({})).toBe(0);
    expect(await at.payment(A)).toMatchObject({ status: 'sent', bank: [] });
  });
});

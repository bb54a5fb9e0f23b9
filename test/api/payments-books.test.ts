import { afterEach, describe, expect, it } from '@jest/globals';
import { collectionOf } from '#shared/persistence/records';
import { paid } from '../builders/camt.ts';
import { openCounty, type County } from '../builders/county.ts';
import { A, B, openPayments, payingIn, type Payments } from '../builders/payments.ts';

let at: Payments;
let county: County;
afterEach(() => county.close());

const codeOf = ({ status, body }: { status: number; body: unknown }) => [status, (body as { code: string }).code];

describe('the books', () => {
  it.each([
    ['a status that the bank did not say', 'payments', { _id: A }, { $set: { status: 'paid' } }, A],
    ['a posting that was changed', 'ledger', { _id: `${A}-000001-1` }, { $inc: { amountCents: 1 } }, `${A}-000001-1`],
    ['a line that went', 'payments', { _id: B }, { $pop: { journal: 1 as const } }, B],
    ['a posting that nobody made', 'payments', { _id: B }, { $set: { journal: [], entries: [] } }, `${B}-000002-1`],
  ])('name %s', async (_, collection, filter, update, named) => {
    at = await openPayments();
    county = at.county;
    await at.reject();
    expect(await county.differences()).toEqual([]);
    await collectionOf(county.stores.connection, collection).updateOne(filter, update);
    expect((await county.differences()).map(({ id }) => id)).toContain(named);
  });

  const STATEMENT = 'stl-settle-2026-06-a';
  const STRAY = { statementId: STATEMENT, from: 'owed', to: 'payable', amountCents: 1, on: '2026-07-06' };
  it.each([
    ['that was changed', `${STATEMENT}-000001-1`, 'updateOne', { $inc: { amountCents: 1 } }, 'is another in ledger'],
    ['that went', `${STATEMENT}-000001-1`, 'deleteOne', {}, 'is not in ledger'],
    ['that its statement does not say', `${STATEMENT}-000001-9`, 'updateOne', { $set: STRAY }, 'in no statement'],
    ['of no statement', 'stl-x-000001-1', 'updateOne', { $set: { ...STRAY, statementId: 'stl-x' } }, 'in no statement'],
  ] as const)('name a posting of an approval %s', async (_, id, act, change, what) => {
    at = await openPayments();
    county = at.county;
    expect(await county.differences()).toEqual([]);
    const ledger = collectionOf(county.stores.connection, 'ledger');
    await (act === 'deleteOne'
      ? ledger.deleteOne({ _id: id })
      : ledger.updateOne({ _id: id }, change, { upsert: true }));
    expect(await county.differences()).toContainEqual({ id, what: expect.stringContaining(what) as unknown });
  });

  it('name an approval that is posted of a statement that is not approved', async () => {
    at = await openPayments();
    county = at.county;
    await county.stores.runs.collection.updateOne({ _id: at.run.id }, { $set: { status: 'calculated' } });
    const named = (await county.differences()).map(({ id }) => id);
    expect(named).toEqual(expect.arrayContaining(['a', 'b'].map((one) => `stl-settle-2026-06-${one}-000001-1`)));
  });

  it('name a payment in the place of another that never came to be', async () => {
    at = await openPayments();
    county = at.county;
    await at.reject();
    await at.again(A).expect(201);
    await collectionOf(county.stores.connection, 'payments').deleteOne({ _id: `${A}-2` });
    expect((await county.differences()).map(({ id }) => id)).toEqual([`${A}-2`]);
  });
});

describe('what is paid of a provider that owes', () => {
  it('leaves payable at minus the debts that are still carried', async () => {
    county = await openCounty('2026-06-01');
    const finance = payingIn(county);
    await county.programme('rehabilitation');
    await county.provider('a', 'rehabilitation', 4_000);
    const voucher = await county.voucher(await county.client('x'), 'rehabilitation', 'a', '2026-06-01');
    const june = await county.visit(voucher, 'a', '2026-06-01');
    county.turnTo('2026-06-20');
    const another = await county.visit(voucher, 'a', '2026-06-19');
    county.turnTo('2026-07-06');
    const first = await county.settle('2026-06');
    await finance.fileOf(first).expect(201);
    await finance.tell([paid(A, 8_000)]);
    expect(await finance.books()).toEqual({ payable: 0, paid: 8_000 });

    county.turnTo('2026-07-20');
    await county.reverse(june);
    await county.reverse(another);
    await county.visit(voucher, 'a', '2026-07-15');
    county.turnTo('2026-08-06');
    const second = await county.settle('2026-07');
    expect(second.totals).toMatchObject({ payableCents: 0, carriedForwardCents: -4_000 });
    expect(codeOf(await finance.fileOf(second))).toEqual([409, 'NOTHING_TO_PAY']);
    expect(await finance.books()).toEqual({ payable: -4_000, paid: 8_000 });

    await county.visit(voucher, 'a', '2026-08-03');
    county.turnTo('2026-08-20');
    await county.visit(voucher, 'a', '2026-08-19');
    county.turnTo('2026-09-06');
    const third = await county.settle('2026-08');
    expect(third.totals).toMatchObject({ broughtForwardCents: -4_000, payableCents: 4_000, carriedForwardCents: 0 });
    await finance.fileOf(third).expect(201);
    expect(await finance.books()).toEqual({ payable: 4_000, paid: 8_000 });
    await finance.tell([paid('pay-settle-2026-08-a', 4_000, { bookedOn: '2026-09-25' })]);
    expect(await finance.books()).toEqual({ payable: 0, paid: 12_000 });
  });
});

import { camt, paid, returned, type Booking, type Camt } from './camt.ts';
import { openCounty, type County, type Settled, type Told } from './county.ts';

/** The payments of `openPayments`: 88.70 and 40.00. */
export const A = 'pay-settle-2026-06-a';
export const B = 'pay-settle-2026-06-b';

/** What finance does about payments. */
export const payingIn = (county: County) => {
  const send = (xml: string, type = 'application/xml', key?: string) =>
    county.finance
      .post('/v1/bank-statements')
      .set({ 'Content-Type': type, ...(key === undefined ? {} : { 'Idempotency-Key': key }) })
      .send(xml);
  return {
    send,
    tell: (bookings: readonly Booking[], message: Camt = 'camt.054.001.08') =>
      send(camt(message, bookings)).expect(200),
    fileOf: (run: Pick<Settled, 'id'>, query = '') =>
      county.finance.post(`/v1/settlement-runs/${run.id}/payment-files${query}`).buffer(true),
    payment: async (id: string) => (await county.finance.get(`/v1/payments/${id}`).expect(200)).body as Told,
    again: (id: string) => county.finance.post(`/v1/payments/${id}/retry`),
    books: async () => {
      const balance = await county.balance();
      return { payable: balance['payable'], paid: balance['paid'] };
    },
  };
};

/** A county with an approved month of two providers, whose payment file is made. */
export const openPayments = async () => {
  const county = await openCounty('2026-06-01');
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
  const finance = payingIn(county);
  await finance.fileOf(run).expect(201);
  return {
    ...finance,
    county,
    run,
    file: (query: string) => finance.fileOf(run, query),
    status: async () => (await county.run(run.id)).status,
    /** Lets the bank confirm both, and give both back. */
    reject: async () => {
      county.turnTo('2026-07-30');
      await finance.tell([paid(A, 8_870), returned(A, 8_870), paid(B, 4_000), returned(B, 4_000)]);
    },
  };
};

export type Payments = Awaited<ReturnType<typeof openPayments>>;

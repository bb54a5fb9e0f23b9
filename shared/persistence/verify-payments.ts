import { sumCents } from '#shared/domain/money';
import { statusOf, type Payment } from '#shared/domain/payment/payment';
import { ledgerPages, missingIn, type Difference } from './difference.ts';
import { pagesOf } from './page.ts';
import { ledgerRowsOf } from './payments.ts';
import type { Stores } from './stores.ts';

/** What the payment's journal has moved to paid. */
const paidBy = ({ journal }: Payment): number =>
  sumCents(
    journal
      .flatMap(({ postings }) => postings)
      .map(({ to, amountCents }) => (to === 'paid' ? amountCents : -amountCents)),
  );

/** What can be told of a payment by itself: its status is what the bank said, and its journal says the same in cents. */
const ownDifferences = (payment: Payment): Difference[] => {
  const named = (what: string): Difference => ({ id: payment.id, what });
  const { status, amountCents, journal } = payment;
  const paid = statusOf(payment) === 'paid' ? amountCents : 0;
  return [
    ...(status === statusOf(payment) ? [] : [named(`status ${status}, by the bank ${statusOf(payment)}`)]),
    ...(paidBy(payment) === paid ? [] : [named(`journal has paid ${paidBy(payment)}, the bank ${paid}`)]),
    ...(journal.every(({ seq }, index) => seq === index + 1) ? [] : [named('journal has a gap')]),
  ];
};

/** Payments that a told decision to pay again has not brought into being. */
const neverMade = async ({ payments }: Stores, page: readonly Payment[]): Promise<Difference[]> => {
  const told = page.flatMap(({ replacement, toldSeq, journal }) =>
    replacement !== null && toldSeq === journal.length ? replacement.id : [],
  );
  const made = await payments.collection.find({ _id: { $in: told } }, { projection: { _id: 1 } }).toArray();
  const there = new Set(made.map(({ _id }) => _id));
  return told.filter((id) => !there.has(id)).map((id) => ({ id, what: 'is to be paid again and is not there' }));
};

/** Ledger rows posted from payments that no journal says. */
async function* unexplained(stores: Stores): AsyncGenerator<Difference> {
  const { payments } = stores;
  for await (const rows of ledgerPages(stores, 'pay-')) {
    const ids = [...new Set(rows.map((row) => row['paymentId'] as string))];
    const loaded = await Promise.all(ids.map((id) => payments.load(id)));
    const said = new Set(loaded.flatMap((one) => (one ? ledgerRowsOf(one, 0, Infinity) : [])).map(({ _id }) => _id));
    for (const { _id } of rows) if (!said.has(_id)) yield { id: _id, what: 'is in the ledger and in no journal' };
  }
}

/**
 * Compares what is said twice of payments: each with its own journal, each told line with its ledger rows, each
 * ledger row with its journal. Page by page; it may run beside live traffic, since a line is told after it is in
 * the ledger and in the journal before.
 */
export async function* paymentDifferences(stores: Stores): AsyncGenerator<Difference> {
  const { payments } = stores;
  for await (const found of pagesOf(payments.collection, {})) {
    const page = found.map((document) => payments.fromDb(document));
    yield* page.flatMap(ownDifferences);
    const told = page.flatMap((payment) => ledgerRowsOf(payment, 0, payment.toldSeq));
    yield* await missingIn(
      stores,
      'ledger',
      told.map((row) => ({ ...row })),
      'the payment',
    );
    yield* await neverMade(stores, page);
  }
  yield* unexplained(stores);
}

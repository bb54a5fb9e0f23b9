import type { Document } from 'mongodb';
import { sumCents, type Cents } from '#shared/domain/money';
import { standingEvents, type Voucher } from '#shared/domain/voucher/voucher';
import { KEPT } from './aggregate.ts';
import { ledgerPages, missingIn, type Difference } from './difference.ts';
import { eventRow } from './events.ts';
import { ledgerRows } from './ledger.ts';
import { pagesOf } from './page.ts';
import type { Stores } from './stores.ts';
import { trialBalance } from './trial-balance.ts';
import { postingRefs } from './relay.ts';
import { paymentDifferences } from './verify-payments.ts';
import { statementDifferences } from './verify-statements.ts';

/** So many differences are named; where there are more, the books need a person and not a longer list. */
const MOST_NAMED = 100;

/** What the ledger must hold of a voucher's journal up to a line. */
const expectedRows = (voucher: Voucher, uptoSeq: number): Document[] =>
  voucher.journal
    .filter(({ seq }) => seq <= uptoSeq)
    .flatMap((line) =>
      ledgerRows({ ...line, source: voucher.id }, postingRefs(voucher, line)).map((row) => ({ ...row })),
    );

const committedBy = (voucher: Voucher): Cents =>
  sumCents(
    voucher.journal
      .flatMap(({ postings }) => postings)
      .map(
        ({ from, to, amountCents }) =>
          (to === 'committed' ? amountCents : 0) - (from === 'committed' ? amountCents : 0),
      ),
  );

const visitsOf = (voucher: Voucher): number =>
  standingEvents(voucher).reduce((sum, { fact }) => sum + (fact.type === 'visit' ? fact.units : 0), 0);

/** What can be told of a voucher by itself: its balance is its journal's, its count its standing visits'. */
const ownDifferences = (voucher: Voucher): Difference[] => {
  const named = (what: string): Difference => ({ id: voucher.id, what });
  const { committedCents, usedUnits, grantedUnits, journal } = voucher;
  return [
    ...(committedCents === committedBy(voucher)
      ? []
      : [named(`committedCents ${committedCents}, journal ${committedBy(voucher)}`)]),
    ...(committedCents < 0 ? [named(`committedCents ${committedCents} is below zero`)] : []),
    ...(usedUnits === visitsOf(voucher) ? [] : [named(`usedUnits ${usedUnits}, standing visits ${visitsOf(voucher)}`)]),
    ...(grantedUnits !== null && usedUnits > grantedUnits ? [named(`usedUnits ${usedUnits} of ${grantedUnits}`)] : []),
    ...(journal.every(({ seq }, index) => seq === index + 1) ? [] : [named('journal has a gap')]),
  ];
};

/** Events of which nothing is still to be told: their rows must be there, as they stand. */
const toldEvents = (voucher: Voucher): Document[] => {
  const untold = new Set(voucher.journal.filter(({ seq }) => seq > voucher.toldSeq).map(({ ref }) => ref));
  return voucher.events.filter(({ id }) => !untold.has(id)).map((event) => ({ ...eventRow(voucher, event) }));
};

const differencesOf = async (stores: Stores, vouchers: readonly Voucher[]): Promise<Difference[]> => [
  ...vouchers.flatMap(ownDifferences),
  ...(await missingIn(
    stores,
    'ledger',
    vouchers.flatMap((voucher) => expectedRows(voucher, voucher.toldSeq)),
    'the voucher',
  )),
  ...(await missingIn(stores, 'events', vouchers.flatMap(toldEvents), 'the voucher')),
];

/** A difference counts when it is there at a second look too: beside live traffic a row may be ahead of what was read. */
const twiceSeen = async (stores: Stores, vouchers: readonly Voucher[]): Promise<Difference[]> => {
  if ((await differencesOf(stores, vouchers)).length === 0) return [];
  const again = await Promise.all(vouchers.map(({ id }) => stores.vouchers.load(id)));
  return differencesOf(
    stores,
    again.filter((voucher) => voucher !== null),
  );
};

/** Ledger rows posted from vouchers that no journal line says. */
async function* unexplained(stores: Stores): AsyncGenerator<Difference> {
  for await (const rows of ledgerPages(stores, 'vch-')) {
    const ids = [...new Set(rows.map((row) => row['voucherId'] as string))];
    const vouchers = await Promise.all(ids.map((id) => stores.vouchers.load(id)));
    const said = new Set(
      vouchers
        .flatMap((voucher) => (voucher ? expectedRows(voucher, Infinity) : []))
        .map((row) => row['_id'] as string),
    );
    for (const { _id } of rows) if (!said.has(_id)) yield { id: _id, what: 'is in the ledger and in no journal' };
  }
}

/**
 * Compares everything the books say twice: each voucher with its own journal, each journal line with its ledger
 * rows, each event with its row, each ledger row with its journal; payments alike; each posted statement with its
 * ledger rows, and those with it; debit with credit. It reads page by page, so its memory is flat, and may run beside
 * live traffic: what is still untold is not missed.
 * @returns up to a hundred differences; none is the only good answer.
 */
export const verifyBooks = async (stores: Stores): Promise<Difference[]> => {
  const found: Difference[] = [];
  for await (const page of pagesOf(stores.vouchers.collection, KEPT)) {
    const vouchers = page.map((document) => stores.vouchers.fromDb(document));
    found.push(...(await twiceSeen(stores, vouchers)));
    if (found.length >= MOST_NAMED) return found.slice(0, MOST_NAMED);
  }
  for (const differences of [unexplained(stores), statementDifferences(stores), paymentDifferences(stores)])
    for await (const difference of differences) {
      found.push(difference);
      if (found.length >= MOST_NAMED) return found;
    }
  const { totalDebitCents, totalCreditCents } = await trialBalance(stores, '9999-12-31');
  if (totalDebitCents !== totalCreditCents)
    found.push({ id: 'ledger', what: `debit ${totalDebitCents}, credit ${totalCreditCents}` });
  return found;
};

import type { EventRow } from '#shared/persistence/events';
import { collectionOf } from '#shared/persistence/records';
import type { Stores } from '#shared/persistence/stores';
import { openCounty, type County, type Told } from './county.ts';
import { visitsOfJune } from './visit-rows.ts';

export const insertRows = async ({ connection }: Stores, rows: readonly EventRow[]): Promise<void> => {
  await collectionOf(connection, 'events').insertMany(rows.map((row) => ({ ...row })));
};

/** Pieces so small that even a little county makes many. */
export const SMALL = { vouchers: 1, fewestProviders: 1, mostProviders: 2 };

export const JUNE = 'run-settle-2026-06';
export const VISITS = 600;
const REHAB = 'abcdefgh';

/**
 * A county on 6 July 2026 in whose June there is everything a run meets: visits with many providers, housing, a
 * centre, a visit of a settled month taken back, and a provider that brings a debt forward.
 */
export const openBusyJune = async (): Promise<County> => {
  const county = await openCounty('2026-04-01');
  for (const kind of ['rehabilitation', 'housing', 'soteCentre'] as const) await county.programme(kind);
  for (const letter of REHAB) await county.provider(letter, 'rehabilitation', 6_200);
  await county.provider('m', 'housing', 17_000);
  await county.provider('s', 'soteCentre', 0);

  const [owing, corrected] = [await county.client('1'), await county.client('2')];
  const wrong = await county.voucher(owing, 'rehabilitation', 'd', '2026-04-01');
  const late = await county.voucher(corrected, 'rehabilitation', 'a', '2026-04-01');
  const homes: Told[] = [];
  for (const letter of ['3', '4', '5'])
    homes.push(await county.voucher(await county.client(letter), 'housing', 'm', '2026-04-01'));
  for (const letter of ['6', '7']) await county.voucher(await county.client(letter), 'soteCentre', 's', '2026-04-01');

  const live = async (month: string, lastDay: string) => {
    county.turnTo(`${month}-${lastDay}`);
    for (const home of homes)
      await county.record(home, 'm', 'housing', { type: 'stay', from: `${month}-01`, to: `${month}-${lastDay}` });
  };
  await live('2026-04', '30');
  const never = [await county.visit(wrong, 'd', '2026-04-10'), await county.visit(wrong, 'd', '2026-04-11')];
  county.turnTo('2026-05-06');
  await county.settle('2026-04');
  county.turnTo('2026-05-07');
  for (const visit of never) await county.reverse(visit);
  await live('2026-05', '31');
  const mistaken = await county.visit(late, 'a', '2026-05-20');
  county.turnTo('2026-06-06');
  await county.settle('2026-05');
  county.turnTo('2026-06-07');
  await county.reverse(mistaken);
  await live('2026-06', '30');
  await insertRows(county.stores, visitsOfJune(VISITS, REHAB));
  county.turnTo('2026-07-06');
  return county;
};

/** Lets whatever workers have in hand run out, whether they live or not. */
export const leasesRunOut = async ({ stores }: County): Promise<void> => {
  await stores.pieces.collection.updateMany({}, { $set: { leaseUntil: 0 } });
  await stores.runs.collection.updateMany({}, { $set: { leaseUntil: 0 } });
};

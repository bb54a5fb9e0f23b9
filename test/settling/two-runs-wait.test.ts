import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openCounty, type County } from '../builders/county.ts';

let county: County;
beforeEach(async () => {
  county = await openCounty('2026-05-20');
  await county.programme('rehabilitation');
  await county.provider('a', 'rehabilitation', 6_200);
});
afterEach(async () => {
  expect(await county.differences()).toEqual([]);
  await county.close();
});

const BALANCE = ['organiserCents', 'broughtForwardCents', 'payableCents', 'carriedForwardCents'] as const;
const balanceOf = (one: Readonly<Record<string, unknown>> | undefined) => BALANCE.map((field) => one?.[field]);

it('a debt is brought forward by one of two runs that wait for approval, and told so to the provider', async () => {
  const voucher = await county.voucher(await county.client('1'), 'rehabilitation', 'a', '2026-05-20');
  county.turnTo('2026-06-30');
  const visits = [];
  for (const day of ['2026-06-02', '2026-06-03', '2026-06-04']) visits.push(await county.visit(voucher, 'a', day));
  county.turnTo('2026-07-06');
  await county.settle('2026-06');
  county.turnTo('2026-07-20');
  for (const visit of visits) await county.reverse(visit);
  await county.visit(voucher, 'a', '2026-07-20');
  county.turnTo('2026-08-06');
  await county.settle('2026-07');
  await county.visit(voucher, 'a', '2026-08-06');
  county.turnTo('2026-09-03');
  await county.visit(voucher, 'a', '2026-09-03');
  await county.visit(voucher, 'a', '2026-09-02');
  county.turnTo('2026-10-06');
  const august = await county.calculate('2026-08');
  const september = await county.calculate('2026-09');

  const told = (await county.agent('a').get('/v1/providers/prv-a/forecast').expect(200)).body as {
    runs: Record<string, unknown>[];
  };
  const said = [];
  for (const { id } of [august, september]) said.push(balanceOf((await county.statements(id))[0]));
  expect(told.runs.slice(0, 2).map(balanceOf)).toEqual(said);
  expect(said).toEqual([
    [4_435, -8_870, 0, -4_435],
    [8_870, 0, 8_870, 0],
  ]);
  expect(balanceOf(told.runs[2])).toEqual([0, -4_435, 0, -4_435]);
});

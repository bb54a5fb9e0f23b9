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

  // The provider owes what August has in hand: September is not to pay it in full.
  const { id, hash } = september;
  const inFull = () => county.approver.post(`/v1/settlement-runs/${id}/approval`).send({ hash });
  const no = { status: 409, body: { code: 'DEBT_NOT_BROUGHT_FORWARD', providerIds: ['prv-a'] } };
  expect(await inFull()).toMatchObject(no);
  await county.approve(august);
  expect(await inFull()).toMatchObject(no);
  const anew = await county.calculate('2026-09');
  expect(balanceOf((await county.statements(id))[0])).toEqual([8_870, -4_435, 4_435, 0]);
  await county.approve(anew);
});

it('a run that pays nobody who owes is approved, whatever waits beside it', async () => {
  await county.provider('b', 'rehabilitation', 6_200);
  const [one, other] = [await county.client('1'), await county.client('2')];
  const voucher = await county.voucher(one, 'rehabilitation', 'a', '2026-05-20');
  county.turnTo('2026-06-30');
  const visit = await county.visit(voucher, 'a', '2026-06-02');
  county.turnTo('2026-07-06');
  await county.settle('2026-06');
  await county.reverse(visit);
  county.turnTo('2026-08-06');
  await county.settle('2026-07');
  const theirs = await county.voucher(other, 'rehabilitation', 'b', '2026-08-06');
  county.turnTo('2026-10-06');
  await county.calculate('2026-08');
  await county.visit(theirs, 'b', '2026-10-06');
  county.turnTo('2026-11-06');
  const october = await county.settle('2026-10');
  expect(october).toMatchObject({ status: 'approved', totals: { payableCents: 4_435 } });
});

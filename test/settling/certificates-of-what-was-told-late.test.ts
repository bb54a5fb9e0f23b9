import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Certified } from '#shared/settling/certificate';
import { certified } from '../builders/certified.ts';
import { openCounty, type County, type Settled, type Told } from '../builders/county.ts';

let county: County;
beforeEach(async () => {
  county = await openCounty('2026-05-01');
});
afterEach(() => county.close());

const certificateOf = (run: Pick<Settled, 'id'>) => certified(county, run);

/** Decided before the cut-off and kept after the run had read: nothing tells of it yet. */
const onItsWay = async (done: () => Promise<unknown>): Promise<void> => {
  county.turnTo('2026-06-30');
  await done();
  county.turnTo('2026-07-07');
};

/** A certificate holds and is the same before and after the next run, which settles what was told late. */
const staysAsItIs = async (june: Settled): Promise<Certified> => {
  await county.approve(june);
  const first = await certificateOf(june);
  expect([first.holds, first.unexplained]).toEqual([true, { count: 0, first: [] }]);
  county.turnTo('2026-07-10');
  const further = await county.calculate('2026-06');
  expect(await certificateOf(june)).toEqual(first);
  expect((await certificateOf(further)).holds).toBe(true);
  await county.approve(further);
  county.turnTo('2026-07-12');
  expect(await certificateOf(june)).toEqual(first);
  return first;
};

const raise = (voucher: Told) =>
  county.coordinator
    .post(`/v1/vouchers/${voucher.id}/value-raises`)
    .send({ validFrom: '2026-06-01', unitValueCents: 5_000, reason: 'a written decision' })
    .expect(201);

it('visits that were told, taken back, disputed or priced anew when the run had read', async () => {
  await county.programme('rehabilitation');
  await county.provider('a', 'rehabilitation', 6_200);
  const vouchers: Told[] = [];
  for (const client of '12')
    vouchers.push(await county.voucher(await county.client(client), 'rehabilitation', 'a', '2026-05-01'));
  const [one, two] = vouchers as [Told, Told];
  county.turnTo('2026-06-30');
  const reversed = await county.visit(one, 'a', '2026-06-01');
  const disputed = await county.visit(one, 'a', '2026-06-02');
  await county.visit(two, 'a', '2026-06-03');
  county.turnTo('2026-07-06');
  const june = await county.calculate('2026-06');
  const client = await county.world.as('client', { clientId: 'cli-1' });
  await onItsWay(async () => {
    await county.visit(one, 'a', '2026-06-04');
    await county.reverse(reversed);
    await client.post(`/v1/service-events/${disputed.id}/dispute`).send({ reason: 'nobody came' }).expect(201);
    await raise(two);
  });
  const { visits } = (await staysAsItIs(june)).figures;
  expect(visits).toMatchObject({ recorded: { count: 4 }, agreeing: 4, toldLate: { count: 1, organiserCents: 4_435 } });
  expect(visits.settled).toEqual({ count: 3, grossCents: 3 * 6_200, organiserCents: 3 * 4_435 });
});

it('stays that were told or taken back when the run had read', async () => {
  const stay = (from: string, to: string) => ({ type: 'stay', from, to });
  await county.programme('housing');
  await county.provider('m', 'housing', 17_000);
  const homes: Told[] = [];
  for (const client of '123')
    homes.push(await county.voucher(await county.client(client), 'housing', 'm', '2026-05-01'));
  const [alone, together, back] = homes as [Told, Told, Told];
  county.turnTo('2026-06-30');
  await county.record(together, 'm', 'housing', stay('2026-06-01', '2026-06-10'));
  const reversed = await county.record(back, 'm', 'housing', stay('2026-06-01', '2026-06-20'));
  county.turnTo('2026-07-06');
  const june = await county.calculate('2026-06');
  await onItsWay(async () => {
    await county.record(alone, 'm', 'housing', stay('2026-06-01', '2026-06-30'));
    await county.record(together, 'm', 'housing', stay('2026-06-11', '2026-06-30'));
    await county.reverse(reversed);
  });
  const { stays } = (await staysAsItIs(june)).figures;
  expect(stays).toMatchObject({ recorded: { count: 4 }, settled: { count: 2 }, toldLate: { count: 2 } });
});

it('what was lost is not told late because something else was', async () => {
  await county.programme('rehabilitation');
  await county.provider('a', 'rehabilitation', 6_200);
  const voucher = await county.voucher(await county.client('1'), 'rehabilitation', 'a', '2026-05-01');
  county.turnTo('2026-06-30');
  const lost = await county.visit(voucher, 'a', '2026-06-01');
  await county.visit(voucher, 'a', '2026-06-02');
  county.turnTo('2026-07-06');
  const june = await county.calculate('2026-06');
  const lines = county.stores.connection.collection('lines');
  await lines.deleteOne({ runId: june.id, from: '2026-06-01' });
  await onItsWay(async () => {
    await county.visit(voucher, 'a', '2026-06-04');
    await raise(voucher);
  });
  const { holds, unexplained, figures } = await certificateOf(june);
  expect([holds, figures.visits.toldLate.count]).toEqual([false, 1]);
  expect(unexplained.first).toContain(lost.id);
});

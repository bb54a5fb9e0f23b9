import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { relayPending } from '#shared/persistence/relay';
import type { Held } from '#shared/persistence/runs';
import { certified } from '../builders/certified.ts';
import { noon, openCounty, type County, type Settled, type Told } from '../builders/county.ts';

let county: County;
beforeEach(async () => {
  county = await openCounty('2026-05-01');
});
afterEach(() => county.close());

const certificateOf = (run: Pick<Settled, 'id'>) => certified(county, run);

/** As if a run that is calculated had not seen it: done and told before its cut-off. */
const unseen = async <T>(now: string, done: () => Promise<T>): Promise<T> => {
  county.turnTo('2026-06-30');
  const answer = await done();
  await relayPending(county.stores, 100, noon('2026-06-30'));
  county.turnTo(now);
  return answer;
};

describe('a stay that has no line', () => {
  const JUNE = { type: 'stay', from: '2026-06-01', to: '2026-06-30' };
  const others: Held[] = Array.from({ length: 200 }, (_, n) => ({
    ...{ voucherId: `vch-other-${n}`, month: '2026-05', code: 'NO_PRICE_ON_DATE' },
  }));
  let run: Settled;
  let lost: Told;
  let unpriced: Told;
  beforeEach(async () => {
    await county.programme('housing');
    for (const letter of 'mn') await county.provider(letter, 'housing', 17_000);
    const homes: Told[] = [];
    for (const [client, letter] of ['m', 'm', 'n'].entries())
      homes.push(await county.voucher(await county.client(`${client}`), 'housing', letter, '2026-05-01'));
    const [home, losing] = homes as [Told, Told, Told];
    unpriced = homes[2] as Told;
    county.turnTo('2026-06-30');
    await county.record(home, 'm', 'housing', JUNE);
    await county.record(unpriced, 'n', 'housing', JUNE);
    const price = { $set: { 'offerings.0.prices.0.validFrom': '2026-06-02' } };
    await county.stores.providers.collection.updateOne({ _id: 'prv-n' }, price);
    county.turnTo('2026-07-06');
    run = await county.calculate('2026-06');
    lost = losing;
  });

  it('is held where its month cannot be priced, also when more are held than a run names', async () => {
    expect((await certificateOf(run)).figures.stays.unpriced.count).toBe(1);
    await county.stores.runs.collection.updateOne({ _id: run.id }, { $set: { held: others } });
    const { figures, holds, unexplained } = await certificateOf(run);
    expect([figures.stays.unpriced.count, holds, unexplained.count]).toEqual([1, true, 0]);
  });

  it('may be disputed, or taken back once it was settled, in a month that cannot be priced', async () => {
    const { collection } = county.stores.providers;
    const priceFrom = (day: string) =>
      collection.updateOne({ _id: 'prv-n' }, { $set: { 'offerings.0.prices.0.validFrom': day } });
    const stays = (from: string, to: string) => county.record(unpriced, 'n', 'housing', { type: 'stay', from, to });
    await priceFrom('2020-01-01');
    county.turnTo('2026-07-31');
    const reversed = await stays('2026-07-01', '2026-07-10');
    await stays('2026-07-11', '2026-07-31');
    county.turnTo('2026-08-06');
    await county.settle('2026-07');
    county.turnTo('2026-08-31');
    await county.reverse(reversed);
    const disputed = await stays('2026-08-01', '2026-08-10');
    await stays('2026-08-11', '2026-08-31');
    const client = await county.world.as('client', { clientId: 'cli-2' });
    await client.post(`/v1/service-events/${disputed.id}/dispute`).send({ reason: 'not there' }).expect(201);
    await priceFrom('2026-09-01');
    county.turnTo('2026-09-06');
    for (const month of ['2026-07', '2026-08']) {
      const { holds, identities } = await certificateOf(await county.calculate(month));
      expect([month, holds, identities.filter((one) => !one.holds)]).toEqual([month, true, []]);
    }
  });

  it('is not explained by how many others are held', async () => {
    const one = await unseen('2026-07-06', () => county.record(lost, 'm', 'housing', JUNE));
    await county.stores.runs.collection.updateOne({ _id: run.id }, { $set: { held: others } });
    const { figures, holds, unexplained } = await certificateOf(run);
    expect(unexplained).toEqual({ count: 1, first: [one.id] });
    expect([figures.stays.unpriced.count, holds]).toEqual([1, false]);
  });
});

describe('a visit that has no line', () => {
  let voucher: Told;
  beforeEach(async () => {
    await county.programme('rehabilitation');
    await county.provider('a', 'rehabilitation', 6_200);
    voucher = await county.voucher(await county.client('1'), 'rehabilitation', 'a', '2026-05-01');
    county.turnTo('2026-06-30');
    await county.visit(voucher, 'a', '2026-06-01');
    county.turnTo('2026-07-06');
  });

  it('was lost, whichever later run settles it', async () => {
    const june = await county.calculate('2026-06');
    const visit = await unseen('2026-07-08', () => county.visit(voucher, 'a', '2026-06-02'));
    await county.approve(june);
    const lost = await certificateOf(june);
    expect([lost.holds, lost.unexplained]).toEqual([false, { count: 1, first: [visit.id] }]);
    county.turnTo('2026-07-10');
    const further = await county.calculate('2026-06');
    expect((await certificateOf(further)).figures.visits.settled.count).toBe(1);
    expect(await certificateOf(june)).toEqual(lost);
    await county.approve(further);
    expect(await certificateOf(june)).toEqual(lost);
  });

  it('was had first by a run beside, before either is approved and after', async () => {
    await county.settle('2026-06');
    county.turnTo('2026-07-20');
    const window = { period: '2026-06', openUntil: '2026-07-31', reason: 'told late' };
    await county.coordinator.post(`/v1/vouchers/${voucher.id}/entry-windows`).send(window).expect(201);
    await county.visit(voucher, 'a', '2026-06-02');
    county.turnTo('2026-08-06');
    const july = await county.calculate('2026-07');
    county.turnTo('2026-08-07');
    const further = await county.calculate('2026-06');
    const told = await certificateOf(further);
    expect([told.holds, told.figures.visits.settledElsewhere.count]).toEqual([true, 1]);
    county.turnTo('2026-08-08');
    await county.approve(further);
    await county.approve(july);
    expect(await certificateOf(further)).toEqual(told);
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { relayAll } from '#shared/persistence/relay';
import { collectionOf } from '#shared/persistence/records';
import { openCounty, type County, type Settled, type Told } from '../builders/county.ts';

/** 30 days at 170.00; the fee of the decision there is 1 111.80. */
const ORGANISER = 398_820;

let county: County;
let client: string;
let stay: Told;
let voucher: Told;

/** What each payer's purses hold by account, of June's months of service: what is committed belongs to years. */
const purses = async (): Promise<Record<string, Record<string, number>>> => {
  await relayAll(county.stores, new Date(county.clock.now()).toISOString(), () => Promise.resolve());
  const sums: Record<string, Record<string, number>> = {};
  for await (const row of collectionOf(county.stores.connection, 'ledger').find({})) {
    const { from, to, amountCents, municipalityCode } = row as unknown as {
      readonly from: string;
      readonly to: string;
      readonly amountCents: number;
      readonly municipalityCode?: string;
    };
    const own = (sums[municipalityCode ?? 'nobody'] ??= { owed: 0, payable: 0 });
    if (from in own) own[from] = (own[from] ?? 0) - amountCents;
    if (to in own) own[to] = (own[to] ?? 0) + amountCents;
  }
  return sums;
};

const moves = (municipalityCode: string, validFrom: string) =>
  county.coordinator.post(`/v1/clients/${client}/residences`).send({ validFrom, municipalityCode }).expect(201);
const costs = async (run: Settled) =>
  (await county.stores.statements.collection.find({ runId: run.id }).toArray()).flatMap(
    ({ costs: told }) => told as Told[],
  );

beforeEach(async () => {
  county = await openCounty('2026-06-01');
  await county.programme('housing', { priceCeilingCents: 17_000 });
  await county.provider('home', 'housing', 17_000);
  client = await county.client('mover');
  voucher = await county.voucher(client, 'housing', 'home', '2026-06-01');
  county.turnTo('2026-07-01');
  stay = await county.record(voucher, 'home', 'housing', { type: 'stay', from: '2026-06-01', to: '2026-06-30' });
});
afterEach(() => county.close());

describe('a month whose payer became known after its stay was recorded', () => {
  it('is owed and paid in the purse of that payer alone', async () => {
    await moves('111', '2026-05-15');
    county.turnTo('2026-07-06');
    const run = await county.settle('2026-06');
    expect(await costs(run)).toMatchObject([{ municipalityCode: '111', organiserCents: ORGANISER }]);
    expect(await purses()).toEqual({ '398': { owed: 0, payable: 0 }, '111': { owed: 0, payable: ORGANISER } });
    expect(await county.differences()).toEqual([]);
  });

  it('has another hash than it had before: a person approves whose cost it is', async () => {
    county.turnTo('2026-07-06');
    const before = await county.calculate('2026-06');
    await moves('111', '2026-05-15');
    const after = await county.calculate('2026-06');
    expect(after.totals).toEqual(before.totals);
    const refusal = await county.approver.post(`/v1/settlement-runs/${before.id}/approval`).send({ hash: before.hash });
    expect([refusal.status, (refusal.body as { code: string }).code]).toEqual([409, 'CONTENT_CHANGED']);
    await county.approve(after);
    expect(await purses()).toEqual({ '398': { owed: 0, payable: 0 }, '111': { owed: 0, payable: ORGANISER } });
  });
});

describe('a settled month that is settled anew after a removal became known', () => {
  it('is taken back from the one payer and paid by the other, and nothing stays owed', async () => {
    county.turnTo('2026-07-06');
    await county.settle('2026-06');
    await moves('111', '2026-05-15');
    // A hospital notice that comes late: three days cost the client nothing, and the provider is paid them in full.
    county.turnTo('2026-07-20');
    await county.coordinator
      .post(`/v1/vouchers/${voucher.id}/entry-windows`)
      .send({ period: '2026-06', openUntil: '2026-07-31', reason: 'a late notice' })
      .expect(201);
    await county.record(voucher, 'home', 'housing', {
      ...{ type: 'absence', from: '2026-06-10', to: '2026-06-12' },
      reason: 'hospital',
    });
    county.turnTo('2026-08-06');
    const run = await county.settle('2026-07');
    const told = await costs(run);
    const paidAnew = told.find(({ municipalityCode }) => municipalityCode === '111')?.['organiserCents'] as number;
    expect(paidAnew).toBeGreaterThan(ORGANISER);
    expect(told.find(({ municipalityCode }) => municipalityCode === '398')).toMatchObject({
      organiserCents: -ORGANISER,
    });
    expect(await purses()).toEqual({ '398': { owed: 0, payable: 0 }, '111': { owed: 0, payable: paidAnew } });
    expect(await county.differences()).toEqual([]);
  });

  it('costs whom it did where only its stay was recorded anew, and nothing stays owed by the other', async () => {
    county.turnTo('2026-07-06');
    await county.settle('2026-06');
    await moves('111', '2026-05-15');
    county.turnTo('2026-07-20');
    await county.reverse(stay, {
      ...{ voucherNumber: voucher['number'], offeringId: county.offering('home', 'housing') },
      ...{ type: 'stay', from: '2026-06-01', to: '2026-06-30' },
    });
    county.turnTo('2026-08-06');
    const run = await county.settle('2026-07');
    expect(run.totals).toMatchObject({ organiserCents: 0 });
    expect(await purses()).toEqual({ '398': { owed: 0, payable: ORGANISER }, '111': { owed: 0, payable: 0 } });
    expect(await county.differences()).toEqual([]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openCounty, type County, type Told } from '../builders/county.ts';

const PHYSIO = 'rehabilitation';
const visit = (date: string) => ({ type: 'visit', date, units: 1 });

let county: County;
let voucher: Told;
beforeEach(async () => {
  county = await openCounty('2026-06-01');
  await county.programme(PHYSIO);
  await county.provider('a', PHYSIO, 6_200);
  await county.provider('b', PHYSIO, 6_200);
  voucher = await county.voucher(await county.client('1'), PHYSIO, 'a', '2026-06-01');
  county.turnTo('2026-06-30');
});
afterEach(() => county.close());

interface Forecast {
  readonly asOf: string;
  readonly runs: readonly Record<string, unknown>[];
  readonly atRisk: readonly Record<string, unknown>[];
  readonly atRiskCount: number;
}
const forecast = async (provider = 'a'): Promise<Forecast> =>
  (await county.agent(provider).get(`/v1/providers/prv-${provider}/forecast`).expect(200)).body as Forecast;
const told = (body: object) => ({
  voucherNumber: voucher['number'],
  offeringId: county.offering('a', PHYSIO),
  ...body,
});
const openWindow = (period: string, openUntil: string) =>
  county.coordinator
    .post(`/v1/vouchers/${voucher.id}/entry-windows`)
    .send({ period, openUntil, reason: 'system was away' })
    .expect(201);
const risks = async () =>
  (await forecast()).atRisk.map(({ what, code, whoActs, lastDayToAct }) => [what, code, whoActs, lastDayToAct]);

describe('a forecast', () => {
  it('tells what the next run will pay, when, and of which programme; and the running month so far', async () => {
    for (const day of ['01', '02', '03']) await county.visit(voucher, 'a', `2026-06-${day}`);
    county.turnTo('2026-07-02');
    await county.visit(voucher, 'a', '2026-07-01');
    const sums = { lines: 3, grossCents: 18_600, organiserCents: 13_305, clientCents: 5_295 };
    expect(await forecast()).toMatchObject({
      asOf: '2026-07-02T09:00:00.000Z',
      runs: [
        {
          ...{ period: '2026-06', runDay: '2026-07-06', paymentDay: '2026-07-27', ...sums },
          ...{ broughtForwardCents: 0, payableCents: 13_305, carriedForwardCents: 0 },
          programmes: [{ programmeId: 'prg-rehabilitation', ...sums }],
        },
        { period: '2026-07', runDay: '2026-08-06', paymentDay: '2026-08-27', lines: 1, payableCents: 4_435 },
      ],
      atRisk: [],
      atRiskCount: 0,
    });
    expect((await forecast('b')).runs).toMatchObject([
      { period: '2026-06', lines: 0, payableCents: 0, programmes: [] },
      { period: '2026-07', lines: 0, payableCents: 0 },
    ]);
  });

  it('supposes that each run is approved as it is: what one leaves as a debt the next brings forward', async () => {
    const visits = [await county.visit(voucher, 'a', '2026-06-01'), await county.visit(voucher, 'a', '2026-06-02')];
    county.turnTo('2026-07-06');
    await county.settle('2026-06');
    for (const one of visits) await county.reverse(one);
    county.turnTo('2026-08-02');
    await county.visit(voucher, 'a', '2026-08-01');
    const debt = -2 * 4_435;
    const runs = [
      { period: '2026-07', lines: 2, payableCents: 0, carriedForwardCents: debt },
      { period: '2026-08', lines: 1, broughtForwardCents: debt, payableCents: 0, carriedForwardCents: debt + 4_435 },
    ];
    expect((await forecast()).runs).toMatchObject(runs);
    county.turnTo('2026-08-06');
    await county.calculate('2026-07');
    expect((await forecast()).runs).toMatchObject(runs);
  });

  it('of a run that waits for its approval is that run; what comes meanwhile is in the next, or late', async () => {
    await county.visit(voucher, 'a', '2026-06-01');
    county.turnTo('2026-07-06');
    const run = await county.calculate('2026-06');
    county.turnTo('2026-07-08');
    await openWindow('2026-06', '2026-07-20');
    const late = await county.visit(voucher, 'a', '2026-06-15');
    const told = await forecast();
    expect(told.runs).toMatchObject([
      { period: '2026-06', lines: 1, cutoffAt: '2026-07-06T09:00:00.000Z' },
      { period: '2026-07', lines: 1, runDay: '2026-08-06' },
    ]);
    expect(told.atRisk).toMatchObject([
      { what: 'late', eventId: late.id, code: 'RECORDED_AFTER_CUTOFF', whoActs: 'none', lastDayToAct: null },
    ]);
    await county.approve(run);
    expect(await forecast()).toMatchObject({ runs: [{ period: '2026-07', lines: 1 }], atRisk: [] });
  });

  it('is the provider’s own and the office’s', async () => {
    const path = '/v1/providers/prv-a/forecast';
    await county.agent('b').get(path).expect(404);
    await county.coordinator.get('/v1/providers/prv-z/forecast').expect(404);
    for (const role of ['finance', 'coordinator', 'auditor', 'admin'] as const)
      await (await county.world.as(role)).get(path).expect(200);
    await (await county.world.as('client', { clientId: 'cli-1' })).get(path).expect(403);
  });
});

describe('at risk', () => {
  it('is what was refused, until it is told after all', async () => {
    await county.post('a', { ...told(visit('2026-06-29')), offeringId: county.offering('b', PHYSIO) }).expect(422);
    const [risk] = (await forecast()).atRisk;
    expect(risk).toEqual({
      what: 'refused',
      refusalId: expect.stringMatching(/^rfs-2026-06-/),
      voucherNumber: voucher['number'],
      from: '2026-06-29',
      to: '2026-06-29',
      code: 'NOT_RESERVED_WITH_YOU',
      remedy: expect.objectContaining({ fi: expect.any(String), sv: expect.any(String), en: expect.any(String) }),
      whoActs: 'provider',
      lastDayToAct: '2026-07-05',
    });
    const event = await county.visit(voucher, 'a', '2026-06-29');
    expect(await risks()).toEqual([]);
    await county.reverse(event);
    expect(await risks()).toHaveLength(1);
    expect((await forecast('b')).atRisk).toEqual([]);
  });

  it('waits for the coordinator once its window has closed, and for the provider while one is opened', async () => {
    await county.visit(voucher, 'a', '2026-06-01');
    county.turnTo('2026-07-06');
    await county.post('a', told(visit('2026-06-29'))).expect(422);
    expect(await risks()).toEqual([['refused', 'ENTRY_WINDOW_CLOSED', 'coordinator', null]]);
    await openWindow('2026-06', '2026-07-20');
    const open = [['refused', 'ENTRY_WINDOW_CLOSED', 'provider', '2026-07-20']];
    expect(await risks()).toEqual(open);
    await county.settle('2026-06');
    expect(await risks()).toEqual(open);
    county.turnTo('2026-07-21');
    expect(await risks()).toEqual([]);
  });

  it('is a draft, and why it was refused', async () => {
    const put = (id: string, body: object) => county.agent('a').put(`/v1/service-event-drafts/${id}`).send(body);
    await put('empty', {});
    await put('early', told({ type: 'visit', date: '2026-07-01' }));
    await county.agent('a').post('/v1/service-event-drafts/early/recording').set('Idempotency-Key', 'k').expect(422);
    expect(await risks()).toEqual([
      ['draft', 'IN_THE_FUTURE', 'provider', '2026-08-05'],
      ['draft', 'DRAFT_NOT_RECORDED', 'provider', '2026-07-05'],
    ]);
  });

  it('is a visit under dispute, until that is resolved; one that was settled before is not', async () => {
    const [one, other] = [
      await county.visit(voucher, 'a', '2026-06-01'),
      await county.visit(voucher, 'a', '2026-06-02'),
    ];
    const client = await county.world.as('client', { clientId: 'cli-1' });
    const dispute = (event: Told) =>
      client.post(`/v1/service-events/${event.id}/dispute`).send({ reason: 'nobody came' }).expect(201);
    await dispute(one);
    expect(await forecast()).toMatchObject({
      runs: [{ lines: 1 }],
      atRisk: [{ what: 'disputed', eventId: one.id, whoActs: 'coordinator', lastDayToAct: '2026-07-05' }],
    });
    county.turnTo('2026-07-06');
    await county.settle('2026-06');
    county.turnTo('2026-07-07');
    await dispute(other);
    expect(await risks()).toEqual([['disputed', 'EVENT_DISPUTED', 'coordinator', '2026-08-05']]);
    await county.coordinator
      .post(`/v1/service-events/${one.id}/dispute/resolution`)
      .send({ outcome: 'dismissed', reason: 'the client remembers now' })
      .expect(200);
    expect(await risks()).toEqual([]);
  });

  it('is a month that cannot be priced', async () => {
    await county.programme('housing');
    await county.provider('h', 'housing', 17_000);
    const home = await county.voucher(await county.client('2'), 'housing', 'h', '2026-06-01');
    await county.record(home, 'h', 'housing', { type: 'stay', from: '2026-06-01', to: '2026-06-30' });
    const later = { 'offerings.0.prices.0.validFrom': '2026-06-02' };
    await county.stores.providers.collection.updateOne({ _id: 'prv-h' }, { $set: later });
    expect(await forecast('h')).toMatchObject({
      runs: [{ period: '2026-06', lines: 0 }],
      atRisk: [
        {
          ...{ what: 'held', voucherNumber: home['number'], from: '2026-06-01', to: '2026-06-30' },
          ...{ code: 'NO_PRICE_ON_DATE', whoActs: 'coordinator', lastDayToAct: '2026-07-05' },
        },
      ],
    });
    county.turnTo('2026-07-06');
    const run = await county.calculate('2026-06');
    const told = await county.finance.get(`/v1/settlement-runs/${run.id}/left-out?kind=held`).expect(200);
    expect((told.body as { items: Told[] }).items).toMatchObject([
      { voucherNumber: home['number'], code: 'NO_PRICE_ON_DATE' },
    ]);
  });
});

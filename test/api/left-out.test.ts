import { instantOf } from '#shared/clock';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { relayAll } from '#shared/persistence/relay';
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
const dispute = async (event: Told) =>
  (await county.world.as('client', { clientId: 'cli-1' }))
    .post(`/v1/service-events/${event.id}/dispute`)
    .send({ reason: 'nobody came' })
    .expect(201);
const saveDraft = (id: string, body: object) =>
  county.agent('a').put(`/v1/service-event-drafts/${id}`).send(told(body));

interface LeftOut {
  readonly items: readonly Told[];
  readonly nextCursor: string | null;
  readonly totals: readonly { what: string; code: string; count: number }[] | null;
}
const leftOut = async (run: string, query = 'limit=200'): Promise<LeftOut> =>
  (await county.finance.get(`/v1/settlement-runs/${run}/left-out?${query}`).expect(200)).body as LeftOut;

/** A June in which something of every kind happened but was not settled. */
const everyKind = async () => {
  const settled = await county.visit(voucher, 'a', '2026-06-01');
  const reversed = await county.visit(voucher, 'a', '2026-06-02');
  const disputed = await county.visit(voucher, 'a', '2026-06-03');
  await county.reverse(reversed);
  await dispute(disputed);
  await county.post('a', { ...told(visit('2026-06-04')), voucherNumber: 'AAAA-BBBB-CCCC' }).expect(422);
  await county.post('a', told(visit('2026-05-31'))).expect(422);
  await saveDraft('given up', { date: '2026-06-05' }).expect(400);
  await saveDraft('given-up', { date: '2026-06-05' }).expect(200);
  await saveDraft('kept', { date: '2026-06-06' }).expect(200);
  county.turnTo('2026-07-06');
  const run = await county.calculate('2026-06');
  county.turnTo('2026-07-08');
  await openWindow('2026-06', '2026-07-20');
  const late = await county.visit(voucher, 'a', '2026-06-15');
  await relayAll(county.stores, instantOf(county.clock));
  return { settled, reversed, disputed, late, run };
};

describe('what a run leaves out', () => {
  it('is listed with its reason, and counted by kind and reason', async () => {
    const { reversed, disputed, late, run } = await everyKind();
    const { items, totals, nextCursor } = await leftOut(run.id);
    expect(
      items.map(({ what, code, from, ...named }) => [what, code, from, named['eventId'] ?? named['draftId']]),
    ).toEqual([
      ['refused', 'VOUCHER_NOT_FOUND', '2026-06-04', undefined],
      ['draft', 'DRAFT_NOT_RECORDED', '2026-06-05', 'drf-a:given-up'],
      ['draft', 'DRAFT_NOT_RECORDED', '2026-06-06', 'drf-a:kept'],
      ['disputed', 'EVENT_DISPUTED', '2026-06-03', disputed.id],
      ['late', 'RECORDED_AFTER_CUTOFF', '2026-06-15', late.id],
      ['reversed', 'REVERSED_BEFORE_SETTLEMENT', '2026-06-02', reversed.id],
    ]);
    expect(items.every(({ providerId }) => providerId === 'prv-a')).toBe(true);
    expect(items[0]).toMatchObject({
      voucherNumber: 'AAAA-BBBB-CCCC',
      remedy: { en: expect.stringMatching(/number/) },
    });
    expect(totals).toEqual([
      { what: 'refused', code: 'VOUCHER_NOT_FOUND', count: 1 },
      { what: 'draft', code: 'DRAFT_NOT_RECORDED', count: 2 },
      { what: 'disputed', code: 'EVENT_DISPUTED', count: 1 },
      { what: 'late', code: 'RECORDED_AFTER_CUTOFF', count: 1 },
      { what: 'reversed', code: 'REVERSED_BEFORE_SETTLEMENT', count: 1 },
    ]);
    expect(nextCursor).toBeNull();
    expect(run.totals).toMatchObject({ lines: 1 });
  });

  it('is told as of the cut-off, whatever became of it since; of what came late, which run settled it', async () => {
    const { disputed, run } = await everyKind();
    const before = await leftOut(run.id);
    await county.approve(run);
    county.turnTo('2026-07-10');
    await county.agent('a').post('/v1/service-event-drafts/given-up/removal').expect(204);
    const recording = county.agent('a').post('/v1/service-event-drafts/kept/recording');
    await saveDraft('kept', { type: 'visit', date: '2026-06-06' }).expect(200);
    await recording.set('Idempotency-Key', 'k').expect(201);
    await county.visit(voucher, 'a', '2026-06-04');
    await county.coordinator
      .post(`/v1/service-events/${disputed.id}/dispute/resolution`)
      .send({ outcome: 'dismissed', reason: 'the client remembers now' })
      .expect(200);
    county.turnTo('2026-08-06');
    const july = await county.settle('2026-07');
    expect(july.totals).toMatchObject({ lines: 4 });
    const after = await leftOut(run.id);
    const since = (what: string) => after.items.filter((item) => item['what'] === what);
    expect(after.items.filter(({ what }) => what !== 'late' && what !== 'disputed')).toEqual(
      before.items.filter(({ what }) => what !== 'late' && what !== 'disputed'),
    );
    expect(since('disputed')).toMatchObject([{ eventId: disputed.id, settledBy: july.id }]);
    expect(
      since('late')
        .map(({ from, settledBy }) => [from, settledBy])
        .sort(),
    ).toEqual([
      ['2026-06-04', july.id],
      ['2026-06-06', july.id],
      ['2026-06-15', july.id],
    ]);
    expect(await leftOut(july.id)).toMatchObject({ items: [], totals: [] });
  });

  it('is read page by page over all kinds, or one kind of it', async () => {
    const { run } = await everyKind();
    const { items } = await leftOut(run.id);
    const paged: Told[] = [];
    let cursor: string | null = null;
    do {
      const page: LeftOut = await leftOut(run.id, `limit=1${cursor === null ? '' : `&cursor=${cursor}`}`);
      expect(page.totals === null).toBe(cursor !== null);
      paged.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(paged).toEqual(items);
    expect((await leftOut(run.id, 'kind=draft')).items).toEqual(items.filter(({ what }) => what === 'draft'));
    await county.finance.get(`/v1/settlement-runs/${run.id}/left-out?cursor=nonsense`).expect(400);
    await county.finance.get(`/v1/settlement-runs/${run.id}/left-out?kind=lost`).expect(400);
    await county.finance.get('/v1/settlement-runs/run-none/left-out').expect(404);
    await county.agent('a').get(`/v1/settlement-runs/${run.id}/left-out`).expect(403);
  });

  it('names what an earlier run of the month has settled no more', async () => {
    const { settled, run } = await everyKind();
    await county.approve(run);
    county.turnTo('2026-07-12');
    await county.reverse(settled);
    const further = await county.calculate('2026-06');
    const { items } = await leftOut(further.id, 'kind=reversed');
    expect(items.map(({ from }) => from)).toEqual(['2026-06-02']);
  });
});

describe('what was refused', () => {
  const refused = async (query = '', provider = 'a') =>
    ((await county.agent(provider).get(`/v1/service-events/refused${query}`).expect(200)).body as { items: Told[] })
      .items;

  it('is kept once for a request, told one by one or in a batch, and shown to whom it concerns', async () => {
    const post = (key: string) =>
      county
        .agent('a')
        .post('/v1/service-events')
        .set('Idempotency-Key', key)
        .send(told(visit('2026-07-02')));
    await post('k').expect(422);
    await post('k').expect(422).expect('Idempotent-Replayed', 'true');
    const lines = [
      told(visit('2026-06-10')),
      told(visit('2026-06-10')),
      { ...told(visit('2026-06-11')), voucherNumber: 'X' },
    ];
    const batch = () =>
      county
        .agent('a')
        .post('/v1/service-events/batch')
        .set('Idempotency-Key', 'b')
        .send({ events: lines })
        .expect(200);
    await batch();
    await batch();
    const all = await refused();
    expect(all.map(({ from, code, voucherNumber }) => [from, code, voucherNumber]).sort()).toEqual([
      ['2026-06-10', 'DUPLICATE_EVENT', voucher['number']],
      ['2026-06-11', 'VOUCHER_NOT_FOUND', 'X'],
      ['2026-07-02', 'IN_THE_FUTURE', voucher['number']],
    ]);
    expect(await refused('?period=2026-07')).toEqual(all.filter(({ code }) => code === 'IN_THE_FUTURE'));
    expect(await refused('', 'b')).toEqual([]);
    expect(await refused('?providerId=prv-a', 'b')).toEqual([]);
    const staff = await county.coordinator
      .get('/v1/service-events/refused?providerId=prv-a&period=2026-06')
      .expect(200);
    expect((staff.body as { items: Told[] }).items).toHaveLength(2);
    await (await county.world.as('client', { clientId: 'cli-1' })).get('/v1/service-events/refused').expect(403);
  });
});

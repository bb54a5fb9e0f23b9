import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openCounty, type County, type Told } from '../builders/county.ts';

const PHYSIO = 'rehabilitation';
const PATH = '/v1/service-event-drafts';

let county: County;
let voucher: Told;
let whole: object;
beforeEach(async () => {
  county = await openCounty('2026-06-01');
  await county.programme(PHYSIO);
  await county.provider('a', PHYSIO, 6_200);
  await county.provider('b', PHYSIO, 6_200);
  voucher = await county.voucher(await county.client('1'), PHYSIO, 'a', '2026-06-01');
  county.turnTo('2026-06-10');
  whole = {
    voucherNumber: voucher['number'],
    offeringId: county.offering('a', PHYSIO),
    type: 'visit',
    date: '2026-06-09',
  };
});
afterEach(() => county.close());

const save = (id: string, body: object, provider = 'a') => county.agent(provider).put(`${PATH}/${id}`).send(body);
const remove = (id: string, provider = 'a') => county.agent(provider).post(`${PATH}/${id}/removal`);
const record = (id: string, key: string, provider = 'a') =>
  county.agent(provider).post(`${PATH}/${id}/recording`).set('Idempotency-Key', key);
const listed = async (provider = 'a'): Promise<Told[]> =>
  ((await county.agent(provider).get(PATH).expect(200)).body as { items: Told[] }).items;
const events = async () => (await county.stores.vouchers.load(voucher.id))?.events ?? [];

describe('a draft', () => {
  it('is as much of an event as is known, under a name of its own, until it is saved anew or given up', async () => {
    const begun = await save('tuesday', { voucherNumber: voucher['number'] }).expect(200);
    expect(begun.body).toEqual({
      id: 'tuesday',
      event: { voucherNumber: voucher['number'] },
      period: '2026-06',
      createdAt: '2026-06-10T09:00:00.000Z',
      savedAt: '2026-06-10T09:00:00.000Z',
      refusal: null,
    });
    county.turnTo('2026-06-11');
    const saved = await save('tuesday', { type: 'visit', date: '2026-05-28' }).expect(200);
    expect(saved.body).toMatchObject({ event: { type: 'visit', date: '2026-05-28' }, period: '2026-05' });
    expect(await listed()).toEqual([saved.body]);
    await remove('tuesday').expect(204);
    await remove('tuesday').expect(204);
    expect(await listed()).toEqual([]);
    expect((await save('tuesday', {}).expect(409)).body).toMatchObject({ code: 'DRAFT_NOT_OPEN' });
  });

  it('is its own provider’s alone, whatever the others call theirs', async () => {
    await save('one', whole);
    await save('one', { type: 'visit' }, 'b');
    expect(await listed('b')).toMatchObject([{ id: 'one', event: { type: 'visit' } }]);
    expect(await listed()).toMatchObject([{ id: 'one', event: whole }]);
    await save('mine', whole);
    await remove('mine', 'b').expect(404);
    await record('mine', 'k-b', 'b').expect(404);
    await county.finance.get(PATH).expect(403);
    await county.coordinator.put(`${PATH}/x`).send({}).expect(403);
  });

  it.each([{ date: '2026-02-30' }, { colour: 'red' }, { type: 'month' }, { units: -1 }])('is not %j', async (body) => {
    await save('wrong', body).expect(400);
    expect(await listed()).toEqual([]);
  });

  it('is listed page by page', async () => {
    for (const name of ['a', 'b', 'c']) await save(name, {});
    const first = (await county.agent('a').get(`${PATH}?limit=2`)).body as { items: Told[]; nextCursor: string };
    const rest = (await county.agent('a').get(`${PATH}?limit=2&cursor=${first.nextCursor}`)).body as { items: Told[] };
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });
});

describe('recording a draft', () => {
  it('needs all that an event needs, and says what is lacking', async () => {
    await save('half', { voucherNumber: voucher['number'], type: 'visit' });
    const no = await record('half', 'k-1').expect(400);
    expect(no.body).toMatchObject({ code: 'INVALID_REQUEST' });
    expect((no.body as { errors: { path: string }[] }).errors.map(({ path }) => path).sort()).toEqual([
      'event.date',
      'event.offeringId',
    ]);
    await save('half', whole);
    await record('half', 'k-1').expect(201);
  });

  it('makes it an event, once, whatever key asks again', async () => {
    await save('whole', whole);
    const first = await record('whole', 'k-1').expect(201);
    expect(first.body).toMatchObject({ status: 'accepted', pricing: { organiserCents: 4_435 } });
    const again = await record('whole', 'k-1').expect(201).expect('Idempotent-Replayed', 'true');
    const other = await record('whole', 'k-2').expect(201);
    expect([again.body, other.body]).toEqual([first.body, first.body]);
    expect(await events()).toHaveLength(1);
    expect(await listed()).toEqual([]);
    await save('whole', whole).expect(409);
    await remove('whole').expect(409);
  });

  it('is one event for two who ask at once', async () => {
    await save('whole', whole);
    const both = await Promise.all([record('whole', 'k-1'), record('whole', 'k-2')]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect(await events()).toHaveLength(1);
  });

  it('goes on where a process died after the event was kept, under whatever key', async () => {
    await save('whole', whole);
    const first = await record('whole', 'k-1').expect(201);
    const before = { trying: true, recordedAt: null, eventId: null, open: true };
    await county.stores.drafts.collection.updateOne({ _id: 'drf-a:whole' }, { $set: before });
    await save('whole', { ...whole, date: '2026-06-08' }).expect(409);
    await remove('whole').expect(409);
    expect((await record('whole', 'k-2').expect(201)).body).toEqual(first.body);
    expect(await events()).toHaveLength(1);
    expect(await listed()).toEqual([]);
  });

  it('leaves it a draft where a rule refuses it, to be tried again once that is put right', async () => {
    await save('early', { ...whole, date: '2026-06-12' });
    const no = await record('early', 'k-1').expect(422);
    expect(no.body).toMatchObject({ code: 'IN_THE_FUTURE' });
    expect(await listed()).toMatchObject([{ id: 'early', refusal: { code: 'IN_THE_FUTURE' } }]);
    county.turnTo('2026-06-12');
    const late = await record('early', 'k-1').expect(422);
    expect(late.body).toMatchObject({ code: 'IN_THE_FUTURE' });
    await record('early', 'k-2').expect(201);
    expect(await events()).toHaveLength(1);
    // What is said of a draft is said by the draft; it is no attempt of its own.
    expect(await county.stores.refusedEvents.collection.countDocuments()).toBe(0);
  });

  it('is refused for a voucher that does not exist, and may name another then', async () => {
    await save('typed', { ...whole, voucherNumber: 'AAAA-BBBB-CCCC' });
    expect((await record('typed', 'k-1').expect(422)).body).toMatchObject({ code: 'VOUCHER_NOT_FOUND' });
    await save('typed', whole).expect(200);
    await record('typed', 'k-2').expect(201);
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openCounty, type County, type Told } from '../builders/county.ts';

let county: County;
let voucher: Told;
const VISIT = { grossCents: 6_200, organiserCents: 4_435, clientCents: 1_765 };

/** Visits of June with a provider at 62.00 €, on a voucher worth 44.35 € a visit. */
beforeEach(async () => {
  county = await openCounty('2026-05-20');
  await county.programme('rehabilitation');
  await county.provider('a', 'rehabilitation', 6_200);
  voucher = await county.voucher(await county.client('1'), 'rehabilitation', 'a', '2026-05-20');
  county.turnTo('2026-06-20');
});
afterEach(async () => {
  expect(await county.differences()).toEqual([]);
  await county.close();
});

const raise = (validFrom: string, unitValueCents: number) =>
  county.coordinator
    .post(`/v1/vouchers/${voucher.id}/value-raises`)
    .send({ validFrom, unitValueCents, reason: 'livelihood' })
    .expect(201);

const linesOf = async (runId: string) =>
  (await county.lines(runId)).map(({ _id, kind, grossCents, organiserCents, answers }) => ({
    id: _id,
    kind,
    grossCents,
    organiserCents,
    answers,
  }));

describe('a raise from an earlier day', () => {
  it('is the price of visits recorded before it, in the run of their month', async () => {
    await county.visit(voucher, 'a', '2026-06-02');
    const after = await county.visit(voucher, 'a', '2026-06-12');
    await raise('2026-06-10', 6_000);
    county.turnTo('2026-07-06');
    const run = await county.settle('2026-06');
    expect(run.totals).toMatchObject({ lines: 2, grossCents: 12_400, organiserCents: 10_435 });
    expect(await county.balance()).toMatchObject({ owed: 0, payable: 10_435 });
    const event = (await county.coordinator.get(`/v1/service-events/${after.id}`).expect(200)).body as Told;
    expect(event).toMatchObject({
      pricing: { organiserCents: 6_000, clientCents: 200 },
      earlierPricings: [{ pricing: VISIT }],
    });
  });

  it('takes settled visits back and settles them anew, again and again, each naming the line it answers', async () => {
    await county.visit(voucher, 'a', '2026-06-12');
    county.turnTo('2026-07-06');
    const june = await county.settle('2026-06');
    const [first] = await linesOf(june.id);
    county.turnTo('2026-07-20');
    await raise('2026-06-10', 5_000);
    county.turnTo('2026-08-06');
    const july = await county.settle('2026-07');
    expect(await linesOf(july.id)).toEqual([
      { id: `${first?.id}-2`, kind: 'correction', grossCents: 6_200, organiserCents: 5_000, answers: first?.id },
      { id: `${first?.id}-reversal`, kind: 'reversal', grossCents: -6_200, organiserCents: -4_435, answers: first?.id },
    ]);
    await raise('2026-06-11', 6_200);
    county.turnTo('2026-09-06');
    const august = await county.settle('2026-08');
    expect((await linesOf(august.id)).map(({ id, organiserCents }) => [id, organiserCents])).toEqual([
      [`${first?.id}-2-reversal`, -5_000],
      [`${first?.id}-3`, 6_200],
    ]);
    expect(await county.balance()).toMatchObject({ owed: 0, payable: 6_200 });
    expect((await county.settle('2026-08')).totals).toMatchObject({ lines: 0 });
  });

  it('and a reversal after it takes back what was settled last', async () => {
    const event = await county.visit(voucher, 'a', '2026-06-12');
    county.turnTo('2026-07-06');
    await county.settle('2026-06');
    await raise('2026-06-10', 5_000);
    county.turnTo('2026-08-06');
    await county.settle('2026-07');
    await county.reverse(event);
    county.turnTo('2026-09-06');
    const august = await county.settle('2026-08');
    expect(await linesOf(august.id)).toMatchObject([{ kind: 'reversal', organiserCents: -5_000 }]);
    expect(await county.balance()).toMatchObject({ owed: 0, payable: 0 });
  });
});

describe('terms from an earlier day', () => {
  const termsFrom = async (effectiveFrom: string, unitValueCents: number) => {
    const admin = await county.world.as('admin');
    const version = {
      effectiveFrom,
      rulebook: '2026-2',
      value: { basis: 'flat', unitValueCents },
      validity: { takeIntoUseDays: null, months: null },
    };
    const proposed = await admin.post('/v1/programmes/prg-rehabilitation/versions').send(version).expect(201);
    const { number } = proposed.body as { number: number };
    const other = await county.world.as('admin');
    await other.post(`/v1/programmes/prg-rehabilitation/versions/${number}/approval`).expect(200);
  };

  it('are the value of visits recorded before they were approved; a run calculated before is not changed by them', async () => {
    await county.visit(voucher, 'a', '2026-06-02');
    await county.visit(voucher, 'a', '2026-06-12');
    county.turnTo('2026-07-06');
    const june = await county.settle('2026-06');
    expect(june.totals).toMatchObject({ organiserCents: 2 * 4_435 });
    county.turnTo('2026-07-20');
    await termsFrom('2026-06-10', 4_600);
    county.turnTo('2026-08-06');
    const july = await county.settle('2026-07');
    expect(july.totals).toMatchObject({ lines: 2, grossCents: 0, organiserCents: 165, clientCents: -165 });
    expect(await county.balance()).toMatchObject({ owed: 0, payable: 2 * 4_435 + 165 });
  });

  it('a price from an earlier day is paid from that day', async () => {
    await county.stores.providers.act('prv-a', (provider) => ({
      next: {
        ...provider,
        units: [{ id: 'unt-a-1', name: 'A', municipalityCode: '398', street: 'Katu 1', languages: ['fi'] }],
      },
      answer: true,
    }));
    await county.visit(voucher, 'a', '2026-06-02');
    await county.visit(voucher, 'a', '2026-06-12');
    const price = {
      programmeId: 'prg-rehabilitation',
      unitId: 'unt-a-1',
      unitPriceCents: 4_000,
      validFrom: '2026-06-10',
    };
    await county.agent('a').post('/v1/providers/prv-a/offerings').send(price).expect(201);
    county.turnTo('2026-07-06');
    const june = await county.settle('2026-06');
    expect(june.totals).toMatchObject({ lines: 2, grossCents: 10_200, organiserCents: 8_435, clientCents: 1_765 });
  });
});

describe('a death that becomes known late', () => {
  const die = (date: string) => county.coordinator.post('/v1/clients/cli-1/death').send({ date }).expect(200);

  it('takes back visits of days after it, before their month is settled', async () => {
    await county.visit(voucher, 'a', '2026-06-02');
    await county.visit(voucher, 'a', '2026-06-12');
    await die('2026-06-10');
    county.turnTo('2026-07-06');
    expect((await county.settle('2026-06')).totals).toMatchObject({ lines: 1, organiserCents: 4_435 });
    expect(await county.balance()).toMatchObject({ committed: 0, owed: 0, payable: 4_435 });
  });

  it('and afterwards', async () => {
    await county.visit(voucher, 'a', '2026-06-12');
    county.turnTo('2026-07-06');
    await county.settle('2026-06');
    await die('2026-06-10');
    county.turnTo('2026-08-06');
    const july = await county.settle('2026-07');
    expect(await linesOf(july.id)).toMatchObject([{ kind: 'reversal', organiserCents: -4_435 }]);
    expect(july.totals).toMatchObject({ payableCents: 0, carriedForwardCents: -4_435 });
  });
});

describe('a disputed event', () => {
  const asClient = () => county.world.as('client', { clientId: 'cli-1' });
  const dispute = async (event: Told) =>
    (await asClient()).post(`/v1/service-events/${event.id}/dispute`).send({ reason: 'nobody came' });
  const resolve = (event: Told, outcome: string) =>
    county.coordinator
      .post(`/v1/service-events/${event.id}/dispute/resolution`)
      .send({ outcome, reason: 'looked into' });

  it('is held out of the run and settled by the next once it is dismissed', async () => {
    await county.visit(voucher, 'a', '2026-06-02');
    const event = await county.visit(voucher, 'a', '2026-06-12');
    expect(await dispute(event)).toMatchObject({ status: 201, body: { status: 'disputed' } });
    county.turnTo('2026-07-06');
    expect((await county.settle('2026-06')).totals).toMatchObject({ lines: 1, organiserCents: 4_435 });
    expect(await county.balance()).toMatchObject({ owed: 4_435, payable: 4_435 });
    expect(await resolve(event, 'dismissed')).toMatchObject({ status: 200, body: { status: 'accepted' } });
    county.turnTo('2026-08-06');
    const july = await county.settle('2026-07');
    expect(await linesOf(july.id)).toMatchObject([{ kind: 'service', organiserCents: 4_435 }]);
    expect(await county.balance()).toMatchObject({ owed: 0, payable: 2 * 4_435 });
  });

  it('is reversed with its resolution when it is upheld, also when it had been settled', async () => {
    const event = await county.visit(voucher, 'a', '2026-06-12');
    county.turnTo('2026-07-06');
    await county.settle('2026-06');
    expect((await dispute(event)).status).toBe(201);
    county.turnTo('2026-08-06');
    expect((await county.settle('2026-07')).totals).toMatchObject({ lines: 0 });
    expect(await resolve(event, 'upheld')).toMatchObject({ status: 200, body: { status: 'reversed' } });
    county.turnTo('2026-09-06');
    expect(await linesOf((await county.settle('2026-08')).id)).toMatchObject([{ organiserCents: -4_435 }]);
    const again = await resolve(event, 'dismissed');
    expect(again).toMatchObject({ status: 409, body: { code: 'DISPUTE_ALREADY_RESOLVED' } });
  });

  it('may be withdrawn by the client, who may not uphold it; and shows to nobody else', async () => {
    const event = await county.visit(voucher, 'a', '2026-06-12');
    const path = `/v1/service-events/${event.id}/dispute`;
    const body = { reason: 'nobody came' };
    expect((await resolve(event, 'upheld')).body).toMatchObject({ code: 'EVENT_NOT_DISPUTED' });
    expect((await (await county.world.as('client', { clientId: 'cli-2' })).post(path).send(body)).status).toBe(404);
    expect((await county.agent('a').post(path).send(body)).status).toBe(403);
    const client = await asClient();
    await client.post(path).send(body).expect(201);
    await client.post(path).send(body).expect(201);
    expect((await client.post(path).send({ reason: 'other' })).body).toMatchObject({ code: 'EVENT_ALREADY_DISPUTED' });
    const resolution = (outcome: string) => client.post(`${path}/resolution`).send({ outcome, reason: 'found it' });
    expect((await resolution('upheld')).status).toBe(403);
    expect((await resolution('dismissed')).body).toMatchObject({ status: 'accepted' });
    county.turnTo('2026-07-06');
    expect((await county.settle('2026-06')).totals).toMatchObject({ lines: 1 });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openCounty, type County, type Told } from '../builders/county.ts';
import type { Agent } from '../world.ts';

let county: County;
let admin: Agent;
beforeAll(async () => {
  county = await openCounty('2026-06-01');
  admin = await county.world.as('admin');
  await county.programme('rehabilitation');
  await county.programme('housing');
  await county.provider('physio', 'rehabilitation', 6_200);
  await county.provider('home', 'housing', 17_000);
});
afterAll(() => county.close());

const decide = async (body: object, status = 201): Promise<Told> =>
  (await admin.post('/v1/municipalities').send(body).expect(status)).body as Told;
const move = (client: string, validFrom: string, municipalityCode: string) =>
  county.coordinator.post(`/v1/clients/${client}/residences`).send({ validFrom, municipalityCode }).expect(201);
const issue = (clientId: string, validFrom: string) =>
  county.coordinator.post('/v1/vouchers').send({ clientId, programmeId: 'prg-rehabilitation', units: 5, validFrom });
const eventOf = async ({ id }: Told) => county.stores.vouchers.collection.findOne({ 'events.id': id });
const payerOf = async (told: Told) => {
  const voucher = await eventOf(told);
  const event = (voucher?.['events'] as Told[]).find(({ id }) => id === told.id);
  return [event?.['municipalityCode'], event?.['segment']];
};

describe('a municipality', () => {
  it('is told once by its code, and again by a further decision that holds from then on', async () => {
    await decide({ code: '111', name: 'Heinola', memberFrom: '2023-01-01' });
    const last = await decide({ code: '111', name: 'Heinola', memberFrom: '2023-01-01', memberTo: '2029-12-31' });
    expect(last).toMatchObject({ code: '111', memberTo: '2029-12-31', decisions: [{ memberTo: null }, {}] });
    const listed = (await county.finance.get('/v1/municipalities').expect(200)).body as { items: Told[] };
    expect(listed.items).toContainEqual(last);
  });

  it('is told twice under one key and counts once', async () => {
    const told = { code: '781', name: 'Sysmä', memberFrom: '2023-01-01' };
    const tell = () => admin.post('/v1/municipalities').set('Idempotency-Key', 'sysma').send(told).expect(201);
    expect((await tell()).body).toEqual((await tell()).body);
  });

  it.each([
    [{ memberTo: '2022-12-31' }, 'memberTo'],
    [{ mergedInto: '222', mergedOn: '2026-01-01' }, 'mergedInto'],
    [{ mergedInto: '333' }, 'mergedOn'],
    [{ code: '1234' }, 'code'],
  ])('is refused as malformed: %j', async (over, path) => {
    const refused = await decide({ code: '222', name: 'Kunta', memberFrom: '2023-01-01', ...over }, 400);
    expect(refused['errors']).toMatchObject([{ path }]);
  });
});

describe('issuing a voucher', () => {
  it('asks for a membership on the first day, where memberships are recorded', async () => {
    await decide({ code: '142', name: 'Iitti', memberFrom: '2020-01-01', memberTo: '2020-12-31' });
    const client = await county.client('iitti', { municipalityCode: '142' });
    const no = (await issue(client, '2026-06-01').expect(422)).body as Told;
    expect(no).toMatchObject({ code: 'MUNICIPALITY_NOT_MEMBER', municipalityCode: '142' });
    expect(no['remedy']).toHaveProperty('sv');
    await move(client, '2026-07-01', '398');
    await issue(client, '2026-06-30').expect(422);
    await issue(client, '2026-07-01').expect(201);
  });

  it('asks it of the municipality that carries on after a merger', async () => {
    await decide({
      code: '283',
      name: 'Hämeenkoski',
      memberFrom: '2007-01-01',
      memberTo: '2015-12-31',
      mergedInto: '098',
      mergedOn: '2016-01-01',
    });
    await decide({ code: '098', name: 'Hollola', memberFrom: '2007-01-01' });
    const client = await county.client('koski', { municipalityCode: '283' });
    await issue(client, '2026-06-01').expect(201);
  });
});

describe('who pays for an event', () => {
  it('is the municipality of residence on the day, or its successor, with the segment of the day', async () => {
    await decide({
      code: '576',
      name: 'Padasjoki',
      memberFrom: '2007-01-01',
      mergedInto: '016',
      mergedOn: '2026-06-10',
    });
    const client = await county.client('mover', { municipalityCode: '576' });
    const voucher = await county.voucher(client, 'rehabilitation', 'physio', '2026-06-01');
    await move(client, '2026-06-20', '111');
    const segment = { validFrom: '2026-06-15', segment: 'frequent-user' };
    await county.coordinator.post(`/v1/clients/${client}/segments`).send(segment).expect(201);
    county.turnTo('2026-06-30');
    const days = ['2026-06-09', '2026-06-10', '2026-06-19', '2026-06-20'];
    const visits: Told[] = [];
    for (const day of days) visits.push(await county.visit(voucher, 'physio', day));
    expect(await Promise.all(visits.map(payerOf))).toEqual([
      ['576', null],
      ['016', null],
      ['016', 'frequent-user'],
      ['111', 'frequent-user'],
    ]);
    const seen = (await county.coordinator.get(`/v1/clients/${client}`).expect(200)).body as Told;
    expect(seen).toMatchObject({ residences: [{ municipalityCode: '111' }], segments: [segment] });

    const home = await county.voucher(client, 'housing', 'home', '2026-06-01');
    await county.record(home, 'home', 'housing', { type: 'stay', from: '2026-06-18', to: '2026-06-30' });
    county.turnTo('2026-07-06');
    const run = await county.settle('2026-06');
    const lines = (await county.lines(run.id)).map(({ from, municipalityCode, segment: of }) => [
      from,
      municipalityCode,
      of,
    ]);
    expect(lines.sort()).toEqual([
      ['2026-06-09', '576', undefined],
      ['2026-06-10', '016', undefined],
      // A month of housing is its payer's of the first day in the unit's care, which was the 1st.
      ['2026-06-18', '576', undefined],
      ['2026-06-19', '016', 'frequent-user'],
      ['2026-06-20', '111', 'frequent-user'],
    ]);
    expect(await county.differences()).toEqual([]);
  });
});

describe('a segment', () => {
  it('has a name in three languages and the programmes recommended for it; what is said last holds', async () => {
    const name = { fi: 'Paljon palveluja', sv: 'Många tjänster', en: 'Many services' };
    const say = (programmeIds: string[]) =>
      admin.post('/v1/segments').send({ code: 'many', name, programmeIds }).expect(201);
    await say([]);
    await say(['prg-housing']);
    const listed = (await county.coordinator.get('/v1/segments').expect(200)).body as { items: Told[] };
    expect(listed.items).toMatchObject([{ code: 'many', name, programmeIds: ['prg-housing'] }]);
  });
});

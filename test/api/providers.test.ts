import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { programmeRoutes } from '#api/features/programmes/routes';
import { providerRoutes } from '#api/features/providers/routes';
import { application, openDoor, physiotherapy, type Door, type Told } from './door.ts';

let door: Door;
const admin = () => door.as({ role: 'admin', userId: 'usr-a' });
const coordinator = () => door.as({ role: 'coordinator' });
const own = (provider: Told) => door.as({ role: 'provider', providerId: provider.id });

const aProgramme = async (code: string, over: object = {}, version: object = {}) => {
  await admin()
    .post('/v1/programmes', physiotherapy({ code, ...over }, version))
    .expect(201);
  const id = `prg-${code.toLowerCase()}`;
  await door.as({ role: 'admin', userId: 'usr-b' }).post(`/v1/programmes/${id}/versions/1/approval`).expect(200);
  return id;
};
const apply = async (over: object = {}) =>
  (await door.anyone.post('/v1/providers', application(over)).expect(201)).body;
const approve = (provider: Told, programmeId: string, over: object = {}) =>
  coordinator().post(`/v1/providers/${provider.id}/approvals`, { programmeId, validFrom: '2026-01-01', ...over });
const approved = async (programmeId: string, over: object = {}) => {
  const provider = await apply(over);
  await approve(provider, programmeId).expect(201);
  return provider;
};
const offer = (provider: Told, programmeId: string, unitPriceCents: number, over: object = {}, key?: string) =>
  own(provider).post(
    `/v1/providers/${provider.id}/offerings`,
    { programmeId, unitId: provider.units[0]?.id, unitPriceCents, validFrom: '2026-01-01', ...over },
    key,
  );

beforeAll(async () => {
  door = await openDoor((deps) => [...programmeRoutes(deps), ...providerRoutes(deps)], { today: '2026-03-10' });
  await aProgramme('PHYSIO');
  await aProgramme('CAPPED', { kind: 'housing' }, { priceCeilingCents: 17_500 });
  await aProgramme(
    'FREE',
    { kind: 'housing' },
    { freeOfCharge: true, value: { basis: 'flat', unitValueCents: 16_000 } },
  );
  await aProgramme(
    'SOTE',
    { kind: 'soteCentre' },
    { value: { basis: 'capitation', bands: [{ fromAge: 0, annualCents: 9287 }] } },
  );
  await admin()
    .post('/v1/programmes', physiotherapy({ code: 'PROPOSED' }))
    .expect(201);
});
afterAll(() => door.close());

describe('an application', () => {
  it('needs no log-in, and comes back with ids for itself and its units', async () => {
    const provider = await apply({ iban: 'fi21 1234 5600 0007 85' });
    expect(provider).toMatchObject({ status: 'applied', businessId: '1234567-1', iban: 'FI2112345600000785' });
    expect(provider.id).toMatch(/^prv-[0-9a-f]{16}$/);
    expect(new Set(provider.units.map(({ id }) => id)).size).toBe(2);
    expect(provider.units[0]).toMatchObject({ name: 'Keskusta', municipalityCode: '398', languages: ['fi', 'sv'] });
  });

  it('may come twice from one business, as two; under one key it is one', async () => {
    const [first, second] = [await apply(), await apply()];
    expect(first.id).not.toBe(second.id);
    const ask = () => door.anyone.post('/v1/providers', application(), 'application-1');
    const both = await Promise.all([ask(), ask()]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect(both[0].body.id).toBe(both[1].body.id);
    await ask().expect(201).expect('Idempotent-Replayed', 'true');
    const other = await door.anyone.post('/v1/providers', application({ name: 'Toinen Oy' }), 'application-1');
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it.each([
    ['a business id with a wrong check digit', { businessId: '1234567-2' }, 'businessId'],
    ['an account number that is none', { iban: 'FI2112345600000786' }, 'iban'],
    ['an account outside SEPA', { iban: 'TR330006100519786457841326' }, 'iban'],
    ['an address of mail that is none', { email: 'office' }, 'email'],
    ['a day that is none', { insuranceValidTo: '2026-02-30' }, 'insuranceValidTo'],
    ['yes and no as words', { soteriRegistered: 'yes' }, 'soteriRegistered'],
    ['no unit', { units: [] }, 'units'],
    ['a field nobody knows', { status: 'approved' }, 'status'],
    ['a unit with an id of its own', { units: [{ ...application().units[0], id: 'unt-1' }] }, 'units.0.id'],
  ])('is refused with %s', async (_what, over, path) => {
    const { status, body } = await door.anyone.post('/v1/providers', application(over));
    expect([status, body.code]).toEqual([400, 'INVALID_REQUEST']);
    expect(body.errors.map((fault) => fault.path)).toEqual([path]);
  });

  it('takes the rulebook as a version or as yes or no', async () => {
    expect((await apply({ rulebookAccepted: true }))['rulebookAccepted']).toBe(true);
    expect((await apply({ rulebookAccepted: '2026-2' }))['rulebookAccepted']).toBe('2026-2');
    expect((await apply({ rulebookAccepted: false }))['rulebookAccepted']).toBe(false);
  });
});

describe('an approval', () => {
  it('is given by the office, once', async () => {
    const provider = await apply();
    const first = await approve(provider, 'prg-physio').expect(201);
    expect(first.body).toMatchObject({ programmeId: 'prg-physio', validFrom: '2026-01-01', validTo: null });
    const again = await approve(provider, 'prg-physio').expect(201);
    expect(again.body).toEqual(first.body);
    const { body } = await coordinator().get(`/v1/providers/${provider.id}`).expect(200);
    expect(body['status']).toBe('approved');
    expect(body.approvals).toHaveLength(1);
  });

  it('both of two that come at once stand', async () => {
    const provider = await apply();
    const both = await Promise.all([approve(provider, 'prg-physio'), approve(provider, 'prg-free')]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    const { body } = await coordinator().get(`/v1/providers/${provider.id}`);
    expect(body.approvals.map((one) => one['programmeId']).sort()).toEqual(['prg-free', 'prg-physio']);
  });

  it('says all that is lacking', async () => {
    const provider = await apply({
      prepaymentRegister: false,
      soteriRegistered: false,
      insuranceValidTo: '2025-12-31',
      rulebookAccepted: false,
    });
    const { status, body } = await approve(provider, 'prg-physio');
    expect([status, body.code]).toEqual([422, 'CRITERIA_NOT_MET']);
    expect(body['lacking']).toEqual(['prepaymentRegister', 'soteriRegistered', 'insuranceValidTo', 'rulebookAccepted']);
    expect(body['remedy']).toHaveProperty('sv');
  });

  it('cannot end before it begins, and needs a provider and a programme', async () => {
    const provider = await apply();
    const backwards = await approve(provider, 'prg-physio', { validTo: '2025-12-31' });
    expect([backwards.status, backwards.body.code]).toEqual([422, 'INVALID_PERIOD']);
    await approve(provider, 'prg-none').expect(404);
    await approve({ ...provider, id: 'prv-none' }, 'prg-physio').expect(404);
    await approve(provider, 'prg-physio', { because: 'x' }).expect(400);
    await own(provider)
      .post(`/v1/providers/${provider.id}/approvals`, { programmeId: 'prg-physio', validFrom: '2026-01-01' })
      .expect(403);
  });
});

describe('a revocation', () => {
  const end = { validTo: '2026-06-15', reason: 'Vakuutus päättyi' };

  it('ends the approval on its last day, and may be said again in the same words', async () => {
    const provider = await apply();
    const { id } = (await approve(provider, 'prg-physio')).body;
    const path = `/v1/providers/${provider.id}/approvals/${id}/revocation`;
    const first = await coordinator().post(path, end).expect(200);
    expect(first.body).toMatchObject({ id, validTo: '2026-06-15', revokedReason: 'Vakuutus päättyi' });
    expect((await coordinator().post(path, end).expect(200)).body).toEqual(first.body);
    const other = await coordinator()
      .post(path, { ...end, validTo: '2026-07-01' })
      .expect(409);
    expect(other.body.code).toBe('APPROVAL_ALREADY_REVOKED');
    const seen = await coordinator().get(`/v1/providers/${provider.id}`);
    expect(seen.body['status']).toBe('revoked');
  });

  it('cannot lengthen an approval, and needs one', async () => {
    const provider = await apply();
    const { id } = (await approve(provider, 'prg-physio', { validTo: '2026-03-31' })).body;
    const path = (approval: string) => `/v1/providers/${provider.id}/approvals/${approval}/revocation`;
    const longer = await coordinator().post(path(id), end);
    expect([longer.status, longer.body.code]).toEqual([422, 'INVALID_PERIOD']);
    await coordinator().post(path('apr-none'), end).expect(404);
    await own(provider).post(path(id), end).expect(403);
  });
});

describe('an offering', () => {
  it('keeps its id when its price changes', async () => {
    const provider = await approved('prg-physio');
    const first = await offer(provider, 'prg-physio', 6200).expect(201);
    expect(first.body).toMatchObject({ unitPriceCents: 6200, validFrom: '2026-01-01', unitId: provider.units[0]?.id });
    const second = await offer(provider, 'prg-physio', 6400, { validFrom: '2026-07-01' }).expect(201);
    expect(second.body.id).toBe(first.body.id);
    expect(second.body['prices']).toEqual([
      expect.objectContaining({ unitPriceCents: 6200, validFrom: '2026-01-01', recordedAt: expect.any(String) }),
      expect.objectContaining({ unitPriceCents: 6400, validFrom: '2026-07-01' }),
    ]);
    const elsewhere = await offer(provider, 'prg-physio', 6000, { unitId: provider.units[1]?.id }).expect(201);
    expect(elsewhere.body.id).not.toBe(first.body.id);
  });

  it('takes a late repetition for what it is, not for a new price', async () => {
    const provider = await approved('prg-physio');
    await offer(provider, 'prg-physio', 6200, {}, 'price-1').expect(201);
    await offer(provider, 'prg-physio', 6300).expect(201);
    const { body } = await offer(provider, 'prg-physio', 6200, {}, 'price-1')
      .expect(201)
      .expect('Idempotent-Replayed', 'true');
    expect((body['prices'] as { unitPriceCents: number }[]).map((price) => price.unitPriceCents)).toEqual([6200, 6300]);
  });

  it('stands beside another that is set at the same moment', async () => {
    const provider = await approved('prg-physio');
    const both = await Promise.all(
      provider.units.map(({ id }, index) => offer(provider, 'prg-physio', 6000 + index, { unitId: id })),
    );
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect((await own(provider).get(`/v1/providers/${provider.id}`)).body.offerings).toHaveLength(2);
  });

  it.each([
    ['a price above the ceiling', 'prg-capped', 17_800, {}, 'ABOVE_CEILING'],
    ['a price above the value of a free service', 'prg-free', 16_500, {}, 'FREE_SERVICE_PRICE_ABOVE_VALUE'],
    ['a price for a sote-centre', 'prg-sote', 1, {}, 'PRICE_MUST_BE_ZERO'],
    ['a programme nobody approved', 'prg-proposed', 6200, {}, 'PROGRAMME_NOT_IN_FORCE'],
  ])('is refused for %s', async (_what, programmeId, unitPriceCents, over, code) => {
    const provider = await approved(programmeId);
    const { status, body } = await offer(provider, programmeId, unitPriceCents, over);
    expect([status, body.code]).toEqual([422, code]);
  });

  it('is accepted at the ceiling, at the value of a free service, and at nothing for a sote-centre', async () => {
    await offer(await approved('prg-capped'), 'prg-capped', 17_500).expect(201);
    await offer(await approved('prg-free'), 'prg-free', 16_000).expect(201);
    await offer(await approved('prg-sote'), 'prg-sote', 0).expect(201);
  });

  it('needs an approval for that very programme', async () => {
    const { status, body } = await offer(await approved('prg-free'), 'prg-physio', 6200);
    expect([status, body.code]).toEqual([422, 'PROVIDER_NOT_APPROVED']);
  });

  it("is nobody else's to make, and needs a unit and a programme", async () => {
    const [provider, other] = [await approved('prg-physio'), await apply()];
    const body = {
      programmeId: 'prg-physio',
      unitId: provider.units[0]?.id,
      unitPriceCents: 1,
      validFrom: '2026-01-01',
    };
    const path = `/v1/providers/${provider.id}/offerings`;
    await own(other).post(path, body).expect(404);
    await coordinator().post(path, body).expect(403);
    await admin().post(path, body).expect(201);
    await offer(provider, 'prg-physio', 6200, { unitId: other.units[0]?.id }).expect(404);
    await offer(provider, 'prg-none', 6200).expect(404);
    await offer(provider, 'prg-physio', 62.5).expect(400);
    await offer(provider, 'prg-physio', -1).expect(400);
  });
});

describe('who sees a provider', () => {
  it('is the office and its own users, and nobody else', async () => {
    const [provider, other] = [await apply(), await apply()];
    const path = `/v1/providers/${provider.id}`;
    expect((await own(provider).get(path).expect(200)).body['iban']).toBe('FI2112345600000785');
    await door.as({ role: 'finance' }).get(path).expect(200);
    await own(other).get(path).expect(404);
    await door.as({ role: 'client', clientId: 'cli-1' }).get(path).expect(403);
    await door.anyone.get(path).expect(401);
    await coordinator().get('/v1/providers/prv-none').expect(404);
    const mine = await own(provider).get('/v1/providers').expect(200);
    expect(mine.body.items.map(({ id }) => id)).toEqual([provider.id]);
    const waiting = await coordinator().get('/v1/providers?status=applied&limit=200').expect(200);
    expect(waiting.body.items.map(({ id }) => id)).toEqual(expect.arrayContaining([provider.id, other.id]));
    expect(waiting.body.items.every((one) => one['status'] === 'applied')).toBe(true);
  });
});

describe('the public register', () => {
  let town: Told;
  let programmeId: string;
  let round = 0;
  const register = async (query = '') =>
    (await door.anyone.get(`/v1/public/providers?programmeId=${programmeId}${query}`).expect(200)).body;

  beforeEach(async () => {
    round += 1;
    programmeId = await aProgramme(`REGISTER-${round}`);
    town = await approved(programmeId, { name: 'Kaupunki Oy' });
    await offer(town, programmeId, 6200).expect(201);
    await offer(town, programmeId, 6400, { validFrom: '2026-07-01' }).expect(201);
  });

  it('shows services and the prices of today, and no account', async () => {
    const { items, nextCursor } = await register();
    expect(nextCursor).toBeNull();
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ id: town.id, name: 'Kaupunki Oy', businessId: '1234567-1' });
    expect(items[0]?.services).toEqual([
      expect.objectContaining({ programmeId, unitId: town.units[0]?.id, unitPriceCents: 6200, unit: 'visit' }),
    ]);
    expect(JSON.stringify(items)).not.toMatch(/FI21|@/);
    door.clock.ms = Date.parse('2026-07-01T09:00:00Z');
    expect((await register()).items[0]?.services[0]).toMatchObject({ unitPriceCents: 6400 });
    door.clock.ms = Date.parse('2026-03-10T09:00:00Z');
  });

  it('narrows to a municipality and a language, of one and the same unit', async () => {
    expect((await register('&municipalityCode=398&language=sv')).items[0]?.units).toHaveLength(1);
    expect((await register('&municipalityCode=016&language=sv')).items).toEqual([]);
    const ranta = (await register('&municipalityCode=016')).items[0];
    expect(ranta?.units.map((unit) => unit['name'])).toEqual(['Ranta']);
    expect(ranta?.services).toEqual([]);
    await door.anyone.get('/v1/public/providers?municipalityCode=Lahti').expect(400);
  });

  it('leaves out who is not approved today: not yet, no more, or for another programme', async () => {
    const future = await apply();
    await approve(future, programmeId, { validFrom: '2026-03-11' }).expect(201);
    const past = await apply();
    await approve(past, programmeId, { validTo: '2026-03-09' }).expect(201);
    await approved('prg-physio');
    const lastDay = await apply();
    await approve(lastDay, programmeId, { validTo: '2026-03-10' }).expect(201);
    const { items } = await register();
    expect(items.map(({ id }) => id)).toEqual([town.id, lastDay.id].sort());
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clientRoutes } from '#api/features/clients/routes';
import { endIfClientDied, endVouchersAfterDeath, untoldDeaths } from '#shared/persistence/deaths';
import { aHousingVoucher } from '../domain/pricing-builders.ts';
import { openDoor, type Door, type Told } from './door.ts';

let door: Door;
const coordinator = () => door.as({ role: 'coordinator' });

const CHECKS = '0123456789ABCDEFHJKLMNPRSTUVWXY';
/** A made-up person born on a day, with an individual number nobody is ever given. */
const testCode = (ddmmyy: string, number: number, sign = '-') =>
  `${ddmmyy}${sign}${number}${CHECKS.charAt(Number(`${ddmmyy}${number}`) % 31)}`;

let people = 900;
const person = (over: object = {}) => {
  people += 1;
  return {
    personalIdentityCode: testCode('010140', people),
    firstName: 'Aino',
    lastName: 'Esimerkki',
    municipalityCode: '398',
    language: 'fi',
    ...over,
  };
};
const enter = async (over: object = {}): Promise<Told> =>
  (await coordinator().post('/v1/clients', person(over)).expect(201)).body;

beforeAll(async () => {
  door = await openDoor(clientRoutes, { today: '2026-03-10' });
});
afterAll(() => door.close());

describe('entering a client', () => {
  it('tells the birth date of the code and shows only its first half', async () => {
    const given = person({ area: 'Keskusta' });
    const { body } = await coordinator().post('/v1/clients', given).expect(201);
    expect(body).toMatchObject({
      firstName: 'Aino',
      lastName: 'Esimerkki',
      birthDate: '1940-01-01',
      personalIdentityCode: '010140-****',
      municipalityCode: '398',
      language: 'fi',
      area: 'Keskusta',
      deathDate: null,
    });
    expect(JSON.stringify(body)).not.toContain(given.personalIdentityCode);
  });

  it('keeps names and code sealed', async () => {
    const given = person({ firstName: 'Salainen' });
    const { body } = await coordinator().post('/v1/clients', given).expect(201);
    const kept = JSON.stringify(await door.stores.clients.collection.findOne({ _id: body.id }));
    expect(kept).not.toContain('Salainen');
    expect(kept).not.toContain('Esimerkki');
    expect(kept).not.toContain(given.personalIdentityCode);
    expect(body.id).not.toContain(given.personalIdentityCode.slice(7));
  });

  it('happens once for a code, also at once', async () => {
    const given = person();
    const both = await Promise.all([1, 2].map(() => coordinator().post('/v1/clients', given)));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const third = await coordinator()
      .post('/v1/clients', { ...given, firstName: 'Toinen' })
      .expect(409);
    expect(third.body.code).toBe('CLIENT_EXISTS');
  });

  it('answers the first again under the same key, and only to the same body', async () => {
    const given = person();
    const first = await coordinator().post('/v1/clients', given, 'client-1').expect(201);
    const again = await coordinator()
      .post('/v1/clients', given, 'client-1')
      .expect(201)
      .expect('Idempotent-Replayed', 'true');
    expect(again.body).toEqual(first.body);
    const other = await coordinator().post('/v1/clients', person(), 'client-1').expect(422);
    expect(other.body.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('takes the sign of the century as part of the identity', async () => {
    const [hyphen, letter, new2000] = [
      await enter({ personalIdentityCode: testCode('020202', 990) }),
      await enter({ personalIdentityCode: testCode('020202', 990, 'Y') }),
      await enter({ personalIdentityCode: testCode('020202', 990, 'B') }),
    ];
    expect(new Set([hyphen.id, letter.id, new2000.id]).size).toBe(3);
    expect([hyphen, letter, new2000].map((one) => one['birthDate'])).toEqual([
      '1902-02-02',
      '1902-02-02',
      '2002-02-02',
    ]);
    expect(letter['personalIdentityCode']).toBe('020202Y****');
  });

  it.each([
    ['a wrong check character', '010140-901A'],
    ['no such day', testCode('310240', 901)],
    ['a number nobody has', '010140-000S'],
    ['small letters', testCode('010140', 924).toLowerCase()],
    ['nothing', ''],
    ['a birth in the future', testCode('010127', 901, 'A')],
  ])('is refused for a code with %s, without repeating it', async (_what, personalIdentityCode) => {
    const { status, body } = await coordinator().post('/v1/clients', person({ personalIdentityCode }));
    expect([status, body.code]).toEqual([400, 'INVALID_REQUEST']);
    expect(body.errors.map(({ path }) => path)).toEqual(['personalIdentityCode']);
    if (personalIdentityCode !== '') expect(JSON.stringify(body)).not.toContain(personalIdentityCode);
  });

  it('is refused with fields nobody knows, and to everyone but a coordinator', async () => {
    const { body } = await coordinator()
      .post('/v1/clients', person({ phone: '1', municipalityCode: 'Lahti' }))
      .expect(400);
    expect(body.errors.map(({ path }) => path).sort()).toEqual(['municipalityCode', 'phone']);
    await door.as({ role: 'provider', providerId: 'prv-1' }).post('/v1/clients', person()).expect(403);
    await door.anyone.post('/v1/clients', person()).expect(401);
  });

  it('takes no test identity outside the sandbox', async () => {
    const production = await openDoor(clientRoutes, { today: '2026-03-10', sandbox: false });
    const { status, body } = await production.as({ role: 'coordinator' }).post('/v1/clients', person());
    expect([status, body.code]).toEqual([422, 'TEST_IDENTITY_NOT_ACCEPTED']);
    await production.close();
  });
});

describe('who sees a client', () => {
  it('is the office and the client, and nobody else', async () => {
    const [client, other] = [await enter(), await enter()];
    const path = `/v1/clients/${client.id}`;
    const self = door.as({ role: 'client', clientId: client.id });
    expect((await self.get(path).expect(200)).body).toEqual(client);
    await door.as({ role: 'auditor' }).get(path).expect(200);
    await self.get(`/v1/clients/${other.id}`).expect(404);
    await door.as({ role: 'provider', providerId: 'prv-1' }).get(path).expect(403);
    await coordinator().get('/v1/clients/cli-none').expect(404);
    expect((await self.get('/v1/clients').expect(200)).body.items.map(({ id }) => id)).toEqual([client.id]);
    const first = await coordinator().get('/v1/clients?limit=2').expect(200);
    expect(first.body.items).toHaveLength(2);
    expect(first.body.nextCursor).toEqual(expect.any(String));
  });
});

describe('an income decision', () => {
  const t10 = {
    validFrom: '2026-01-01',
    netMonthlyIncomeCents: 180_000,
    housingCostCents: 62_000,
    housingAllowanceCents: 18_000,
    medicineCents: 5200,
  };

  it('tells what is left after the deductions, of the spouse too (T10)', async () => {
    const client = await enter();
    const { status, body } = await coordinator().post(`/v1/clients/${client.id}/income-decisions`, {
      ...t10,
      spouse: { netMonthlyIncomeCents: 130_000, deductionsCents: 10_000 },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...t10,
      clientId: client.id,
      otherDeductionsCents: 0,
      incomeAfterDeductionsCents: 130_800,
      spouse: { netMonthlyIncomeCents: 130_000, deductionsCents: 10_000, incomeAfterDeductionsCents: 120_000 },
    });
    const seen = await coordinator().get(`/v1/clients/${client.id}`);
    expect(seen.body.incomeDecisions).toEqual([body]);
  });

  it('is made once under one key; both of two at once stand', async () => {
    const client = await enter();
    const path = `/v1/clients/${client.id}/income-decisions`;
    const first = await coordinator().post(path, t10, 'income-1').expect(201);
    const again = await coordinator().post(path, t10, 'income-1').expect(201).expect('Idempotent-Replayed', 'true');
    expect(again.body).toEqual(first.body);
    await Promise.all(['2026-02-01', '2026-03-01'].map((validFrom) => coordinator().post(path, { ...t10, validFrom })));
    const seen = await coordinator().get(`/v1/clients/${client.id}`);
    expect(seen.body.incomeDecisions).toHaveLength(3);
  });

  it('needs a client, whole cents and a coordinator', async () => {
    const client = await enter();
    const path = `/v1/clients/${client.id}/income-decisions`;
    await coordinator().post('/v1/clients/cli-none/income-decisions', t10).expect(404);
    await coordinator()
      .post(path, { ...t10, netMonthlyIncomeCents: 0.5 })
      .expect(400);
    await coordinator()
      .post(path, { ...t10, income: 1 })
      .expect(400);
    await door.as({ role: 'client', clientId: client.id }).post(path, t10).expect(403);
  });
});

describe('a death', () => {
  const die = (client: Told, date: string) => coordinator().post(`/v1/clients/${client.id}/death`, { date });
  const aVoucherOf = async (client: Told, id: string) => {
    await door.stores.vouchers.insert(aHousingVoucher({ id, clientId: client.id }));
    return id;
  };

  it('ends the open vouchers that day, and may be recorded again', async () => {
    const client = await enter();
    const id = await aVoucherOf(client, 'vch-dies');
    const { body } = await die(client, '2026-03-08').expect(200);
    expect(body['deathDate']).toBe('2026-03-08');
    const voucher = await door.stores.vouchers.load(id);
    expect(voucher).toMatchObject({ status: 'ended', ended: { on: '2026-03-08', because: 'death' } });
    const kept = await door.stores.clients.load(client.id);
    expect(kept?.deathUntold).toBe(false);
    expect((await die(client, '2026-03-08').expect(200)).body).toEqual(body);
    expect((await door.stores.vouchers.load(id))?.ver).toBe(voucher?.ver);
  });

  it('is on one day only', async () => {
    const client = await enter();
    const both = await Promise.all([die(client, '2026-03-08'), die(client, '2026-03-09')]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const third = await die(client, '2026-03-07').expect(409);
    expect(third.body.code).toBe('DEATH_ALREADY_RECORDED');
  });

  it('lies neither in the future nor before birth', async () => {
    const client = await enter();
    expect(await die(client, '2026-03-11').expect(422)).toMatchObject({ body: { code: 'IN_THE_FUTURE' } });
    expect(await die(client, '1939-12-31').expect(422)).toMatchObject({ body: { code: 'INVALID_PERIOD' } });
    await die({ ...client, id: 'cli-none' }, '2026-03-08').expect(404);
    await coordinator().post(`/v1/clients/${client.id}/death`, {}).expect(400);
  });

  it('is told by whoever comes by when the first died in between', async () => {
    const client = await enter();
    const id = await aVoucherOf(client, 'vch-untold');
    await door.stores.clients.act(client.id, (now) => ({
      next: { ...now, deathDate: '2026-03-08', deathUntold: true, deathRecordedBy: 'usr-c' },
      answer: undefined,
    }));
    expect(await untoldDeaths(door.stores, 10)).toEqual([client.id]);
    await endVouchersAfterDeath(door.stores, client.id, door.clock);
    expect((await door.stores.vouchers.load(id))?.status).toBe('ended');
    expect(await untoldDeaths(door.stores, 10)).toEqual([]);
  });

  it('also ends a voucher that was issued while it was being recorded, and no voucher of the living', async () => {
    const [client, living] = [await enter(), await enter()];
    await die(client, '2026-03-08').expect(200);
    const late = { id: await aVoucherOf(client, 'vch-late'), clientId: client.id };
    const fine = { id: await aVoucherOf(living, 'vch-fine'), clientId: living.id };
    await Promise.all([late, fine].map((voucher) => endIfClientDied(door.stores, voucher, door.clock)));
    expect((await door.stores.vouchers.load(late.id))?.ended).toEqual({ on: '2026-03-08', because: 'death' });
    expect((await door.stores.vouchers.load(fine.id))?.ended).toBeNull();
  });
});

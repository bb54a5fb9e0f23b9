import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { programmeRoutes } from '#api/features/programmes/routes';
import { openDoor, physiotherapy, type Door, type Told } from './door.ts';

let door: Door;
const admin = () => door.as({ role: 'admin', userId: 'usr-a' });
const other = () => door.as({ role: 'admin', userId: 'usr-b' });

beforeAll(async () => {
  door = await openDoor(programmeRoutes, { today: '2026-03-10' });
});
afterAll(() => door.close());

const later = (effectiveFrom: string) => physiotherapy({}, { effectiveFrom }).version;

describe('proposing a programme', () => {
  it('answers with the programme and its proposed first version, defaults filled in', async () => {
    const { status, body } = await admin().post('/v1/programmes', physiotherapy({ code: 'Physio-30' }));
    expect(status).toBe(201);
    expect(body).toMatchObject({ id: 'prg-physio-30', code: 'Physio-30', kind: 'rehabilitation', unit: 'visit' });
    expect(body.versions).toEqual([
      expect.objectContaining({
        number: 1,
        status: 'proposed',
        proposedBy: 'usr-a',
        approvedBy: null,
        value: { basis: 'flat', unitValueCents: 4435 },
        priceCeilingCents: null,
        freeOfCharge: false,
        fullCoverageUnderAge: 18,
        feeCollector: 'provider',
        validity: { takeIntoUseDays: 60, months: 12 },
        noShowMaxCents: 5670,
        absenceRules: [],
        lockInMonths: 0,
      }),
    ]);
  });

  it('gives a sote-centre what the kind decides: fees to the organiser, six months of lock-in', async () => {
    const value = {
      basis: 'capitation',
      bands: [
        { fromAge: 0, toAge: 64, annualCents: 9287 },
        { fromAge: 65, annualCents: 27_525 },
      ],
    };
    const { status, body } = await admin().post(
      '/v1/programmes',
      physiotherapy(
        { code: 'SOTE', kind: 'soteCentre' },
        { value, fullCoverageUnderAge: null, noShowMaxCents: null, decisionReference: 'Aluehallitus § 76' },
      ),
    );
    expect(status).toBe(201);
    expect(body.versions[0]).toMatchObject({
      feeCollector: 'organiser',
      lockInMonths: 6,
      value,
      decisionReference: 'Aluehallitus § 76',
    });
  });

  it('takes income-tested housing with its absence rules and the percentages of law', async () => {
    const { status, body } = await admin().post(
      '/v1/programmes',
      physiotherapy(
        { code: 'HOUSING-24', kind: 'housing' },
        {
          value: { basis: 'incomeTested', minimumDisposableCents: 18_200 },
          absenceRules: [
            { fromDay: 1, toDay: 5, providerPercent: 100 },
            { fromDay: 6, providerPercent: 50 },
          ],
        },
      ),
    );
    expect(status).toBe(201);
    expect(body.versions[0]?.['value']).toEqual({
      basis: 'incomeTested',
      formula: 'longTermCare',
      maxFeePercent: 85,
      spousePercent: 42.5,
      minimumDisposableCents: 18_200,
    });
  });

  it('takes a code once, whether in capitals or not', async () => {
    await admin()
      .post('/v1/programmes', physiotherapy({ code: 'ONCE' }))
      .expect(201);
    const second = await other()
      .post('/v1/programmes', physiotherapy({ code: 'once' }))
      .expect(409);
    expect(second.body).toMatchObject({ code: 'PROGRAMME_EXISTS', remedy: { fi: expect.any(String) } });
  });

  it('lets one of two through that come at once', async () => {
    const both = await Promise.all([1, 2].map(() => admin().post('/v1/programmes', physiotherapy({ code: 'TWICE' }))));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('answers the first again under the same key, also when both come at once', async () => {
    const ask = () => admin().post('/v1/programmes', physiotherapy({ code: 'KEYED' }), 'key-1');
    const [first, second] = await Promise.all([ask(), ask()]);
    expect([first.status, second.status]).toEqual([201, 201]);
    const third = await ask().expect(201).expect('Idempotent-Replayed', 'true');
    expect(third.body).toEqual(first.body);
    const changed = await admin()
      .post('/v1/programmes', physiotherapy({ code: 'OTHER' }), 'key-1')
      .expect(422);
    expect(changed.body.code).toBe('IDEMPOTENCY_KEY_REUSED');
    await other()
      .post('/v1/programmes', physiotherapy({ code: 'KEYED' }), 'key-1')
      .expect(409);
  });

  it('pays a sote-centre by capitation and nothing else so', async () => {
    const capitation = { basis: 'capitation', bands: [{ fromAge: 0, annualCents: 1 }] };
    const visit = await admin().post('/v1/programmes', physiotherapy({ code: 'X1' }, { value: capitation }));
    const centre = await admin().post('/v1/programmes', physiotherapy({ code: 'X2', kind: 'soteCentre' }));
    expect([visit.status, visit.body.code]).toEqual([422, 'VALUE_BASIS_NOT_FOR_KIND']);
    expect([centre.status, centre.body.code]).toEqual([422, 'VALUE_BASIS_NOT_FOR_KIND']);
  });

  it('names every fault of a body at once, unknown fields among them', async () => {
    const { status, body } = await admin().post(
      '/v1/programmes',
      physiotherapy(
        { code: 'å', extra: 1 },
        { effectiveFrom: '2026-02-30', value: { basis: 'flat', unitValueCents: 1.5 } },
      ),
    );
    expect([status, body.code]).toEqual([400, 'INVALID_REQUEST']);
    const paths = body.errors.map(({ path }) => path);
    expect(paths.sort()).toEqual(['code', 'extra', 'version.effectiveFrom', 'version.value.unitValueCents']);
  });

  it('is for administrators', async () => {
    await door.as({ role: 'coordinator' }).post('/v1/programmes', physiotherapy()).expect(403);
    await door.anyone.post('/v1/programmes', physiotherapy()).expect(401);
  });
});

describe('a version', () => {
  beforeAll(async () => {
    await admin()
      .post('/v1/programmes', physiotherapy({ code: 'V' }))
      .expect(201);
  });

  it('is approved by another person than its proposer, and may be approved again', async () => {
    const own = await admin().post('/v1/programmes/prg-v/versions/1/approval').expect(403);
    expect(own.body.code).toBe('FOUR_EYES_REQUIRED');
    const first = await other().post('/v1/programmes/prg-v/versions/1/approval').expect(200);
    expect(first.body).toMatchObject({ id: 'prg-v', number: 1, status: 'approved', version: { approvedBy: 'usr-b' } });
    const again = await other().post('/v1/programmes/prg-v/versions/1/approval').expect(200);
    expect(again.body).toEqual(first.body);
  });

  it('is followed by one that takes effect later', async () => {
    const same = await admin().post('/v1/programmes/prg-v/versions', later('2026-01-01')).expect(422);
    expect(same.body.code).toBe('VERSION_NOT_LATER');
    const { status, body } = await admin().post('/v1/programmes/prg-v/versions', later('2027-01-01'), 'v2');
    expect(status).toBe(201);
    expect(body).toMatchObject({ number: 2, status: 'proposed', version: { effectiveFrom: '2027-01-01' } });
    expect(body.versions).toHaveLength(2);
  });

  it('is proposed once under one key, and the answer tells so', async () => {
    const { body } = await admin()
      .post('/v1/programmes/prg-v/versions', later('2027-01-01'), 'v2')
      .expect(201)
      .expect('Idempotent-Replayed', 'true');
    expect(body.versions).toHaveLength(2);
  });

  it('keeps the value basis that fits the kind', async () => {
    const capitation = {
      ...later('2028-01-01'),
      value: { basis: 'capitation', bands: [{ fromAge: 0, annualCents: 1 }] },
    };
    const { status, body } = await admin().post('/v1/programmes/prg-v/versions', capitation);
    expect([status, body.code]).toEqual([422, 'VALUE_BASIS_NOT_FOR_KIND']);
  });

  it('is not there for a programme or a number that is not', async () => {
    await admin().post('/v1/programmes/prg-none/versions', later('2027-01-01')).expect(404);
    await other().post('/v1/programmes/prg-none/versions/1/approval').expect(404);
    await other().post('/v1/programmes/prg-v/versions/9/approval').expect(404);
    await other().post('/v1/programmes/prg-v/versions/first/approval').expect(400);
  });
});

describe('the public list', () => {
  it('shows approved versions and nobody who signed; an administrator sees the proposed ones too', async () => {
    const { body } = await door.anyone.get('/v1/programmes').expect(200);
    expect(body.items.map(({ id }) => id)).toEqual(['prg-v']);
    expect(body.items[0]?.versions).toHaveLength(1);
    expect(JSON.stringify(body)).not.toContain('usr-');
    const all = await admin().get('/v1/programmes').expect(200);
    expect(all.body.items.length).toBeGreaterThan(4);
    await door.anyone.get('/v1/programmes/prg-once').expect(404);
    await door.anyone.get('/v1/programmes/prg-v').expect(200);
  });

  it('is paged: every programme once, in one order', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body }: { body: Told } = await admin()
        .get(`/v1/programmes?limit=2${cursor && `&cursor=${cursor}`}`)
        .expect(200);
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor;
    }
    const all = await admin().get('/v1/programmes');
    expect(seen).toEqual(all.body.items.map(({ id }) => id));
    expect(new Set(seen).size).toBe(seen.length);
  });

  it.each(['cursor=!!!', 'cursor=e30', 'limit=0', 'limit=201', 'sort=name'])('refuses ?%s', async (query) => {
    const { status, body } = await door.anyone.get(`/v1/programmes?${query}`);
    expect([status, body.code]).toEqual([400, 'INVALID_REQUEST']);
  });
});

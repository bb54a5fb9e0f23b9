import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Simulated } from '../builders/plans.ts';
import {
  CAPITATION,
  INCOME,
  INCOME_TESTED,
  made,
  openOffice,
  saidNo,
  type Office,
  type Person,
  type Seller,
  type Told,
} from '../builders/office.ts';

describe('asking what a plan would cost', () => {
  let office: Office;
  let client: Person & { id: string };
  let sellers: Seller[];
  let physio: string;
  let voucher: Told;
  const TODAY = '2026-06-04';
  const ask = (by: Person, { id }: { readonly id: string }, plan: unknown, query = '') =>
    by.post(`/v1/vouchers/${id}/simulation${query}`, { plan });
  const told = async (asking: ReturnType<typeof ask>) =>
    made(await asking) as unknown as { items: Simulated[]; nextCursor: string | null; plan: object };

  beforeAll(async () => {
    office = await openOffice({ now: `${TODAY}T09:00:00Z` });
    physio = await office.programme();
    sellers = [await office.seller(physio), await office.seller(physio, 5000)];
    client = await office.client();
    voucher = await office.issue({ clientId: client.id, programmeId: physio, units: 3, validFrom: '2026-06-01' });
  });
  afterAll(() => office.close());

  it('is for whoever may see the voucher, and for nobody else', async () => {
    const plan = { visits: ['2026-06-10'] };
    for (const by of [client, office.coordinator, office.finance, office.auditor])
      expect((await ask(by, voucher, plan)).status).toBe(200);
    expect((await ask(client, { id: voucher.number }, plan)).status).toBe(200);
    const [seller] = sellers;
    if (seller === undefined) throw new Error('nobody sells');
    for (const by of [await office.client(), seller])
      expect(saidNo(await ask(by, voucher, plan))).toEqual([404, 'NOT_FOUND']);
    expect(saidNo(await ask(client, { id: 'vch-none' }, plan))).toEqual([404, 'NOT_FOUND']);
  });

  it('tells of a rhythm on which days it falls, and which visits would be refused', async () => {
    const { items, plan } = await told(ask(client, voucher, { from: '2026-05-30', to: '2026-06-22', perWeek: 2 }));
    const visits = ['2026-05-30', '2026-06-02', '2026-06-06', '2026-06-09', '2026-06-13', '2026-06-16', '2026-06-20'];
    expect(plan).toEqual({ visits });
    for (const { months, refused } of items) {
      expect(months.map(({ units, refusedUnits }) => [units, refusedUnits])).toEqual([
        [0, 1],
        [3, 3],
      ]);
      const remedy = { fi: expect.any(String), sv: expect.any(String), en: expect.any(String) };
      expect(refused).toEqual([
        { code: 'OUT_OF_VALIDITY', remedy, periods: [{ from: '2026-05-30', to: '2026-05-30' }] },
        { code: 'NO_UNITS_LEFT', remedy, periods: visits.slice(4).map((date) => ({ from: date, to: date })) },
      ]);
    }
    expect(items.map(({ total }) => total.clientCents).sort()).toEqual([3 * 565, 3 * 1765]);
  });

  it('narrows, pages and explains as it is asked', async () => {
    const plan = { visits: ['2026-06-10'] };
    expect((await told(ask(client, voucher, plan, '?municipalityCode=016'))).items).toEqual([]);
    expect((await told(ask(client, voucher, plan, '?language=sv'))).items).toHaveLength(2);
    const first = await told(ask(client, voucher, plan, '?limit=1'));
    const second = await told(ask(client, voucher, plan, `?limit=1&cursor=${first.nextCursor ?? ''}`));
    expect([...first.items, ...second.items].map(({ offeringId }) => offeringId).sort()).toEqual(
      sellers.map(({ offeringId }) => offeringId).sort(),
    );
    expect(first.items[0]?.months[0]).not.toHaveProperty('steps');
    const own = await told(ask(client, voucher, plan, `?offeringId=${sellers[0]?.offeringId ?? ''}`));
    expect(own.items).toHaveLength(1);
    expect(own.items[0]?.months[0]?.steps).toContainEqual(expect.objectContaining({ rule: 'clientPaysTheRest' }));
  });

  it('says what is missing instead of a price', async () => {
    const programmeId = await office.programme(INCOME_TESTED, 'housing');
    await office.seller(programmeId, 17_000);
    const resident = await office.client('1940-03-01', { ...INCOME, validFrom: '2026-07-01' });
    const home = await office.issue({ clientId: resident.id, programmeId, validFrom: '2026-06-01' });
    const { items } = await told(ask(resident, home, { from: '2026-06-04', to: '2026-07-31' }));
    expect(items).toMatchObject([
      {
        months: [
          { month: '2026-06', units: 0, refusedUnits: 27, grossCents: 0 },
          { month: '2026-07', units: 31, refusedUnits: 0, grossCents: 31 * 17_000, clientCents: 111_180 },
        ],
        refused: [{ code: 'INCOME_DECISION_MISSING', periods: [{ from: '2026-06-04', to: '2026-06-30' }] }],
      },
    ]);
  });

  it('agrees with the options of the voucher on a month without a day away', async () => {
    const programmeId = await office.programme(INCOME_TESTED, 'housing');
    await office.seller(programmeId, 17_000);
    const resident = await office.client('1940-03-01', INCOME);
    const home = await office.issue({ clientId: resident.id, programmeId, validFrom: '2026-06-01' });
    const raise = { validFrom: '2026-06-01', unitValueCents: 15_000, reason: 'livelihood' };
    made(await office.coordinator.post(`/v1/vouchers/${home.id}/value-raises`, raise));
    const [option] = made(await resident.get(`/v1/vouchers/${home.id}/options`)).items;
    const { items } = await told(ask(resident, home, { from: '2026-06-01', to: '2026-06-30' }));
    expect(option).toMatchObject({ per: 'month', organiserCents: 30 * 15_000, clientCents: 30 * 2_000 });
    expect(items[0]?.total).toMatchObject({ organiserCents: 30 * 15_000, clientCents: 30 * 2_000 });
  });

  describe('for a provider', () => {
    let home: Seller;
    let rival: Seller;
    let resident: Person & { id: string };
    let stay: Told;
    const plan = { from: '2026-06-05', to: '2026-06-30' };
    const end = (reservation: Told, endDate: string) =>
      office.coordinator.post(`/v1/reservations/${reservation.id}/end`, { endDate, reason: 'moves' });
    const offered = async (by: Person, query = '') => {
      const { items } = await told(ask(by, stay, plan, query));
      return items.map(({ offeringId }) => offeringId);
    };
    const options = async (by: Person) => by.get(`/v1/vouchers/${stay.id}/options`);

    beforeAll(async () => {
      const programmeId = await office.programme(INCOME_TESTED, 'housing');
      [home, rival] = [await office.seller(programmeId, 17_000), await office.seller(programmeId, 16_000)];
      const spouse = { netMonthlyIncomeCents: 60_000, deductionsCents: 0 };
      resident = await office.client('1940-03-01', { ...INCOME, spouse });
      stay = await office.issue({ clientId: resident.id, programmeId, validFrom: '2026-05-01' });
      const choose = (seller: Seller, startDate: string) =>
        seller.post(`/v1/vouchers/${stay.id}/reservations`, { offeringId: seller.offeringId, startDate });
      made(await end(made(await choose(rival, '2026-05-01')), '2026-06-03'));
      made(await choose(home, '2026-06-04'));
    });

    it('tells of its own offerings and of no other', async () => {
      expect(await offered(home)).toEqual([home.offeringId]);
      expect(await offered(home, `?offeringId=${home.offeringId}`)).toEqual([home.offeringId]);
      for (const query of [`?offeringId=${rival.offeringId}`, '?offeringId=off-none'])
        expect(await offered(home, query)).toEqual([]);
      expect(await offered(resident)).toHaveLength(2);
      expect(made(await options(home)).items).toMatchObject([{ offeringId: home.offeringId, per: 'month' }]);
      expect(made(await options(resident)).items).toHaveLength(2);
    });

    it('tells the amounts, and no income that they come from', async () => {
      const steps = async (by: Person) => {
        const { items } = await told(ask(by, stay, plan, `?offeringId=${home.offeringId}`));
        expect(items[0]?.total.clientCents).toBeGreaterThan(0);
        return items[0]?.months[0]?.steps?.map((step) => (step as { rule: string }).rule);
      };
      expect(await steps(resident)).toContain('spouseIncomeAfterDeductions');
      expect(await steps(office.coordinator)).toContain('spouseIncomeAfterDeductions');
      expect(await steps(home)).toBeUndefined();
    });

    it('is only while its reservation is in force', async () => {
      expect((await rival.get(`/v1/vouchers/${stay.id}`)).status).toBe(200);
      for (const answer of [await ask(rival, stay, plan), await options(rival)])
        expect(saidNo(answer)).toEqual([404, 'NOT_FOUND']);
      made(await office.coordinator.post(`/v1/vouchers/${stay.id}/cancellation`, { reason: 'moves away' }));
      for (const answer of [await ask(home, stay, plan), await options(home)])
        expect(saidNo(answer)).toEqual([404, 'NOT_FOUND']);
      expect((await options(resident)).status).toBe(200);
    });
  });

  it('tells when a choice of centre may change that still binds', async () => {
    const programmeId = await office.programme(CAPITATION, 'soteCentre');
    const [present, wanted] = [await office.seller(programmeId, 0), await office.seller(programmeId, 0)];
    const enrolment = await office.issue({ clientId: client.id, programmeId, validFrom: '2026-01-01' });
    const choice = { offeringId: present.offeringId, startDate: '2026-03-15' };
    made(await client.post(`/v1/vouchers/${enrolment.id}/reservations`, choice));
    const { items } = await told(ask(client, enrolment, { from: '2026-07-01', to: '2026-12-31' }));
    const of = ({ offeringId }: Seller) => items.find((item) => item.offeringId === offeringId);
    expect(of(present)).toMatchObject({ refused: [], total: { organiserCents: 4_643, clientCents: 0 } });
    expect(of(wanted)).toMatchObject({
      total: { grossCents: 0 },
      refused: [{ code: 'LOCKED_IN', earliestDate: '2026-09-15', periods: [{ from: '2026-07-01', to: '2026-12-31' }] }],
    });
  });

  it('refuses what is no plan, and says where', async () => {
    const wrong: [unknown, string][] = [
      [undefined, 'plan'],
      [{}, 'plan.from'],
      [{ visits: [] }, 'plan.visits'],
      [{ visits: ['2026-02-30'] }, 'plan.visits.0'],
      [{ visits: ['2026-06-10', '2026-06-10'] }, 'plan.visits.1'],
      [{ visits: ['2026-06-10', '2028-06-10'] }, 'plan.visits'],
      [{ visits: Array.from({ length: 401 }, () => '2026-06-10') }, 'plan.visits'],
      [{ visits: ['2026-06-10'], perWeek: 1 }, 'plan.perWeek'],
      [{ from: '2026-06-10', perWeek: 1 }, 'plan.to'],
      [{ from: '2026-06-10', to: '2026-06-09', perWeek: 1 }, 'plan.to'],
      [{ from: '2026-06-10', to: '2028-06-10', perWeek: 1 }, 'plan.to'],
      [{ from: '2026-06-10', to: '2028-06-09', perWeek: 7 }, 'plan.to'],
      [{ from: '2026-06-10', to: '2026-07-10', perWeek: 8 }, 'plan.perWeek'],
      [{ from: '2026-06-10', to: '2026-07-10', perWeek: 1, perMonth: 1 }, 'plan.perMonth'],
      [{ from: '2026-06-10', to: '2026-07-10', somewhere: true }, 'plan.somewhere'],
      [{ from: '2026-06-10', to: '2026-07-10' }, 'plan'],
    ];
    for (const [plan, path] of wrong) {
      const answer = await ask(client, voucher, plan);
      const errors = answer.body['errors'] as { path: string }[] | undefined;
      expect([plan, saidNo(answer), errors?.map((error) => error.path)]).toEqual([
        plan,
        [400, 'INVALID_REQUEST'],
        expect.arrayContaining([path]),
      ]);
    }
    const away = (from: string, to: string) => ({ from, to, reason: 'leave' });
    for (const absences of [
      [away('2026-06-09', '2026-06-12')],
      [away('2026-07-09', '2026-07-12')],
      [away('2026-06-12', '2026-06-11')],
      [away('2026-06-12', '2026-06-14'), away('2026-06-14', '2026-06-15')],
    ])
      expect(saidNo(await ask(client, voucher, { from: '2026-06-10', to: '2026-07-10', absences }))).toEqual([
        400,
        'INVALID_REQUEST',
      ]);
  });

  it('spreads out no rhythm that is refused, so that no number keeps the others waiting', async () => {
    const span = { from: '2027-11-06', to: '2027-11-20' };
    const faultsOf = async (plan: unknown) =>
      ((await ask(client, voucher, plan)).body['errors'] as { path: string }[]).map(({ path }) => path);
    const began = Date.now();
    for (const many of [8, 3_000_000, 2e15]) {
      expect(await faultsOf({ ...span, perWeek: many })).toEqual(['plan.perWeek']);
      expect(await faultsOf({ ...span, perMonth: many * 4 })).toEqual(['plan.perMonth']);
    }
    for (const many of [1e308, -1e308]) expect(await faultsOf({ ...span, perWeek: many })).toContain('plan.perWeek');
    expect(await faultsOf({ from: '9997-12-31', to: '9999-12-30', perWeek: 0 })).toContain('plan.perWeek');
    expect(Date.now() - began).toBeLessThan(5_000);
  });
});

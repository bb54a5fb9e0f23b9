import { afterEach, describe, expect, it } from '@jest/globals';
import { monthAfter } from '#shared/domain/calendar';
import type { ServiceKind } from '#shared/domain/programme/programme';
import { openCounty, type County, type Told } from '../builders/county.ts';
import type { Amounts, Simulated } from '../builders/plans.ts';

const amounts = ({ grossCents, organiserCents, clientCents }: Amounts) => ({ grossCents, organiserCents, clientCents });

describe('what was simulated is what is settled, to the cent', () => {
  let county: County;
  afterEach(async () => {
    expect(await county.differences()).toEqual([]);
    await county.close();
  });

  /** Providers with a unit, so that they can be chosen from. */
  const open = async (day: string, kind: ServiceKind, prices: Record<string, number>) => {
    county = await openCounty(day);
    await county.programme(kind);
    for (const [letter, price] of Object.entries(prices)) {
      await county.provider(letter, kind, price);
      const unit = { id: `unt-${letter}-1`, name: 'Koti', municipalityCode: '398', street: 'Tie 1', languages: ['fi'] };
      await county.stores.providers.collection.updateOne({ _id: `prv-${letter}` }, { $set: { units: [unit] } });
    }
  };
  const issue = async (clientId: string, kind: ServiceKind, more: object = {}): Promise<Told> => {
    const body = { clientId, programmeId: `prg-${kind}`, validFrom: '2026-05-20', ...more };
    return (await county.coordinator.post('/v1/vouchers').send(body).expect(201)).body as Told;
  };
  const simulate = async (voucher: Told, plan: object, letter: string, kind: ServiceKind): Promise<Simulated> => {
    const before = await county.stores.vouchers.load(voucher.id);
    const asked = await county.coordinator.post(`/v1/vouchers/${voucher.id}/simulation`).send({ plan }).expect(200);
    expect(await county.stores.vouchers.load(voucher.id)).toEqual(before);
    const { items } = asked.body as { items: Simulated[] };
    const found = items.find(({ offeringId }) => offeringId === county.offering(letter, kind));
    if (found === undefined) throw new Error(`nothing was simulated with ${letter}`);
    expect(found.refused).toEqual([]);
    return found;
  };
  const end = ({ id }: Told, endDate: string) =>
    county.coordinator.post(`/v1/reservations/${id}/end`).send({ endDate, reason: 'moves' }).expect(200);
  /** Each month's facts are told on the 4th of the next and settled on the 6th; the statement is held against the months. */
  const expectSettledAs = async (
    { months, years, total }: Simulated,
    { voucher, letter, kind }: { voucher: Told; letter: string; kind: ServiceKind },
    facts: Readonly<Record<string, readonly object[]>> = {},
  ) => {
    const settled: Amounts[] = [];
    for (const { month } of months) {
      county.turnTo(`${monthAfter(month)}-04`);
      for (const fact of facts[month] ?? []) await county.record(voucher, letter, kind, fact);
      county.turnTo(`${monthAfter(month)}-06`);
      const statements = await county.statements((await county.settle(month)).id);
      settled.push(statements.find(({ providerId }) => providerId === `prv-${letter}`) as unknown as Amounts);
    }
    expect(settled.map(amounts)).toEqual(months.map(amounts));
    const sum = (field: keyof Amounts) => settled.reduce((all, statement) => all + statement[field], 0);
    const whole = {
      grossCents: sum('grossCents'),
      organiserCents: sum('organiserCents'),
      clientCents: sum('clientCents'),
    };
    expect([total, years]).toEqual([whole, [{ year: '2026', ...whole }]]);
  };

  it('for visits over a birthday, a new price and a raise', async () => {
    await open('2026-05-20', 'rehabilitation', { a: 6200, b: 5000 });
    const voucher = await issue(await county.client('1', { birthDate: '2008-06-10' }), 'rehabilitation', { units: 9 });
    const price = {
      programmeId: 'prg-rehabilitation',
      unitId: 'unt-a-1',
      unitPriceCents: 6900,
      validFrom: '2026-06-15',
    };
    await county.agent('a').post('/v1/providers/prv-a/offerings').send(price).expect(201);
    const raise = { validFrom: '2026-06-20', validTo: '2026-07-05', unitValueCents: 6500, reason: 'livelihood' };
    await county.coordinator.post(`/v1/vouchers/${voucher.id}/value-raises`).send(raise).expect(201);
    const visits = ['2026-07-08', '2026-06-03', '2026-06-12', '2026-06-17', '2026-06-24', '2026-07-01'];
    const told = await simulate(voucher, { visits }, 'a', 'rehabilitation');
    expect(told.months.map(({ month, units, clientCents }) => [month, units, clientCents])).toEqual([
      ['2026-06', 4, 0 + (6200 - 4435) + (6900 - 4435) + (6900 - 6500)],
      ['2026-07', 2, 6900 - 6500 + (6900 - 4435)],
    ]);
    await county.reserve(voucher, 'a', 'rehabilitation', '2026-06-01');
    const visit = (date: string) => ({ type: 'visit', date, units: 1 });
    const inMonth = (month: string) => visits.filter((date) => date.startsWith(month)).map(visit);
    const where = { voucher, letter: 'a', kind: 'rehabilitation' } as const;
    await expectSettledAs(told, where, { '2026-06': inMonth('2026-06'), '2026-07': inMonth('2026-07') });
  });

  it('for a move in the middle of a month, an absence over its turn and a new income decision', async () => {
    await open('2026-05-20', 'housing', { a: 17_000, b: 16_000 });
    const clientId = await county.client('1');
    const voucher = await issue(clientId, 'housing');
    const atB = await county.reserve(voucher, 'b', 'housing', '2026-05-20');
    const { id: _, recordedAt: __, ...income } = county.decision({ validFrom: '2026-07-01', medicineCents: 15_333 });
    const spouse = { netMonthlyIncomeCents: 60_000, deductionsCents: 0 };
    await county.coordinator
      .post(`/v1/clients/${clientId}/income-decisions`)
      .send({ ...income, spouse })
      .expect(201);
    county.turnTo('2026-06-14');
    await county.record(voucher, 'b', 'housing', { type: 'stay', from: '2026-06-01', to: '2026-06-14' });
    const away = { from: '2026-06-24', to: '2026-07-03', reason: 'leave' };
    const plan = { from: '2026-06-15', to: '2026-08-11', absences: [away] };
    const told = await simulate(voucher, plan, 'a', 'housing');
    expect(told.months.map(({ month, units }) => [month, units])).toEqual([
      ['2026-06', 16],
      ['2026-07', 31],
      ['2026-08', 11],
    ]);
    await end(atB, '2026-06-15');
    await county.reserve(voucher, 'a', 'housing', '2026-06-15');
    const stay = (from: string, to: string) => ({ type: 'stay', from, to });
    await expectSettledAs(
      told,
      { voucher, letter: 'a', kind: 'housing' },
      {
        '2026-06': [stay('2026-06-15', '2026-06-30'), { type: 'absence', ...away }],
        '2026-07': [stay('2026-07-01', '2026-07-31')],
        '2026-08': [stay('2026-08-01', '2026-08-11')],
      },
    );
  });

  it('for a switch of centre and its end, both inside months', async () => {
    await open('2026-05-20', 'soteCentre', { a: 0, b: 0 });
    const voucher = await issue(await county.client('1'), 'soteCentre');
    await county.reserve(voucher, 'b', 'soteCentre', '2026-05-20');
    const told = await simulate(voucher, { from: '2026-06-11', to: '2026-08-20' }, 'a', 'soteCentre');
    expect(told.months.map(({ units, clientCents }) => [units, clientCents])).toEqual([
      [20, 0],
      [31, 0],
      [20, 0],
    ]);
    await end(await county.reserve(voucher, 'a', 'soteCentre', '2026-06-11'), '2026-08-20');
    await expectSettledAs(told, { voucher, letter: 'a', kind: 'soteCentre' });
    expect(told.total.organiserCents).toBeGreaterThan(0);
  });
});

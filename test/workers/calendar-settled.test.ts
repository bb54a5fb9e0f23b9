import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { calendarWork } from '#workers/calendar/worker';
import { monthsFromTo } from '#shared/domain/calendar';
import { knowFirstDay } from '#shared/persistence/installed';
import { openCounty, type County, type Settled, type Told } from '../builders/county.ts';
import { chanceOf, firstSeed, type Chance } from '../naive/chance.ts';
import { dayAfter, everyDayOf } from '../naive/days.ts';
import { dayBegins } from '../naive/helsinki.ts';
import { total } from '../naive/numbers.ts';
import { INCOME, naiveCountyMonth, noFactsYet, PRICES } from '../naive/tiny-county.ts';

/** Forty months, of which nobody runs the calendar on three sixths in a row. */
const MONTHS = monthsFromTo('2026-01', '2029-04');
const OUTAGE = ['2027-04', '2027-05', '2027-06'];
/** The client dies in January; it becomes known in March, when January is settled and February is told. */
const DEATH = '2029-01-20';
const LAST_TOLD = '2029-02';

const told = noFactsYet();
let county: County;
let vouchers: { home: Told; visits: Told; centre: Told };
const settled: Settled[] = [];
let clock = 0;
/** A little later: no two facts are of the same instant. */
const tick = (): void => county.clock.turnTo(new Date((clock += 1_000)).toISOString());
const turnTo = (instant: number): void => {
  clock = instant;
  tick();
};

const post = async (path: string, body: object): Promise<Told> => {
  tick();
  return (await county.coordinator.post(path).send(body).expect(201)).body as Told;
};
const record = async (voucher: Told, provider: string, kind: 'housing' | 'rehabilitation', fact: object) => {
  tick();
  return (await county.record(voucher, provider, kind, fact)).id;
};

const stayed = async (from: string, to: string): Promise<void> => {
  const id = await record(vouchers.home, 'a', 'housing', { type: 'stay', from, to });
  told.stays.push({ id, unit: 'a', from, to, at: clock });
};
/** An absence takes the place of those that it overlaps: they are reversed first. */
const away = async (reason: 'leave' | 'hospital', from: string, to: string): Promise<void> => {
  for (const other of told.stays.filter((one) => one.away !== undefined && one.from <= to && from <= one.to)) {
    tick();
    await county.reverse({ id: other.id });
    told.stays.splice(told.stays.indexOf(other), 1);
  }
  const id = await record(vouchers.home, 'a', 'housing', { type: 'absence', reason, from, to });
  told.stays.push({ id, unit: 'a', from, to, away: reason, at: clock });
};
const visited = async (on: string): Promise<void> => {
  const id = await record(vouchers.visits, 'b', 'rehabilitation', { type: 'visit', date: on, units: 1 });
  told.visits.push({ id, on });
};
const openWindow = (voucher: Told, period: string, today: string) =>
  post(`/v1/vouchers/${voucher.id}/entry-windows`, { period, openUntil: today, reason: 'told late' });

/** Something about months that are mostly settled; each kind in turn, so that every one of them comes several times. */
const lateFact = async (chance: Chance, n: number, month: string, today: string): Promise<void> => {
  const back = dayAfter(`${month}-01`, -chance.int(1, 50));
  if (back < '2026-01-01' || (n % 5 < 2 && month > LAST_TOLD)) return;
  switch (n % 5) {
    case 0: {
      const to = dayAfter(back, chance.int(0, 40));
      for (const period of monthsFromTo(back.slice(0, 7), to.slice(0, 7)))
        if (period < month) await openWindow(vouchers.home, period, today);
      return away('hospital', back, to < today ? to : today);
    }
    case 1: {
      const net = chance.int(60_000, 260_000);
      const { housing, allowance, medicine, other } = INCOME;
      await post('/v1/clients/cli-x/income-decisions', {
        validFrom: back,
        netMonthlyIncomeCents: net,
        housingCostCents: housing,
        housingAllowanceCents: allowance,
        medicineCents: medicine,
        otherDeductionsCents: other,
      });
      told.incomes.push({ ...INCOME, from: back, net });
      return;
    }
    case 2: {
      const to = dayAfter(back, chance.int(20, 200));
      const cents = chance.int(4_000, 7_000);
      const body = { validFrom: back, validTo: to, unitValueCents: cents, reason: 'livelihood' };
      await post(`/v1/vouchers/${vouchers.visits.id}/value-raises`, body);
      told.raises.push({ from: back, to, cents });
      return;
    }
    case 3: {
      const [wrong] = told.visits.splice(chance.int(0, told.visits.length - 1), 1);
      if (wrong === undefined) return;
      tick();
      await county.reverse({ id: wrong.id });
      return;
    }
    default: {
      const to = chance.pick(['c', 'd']);
      const from = dayAfter(today, chance.int(1, 9));
      await post(`/v1/vouchers/${vouchers.centre.id}/reservations`, {
        offeringId: county.offering(to, 'soteCentre'),
        startDate: from,
      });
      const last = told.choices.pop();
      if (last !== undefined) told.choices.push({ ...last, to: dayAfter(from, -1) }, { unit: to, from });
    }
  }
};

/** What is recorded of a month on its last day. */
const live = async (chance: Chance, n: number, month: string): Promise<void> => {
  const days = everyDayOf(month);
  const [first = '', last = ''] = [days[0], days.at(-1)];
  turnTo(dayBegins(last) + 12 * 3_600_000);
  if (month <= LAST_TOLD) await stayed(first, last);
  if (chance.is(40) && month < LAST_TOLD)
    await away(chance.pick(['leave', 'hospital']), `${month}-10`, `${month}-${chance.int(10, 28)}`);
  await visited(`${month}-${chance.int(10, 28)}`);
  await lateFact(chance, n, month, last);
};

/** Approved; asked for anew first where the run before it has left a provider with a debt, as the refusal says. */
const approved = async ({ id, hash }: Settled): Promise<Settled> => {
  tick();
  const answer = await county.approver.post(`/v1/settlement-runs/${id}/approval`).send({ hash });
  if (answer.status === 409) {
    expect(answer.body).toMatchObject({ code: 'DEBT_NOT_BROUGHT_FORWARD' });
    return county.approve(await county.calculate(id.slice('run-settle-'.length)));
  }
  expect(answer.status).toBe(200);
  await county.settleAll();
  return county.run(id);
};

/** Two calendars look at once; what they made is calculated and approved, the oldest first. */
const runAll = async (): Promise<void> => {
  const silent = { nudge: () => undefined, close: () => Promise.resolve() };
  const sweep = async () => {
    const work = calendarWork({ stores: county.stores, clock: county.clock, nudge: silent });
    await work.many?.(await work.due(100));
  };
  await Promise.all([sweep(), sweep()]);
  await county.settleAll();
  const made = await county.stores.runs.collection.find({ status: 'calculated' }).sort({ _id: 1 }).toArray();
  for (const { _id } of made) settled.push(await approved(await county.run(_id)));
};

beforeAll(async () => {
  county = await openCounty('2026-01-01');
  await knowFirstDay(county.stores.connection, '2026-01-01');
  const endless = { validity: { takeIntoUseDays: null, months: null } };
  await county.programme('housing');
  await county.programme('rehabilitation', endless);
  await county.programme('soteCentre');
  await county.provider('a', 'housing', PRICES.a);
  await county.provider('b', 'rehabilitation', PRICES.b);
  for (const centre of ['c', 'd']) await county.provider(centre, 'soteCentre', 0);
  vouchers = {
    home: await county.voucher(await county.client('x'), 'housing', 'a', '2026-01-01'),
    visits: await county.voucher(await county.client('z'), 'rehabilitation', 'b', '2026-01-01'),
    centre: await county.voucher(await county.client('y'), 'soteCentre', 'c', '2026-01-01'),
  };
  const chance = chanceOf(firstSeed);
  for (const [n, month] of MONTHS.entries()) {
    await live(chance, n, month);
    const sixth = dayBegins(dayAfter(everyDayOf(month).at(-1) ?? '', 6));
    if (month === LAST_TOLD) {
      turnTo(sixth - 3_600_000);
      await county.coordinator.post('/v1/clients/cli-x/death').send({ date: DEATH }).expect(200);
    }
    for (const look of OUTAGE.includes(month) ? [] : [sixth - 60_000, sixth]) {
      turnTo(look);
      await runAll();
    }
  }
});
afterAll(() => county.close());

it('ran every month once, in order, and the three that were missed one after another', async () => {
  expect(settled.map(({ id }) => id)).toEqual(MONTHS.map((month) => `run-settle-${month}`));
  const made = await county.stores.runs.collection.find({}).sort({ _id: 1 }).toArray();
  const days = made.map((run) => [String(run['period']), String(run['createdAt']).slice(0, 16)]);
  expect(days.slice(14, 20)).toEqual([
    ['2027-03', '2027-04-05T21:00'],
    ['2027-04', '2027-08-05T20:59'],
    ['2027-05', '2027-08-05T20:59'],
    ['2027-06', '2027-08-05T20:59'],
    ['2027-07', '2027-08-05T21:00'],
    ['2027-08', '2027-09-05T21:00'],
  ]);
});

it('settled to the cent what the naive twin makes of every month, whatever became known when', async () => {
  // What became known after the last run is still to come: one more look at the last month.
  settled.push(await county.settle(MONTHS.at(-1) ?? ''));
  const lines = (await Promise.all(settled.map(({ id }) => county.lines(id)))).flat();
  expect(lines.filter(({ kind }) => kind === 'reversal').length).toBeGreaterThan(10);
  const sums = (month: string, provider: string) => {
    const own = lines.filter(({ from, statementId }) => from.startsWith(month) && statementId.endsWith(`-${provider}`));
    return [
      total(own.map(({ grossCents }) => grossCents)),
      total(own.map(({ organiserCents }) => organiserCents)),
      total(own.map(({ clientCents }) => clientCents)),
    ];
  };
  for (const month of MONTHS) {
    const shares = naiveCountyMonth(told, DEATH, month);
    for (const provider of ['a', 'b', 'c', 'd']) {
      const own = shares.filter(({ unit }) => unit === provider);
      const naive = [own.map((s) => s.gross), own.map((s) => s.organiser), own.map((s) => s.client)].map(total);
      expect([firstSeed, month, provider, ...sums(month, provider)]).toEqual([firstSeed, month, provider, ...naive]);
    }
  }
  expect(await county.differences()).toEqual([]);
});

it('paid nobody below zero, and carried what the home owes after the death from run to run', async () => {
  const statements = (await Promise.all(settled.map(({ id }) => county.statements(id)))).flat();
  const of = (provider: string, field: string) =>
    statements.filter(({ providerId }) => providerId === `prv-${provider}`).map((told) => Number(told[field]));
  for (const provider of ['a', 'b', 'c', 'd']) {
    expect(Math.min(...of(provider, 'payableCents'))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...of(provider, 'carriedForwardCents'))).toBeLessThanOrEqual(0);
    const carried = of(provider, 'carriedForwardCents').at(-1) ?? 0;
    expect(total(of(provider, 'payableCents')) + carried).toBe(total(of(provider, 'organiserCents')));
  }
  expect(of('a', 'carriedForwardCents').at(-1)).toBeLessThan(0);
  expect(
    of('a', 'broughtForwardCents')
      .slice(-2)
      .every((cents) => cents < 0),
  ).toBe(true);
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { budgetId } from '#shared/domain/ids';
import { expiryWork } from '#workers/expiry/worker';
import { paid } from '../builders/camt.ts';
import { openCounty, type County, type Settled, type Told } from '../builders/county.ts';
import { payingIn } from '../builders/payments.ts';

const KINDS = ['rehabilitation', 'housing', 'soteCentre'] as const;
const MUNICIPALITIES = ['398', '111'] as const;
const YEARS = [2026, 2027] as const;
const FIGURES = ['committedCents', 'owedCents', 'payableCents', 'paidCents', 'spentCents'] as const;

type Figures = Record<(typeof FIGURES)[number] | 'appropriationCents' | 'freeCents', number>;

/**
 * From October to January: two municipalities, three services, a removal, a correction, a raise, a cancellation, the
 * turn of the year. After every step, each budget adds up, the municipalities' budgets to the programme's, and all of
 * them to the trial balance.
 */
describe('budgets over the turn of a year', () => {
  let county: County;
  let finance: ReturnType<typeof payingIn>;
  const vouchers: Record<string, Told> = {};
  let visits: Told[] = [];

  const figuresOf = async (kind: string, municipalityCode: string | null, year: number): Promise<Figures> => {
    const id = budgetId({ programmeId: `prg-${kind}`, municipalityCode, year });
    const told = (await county.finance.get(`/v1/budgets/${id}`).expect(200)).body as { figures: Figures };
    return told.figures;
  };

  /** Everything that has to hold at any moment; gives the figures by kind, municipality and year. */
  const check = async (): Promise<Record<string, Figures>> => {
    const balance = await county.balance();
    const all: Record<string, Figures> = {};
    const sums = { committed: 0, owed: 0, payable: 0, paid: 0 };
    for (const kind of KINDS)
      for (const year of YEARS) {
        const whole = await figuresOf(kind, null, year);
        const parts = await Promise.all(MUNICIPALITIES.map((code) => figuresOf(kind, code, year)));
        for (const figure of FIGURES)
          expect([kind, year, figure, parts.reduce((sum, part) => sum + part[figure], 0)]).toEqual([
            kind,
            year,
            figure,
            whole[figure],
          ]);
        for (const { appropriationCents, committedCents, owedCents, payableCents, paidCents, freeCents } of [
          whole,
          ...parts,
        ]) {
          expect(committedCents + owedCents + payableCents + paidCents + freeCents).toBe(appropriationCents);
          expect(committedCents).toBeGreaterThanOrEqual(0);
        }
        sums.committed += whole.committedCents;
        sums.owed += whole.owedCents;
        sums.payable += whole.payableCents;
        sums.paid += whole.paidCents;
        MUNICIPALITIES.forEach((code, index) => (all[`${kind} ${code} ${year}`] = parts[index] as Figures));
      }
    expect(sums).toEqual({
      committed: balance['committed'],
      owed: balance['owed'],
      payable: balance['payable'],
      paid: balance['paid'],
    });
    expect(await county.differences()).toEqual([]);
    return all;
  };

  const sweep = async (): Promise<void> => {
    const work = expiryWork({ stores: county.stores, clock: county.clock });
    for (let due = await work.due(100); due.length > 0; due = await work.due(100)) await work.many?.(due);
  };
  const pay = async (run: Settled): Promise<void> => {
    await finance.fileOf(run).expect(201);
    const statements = (await county.statements(run.id)).filter(({ payableCents }) => Number(payableCents) > 0);
    const payments = await county.stores.payments.collection.find({ runId: run.id }).toArray();
    expect(payments).toHaveLength(statements.length);
    await finance.tell(payments.map((one) => paid(one['endToEndId'] as string, one['amountCents'] as number)));
  };
  const visit = async (voucher: string, day: string): Promise<Told> =>
    county.visit(vouchers[voucher] as Told, 'physio', day);
  const stay = (from: string, to: string) =>
    county.record(vouchers['home'] as Told, 'home', 'housing', { type: 'stay', from, to });

  beforeAll(async () => {
    county = await openCounty('2026-10-01');
    finance = payingIn(county);
    await county.programme('rehabilitation');
    await county.programme('housing', { priceCeilingCents: 17_000 });
    await county.programme('soteCentre');
    await county.provider('physio', 'rehabilitation', 6_200);
    await county.provider('home', 'housing', 17_000);
    await county.provider('centre', 'soteCentre', 0);
    for (const kind of KINDS)
      for (const municipalityCode of [undefined, ...MUNICIPALITIES])
        for (const year of YEARS)
          await county.finance
            .post('/v1/budgets')
            .send({
              programmeId: `prg-${kind}`,
              municipalityCode,
              year,
              appropriationCents: 10_000_000,
              onOverrun: 'refuse',
            })
            .expect(201);
    const [mover, other] = [await county.client('mover'), await county.client('other', { municipalityCode: '111' })];
    vouchers['mover'] = await county.voucher(mover, 'rehabilitation', 'physio', '2026-10-01');
    vouchers['other'] = await county.voucher(other, 'rehabilitation', 'physio', '2026-10-01');
    vouchers['home'] = await county.voucher(mover, 'housing', 'home', '2026-10-01');
    vouchers['centre'] = await county.voucher(other, 'soteCentre', 'centre', '2026-10-01');
  });
  afterAll(() => county.close());

  it('promises the year, and no more, when vouchers are granted', async () => {
    const figures = await check();
    expect(figures['housing 398 2026']?.committedCents).toBe(92 * 17_000);
    expect(figures['rehabilitation 398 2026']?.committedCents).toBe(50 * 4_435);
    expect(figures['housing 398 2027']?.committedCents).toBe(0);
  });

  it('follows October, as it is recorded, settled and paid', async () => {
    county.turnTo('2026-10-31');
    visits = [
      await visit('mover', '2026-10-05'),
      await visit('mover', '2026-10-12'),
      await visit('other', '2026-10-12'),
    ];
    await stay('2026-10-01', '2026-10-31');
    await check();
    county.turnTo('2026-11-06');
    const run = await county.settle('2026-10');
    const settled = await check();
    expect(settled['rehabilitation 398 2026']).toMatchObject({ owedCents: 0, payableCents: 2 * 4_435 });
    await pay(run);
    const after = await check();
    expect(after['rehabilitation 398 2026']).toMatchObject({ payableCents: 0, paidCents: 2 * 4_435 });
    expect(after['soteCentre 111 2026']?.paidCents).toBeGreaterThan(0);
  });

  it('follows a removal, a correction, a raise and a cancellation', async () => {
    const residence = { validFrom: '2026-11-20', municipalityCode: '111' };
    await county.coordinator.post('/v1/clients/cli-mover/residences').send(residence).expect(201);
    await county.reverse(visits[1] as Told);
    await check();
    const raise = { validFrom: '2026-11-01', unitValueCents: 5_000, reason: 'livelihood' };
    await county.coordinator.post(`/v1/vouchers/${vouchers['mover']?.id}/value-raises`).send(raise).expect(201);
    expect((await check())['rehabilitation 398 2026']?.committedCents).toBe(49 * 5_000);
    await county.coordinator.post(`/v1/vouchers/${vouchers['other']?.id}/cancellation`).send({}).expect(200);
    county.turnTo('2026-11-30');
    await visit('mover', '2026-11-19');
    await visit('mover', '2026-11-25');
    await stay('2026-11-01', '2026-11-14');
    await stay('2026-11-15', '2026-11-30');
    const figures = await check();
    expect(figures['rehabilitation 111 2026']).toMatchObject({ owedCents: 5_000, committedCents: 0 });
    county.turnTo('2026-12-06');
    await pay(await county.settle('2026-11'));
    expect((await check())['housing 111 2026']?.spentCents).toBe(0);
  });

  it('turns the year: days lapse and are promised anew, visits go on, December is still told', async () => {
    county.turnTo('2027-01-02');
    await sweep();
    const turned = await check();
    expect(turned['housing 398 2026']?.committedCents).toBe(0);
    expect(turned['housing 111 2027']?.committedCents).toBe(365 * 17_000);
    expect(turned['rehabilitation 111 2027']?.committedCents).toBe(47 * 5_000);
    expect(turned['rehabilitation 398 2027']?.committedCents).toBe(0);
    const before = await county.stores.vouchers.load(vouchers['home']?.id ?? '');
    await sweep();
    expect(await county.stores.vouchers.load(vouchers['home']?.id ?? '')).toEqual(before);
    await visit('mover', '2026-12-30');
    await visit('mover', '2027-01-02');
    await stay('2026-12-01', '2026-12-31');
    const told = await check();
    expect(told['rehabilitation 111 2026']).toMatchObject({ owedCents: 5_000, committedCents: 0 });
    expect(told['rehabilitation 111 2027']).toMatchObject({ owedCents: 5_000, committedCents: 45 * 5_000 });
    county.turnTo('2027-01-06');
    await pay(await county.settle('2026-12'));
    const settled = await check();
    for (const name of Object.keys(settled).filter((one) => one.endsWith('2026')))
      expect([name, settled[name]?.owedCents]).toEqual([name, 0]);
  });

  it('has cost each municipality what the report says, month by month', async () => {
    const { items, totals } = (
      await county.finance
        .get('/v1/reports/costs?groupBy=programme,municipality,month&from=2026-01&to=2026-12')
        .expect(200)
    ).body as { items: Told[]; totals: Record<string, number> };
    const figures = await check();
    for (const kind of KINDS)
      for (const code of MUNICIPALITIES) {
        const costs = items.filter((row) => row['programmeId'] === `prg-${kind}` && row['municipalityCode'] === code);
        const cost = costs.reduce((sum, row) => sum + Number(row['organiserCents']), 0);
        expect([kind, code, figures[`${kind} ${code} 2026`]?.spentCents]).toEqual([kind, code, cost]);
      }
    const runs = (await county.finance.get('/v1/settlement-runs').expect(200)).body as { items: Settled[] };
    for (const field of ['lines', 'grossCents', 'organiserCents', 'clientCents'])
      expect(totals[field]).toBe(runs.items.reduce((sum, run) => sum + (run.totals[field] ?? 0), 0));
  });
});

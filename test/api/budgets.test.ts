import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openCounty, type County, type Told } from '../builders/county.ts';

/** A visit is worth 44,35 to the organiser. */
const VISIT = 4_435;
const PROGRAMME = 'prg-rehabilitation';

let county: County;
let client: string;
let years = 2030;
/** A year of its own for each test, so that each has a budget nobody has used. */
let year: number;
beforeAll(async () => {
  county = await openCounty('2026-06-01');
  await county.programme('rehabilitation');
  await county.programme('housing');
  await county.provider('physio', 'rehabilitation', 6_200);
  client = await county.client('one');
}, 30_000);
afterAll(() => county.close());
beforeEach(() => {
  year = years += 1;
});

interface Figures {
  readonly [figure: string]: number;
}
interface BudgetTold extends Told {
  readonly figures: Figures;
}
const budget = async (appropriationCents: number, over: object = {}): Promise<BudgetTold> =>
  (
    await county.finance
      .post('/v1/budgets')
      .send({ programmeId: PROGRAMME, year, appropriationCents, onOverrun: 'refuse', ...over })
      .expect(201)
  ).body as BudgetTold;
const see = async (id: string): Promise<BudgetTold> =>
  (await county.finance.get(`/v1/budgets/${id}`).expect(200)).body as BudgetTold;
const issue = (units: number, clientId = client, key?: string) => {
  const asked = county.coordinator.post('/v1/vouchers');
  if (key !== undefined) void asked.set('Idempotency-Key', key);
  return asked.send({ clientId, programmeId: PROGRAMME, units, validFrom: `${year}-03-01` });
};
const granted = async (units: number, clientId = client): Promise<Told> =>
  (await issue(units, clientId).expect(201)).body as Told;

describe('a budget that refuses', () => {
  it('lets through what there is money for, to the cent, and says what is lacking', async () => {
    const { id } = await budget(10 * VISIT);
    await granted(9);
    const no = (await issue(2).expect(422)).body as Told;
    expect(no).toMatchObject({ code: 'BUDGET_EXCEEDED', budgetId: id, freeCents: VISIT, neededCents: 2 * VISIT });
    expect(no['remedy']).toHaveProperty('fi');
    expect(await granted(1)).not.toHaveProperty('warnings');
    expect((await see(id)).figures).toMatchObject({ committedCents: 10 * VISIT, freeCents: 0 });
  });

  it('is not overrun by many who are granted at once', async () => {
    const { id } = await budget(25 * VISIT);
    const answers = await Promise.all(Array.from({ length: 8 }, () => issue(10)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, ...Array<number>(6).fill(422)]);
    expect((await see(id)).figures).toMatchObject({ committedCents: 20 * VISIT, freeCents: 5 * VISIT });
  });

  it('gives the same answer again under one key, and holds nothing twice', async () => {
    const { id } = await budget(10 * VISIT);
    const told = await Promise.all([1, 2, 3].map(() => issue(6, client, `twice-${year}`)));
    expect(new Set(told.map(({ body }) => (body as Told).id)).size).toBe(1);
    await issue(6, client, `no-${year}`).expect(422);
    await budget(100 * VISIT);
    await issue(6, client, `no-${year}`).expect(422).expect('Idempotent-Replayed', 'true');
    expect((await see(id)).figures).toMatchObject({ committedCents: 6 * VISIT });
  });

  it('gets back what lapses', async () => {
    const { id } = await budget(10 * VISIT);
    const voucher = await granted(10);
    await county.coordinator.post(`/v1/vouchers/${voucher.id}/cancellation`).send({ reason: 'other need' }).expect(200);
    await granted(10);
    expect((await see(id)).figures).toMatchObject({ freeCents: 0 });
  });

  it('keeps what is held for a voucher on its way, and lets go of it when that never comes', async () => {
    const { id } = await budget(10 * VISIT);
    const hold = (at: number) => ({ ref: 'vch-LOST', voucherId: 'vch-LOST', cents: 5 * VISIT, at });
    const keep = (at: number) =>
      county.stores.budgets.act(id, (now) => ({ next: { ...now, holds: [hold(at)] }, answer: 1 }));
    await keep(Date.now());
    expect((await see(id)).figures).toMatchObject({ committedCents: 5 * VISIT, freeCents: 5 * VISIT });
    await issue(6).expect(422);
    await keep(Date.now() - 61_000);
    await granted(6);
  });
});

describe('a budget that warns', () => {
  it('grants beyond it, and says so with the voucher', async () => {
    const { id } = await budget(10 * VISIT, { onOverrun: 'warn', warnAtPercent: 80 });
    expect(await granted(7)).not.toHaveProperty('warnings');
    expect((await granted(1))['warnings']).toMatchObject([{ code: 'BUDGET_NEARLY_USED', budgetId: id }]);
    expect((await granted(5))['warnings']).toMatchObject([
      { code: 'BUDGET_EXCEEDED', freeCents: 2 * VISIT, neededCents: 5 * VISIT },
    ]);
    expect((await see(id)).figures).toMatchObject({ freeCents: -3 * VISIT });
  });
});

describe('budgets of a programme', () => {
  it('of one municipality limit its own, beside the one of all', async () => {
    const other = await county.client(`other-${year}`, { municipalityCode: '111' });
    const all = await budget(20 * VISIT);
    const own = await budget(5 * VISIT, { municipalityCode: '111' });
    await granted(5, other);
    expect((await issue(1, other).expect(422)).body).toMatchObject({ budgetId: own.id });
    await granted(15);
    expect((await issue(1).expect(422)).body).toMatchObject({ budgetId: all.id, freeCents: 0 });
    const listed = (await county.finance.get(`/v1/budgets?programmeId=${PROGRAMME}&year=${year}`).expect(200)).body as {
      items: BudgetTold[];
    };
    expect(listed.items.map(({ id, figures }) => [id, figures['committedCents']])).toEqual([
      [all.id, 20 * VISIT],
      [own.id, 5 * VISIT],
    ]);
  });

  it('are not limited in a year without any', async () => {
    expect(await granted(1_000)).not.toHaveProperty('warnings');
  });

  it('are changed by a further decision, and remember who decided what', async () => {
    const { id } = await budget(VISIT);
    await issue(2).expect(422);
    const changed = await budget(2 * VISIT, { warnAtPercent: 90 });
    expect(changed).toMatchObject({ id, appropriationCents: 2 * VISIT, warnAtPercent: 90 });
    expect((changed['decisions'] as Told[]).map(({ appropriationCents }) => appropriationCents)).toEqual([
      VISIT,
      2 * VISIT,
    ]);
    await granted(2);
  });

  it('need a programme that there is', async () => {
    await county.finance
      .post('/v1/budgets')
      .send({ programmeId: 'prg-none', year, appropriationCents: 1, onOverrun: 'warn' })
      .expect(404);
  });
});

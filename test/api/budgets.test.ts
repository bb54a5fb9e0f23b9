import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
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
  await county.programme('housing', { priceCeilingCents: 17_000 });
  await county.provider('physio', 'rehabilitation', 6_200);
  client = await county.client('one');
});
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

  it('is told what has come free before it refuses, also where its last grant was another', async () => {
    const { id } = await budget(10 * VISIT);
    const voucher = await granted(9);
    await granted(1);
    await county.coordinator.post(`/v1/vouchers/${voucher.id}/cancellation`).send({ reason: 'other need' }).expect(200);
    await issue(9, client, `freed-${year}`).expect(201);
    expect((await issue(1).expect(422)).body).toMatchObject({ code: 'BUDGET_EXCEEDED', freeCents: 0 });
    expect((await see(id)).figures).toMatchObject({ committedCents: 10 * VISIT, freeCents: 0 });
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

describe('a later decision on a voucher', () => {
  const raise = (voucher: Told, unitValueCents: number, key: string) =>
    county.coordinator
      .post(`/v1/vouchers/${voucher.id}/value-raises`)
      .set('Idempotency-Key', key)
      .send({ validFrom: `${year}-03-01`, unitValueCents, reason: 'livelihood' });

  it('that raises the value takes the difference for the visits left, if the budget has it', async () => {
    const { id } = await budget(10 * VISIT + 10_000);
    const voucher = await granted(10);
    const no = (await raise(voucher, VISIT + 1_001, `no-raise-${year}`).expect(422)).body as Told;
    expect(no).toMatchObject({ code: 'BUDGET_EXCEEDED', freeCents: 10_000, neededCents: 10_010 });
    expect((await county.stores.vouchers.load(voucher.id))?.valueRaises).toEqual([]);
    const told = await Promise.all([1, 2].map(() => raise(voucher, VISIT + 1_000, `raise-${year}`)));
    expect(told.map(({ status }) => status)).toEqual([201, 201]);
    expect((await see(id)).figures).toMatchObject({ committedCents: 10 * VISIT + 10_000, freeCents: 0 });
    expect((await county.stores.vouchers.load(voucher.id))?.valueRaises).toHaveLength(1);
  });

  it('warns each time it is asked, also where the first request died before it raised anything', async () => {
    const { id } = await budget(12 * VISIT, { onOverrun: 'warn', warnAtPercent: 80 });
    const voucher = await granted(9);
    const died = jest.spyOn(county.stores.vouchers, 'swap').mockRejectedValueOnce(new Error('died'));
    await raise(voucher, VISIT + 1_000, `warned-${year}`).expect(500);
    died.mockRestore();
    const warnings = [{ code: 'BUDGET_NEARLY_USED', budgetId: id }];
    for (let times = 0; times < 2; times += 1)
      expect((await raise(voucher, VISIT + 1_000, `warned-${year}`).expect(201)).body).toMatchObject({ warnings });
    expect((await county.stores.vouchers.load(voucher.id))?.valueRaises).toHaveLength(1);
  });

  it('that extends it takes what its further days cost, if the budget has it', async () => {
    await county.finance
      .post('/v1/budgets')
      .send({ programmeId: 'prg-housing', year, appropriationCents: 40 * 17_000, onOverrun: 'refuse' })
      .expect(201);
    const asked = {
      clientId: client,
      programmeId: 'prg-housing',
      validFrom: `${year}-03-01`,
      validTo: `${year}-03-31`,
    };
    const voucher = (await county.coordinator.post('/v1/vouchers').send(asked).expect(201)).body as Told;
    const extend = (validTo: string) =>
      county.coordinator.post(`/v1/vouchers/${voucher.id}/extension`).send({ validTo, reason: 'goes on' });
    const no = (await extend(`${year}-04-10`).expect(422)).body as Told;
    expect(no).toMatchObject({ code: 'BUDGET_EXCEEDED', freeCents: 9 * 17_000, neededCents: 10 * 17_000 });
    for (let times = 0; times < 2; times += 1) await extend(`${year}-04-09`).expect(200);
    expect((await see(`bdg-housing-${year}`)).figures).toMatchObject({ committedCents: 40 * 17_000, freeCents: 0 });
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

describe('a decision that tells the ledger of the vouchers it finds held for', () => {
  it('tells by the system’s clock, so that what a run has not seen is settled by the next', async () => {
    const other = await openCounty('2031-03-20');
    await other.programme('rehabilitation');
    await other.provider('physio', 'rehabilitation', 6_200);
    const person = await other.client('one');
    const asked = {
      programmeId: 'prg-rehabilitation',
      year: 2031,
      appropriationCents: 99 * VISIT,
      onOverrun: 'refuse',
    };
    const { id } = (await other.finance.post('/v1/budgets').send(asked).expect(201)).body as Told;
    const voucher = await other.voucher(person, 'rehabilitation', 'physio', '2031-03-20');
    await other.visit(voucher, 'physio', '2031-03-20');
    const seenAsUntold = (untold: boolean) =>
      other.stores.vouchers.collection.updateOne({ _id: voucher.id }, { $set: { untold } });
    // The run reads while the visit is on its way to the event list.
    await seenAsUntold(false);
    other.turnTo('2031-04-06');
    await other.settle('2031-03');
    await seenAsUntold(true);
    await other.finance.get(`/v1/budgets/${id}`).expect(200);
    other.turnTo('2031-05-06');
    const { totals } = await other.settle('2031-04');
    expect(totals).toMatchObject({ organiserCents: VISIT });
    await other.close();
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openCounty, type County, type Told } from '../builders/county.ts';
import { heldUpAt } from '../builders/held-up.ts';

/** A visit is worth 44,35 to the organiser, and a day of housing 170,00. */
const VISIT = 4_435;
const DAY = 17_000;
/** Longer than a decision may be on its way without somebody asking what has become of it. */
const OVERDUE_MS = 61_000;

let county: County;
let client: string;
let years = 2030;
/** A year of its own for each test, so that each has a budget nobody has used. */
let year: number;
beforeAll(async () => {
  county = await openCounty('2026-06-01');
  await county.programme('rehabilitation');
  await county.programme('housing', { value: { basis: 'flat', unitValueCents: DAY } });
  client = await county.client('one');
});
afterAll(() => county.close());
beforeEach(() => {
  year = years += 1;
});
afterEach(async () => {
  jest.restoreAllMocks();
  expect(await county.differences()).toEqual([]);
});

const budget = async (kind: string, appropriationCents: number, over: object = {}): Promise<string> => {
  const asked = { programmeId: `prg-${kind}`, year, appropriationCents, onOverrun: 'refuse', ...over };
  return ((await county.finance.post('/v1/budgets').send(asked).expect(201)).body as Told).id;
};
const figures = async (id: string) =>
  ((await county.finance.get(`/v1/budgets/${id}`).expect(200)).body as Told)['figures'];
const issue = (units: number, key: string) =>
  county.coordinator
    .post('/v1/vouchers')
    .set('Idempotency-Key', `${key}-${year}`)
    .send({ clientId: client, programmeId: 'prg-rehabilitation', units, validFrom: `${year}-03-01` });
const house = (key: string, lastDay: string) =>
  county.coordinator
    .post('/v1/vouchers')
    .set('Idempotency-Key', `${key}-${year}`)
    .send({ clientId: client, programmeId: 'prg-housing', validFrom: `${year}-03-01`, validTo: `${year}-${lastDay}` });
const extend = (voucher: Told, lastDay: string) =>
  county.coordinator
    .post(`/v1/vouchers/${voucher.id}/extension`)
    .send({ validTo: `${year}-${lastDay}`, reason: 'goes on' });
const kept = async (id: string) => county.stores.vouchers.load(id);

/** A request whose process stops as soon as its money is held in the first budget it asks. */
const heldUp = (asked: PromiseLike<{ status: number; body: unknown }>) =>
  heldUpAt(asked, (pause) => {
    const { budgets } = county.stores;
    const swap = budgets.swap.bind(budgets);
    jest.spyOn(budgets, 'swap').mockImplementationOnce(async (previous, next) => {
      const done = await swap(previous, next);
      await pause();
      return done;
    });
  });

/** A request whose process stops before it looks at any budget. */
const heldUpBeforeBudgets = (asked: PromiseLike<{ status: number; body: unknown }>) =>
  heldUpAt(asked, (pause) => {
    const { budgets } = county.stores;
    const load = budgets.load.bind(budgets);
    jest.spyOn(budgets, 'load').mockImplementationOnce(async (id) => {
      await pause();
      return load(id);
    });
  });

/** What is held of a budget becomes as old as a hold of a process that has stopped. */
const minuteLater = (id: string) =>
  county.stores.budgets.act(id, (now) => ({
    next: { ...now, holds: now.holds.map((hold) => ({ ...hold, at: hold.at - OVERDUE_MS })) },
    answer: null,
  }));

describe('a grant that is held up between its money and its voucher', () => {
  it('does not commit what was granted to another meanwhile', async () => {
    const id = await budget('rehabilitation', 10 * VISIT);
    const goOn = await heldUp(issue(6, 'slow'));
    await minuteLater(id);
    await issue(6, 'quick').expect(201);
    expect(await goOn()).toMatchObject({
      status: 422,
      body: { code: 'BUDGET_EXCEEDED', freeCents: 4 * VISIT, neededCents: 6 * VISIT },
    });
    expect(await figures(id)).toMatchObject({ committedCents: 6 * VISIT, freeCents: 4 * VISIT });
    await issue(6, 'slow').expect(422).expect('Idempotent-Replayed', 'true');
  });

  it('is granted under another number where there is money for both, and answers so again', async () => {
    const id = await budget('rehabilitation', 10 * VISIT);
    const goOn = await heldUp(issue(6, 'slow'));
    const [held] = (await county.stores.budgets.load(id))?.holds ?? [];
    await minuteLater(id);
    await issue(4, 'quick').expect(201);
    const { status, body } = await goOn();
    expect(status).toBe(201);
    expect(body.id).not.toBe(held?.voucherId);
    expect(await figures(id)).toMatchObject({ committedCents: 10 * VISIT, freeCents: 0 });
    expect((await issue(6, 'slow').expect(201)).body).toEqual(body);
    await county.coordinator.get(`/v1/vouchers/${held?.voucherId ?? ''}`).expect(404);
  });

  it('leaves nothing in the list of all vouchers but those that were granted', async () => {
    const id = await budget('rehabilitation', 10 * VISIT);
    const goOn = await heldUp(issue(6, 'slow'));
    const [held] = (await county.stores.budgets.load(id))?.holds ?? [];
    await minuteLater(id);
    const quick = (await issue(4, 'quick').expect(201)).body as Told;
    const slow = (await goOn()).body;
    expect(await county.stores.vouchers.givenUp(held?.voucherId ?? '')).not.toBeNull();
    const { items } = (await county.coordinator.get('/v1/vouchers?limit=200').expect(200)).body as { items: Told[] };
    const ids = items.map((one) => one.id);
    expect(ids).toEqual(expect.arrayContaining([quick.id, slow.id]));
    expect(ids).not.toContain(held?.voucherId);
  });

  it('can be asked for again under its key, and one that wakes after that adds nothing', async () => {
    const id = await budget('rehabilitation', 10 * VISIT);
    const goOn = await heldUp(issue(5, 'slow'));
    await minuteLater(id);
    await issue(4, 'quick').expect(201);
    const again = (await issue(5, 'slow').expect(201)).body as Told;
    expect(await goOn()).toMatchObject({ status: 201, body: { id: again.id } });
    expect(await figures(id)).toMatchObject({ committedCents: 9 * VISIT });
  });

  it('stays granted where its voucher came in time, however late that is told', async () => {
    const id = await budget('rehabilitation', 10 * VISIT);
    const goOn = await heldUp(issue(6, 'slow'));
    const again = (await issue(6, 'slow').expect(201)).body as Told;
    await minuteLater(id);
    await issue(5, 'quick').expect(422);
    expect(await goOn()).toMatchObject({ status: 201, body: { id: again.id } });
    expect(await figures(id)).toMatchObject({ committedCents: 6 * VISIT });
  });

  it('is refused as its copy was, where less was appropriated between the two', async () => {
    const id = await budget('rehabilitation', 10 * VISIT);
    const goOn = await heldUp(issue(6, 'slow'));
    await budget('rehabilitation', 5 * VISIT);
    await issue(6, 'slow').expect(422);
    await issue(5, 'quick').expect(201);
    expect(await goOn()).toMatchObject({ status: 422, body: { code: 'BUDGET_EXCEEDED' } });
    expect(await figures(id)).toMatchObject({ committedCents: 5 * VISIT, freeCents: 0 });
  });

  it.each([
    ['before its money is held', heldUpBeforeBudgets],
    ['after it', heldUp],
  ])('%s, grants nothing behind the refusal that its copy was told, though there is money by then', async (_, hold) => {
    const id = await budget('rehabilitation', 10 * VISIT);
    const goOn = await hold(issue(6, 'slow'));
    await budget('rehabilitation', 5 * VISIT);
    await issue(6, 'slow').expect(422);
    await budget('rehabilitation', 20 * VISIT);
    expect(await goOn()).toMatchObject({ status: 422, body: { code: 'BUDGET_EXCEEDED', freeCents: 5 * VISIT } });
    await issue(6, 'slow').expect(422).expect('Idempotent-Replayed', 'true');
    expect(await figures(id)).toMatchObject({ committedCents: 0, freeCents: 20 * VISIT });
    await issue(6, 'anew').expect(201);
  });

  it('is refused by the programme’s budget after its municipality’s has held the money, and lets go of that', async () => {
    const all = await budget('rehabilitation', 5 * VISIT);
    const own = await budget('rehabilitation', 10 * VISIT, { municipalityCode: '398' });
    for (let times = 0; times < 2; times += 1)
      expect((await issue(6, 'much').expect(422)).body).toMatchObject({ budgetId: all, freeCents: 5 * VISIT });
    expect(await figures(own)).toMatchObject({ freeCents: 10 * VISIT });
  });

  it('is granted for its copy too, where that finds less money but the voucher there', async () => {
    const id = await budget('rehabilitation', 10 * VISIT);
    const goOn = await heldUpBeforeBudgets(issue(6, 'slow'));
    const granted = (await issue(6, 'slow').expect(201)).body as Told;
    await budget('rehabilitation', 5 * VISIT);
    expect(await goOn()).toMatchObject({ status: 201, body: { id: granted.id } });
    expect(await figures(id)).toMatchObject({ committedCents: 6 * VISIT });
  });

  it('does not overrun its municipality’s budget because the programme’s has more', async () => {
    const all = await budget('rehabilitation', 20 * VISIT);
    const own = await budget('rehabilitation', 10 * VISIT, { municipalityCode: '398' });
    const goOn = await heldUp(issue(6, 'slow'));
    await minuteLater(own);
    await issue(6, 'quick').expect(201);
    expect(await goOn()).toMatchObject({ status: 422, body: { budgetId: own } });
    for (const id of [all, own]) expect(await figures(id)).toMatchObject({ committedCents: 6 * VISIT });
  });
});

describe('a raise that is held up between its money and the voucher', () => {
  const raise = (voucher: Told, unitValueCents: number) =>
    county.coordinator
      .post(`/v1/vouchers/${voucher.id}/value-raises`)
      .set('Idempotency-Key', `raise-${year}`)
      .send({ validFrom: `${year}-03-01`, unitValueCents, reason: 'livelihood' });

  it('does not commit what was granted to another meanwhile', async () => {
    const id = await budget('rehabilitation', 12 * VISIT);
    const voucher = (await issue(10, 'raised').expect(201)).body as Told;
    await issue(1, 'other').expect(201);
    const goOn = await heldUp(raise(voucher, VISIT + 400));
    await minuteLater(id);
    await issue(1, 'quick').expect(201);
    expect(await goOn()).toMatchObject({ status: 422, body: { code: 'BUDGET_EXCEEDED', freeCents: 0 } });
    expect((await kept(voucher.id))?.valueRaises).toEqual([]);
    expect(await figures(id)).toMatchObject({ committedCents: 12 * VISIT, freeCents: 0 });
  });

  it('is held and made anew where there is money for both', async () => {
    const id = await budget('rehabilitation', 12 * VISIT);
    const voucher = (await issue(10, 'raised').expect(201)).body as Told;
    const goOn = await heldUp(raise(voucher, VISIT + 400));
    await minuteLater(id);
    await issue(1, 'quick').expect(201);
    expect(await goOn()).toMatchObject({ status: 201, body: { unitValueCents: VISIT + 400 } });
    expect(await figures(id)).toMatchObject({ committedCents: 11 * VISIT + 4_000 });
    await raise(voucher, VISIT + 400).expect(201);
    expect((await kept(voucher.id))?.valueRaises).toHaveLength(1);
  });

  it.each([
    ['before its money is held', heldUpBeforeBudgets],
    ['after it', heldUp],
  ])('%s, raises nothing behind the refusal that its copy was told, though there is money by then', async (_, hold) => {
    const id = await budget('rehabilitation', 12 * VISIT);
    const voucher = (await issue(10, 'raised').expect(201)).body as Told;
    const goOn = await hold(raise(voucher, VISIT + 400));
    await budget('rehabilitation', 10 * VISIT);
    await raise(voucher, VISIT + 400).expect(422);
    await budget('rehabilitation', 20 * VISIT);
    expect(await goOn()).toMatchObject({ status: 422, body: { code: 'BUDGET_EXCEEDED', freeCents: 0 } });
    await raise(voucher, VISIT + 400)
      .expect(422)
      .expect('Idempotent-Replayed', 'true');
    expect((await kept(voucher.id))?.valueRaises).toEqual([]);
    expect(await figures(id)).toMatchObject({ committedCents: 10 * VISIT, freeCents: 10 * VISIT });
  });

  it('takes what it costs of the voucher as it is by then, if the budget has it', async () => {
    const id = await budget('housing', 40 * DAY + 3_500);
    const voucher = (await house('raised', '03-30').expect(201)).body as Told;
    const goOn = await heldUp(raise(voucher, DAY + 100));
    await extend(voucher, '04-09').expect(200);
    expect(await goOn()).toMatchObject({ status: 422, body: { freeCents: 3_500, neededCents: 4_000 } });
    expect(await figures(id)).toMatchObject({ committedCents: 40 * DAY, freeCents: 3_500 });
  });
});

describe('an extension that is held up between its money and the voucher', () => {
  it('does not commit what was granted to another meanwhile', async () => {
    const id = await budget('housing', 40 * DAY);
    const voucher = (await house('extended', '03-30').expect(201)).body as Told;
    const goOn = await heldUp(extend(voucher, '04-09'));
    await minuteLater(id);
    await house('quick', '03-05').expect(201);
    expect(await goOn()).toMatchObject({ status: 422, body: { code: 'BUDGET_EXCEEDED', freeCents: 5 * DAY } });
    expect((await kept(voucher.id))?.validTo).toBe(`${year}-03-30`);
    expect(await figures(id)).toMatchObject({ committedCents: 35 * DAY });
  });

  it('is held and made anew where there is money for both', async () => {
    const id = await budget('housing', 40 * DAY);
    const voucher = (await house('extended', '03-30').expect(201)).body as Told;
    const goOn = await heldUp(extend(voucher, '04-04'));
    await minuteLater(id);
    await house('quick', '03-05').expect(201);
    expect(await goOn()).toMatchObject({ status: 200, body: { validTo: `${year}-04-04` } });
    expect(await figures(id)).toMatchObject({ committedCents: 40 * DAY, freeCents: 0 });
  });
});

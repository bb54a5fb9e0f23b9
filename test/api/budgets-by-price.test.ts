import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expiryWork } from '#workers/expiry/worker';
import { openCounty, type County, type Told } from '../builders/county.ts';

/** The dearest unit that is approved asks 333,33 a day, from the next year on 340,00; a visit costs 62,00. */
const DAY = 33_333;
const DAY_NEXT_YEAR = 34_000;
const VISIT = 6_200;

/** Programmes under which the organiser may have to pay the price, and which set no ceiling to it. */
describe('a budget where the price is what is paid', () => {
  let county: County;
  beforeAll(async () => {
    county = await openCounty('2026-06-01');
    await county.programme('rehabilitation', { fullCoverageUnderAge: 18 });
    await county.programme('housing');
    await county.client('old');
    await county.client('young', { birthDate: '2016-05-05' });
  });
  afterAll(() => county.close());

  const budget = (kind: string, appropriationCents: number, year = 2026) =>
    county.finance
      .post('/v1/budgets')
      .send({ programmeId: `prg-${kind}`, year, appropriationCents, onOverrun: 'refuse' })
      .expect(201);
  const figures = async (kind: string, year = 2026): Promise<unknown> =>
    ((await county.finance.get(`/v1/budgets/bdg-${kind}-${year}`).expect(200)).body as Told)['figures'];
  const issue = (asked: object) => county.coordinator.post('/v1/vouchers').send({ validFrom: '2026-06-01', ...asked });
  const housing = (validTo: string) => issue({ clientId: 'cli-old', programmeId: 'prg-housing', validTo });
  const visits = (clientId: string, units: number) => issue({ clientId, programmeId: 'prg-rehabilitation', units });
  const granted = async (asked: ReturnType<typeof issue>): Promise<Told> => (await asked.expect(201)).body as Told;
  const cancel = ({ id }: Told) => county.coordinator.post(`/v1/vouchers/${id}/cancellation`).send({}).expect(200);

  it('promises nothing of what nobody offers yet', async () => {
    await budget('housing', 1);
    await cancel(await granted(housing('2026-06-30')));
  });

  it('promises days at the highest price on offer, and gives back what they did not cost', async () => {
    await county.provider('home', 'housing', 17_000, DAY);
    const home = await county.stores.providers.load('prv-home');
    const recordedAt = '2026-05-01T08:00:00.000Z';
    const dearer = { unitPriceCents: DAY_NEXT_YEAR, validFrom: '2027-01-01', recordedAt };
    await county.stores.providers.act('prv-home', (now) => ({
      next: { ...now, offerings: now.offerings.map((one) => ({ ...one, prices: [...one.prices, dearer] })) },
      answer: null,
    }));
    await county.stores.providers.insert({
      ...(home as NonNullable<typeof home>),
      id: 'prv-former',
      approvals: [
        {
          id: 'apr-x',
          programmeId: 'prg-housing',
          validFrom: '2020-01-01',
          validTo: '2026-05-31',
          approvedBy: 'usr-1',
          recordedAt,
        },
      ],
      offerings: [
        {
          id: 'off-x',
          programmeId: 'prg-housing',
          unitId: 'unt-x',
          prices: [{ ...dearer, unitPriceCents: 99_999, validFrom: '2020-01-01' }],
        },
      ],
    });
    expect((await housing('2026-06-30').expect(422)).body).toMatchObject({ neededCents: 30 * DAY, freeCents: 1 });
    await budget('housing', 40 * DAY);
    const voucher = await granted(housing('2026-06-30'));
    expect(await figures('housing')).toMatchObject({ committedCents: 30 * DAY, freeCents: 10 * DAY });
    await county.reserve(voucher, 'home', 'housing', '2026-06-01', 2);
    county.turnTo('2026-06-15');
    await county.record(voucher, 'home', 'housing', { type: 'stay', from: '2026-06-01', to: '2026-06-03' }, 2);
    await county.balance();
    const { owedCents } = (await figures('housing')) as { owedCents: number };
    expect(await figures('housing')).toMatchObject({ committedCents: 30 * DAY - owedCents, freeCents: 10 * DAY });
    await cancel(voucher);
    await county.balance();
    expect(await figures('housing')).toMatchObject({ owedCents, committedCents: 0, freeCents: 40 * DAY - owedCents });
  });

  it('promises the days of an extension, and of the next year, at the highest price of their first day', async () => {
    await budget('housing', 1_000 * DAY);
    await budget('housing', 1, 2027);
    const voucher = await granted(
      issue({ clientId: 'cli-old', programmeId: 'prg-housing', validFrom: '2026-12-01', validTo: '2026-12-30' }),
    );
    const extension = { validTo: '2027-01-31', reason: 'goes on' };
    await county.coordinator.post(`/v1/vouchers/${voucher.id}/extension`).send(extension).expect(200);
    await county.balance();
    expect(await figures('housing')).toMatchObject({ committedCents: 31 * DAY });
    county.turnTo('2027-01-01');
    const work = expiryWork({ stores: county.stores, clock: county.clock });
    for (let due = await work.due(100); due.length > 0; due = await work.due(100)) await work.many?.(due);
    await county.balance();
    expect(await figures('housing')).toMatchObject({ committedCents: 0 });
    expect(await figures('housing', 2027)).toMatchObject({ committedCents: 31 * DAY_NEXT_YEAR });
  });

  it('promises the visits of a client under age at the highest price, those of others at their value', async () => {
    county.turnTo('2026-06-01');
    await county.provider('physio', 'rehabilitation', 5_000, VISIT);
    await budget('rehabilitation', 10 * VISIT);
    expect((await visits('cli-young', 11).expect(422)).body).toMatchObject({ neededCents: 11 * VISIT });
    const voucher = await granted(visits('cli-young', 10));
    await county.reserve(voucher, 'physio', 'rehabilitation', '2026-06-01');
    await county.visit(voucher, 'physio', '2026-06-01');
    await county.balance();
    expect(await figures('rehabilitation')).toMatchObject({ owedCents: 5_000, committedCents: 9 * VISIT });
    await cancel(voucher);
    await granted(visits('cli-old', 1));
    expect(await figures('rehabilitation')).toMatchObject({ owedCents: 5_000, committedCents: 4_435 });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  amounts,
  CAPITATION,
  FLAT_HOUSING,
  INCOME,
  made,
  openOffice,
  saidNo,
  type Office,
  type Seller,
  type Told,
} from '../builders/office.ts';
import {
  absence,
  HOME,
  noShow,
  onlyIncome,
  raised,
  recordIn,
  setScene,
  stay,
  visit,
  type Cents,
  type Example,
  type Scene,
} from './scene.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice({ now: '2018-01-01T09:00:00Z' });
});
afterAll(() => office.close());

const set = (example: Example): Promise<Scene> => setScene(office, example);
const record = recordIn;
const days = (count: number) =>
  Array.from({ length: count }, (_, index) => visit(`2026-06-${String(index + 1).padStart(2, '0')}`));
const JUNE = stay('2026-06-01', '2026-06-30');
const MAY = stay('2026-05-01', '2026-05-31');

describe('worked examples through the front door: visits', () => {
  it.each<[string, Example, [object, Cents][]]>([
    ['T01 a price below the value', { priceCents: 4200 }, [[visit('2026-06-15'), [4200, 4200, 0]]]],
    ['T02 ten visits with an own share', {}, days(10).map((fact) => [fact, [6200, 4435, 1765]])],
    [
      'T03 three home visits',
      { priceCents: 7800, version: { value: { basis: 'flat', unitValueCents: 6500 } } },
      days(3).map((fact) => [fact, [7800, 6500, 1300]]),
    ],
    [
      'T04 the day before the 18th birthday, and the day',
      { birthDate: '2008-06-16' },
      [
        [visit('2026-06-15'), [6200, 6200, 0]],
        [visit('2026-06-16'), [6200, 4435, 1765]],
      ],
    ],
    [
      'T05 before and under a raised value',
      {
        today: '2026-06-04',
        before: raised(() => office, { validFrom: '2026-06-01', unitValueCents: 6200 }),
      },
      [
        [visit('2026-05-29'), [6200, 4435, 1765]],
        [visit('2026-06-03'), [6200, 6200, 0]],
      ],
    ],
    ['T06 cancelled 10 hours before', {}, [[noShow(10), [5670, 0, 5670]]]],
    ['T06 cancelled 30 hours before', {}, [[noShow(30), [0, 0, 0]]]],
    ['T06 missed by a client under 18', { birthDate: '2008-06-16' }, [[noShow(10), [0, 0, 0]]]],
    [
      'T32 a price change between two visits',
      { before: async ({ seller, programmeId }) => made(await seller.offer(programmeId, 6400, '2026-07-01')) },
      [
        [visit('2026-06-30'), [6200, 4435, 1765]],
        [visit('2026-07-01'), [6400, 4435, 1965]],
      ],
    ],
  ])('%s', async (_id, example, events) => {
    const scene = await set(example);
    for (const [fact, cents] of events) expect(amounts(made(await record(scene, fact)).pricing)).toEqual(cents);
    const used = events.filter(([fact]) => (fact as { type: string }).type === 'visit').length;
    const { body } = await office.coordinator.get(`/v1/vouchers/${scene.voucher.id}`);
    expect(body).toMatchObject({ usedUnits: used, remainingUnits: 10 - used });
  });

  it('T07 an eleventh visit, and one the day after the last day', async () => {
    const used = await set({});
    for (const fact of days(10)) made(await record(used, fact));
    expect(saidNo(await record(used, visit('2026-06-11')))).toEqual([422, 'NO_UNITS_LEFT']);
    const over = await set({ validTo: '2026-06-14' });
    made(await record(over, visit('2026-06-14')));
    expect(saidNo(await record(over, visit('2026-06-15')))).toEqual([422, 'OUT_OF_VALIDITY']);
  });

  it('T34 a provider whose approval ended in the middle of the month', async () => {
    const scene = await set({
      before: async ({ seller }) => {
        const { body } = await office.coordinator.get(`/v1/providers/${seller.id}`);
        const [approval] = body['approvals'] as Told[];
        const path = `/v1/providers/${seller.id}/approvals/${approval?.id}/revocation`;
        made(await office.coordinator.post(path, { validTo: '2026-06-15', reason: 'conditions ceased' }));
      },
    });
    expect(amounts(made(await record(scene, visit('2026-06-14'))).pricing)).toEqual([6200, 4435, 1765]);
    expect(saidNo(await record(scene, visit('2026-06-16')))).toEqual([422, 'PROVIDER_NOT_APPROVED_ON_DATE']);
  });
});

describe('worked examples through the front door: housing', () => {
  const T08 = { kind: 'housing', version: FLAT_HOUSING, priceCents: 12_850, today: '2026-06-04' } as const;
  const free = { freeOfCharge: true, value: { basis: 'flat', unitValueCents: 16_000 } };

  it.each<[string, Example, object[], Cents]>([
    ['T08 a flat value for 31 days', T08, [MAY], [398_350, 341_000, 57_350]],
    ['T10 an income-tested month', HOME, [JUNE], [510_000, 398_820, 111_180]],
    [
      'T11 the minimum disposable amount binds',
      { ...HOME, income: onlyIncome(75_000) },
      [JUNE],
      [510_000, 453_200, 56_800],
    ],
    ['T13 a fee above the price', { ...HOME, income: onlyIncome(635_294) }, [JUNE], [510_000, 0, 510_000]],
    ['T14 four days of the first month', HOME, [stay('2026-06-27', '2026-06-30')], [68_000, 53_176, 14_824]],
    ['T15 twelve days on holiday', HOME, [JUNE, absence('leave')], [450_500, 365_262, 85_238]],
    ['T16 twelve days in hospital', HOME, [JUNE, absence('hospital')], [450_500, 383_792, 66_708]],
    ['T16 the absence told before the stay', HOME, [absence('hospital'), JUNE], [450_500, 383_792, 66_708]],
    ['T19 care free by law', { ...T08, version: free, priceCents: 16_000 }, [MAY], [496_000, 496_000, 0]],
  ])('%s', async (_id, example, facts, cents) => {
    const scene = await set(example);
    const answers: Told[] = [];
    for (const fact of facts) answers.push(made(await record(scene, fact)));
    expect(answers.at(-1) && amounts(answers.at(-1)?.pricing as never)).toEqual(cents);
  });

  it('T10 and T11 the fee is in the options beforehand', async () => {
    for (const [income, fee] of [
      [INCOME, 111_180],
      [onlyIncome(75_000), 56_800],
    ] as const) {
      // July, with its 31 days: the fee is the month's, and the organiser pays what it leaves.
      const { voucher } = await set({ ...HOME, income });
      const { body } = await office.coordinator.get(`/v1/vouchers/${voucher.id}/options`);
      expect(body.items).toMatchObject([
        { unitPriceCents: 17_000, per: 'month', clientCents: fee, organiserCents: 527_000 - fee },
      ]);
    }
  });

  it('T09 an offering above the ceiling', async () => {
    const programmeId = await office.programme({ ...FLAT_HOUSING, priceCeilingCents: 17_500 }, 'housing');
    const provider = await office.provider(programmeId);
    expect(saidNo(await provider.offer(programmeId, 17_800))).toEqual([422, 'ABOVE_CEILING']);
    expect((await provider.offer(programmeId, 17_500)).status).toBe(201);
  });

  it('T19 an offering of free care above its value', async () => {
    const programmeId = await office.programme(free, 'housing');
    const provider = await office.provider(programmeId);
    expect(saidNo(await provider.offer(programmeId, 16_500))).toEqual([422, 'FREE_SERVICE_PRICE_ABOVE_VALUE']);
  });
});

describe('worked examples through the front door: a sote-centre', () => {
  it('T26 a switch a day too early, and on the first day', async () => {
    office.clock.turnTo('2018-05-02T09:00:00Z');
    const programmeId = await office.programme(CAPITATION, 'soteCentre');
    const [first, second] = [await office.seller(programmeId, 0), await office.seller(programmeId, 0)];
    const client = await office.client();
    const { id } = await office.issue({ clientId: client.id, programmeId });
    const choose = ({ offeringId }: Seller, startDate: string) =>
      client.post(`/v1/vouchers/${id}/reservations`, { offeringId, startDate });
    made(await choose(first, '2018-05-02'));
    const early = await choose(second, '2018-11-01');
    expect(saidNo(early)).toEqual([409, 'LOCKED_IN']);
    expect(early.body['earliestDate']).toBe('2018-11-02');
    expect(made(await choose(second, '2018-11-02'))).toMatchObject({ providerId: second.id, startDate: '2018-11-02' });
  });
});

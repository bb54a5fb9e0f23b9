import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  amounts,
  CAPITATION,
  FLAT_HOUSING,
  made,
  openOffice,
  saidNo,
  type Office,
  type Seller,
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
} from './scene.ts';

/**
 * Figures that follow from the domain's decisions as the published examples do, worked out by hand with other
 * numbers: at the limits, where roundings fall the other way, and where two rules meet.
 */
let office: Office;
beforeAll(async () => {
  office = await openOffice({ now: '2018-01-01T09:00:00Z' });
});
afterAll(() => office.close());

const JUNE = stay('2026-06-01', '2026-06-30');
const home = (over: Partial<Example>): Example => ({ ...HOME, ...over });
const terms = (over: object): Partial<Example> => ({ version: { ...HOME.version, ...over } });
/** 1 810,01 a month after deductions, 85 % of which is 1 538,5085. */
const ODD_INCOME = {
  validFrom: '2018-01-01',
  netMonthlyIncomeCents: 234_568,
  housingCostCents: 70_050,
  housingAllowanceCents: 21_025,
  medicineCents: 3_333,
  otherDeductionsCents: 1_209,
};
const couple = (netMonthlyIncomeCents: number, spouse: number, deductionsCents = 0) => ({
  ...onlyIncome(netMonthlyIncomeCents),
  spouse: { netMonthlyIncomeCents: spouse, deductionsCents },
});

describe('other figures: visits', () => {
  it.each<[string, Example, [object, Cents][]]>([
    ['a price a cent below the value', { priceCents: 4_434 }, [[visit('2026-06-15'), [4_434, 4_434, 0]]]],
    ['a price a cent above it', { priceCents: 4_436 }, [[visit('2026-06-15'), [4_436, 4_435, 1]]]],
    [
      'born on 29 February: covered to the end of February of a common year',
      { birthDate: '2008-02-29', today: '2026-03-04' },
      [
        [visit('2026-02-28'), [6_200, 6_200, 0]],
        [visit('2026-03-01'), [6_200, 4_435, 1_765]],
      ],
    ],
    [
      'a raise that ends, below the price',
      { before: raised(() => office, { validFrom: '2026-06-01', validTo: '2026-06-10', unitValueCents: 5_001 }) },
      [
        [visit('2026-06-10'), [6_200, 5_001, 1_199]],
        [visit('2026-06-11'), [6_200, 4_435, 1_765]],
      ],
    ],
    [
      'a raise above the price pays no more than the price',
      { before: raised(() => office, { validFrom: '2026-06-01', unitValueCents: 9_900 }) },
      [[visit('2026-06-10'), [6_200, 6_200, 0]]],
    ],
    ['missed, cheaper than the maximum', { priceCents: 4_000 }, [[noShow(23), [4_000, 0, 4_000]]]],
    ['cancelled 24 hours before, which is in time', {}, [[noShow(24), [0, 0, 0]]]],
    ['missed where the programme names no maximum', { version: { noShowMaxCents: null } }, [[noShow(0), [0, 0, 0]]]],
    [
      'everything covered',
      { version: { value: { basis: 'fullCoverage' } } },
      [[visit('2026-06-15'), [6_200, 6_200, 0]]],
    ],
  ])('%s', async (_what, example, events) => {
    const scene = await setScene(office, example);
    for (const [fact, cents] of events) expect(amounts(made(await recordIn(scene, fact)).pricing)).toEqual(cents);
  });
});

describe('other figures: housing', () => {
  const flat = home({ version: FLAT_HOUSING, priceCents: 12_850 });
  it.each<[string, Example, object[], Cents]>([
    [
      'an odd income in February: 85 % is 1 538,51',
      home({ income: ODD_INCOME, priceCents: 15_555, today: '2026-03-04' }),
      [stay('2026-02-01', '2026-02-28')],
      [435_540, 281_689, 153_851],
    ],
    [
      '29 flat days of a leap year',
      home({
        ...flat,
        version: { ...FLAT_HOUSING, validity: { takeIntoUseDays: null, months: 240 } },
        today: '2028-03-04',
      }),
      [stay('2028-02-01', '2028-02-29')],
      [372_650, 319_000, 53_650],
    ],
    [
      'twelve days away under a flat value: 5 at 128,50 and 7 at 64,25',
      flat,
      [JUNE, absence('leave')],
      [109_225, 99_975, 9_250],
    ],
    [
      '85 % and the minimum a cent apart: the lower',
      home({ income: onlyIncome(121_340) }),
      [JUNE],
      [510_000, 406_861, 103_139],
    ],
    ['and the other way round', home({ income: onlyIncome(121_320) }), [JUNE], [510_000, 406_880, 103_120]],
    ['an income below the minimum', home({ income: onlyIncome(18_199) }), [JUNE], [510_000, 510_000, 0]],
    [
      'another share and another minimum',
      home(terms({ value: { basis: 'incomeTested', maxFeePercent: 82.5, minimumDisposableCents: 25_000 } })),
      [JUNE],
      [510_000, 404_200, 105_800],
    ],
    [
      'T12 with a spouse of smaller income',
      home({ income: couple(240_000, 120_000) }),
      [JUNE],
      [510_000, 357_000, 153_000],
    ],
    ['T12 with other incomes', home({ income: couple(199_999, 150_001, 50_000) }), [JUNE], [510_000, 382_500, 127_500]],
    ['a spouse of the same income', home({ income: couple(140_000, 140_000) }), [JUNE], [510_000, 391_000, 119_000]],
    ['a spouse of larger income', home({ income: couple(120_000, 240_000) }), [JUNE], [510_000, 408_200, 101_800]],
    [
      'three days away because of the organiser',
      HOME,
      [JUNE, absence('organiser', '2026-06-10', '2026-06-12')],
      [510_000, 409_938, 100_062],
    ],
    [
      'five days of leave cost the client all',
      HOME,
      [JUNE, absence('leave', '2026-06-10', '2026-06-14')],
      [510_000, 398_820, 111_180],
    ],
    ['six do not', HOME, [JUNE, absence('leave', '2026-06-10', '2026-06-15')], [501_500, 394_026, 107_474]],
    [
      'a whole month of leave has no fee',
      HOME,
      [JUNE, absence('leave', '2026-06-01', '2026-06-30')],
      [297_500, 297_500, 0],
    ],
    [
      'a rulebook that pays 60 % of ten days and nothing after',
      home(terms({ absenceRules: [{ fromDay: 1, toDay: 10, providerPercent: 60 }] })),
      [JUNE, absence('hospital', '2026-06-01', '2026-06-12')],
      [408_000, 341_292, 66_708],
    ],
    [
      'one day of a month of 31: a thirty-first of the fee, rounded up',
      home({ today: '2026-06-04' }),
      [stay('2026-05-31', '2026-05-31')],
      [17_000, 13_414, 3_586],
    ],
  ])('%s', async (_what, example, facts, cents) => {
    const scene = await setScene(office, example);
    const pricings = [];
    for (const fact of facts) pricings.push(made(await recordIn(scene, fact)).pricing);
    expect(pricings.slice(-1).map(amounts)).toEqual([cents]);
  });
});

describe('other figures: a lock-in', () => {
  it.each([
    ['T26 of a year', 12, '2018-05-02', '2019-05-01', '2019-05-02'],
    ['six months from 31 August: to the last of February', 6, '2018-08-31', '2019-02-27', '2019-02-28'],
    ['one month from 31 January', 1, '2019-01-31', '2019-02-27', '2019-02-28'],
  ])('%s', async (_what, lockInMonths, from, early, earliest) => {
    office.clock.turnTo(`${from}T09:00:00Z`);
    const programmeId = await office.programme({ ...CAPITATION, lockInMonths }, 'soteCentre');
    const [first, second] = [await office.seller(programmeId, 0), await office.seller(programmeId, 0)];
    const client = await office.client();
    const { id } = await office.issue({ clientId: client.id, programmeId });
    const choose = ({ offeringId }: Seller, startDate: string) =>
      client.post(`/v1/vouchers/${id}/reservations`, { offeringId, startDate });
    made(await choose(first, from));
    const refused = await choose(second, early);
    expect([...saidNo(refused), refused.body['earliestDate']]).toEqual([409, 'LOCKED_IN', earliest]);
    expect(made(await choose(second, earliest))).toMatchObject({ providerId: second.id, startDate: earliest });
  });
});

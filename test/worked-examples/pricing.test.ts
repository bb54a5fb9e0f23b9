import { describe, expect, it } from '@jest/globals';
import { capitationMonth, priceCapitationMonth } from '#shared/domain/enrolment/capitation';
import { earliestSwitch, refuseSwitch } from '#shared/domain/enrolment/switch-centre';
import { ratio, sumCents } from '#shared/domain/money';
import { incomeAfterDeductions, longTermCareFee } from '#shared/domain/pricing/income';
import { priceNoShow } from '#shared/domain/pricing/no-show';
import type { Pricing } from '#shared/domain/pricing/pricing';
import { raiseOn } from '#shared/domain/pricing/value';
import { priceVisit } from '#shared/domain/pricing/visit';
import { isApprovedOn, priceOn } from '#shared/domain/provider/provider';
import {
  aDecision,
  aHome,
  aHousingVoucher,
  aPrice,
  aStayAt,
  aVersion,
  INCOME_TESTED,
  monthOfHousing,
  stayed,
  wasAway,
  type Story,
} from '../domain/pricing-builders.ts';

const amounts = ({ grossCents, organiserCents, clientCents }: Pricing) => [grossCents, organiserCents, clientCents];
const ADULT = '1980-05-05';

/** `visits` alike on one day, summed. */
const visits = (count: number, valueCents: number, priceCents: number, birthDate = ADULT, date = '2026-06-15') =>
  amounts(
    priceVisit({
      programmeCode: 'PHYSIO-60',
      version: aVersion({ value: { basis: 'flat', unitValueCents: valueCents } }),
      priceCents,
      birthDate,
      date,
    }),
  ).map((cents) => cents * count);

describe('worked examples: a visit, organiser and client', () => {
  it.each([
    { id: 'T01 a price below the value', got: visits(1, 4435, 4200), is: [4200, 4200, 0] },
    { id: 'T02 ten visits with an own share', got: visits(10, 4435, 6200), is: [62_000, 44_350, 17_650] },
    { id: 'T03 three home visits', got: visits(3, 6500, 7800), is: [23_400, 19_500, 3900] },
    { id: 'T04 a client of 17', got: visits(1, 4435, 6200, '2008-06-16'), is: [6200, 6200, 0] },
    { id: 'T04 the same on the 18th birthday', got: visits(1, 4435, 6200, '2008-06-15'), is: [6200, 4435, 1765] },
  ])('$id', ({ got, is }) => expect(got).toEqual(is));

  const raise = {
    id: 'rse-1',
    validFrom: '2026-06-01',
    unitValueCents: 6200,
    reason: 'livelihood',
    recordedAt: '2026-05-20T08:00:00.000Z',
  };
  const withRaise = (date: string) =>
    amounts(
      priceVisit({
        programmeCode: 'PHYSIO-60',
        version: aVersion(),
        priceCents: 6200,
        raise: raiseOn([raise], date),
        birthDate: ADULT,
        date,
      }),
    );
  it.each([
    { id: 'T05 before the raise', date: '2026-05-29', is: [6200, 4435, 1765] },
    { id: 'T05 under the raise', date: '2026-06-03', is: [6200, 6200, 0] },
  ])('$id', ({ date, is }) => expect(withRaise(date)).toEqual(is));

  const missed = (cancelledHoursBefore: number, birthDate: string, priceCents = 6200) =>
    amounts(
      priceNoShow({
        programmeCode: 'PHYSIO-60',
        version: aVersion(),
        priceCents,
        birthDate,
        date: '2026-06-15',
        cancelledHoursBefore,
      }),
    );
  it.each([
    { id: 'T06 cancelled 10 hours before', got: missed(10, ADULT), is: [5670, 0, 5670] },
    { id: 'T06 cancelled 30 hours before', got: missed(30, ADULT), is: [0, 0, 0] },
    { id: 'T06 missed by a client under 18', got: missed(10, '2008-06-16'), is: [0, 0, 0] },
    { id: 'T06 missed at a price below the maximum', got: missed(0, ADULT, 4200), is: [4200, 0, 4200] },
  ])('$id', ({ got, is }) => expect(got).toEqual(is));

  const offering = {
    id: 'off-1',
    programmeId: 'prg-1',
    unitId: 'unt-1',
    prices: [aPrice(6200), aPrice(6400, '2026-07-01')],
  };
  it.each([
    { id: 'T32 the day before the price change', date: '2026-06-30', is: [6200, 4435, 1765] },
    { id: 'T32 the day of the price change', date: '2026-07-01', is: [6400, 4435, 1965] },
  ])('$id', ({ date, is }) => expect(visits(1, 4435, priceOn(offering, date) ?? 0, ADULT, date)).toEqual(is));

  const revoked = {
    ...aHome('A', aPrice(6200)),
    approvals: [
      {
        id: 'apr-1',
        programmeId: 'prg-1',
        validFrom: '2026-01-01',
        validTo: '2026-06-15',
        revokedReason: 'conditions ceased',
        approvedBy: 'usr-1',
        recordedAt: '2026-01-01T08:00:00.000Z',
      },
    ],
  };
  it.each([
    { id: 'T34 a visit while approved is paid', date: '2026-06-14', is: true },
    { id: 'T34 a visit after the approval ended is not', date: '2026-06-16', is: false },
  ])('$id', ({ date, is }) => expect(isApprovedOn(revoked, 'prg-1', date)).toBe(is));
});

const flat = (unitValueCents: number) => ({ basis: 'flat', unitValueCents }) as const;
const away12 = (reason: 'leave' | 'hospital') => [
  stayed('A', '2026-06-01', '2026-06-30'),
  wasAway('A', '2026-06-10', '2026-06-21', reason),
];
const incomeTested = (events: ReturnType<typeof stayed>[], over: Partial<Story> = {}): Story => ({
  month: '2026-06',
  version: { value: INCOME_TESTED },
  vouchers: [aHousingVoucher({ events })],
  ...over,
});
const wholeJune = [stayed('A', '2026-06-01', '2026-06-30')];

describe('worked examples: a month of housing, organiser and client', () => {
  const rich = aDecision({ netMonthlyIncomeCents: 1_000_000 });
  const t13 = aDecision({
    netMonthlyIncomeCents: 635_294,
    housingCostCents: 0,
    housingAllowanceCents: 0,
    medicineCents: 0,
  });
  const july = [stayed('A', '2026-07-01', '2026-07-31')];
  it.each<{ id: string; story: Story; is: number[] }>([
    {
      id: 'T08 a flat value for 31 days',
      story: {
        month: '2026-07',
        version: { value: flat(11_000) },
        vouchers: [aHousingVoucher({ events: july })],
        homes: [aHome('A', aPrice(12_850))],
      },
      is: [398_350, 341_000, 57_350],
    },
    { id: 'T10 an income-tested month', story: incomeTested(wholeJune), is: [510_000, 398_820, 111_180] },
    {
      id: 'T13 a fee of 5 400,00 above the price',
      story: incomeTested(wholeJune, { decisions: [t13] }),
      is: [510_000, 0, 510_000],
    },
    {
      id: 'T13 a fee far above the price',
      story: incomeTested(wholeJune, { decisions: [rich] }),
      is: [510_000, 0, 510_000],
    },
    {
      id: 'T14 four days of the first month',
      story: incomeTested([stayed('A', '2026-06-27', '2026-06-30')]),
      is: [68_000, 53_176, 14_824],
    },
    { id: 'T15 twelve days on holiday', story: incomeTested(away12('leave')), is: [450_500, 365_262, 85_238] },
    { id: 'T16 twelve days in hospital', story: incomeTested(away12('hospital')), is: [450_500, 383_792, 66_708] },
    {
      id: 'T19 care free by law for 31 days',
      story: {
        month: '2026-07',
        version: { value: flat(16_000), freeOfCharge: true },
        vouchers: [aHousingVoucher({ events: july })],
        homes: [aHome('A', aPrice(16_000))],
      },
      is: [496_000, 496_000, 0],
    },
  ])('$id', ({ story, is }) => {
    const parts = monthOfHousing(story);
    expect(parts).toHaveLength(1);
    expect(parts.flatMap((part) => amounts(part.pricing))).toEqual(is);
  });

  it('T08 the published month of 30.4 days at 110 and at 75 euros', () => {
    expect([11_000, 7500].map((cents) => ratio(cents, 304, 10))).toEqual([334_400, 228_000]);
  });

  it('T14 the same rule over two homes in one month: the last takes the remainder', () => {
    const events = [stayed('A', '2026-06-01', '2026-06-30'), stayed('B', '2026-06-20', '2026-06-30', 1)];
    const reservations = [aStayAt('A', '2020-01-01', '2026-06-20'), aStayAt('B', '2026-06-20')];
    const parts = monthOfHousing(
      incomeTested([], {
        vouchers: [aHousingVoucher({ events, reservations })],
        homes: [aHome('A', aPrice(17_000)), aHome('B', aPrice(16_000))],
      }),
    );
    expect(parts.map((part) => [part.providerId, part.days, ...amounts(part.pricing)])).toEqual([
      ['prv-A', 19, 323_000, 252_586, 70_414],
      ['prv-B', 11, 176_000, 135_234, 40_766],
    ]);
  });
});

describe('worked examples: the monthly fee by income', () => {
  const only = (income: number, spouse?: number) =>
    aDecision({
      netMonthlyIncomeCents: income,
      housingCostCents: 0,
      housingAllowanceCents: 0,
      medicineCents: 0,
      spouse: spouse === undefined ? undefined : { netMonthlyIncomeCents: spouse + 10_000, deductionsCents: 10_000 },
    });
  it('T10 the income after deductions is 1 308,00', () => {
    expect(incomeAfterDeductions(aDecision())).toBe(130_800);
  });
  it.each([
    { id: 'T10 85 % of the income', decision: aDecision(), is: 111_180 },
    { id: 'T11 the minimum disposable amount binds', decision: only(75_000), is: 56_800 },
    { id: 'T12 42,5 % of the joint income', decision: only(240_000, 120_000), is: 153_000 },
    { id: 'T12 never above 85 % of the own income', decision: only(240_000, 239_900), is: 203_958 },
    { id: 'T12 a spouse of larger income does not count', decision: only(120_000, 240_000), is: 101_800 },
  ])('$id', ({ decision, is }) => expect(longTermCareFee(INCOME_TESTED, decision, 'HOUSING-24 v1').feeCents).toBe(is));
});

describe('worked examples: a sote-centre', () => {
  it('T22 a year of 92,87 in twelve months', () => {
    const months = Array.from({ length: 12 }, (_, index) => capitationMonth(9287, index + 1));
    expect(months).toEqual([774, 774, 774, 774, 774, 774, 773, 774, 774, 774, 774, 774]);
    expect(sumCents(months)).toBe(9287);
  });

  it('T22 an enrolment in force for the year earns the same', () => {
    const version = aVersion({ value: { basis: 'capitation', bands: [{ fromAge: 7, toAge: 64, annualCents: 9287 }] } });
    const july = priceCapitationMonth({
      month: '2026-07',
      programmeCode: 'SOTE',
      versionOn: () => version,
      birthDate: ADULT,
      area: null,
      enrolments: [{ providerId: 'prv-A', offeringId: 'off-A', from: '2026-01-01', to: null }],
    });
    expect(july.map((part) => amounts(part.pricing))).toEqual([[773, 773, 0]]);
  });

  it.each([
    { id: 'T26 six months', months: 6, is: '2018-11-02' },
    { id: 'T26 a year', months: 12, is: '2019-05-02' },
  ])('$id', ({ months, is }) => expect(earliestSwitch('2018-05-02', months)).toBe(is));

  it('T26 a day too early is refused with the earliest day', () => {
    const enrolled = { startDate: '2018-05-02' };
    expect(refuseSwitch(enrolled, '2018-11-01', 6)).toEqual({
      outcome: 'refused',
      code: 'LOCKED_IN',
      details: { earliestDate: '2018-11-02' },
    });
    expect(refuseSwitch(enrolled, '2018-11-02', 6)).toBeNull();
  });
});

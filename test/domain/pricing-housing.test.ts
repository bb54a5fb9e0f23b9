import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '#shared/domain/calendar';
import { sumCents } from '#shared/domain/money';
import { providerPercentOn } from '#shared/domain/pricing/absence';
import { priceHousingMonth, type HousingPart } from '#shared/domain/pricing/housing-month';
import { longTermCareFee, spouseIncomeAfterDeductions } from '#shared/domain/pricing/income';
import {
  aDecision,
  aHome,
  aHousingVoucher,
  aPrice,
  aStayAt,
  daysOf,
  INCOME_TESTED,
  monthOfHousing,
  recorded,
  stayed,
  wasAway,
  type Story,
} from './pricing-builders.ts';

const FLAT = { basis: 'flat', unitValueCents: 11_000 } as const;
const JUNE = ['2026-06-01', '2026-06-30'] as const;
const amounts = ({ pricing: { grossCents, organiserCents, clientCents } }: HousingPart) => [
  grossCents,
  organiserCents,
  clientCents,
];
const june = (over: Partial<Story> & { events?: ReturnType<typeof stayed>[] }): HousingPart[] => {
  const { events = [stayed('A', ...JUNE)], ...story } = over;
  return monthOfHousing({
    month: '2026-06',
    version: { value: INCOME_TESTED },
    vouchers: [aHousingVoucher({ events })],
    ...story,
  });
};
const onlyPart = (parts: HousingPart[]): HousingPart => {
  const [part] = parts;
  if (part === undefined || parts.length > 1) throw new Error(`one part was expected, not ${parts.length}`);
  return part;
};
/** A client who moves from home A to home B on a day. */
const moves = (on: string, events: ReturnType<typeof stayed>[]) => ({
  vouchers: [
    aHousingVoucher({ events, reservations: [aStayAt('A', '2020-01-01', addDays(on, -1)), aStayAt('B', on)] }),
  ],
  homes: [aHome('A', aPrice(17_000)), aHome('B', aPrice(17_000))],
});

describe('the provider side of an absence', () => {
  it.each([
    { day: 1, is: 100 },
    { day: 5, is: 100 },
    { day: 6, is: 50 },
    { day: 30, is: 50 },
    { day: 31, is: 0 },
    { day: 400, is: 0 },
  ])('pays $is per cent on day $day where the version has no rules', ({ day, is }) =>
    expect(providerPercentOn([], day, '2026-06-01')).toBe(is),
  );

  it("follows the version's own rules where it has any, and pays nothing where they are silent", () => {
    const rules = [
      { fromDay: 1, toDay: 2, providerPercent: 80 },
      { fromDay: 10, providerPercent: 12.5 },
    ];
    expect([1, 2, 3, 9, 10, 99].map((day) => providerPercentOn(rules, day, '2026-06-01'))).toEqual([
      80, 80, 0, 0, 12.5, 12.5,
    ]);
  });

  it('rounds each day by itself before the days are summed', () => {
    const events = [wasAway('A', '2026-06-01', '2026-06-10')];
    const [part] = june({ events, version: { value: FLAT }, homes: [aHome('A', aPrice(10_001))] });
    // 5 days of 100,01 and 5 days of 50,005, each rounded up to 50,01.
    expect(part?.pricing.grossCents).toBe(5 * 10_001 + 5 * 5001);
  });

  it('goes on counting from the month before', () => {
    const events = [wasAway('A', '2026-05-05', '2026-06-05'), stayed('A', '2026-06-06', '2026-06-30')];
    const part = onlyPart(june({ events, version: { value: FLAT } }));
    // 1-3 June are days 28-30 (half), 4-5 June days 31-32 (nothing), 25 days present.
    expect(part).toMatchObject({ days: 30, presentDays: 25, absentDays: 5 });
    expect(part.pricing.grossCents).toBe(3 * 8500 + 25 * 17_000);
  });
});

describe('housing with a flat value', () => {
  it('holds the value against what each day costs, an absence day too', () => {
    const events = [stayed('A', ...JUNE), wasAway('A', '2026-06-10', '2026-06-21')];
    const part = onlyPart(june({ events, version: { value: FLAT } }));
    // 23 days at 170,00 against 110,00; 7 days at 85,00, below the value: no own share.
    expect(amounts(part)).toEqual([450_500, 23 * 11_000 + 7 * 8500, 23 * 6000]);
  });

  it('follows a value raise from its day on', () => {
    const raise = {
      id: 'rse-1',
      validFrom: '2026-06-21',
      unitValueCents: 15_000,
      reason: 'care',
      recordedAt: recorded(0),
    };
    const voucher = aHousingVoucher({ events: [stayed('A', ...JUNE)], valueRaises: [raise] });
    const part = onlyPart(june({ version: { value: FLAT }, vouchers: [voucher] }));
    expect(amounts(part)).toEqual([510_000, 20 * 11_000 + 10 * 15_000, 20 * 6000 + 10 * 2000]);
  });

  it('follows a price change and a new version from their days on', () => {
    const part = onlyPart(
      june({
        version: { value: FLAT },
        later: [{ effectiveFrom: '2026-06-11', value: { basis: 'flat', unitValueCents: 12_000 } }],
        homes: [aHome('A', aPrice(17_000), aPrice(18_000, '2026-06-21'))],
      }),
    );
    expect(amounts(part)).toEqual([20 * 17_000 + 10 * 18_000, 10 * 11_000 + 20 * 12_000, 20 * 6000 + 10 * 5000]);
  });

  it('covers the whole price of a client below the age limit, until the birthday', () => {
    const part = onlyPart(june({ version: { value: FLAT }, birthDate: '2008-06-16' }));
    expect(amounts(part)).toEqual([510_000, 15 * 17_000 + 15 * 11_000, 15 * 6000]);
  });
});

describe('the monthly fee of 734/1992', () => {
  it('is 0 when the deductions exceed the income, never below', () => {
    const poor = aDecision({ netMonthlyIncomeCents: 10_000 });
    expect(longTermCareFee(INCOME_TESTED, poor, 'HOUSING-24 v1').feeCents).toBe(0);
    expect(spouseIncomeAfterDeductions({ netMonthlyIncomeCents: 100, deductionsCents: 200 })).toBe(0);
  });

  it('does not count a housing allowance above the housing cost as income', () => {
    const decision = aDecision({ housingCostCents: 10_000, housingAllowanceCents: 18_000 });
    expect(longTermCareFee(INCOME_TESTED, decision, 'HOUSING-24 v1').steps[0]?.resultCents).toBe(174_800);
  });

  it('does not speak of the joint income when the spouse has the larger one', () => {
    const rules = (spouseIncome: number) =>
      longTermCareFee(
        INCOME_TESTED,
        aDecision({ spouse: { netMonthlyIncomeCents: spouseIncome, deductionsCents: 0 } }),
        'HOUSING-24 v1',
      ).steps.map((line) => line.rule);
    expect(rules(130_799)).toContain('shareOfJointIncome');
    expect(rules(130_800)).not.toContain('shareOfJointIncome');
  });

  it('leaves the disposable amount even under the spouse rule', () => {
    const decision = aDecision({ spouse: { netMonthlyIncomeCents: 120_000, deductionsCents: 0 } });
    const value = { ...INCOME_TESTED, minimumDisposableCents: 60_000 };
    expect(longTermCareFee(value, decision, 'HOUSING-24 v1').feeCents).toBe(70_800);
  });

  it('follows a new income decision from its day on, each by its days', () => {
    const decisions = [
      aDecision(),
      aDecision({ id: 'inc-2', validFrom: '2026-06-21', netMonthlyIncomeCents: 160_000 }),
    ];
    const part = onlyPart(june({ decisions }));
    // 20 days of 1 111,80 and 10 days of 926,00 (1 108,00 less 182,00, below its 85 %).
    expect(part.pricing.clientCents).toBe(74_120 + 30_867);
  });

  it('is not touched by a new decision that comes to the same fee', () => {
    const decisions = [aDecision(), aDecision({ id: 'inc-2', validFrom: '2026-06-18' })];
    expect(amounts(onlyPart(june({ decisions })))).toEqual([510_000, 398_820, 111_180]);
  });

  it('is not taken for days of full coverage', () => {
    const part = onlyPart(june({ birthDate: '2008-06-16' }));
    expect(part.pricing.clientCents).toBe(55_590);
  });

  it('gives way to a raised value: the client pays at most what that leaves of the price', () => {
    const raise = {
      id: 'rse-1',
      validFrom: '2026-06-01',
      unitValueCents: 16_000,
      reason: 'livelihood',
      recordedAt: recorded(0),
    };
    const voucher = aHousingVoucher({ events: [stayed('A', ...JUNE)], valueRaises: [raise] });
    expect(amounts(onlyPart(june({ vouchers: [voucher] })))).toEqual([510_000, 480_000, 30_000]);
  });
});

describe('the fee and absences (734/1992 10 k §)', () => {
  const away = (from: string, to: string, reason: 'leave' | 'hospital' | 'organiser') =>
    onlyPart(june({ events: [stayed('A', ...JUNE), wasAway('A', from, to, reason)] })).pricing.clientCents;

  it.each<{ what: string; got: () => number; freeDays: number }>([
    { what: 'five days of leave cost the same', got: () => away('2026-06-10', '2026-06-14', 'leave'), freeDays: 0 },
    { what: 'the sixth is free', got: () => away('2026-06-10', '2026-06-15', 'leave'), freeDays: 1 },
    { what: 'hospital is free from the first', got: () => away('2026-06-10', '2026-06-10', 'hospital'), freeDays: 1 },
    { what: 'so is what the organiser causes', got: () => away('2026-06-10', '2026-06-12', 'organiser'), freeDays: 3 },
    { what: 'all but one day in hospital', got: () => away('2026-06-02', '2026-06-30', 'hospital'), freeDays: 29 },
  ])('$what', ({ got, freeDays }) => expect(got()).toBe(111_180 - freeDays * 3706));

  it('counts the five days of leave from where the absence started, also in the month before', () => {
    const events = [stayed('A', '2026-05-01', '2026-06-30'), wasAway('A', '2026-05-29', '2026-06-04')];
    // 29-31 May are days 1-3, so 3 June is the sixth.
    expect(onlyPart(june({ events })).pricing.clientCents).toBe(111_180 - 2 * 3706);
  });

  it('takes no fee for a whole calendar month away, though leave would cost five days', () => {
    expect(away(...JUNE, 'leave')).toBe(0);
    expect(away('2026-06-02', '2026-06-30', 'leave')).toBe(111_180 - 24 * 3706);
  });

  it('takes each day share off a part of a month spent wholly in hospital, to the cent of the rule', () => {
    // A fee of 1 000,19. Over 30 days the seven day fees of 33,34 exceed the part; over 31, 7 days are 225,85 less 7 × 32,26.
    const decision = aDecision({ netMonthlyIncomeCents: 167_419 });
    expect(longTermCareFee(INCOME_TESTED, decision, '').feeCents).toBe(100_019);
    const left = ['2026-06', '2026-07'].map((month) => {
      const vouchers = [aHousingVoucher({ events: [wasAway('A', `${month}-24`, `${month}-30`, 'hospital')] })];
      const part = onlyPart(
        monthOfHousing({ month, version: { value: INCOME_TESTED }, decisions: [decision], vouchers }),
      );
      return part.pricing.clientCents;
    });
    expect(left).toEqual([0, 3]);
  });

  it('takes the fee for a part of a month spent wholly on leave: that is no whole month away', () => {
    expect(onlyPart(june({ events: [wasAway('A', '2026-06-27', '2026-06-30')] })).pricing.clientCents).toBe(14_824);
  });

  it('never goes below zero, where a small fee is rounded up for each day', () => {
    // A fee of 16 cents has day shares of 1 cent, of which 20 fall away.
    const events = [stayed('A', ...JUNE), wasAway('A', '2026-06-01', '2026-06-20', 'hospital')];
    const decisions = [aDecision({ netMonthlyIncomeCents: 67_416 })];
    expect(onlyPart(june({ events, decisions })).pricing.clientCents).toBe(0);
  });

  it('frees the hospital days that follow a leave, and goes on counting the leave after them', () => {
    const events = [
      stayed('A', ...JUNE),
      wasAway('A', '2026-06-01', '2026-06-03', 'leave'),
      wasAway('A', '2026-06-04', '2026-06-05', 'hospital'),
      wasAway('A', '2026-06-06', '2026-06-07', 'leave'),
    ];
    expect(onlyPart(june({ events })).pricing.clientCents).toBe(111_180 - 4 * 3706);
  });
});

describe('two providers in one month', () => {
  it('share the fee by days, the last takes the remainder, and each bears its own absences', () => {
    const events = [
      stayed('A', '2026-06-01', '2026-06-19'),
      stayed('B', '2026-06-20', '2026-06-30'),
      wasAway('B', '2026-06-25', '2026-06-26', 'hospital'),
    ];
    const parts = june(moves('2026-06-20', events));
    expect(
      parts.map(({ providerId, days, presentDays, absentDays }) => [providerId, days, presentDays, absentDays]),
    ).toEqual([
      ['prv-A', 19, 19, 0],
      ['prv-B', 11, 9, 2],
    ]);
    expect(parts.map((part) => part.pricing.clientCents)).toEqual([70_414, 40_766 - 2 * 3706]);
  });

  it('each take no more of the client than their own price', () => {
    const events = [stayed('A', '2026-06-01', '2026-06-19'), stayed('B', '2026-06-20', '2026-06-30')];
    const story = { ...moves('2026-06-20', events), homes: [aHome('A', aPrice(17_000)), aHome('B', aPrice(1000))] };
    expect(june(story).map((part) => part.pricing.clientCents)).toEqual([70_414, 11_000]);
  });
});

describe('a fact that is missing on a day', () => {
  const story: Story = {
    month: '2026-06',
    version: { value: INCOME_TESTED },
    vouchers: [aHousingVoucher({ events: [stayed('A', ...JUNE)] })],
  };
  it.each<{ what: string; over: Partial<Story>; code: string; date: string }>([
    { what: 'an income decision', over: { decisions: [] }, code: 'INCOME_DECISION_MISSING', date: '2026-06-01' },
    {
      what: 'an income decision that starts too late',
      over: { decisions: [aDecision({ validFrom: '2026-07-01' })] },
      code: 'INCOME_DECISION_MISSING',
      date: '2026-06-01',
    },
    {
      what: 'a price',
      over: { homes: [aHome('A', aPrice(17_000, '2026-06-05'))] },
      code: 'NO_PRICE_ON_DATE',
      date: '2026-06-01',
    },
    {
      what: 'an approved version',
      over: { version: { value: INCOME_TESTED, approvedAt: null } },
      code: 'PROGRAMME_NOT_IN_FORCE',
      date: '2026-06-01',
    },
  ])('refuses the month: $what', ({ over, code, date }) =>
    expect(daysOf({ ...story, ...over })).toEqual({ outcome: 'refused', code, details: { date } }),
  );

  it('is not missed where the client pays no fee', () => {
    expect(daysOf({ ...story, decisions: [], version: { value: INCOME_TESTED, freeOfCharge: true } })).toHaveLength(30);
  });

  it('is a fault when the document itself was not given', () => {
    expect(() => daysOf({ ...story, homes: [] })).toThrow('prv-A is not among the facts');
  });
});

describe('a month as it was known at an instant', () => {
  const now = recorded(100);
  const client = (over: Partial<Story>) =>
    onlyPart(june({ events: [stayed('A', ...JUNE, 0)], knownAt: recorded(50), ...over })).pricing;

  it('does not know an income decision, a price, a raise or a version recorded later', () => {
    expect(
      client({ decisions: [aDecision(), aDecision({ netMonthlyIncomeCents: 160_000, recordedAt: now })] }).clientCents,
    ).toBe(111_180);
    expect(client({ homes: [aHome('A', aPrice(17_000), aPrice(18_000, '2026-01-01', now))] }).grossCents).toBe(510_000);
    expect(client({ later: [{ effectiveFrom: '2026-01-01', value: FLAT, approvedAt: now }] }).clientCents).toBe(
      111_180,
    );
    const raise = { id: 'rse-1', validFrom: '2026-06-01', unitValueCents: 16_000, reason: 'care', recordedAt: now };
    const raised = [aHousingVoucher({ events: [stayed('A', ...JUNE, 0)], valueRaises: [raise] })];
    expect(client({ vouchers: raised }).clientCents).toBe(111_180);
  });

  it('knows them once they are recorded', () => {
    const decisions = [aDecision(), aDecision({ netMonthlyIncomeCents: 160_000, recordedAt: now })];
    expect(client({ decisions, knownAt: now }).clientCents).toBe(92_600);
  });
});

describe('the steps of a month', () => {
  const part = onlyPart(june({ events: [stayed('A', ...JUNE), wasAway('A', '2026-06-10', '2026-06-21')] }));
  const step = (rule: string) => part.pricing.steps.filter((line) => line.rule === rule);

  it('are one for each group of equal days, and end in the sum', () => {
    expect(part.pricing.steps.map((line) => line.rule)).toEqual([
      'presentDaysAtAgreedPrice',
      'absenceDaysAtProviderPercent',
      'absenceDaysAtProviderPercent',
      'incomeAfterDeductions',
      'shareOfOwnIncome',
      'incomeOverMinimumDisposable',
      'monthlyFeeIsTheSmallestLimit',
      'monthlyFeeByDaysOfResidence',
      'dayShareFallsAwayForAbsence',
      'clientPaysFeeUpToThePrice',
      'grossIsOrganiserPlusClient',
    ]);
  });

  it('can be worked out again', () => {
    const gross = [...step('presentDaysAtAgreedPrice'), ...step('absenceDaysAtProviderPercent')];
    for (const { inputs, resultCents } of gross) {
      expect(Number(inputs['days']) * Number(inputs['dayCents'])).toBe(resultCents);
      expect(Math.round((Number(inputs['unitPriceCents']) * Number(inputs['providerPercent'])) / 100)).toBe(
        inputs['dayCents'],
      );
    }
    expect(sumCents(gross.map((line) => line.resultCents))).toBe(450_500);
    expect(step('dayShareFallsAwayForAbsence')).toMatchObject([
      {
        source: '734/1992 10 k §',
        inputs: { shareCents: 111_180, freeDays: 7, dayFeeCents: 3706 },
        resultCents: 85_238,
      },
    ]);
    expect(step('grossIsOrganiserPlusClient')).toMatchObject([
      { inputs: { organiserCents: 365_262, clientCents: 85_238 }, resultCents: 450_500 },
    ]);
  });
});

describe('any month of housing', () => {
  const stretch = fc.tuple(fc.integer({ min: 0, max: 29 }), fc.integer({ min: 1, max: 14 }));
  const reason = fc.constantFrom('leave' as const, 'hospital' as const, 'organiser' as const);
  const stories = fc
    .record({
      stays: fc.array(stretch, { maxLength: 3 }),
      absences: fc.array(fc.tuple(stretch, reason), { maxLength: 3 }),
      moveOn: fc.integer({ min: 1, max: 29 }),
      prices: fc.tuple(fc.integer({ min: 0, max: 30_000 }), fc.integer({ min: 0, max: 30_000 })),
      income: fc.integer({ min: 0, max: 700_000 }),
      newIncome: fc.integer({ min: 0, max: 700_000 }),
      value: fc.constantFrom(INCOME_TESTED, FLAT, { basis: 'fullCoverage' } as const),
      freeOfCharge: fc.boolean(),
    })
    .map(({ stays, absences, moveOn, prices, income, newIncome, value, freeOfCharge }): Story => {
      const date = (index: number) => addDays('2026-06-01', Math.min(29, index));
      const both = (['A', 'B'] as const).flatMap((home) => [
        ...stays.map(([from, length]) => stayed(home, date(from), date(from + length - 1))),
        ...absences.map(([[from, length], why], order) =>
          wasAway(home, date(from), date(from + length - 1), why, order + 1),
        ),
      ]);
      return {
        month: '2026-06',
        version: { value, freeOfCharge },
        ...moves(date(moveOn), both),
        homes: [aHome('A', aPrice(prices[0])), aHome('B', aPrice(prices[1]))],
        decisions: [
          aDecision({ netMonthlyIncomeCents: income }),
          aDecision({ id: 'inc-2', validFrom: '2026-06-14', netMonthlyIncomeCents: newIncome }),
        ],
      };
    });

  it('sums, stays above zero, keeps within price and fee, and counts every day of residence once', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const days = daysOf(story);
        if (!Array.isArray(days)) throw new Error('refused');
        const parts = priceHousingMonth({ month: story.month, days });
        for (const { pricing, presentDays, absentDays, days: count } of parts) {
          expect(pricing.organiserCents + pricing.clientCents).toBe(pricing.grossCents);
          expect(Math.min(pricing.organiserCents, pricing.clientCents)).toBeGreaterThanOrEqual(0);
          expect(presentDays + absentDays).toBe(count);
        }
        expect(sumCents(parts.map((part) => part.days))).toBe(days.length);
        const highestFee = Math.max(0, ...days.map((day) => day.monthlyFee?.feeCents ?? 0));
        if (story.version.value?.basis === 'incomeTested') {
          // Two fees in a month are rounded once each, hence the cent.
          expect(sumCents(parts.map((part) => part.pricing.clientCents))).toBeLessThanOrEqual(highestFee + 1);
        }
        // The order in which the days are handed over does not matter.
        expect(priceHousingMonth({ month: story.month, days: days.toReversed() })).toEqual(parts);
      }),
      { numRuns: 200 },
    );
  });

  it('shares a fee over providers so that the shares make the whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 28 }), fc.integer({ min: 40_000, max: 400_000 }), (moveOn, income) => {
        const on = addDays('2026-06-01', moveOn);
        const events = [stayed('A', '2026-06-01', addDays(on, -1)), stayed('B', on, '2026-06-30')];
        const decision = aDecision({ netMonthlyIncomeCents: income });
        const dear = [aHome('A', aPrice(1_000_000)), aHome('B', aPrice(1_000_000))];
        const parts = june({ ...moves(on, events), homes: dear, decisions: [decision] });
        const whole = longTermCareFee(INCOME_TESTED, decision, '').feeCents;
        expect(sumCents(parts.map((part) => part.pricing.clientCents))).toBe(whole);
      }),
    );
  });
});

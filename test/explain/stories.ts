/** Random facts of every kind, priced by the domain's own rules and told as the lines that a run would write of them. */
import fc from 'fast-check';
import { addDays, type CalendarDate } from '#shared/domain/calendar';
import type { IncomeDecision } from '#shared/domain/client/client';
import { priceCapitationMonth, stepsTogether } from '#shared/domain/enrolment/capitation';
import { isRefused } from '#shared/domain/outcome';
import { priceHousingMonth } from '#shared/domain/pricing/housing-month';
import { priceNoShow } from '#shared/domain/pricing/no-show';
import type { Pricing, PricingStep } from '#shared/domain/pricing/pricing';
import { priceVisit } from '#shared/domain/pricing/visit';
import type { ProgrammeVersion, ValueBasis } from '#shared/domain/programme/programme';
import { evensTheBooks } from '#shared/domain/settlement/line-steps';
import { reversalOf } from '#shared/domain/settlement/line';
import type { LineAmounts } from '#shared/domain/settlement/statement';
import {
  aDecision,
  aHome,
  aHousingVoucher,
  aPrice,
  aStayAt,
  aVersion,
  daysOf,
  INCOME_TESTED,
  stayed,
  wasAway,
} from '../domain/pricing-builders.ts';
import type { ExplainedLine } from './verifier.ts';

const lineOf = (
  amounts: LineAmounts & { readonly steps: readonly PricingStep[] },
  from: CalendarDate,
  to: CalendarDate = from,
): ExplainedLine => ({
  id: `ln-${from}`,
  kind: 'service',
  voucherId: 'vch-1',
  programmeId: 'prg-1',
  from,
  to,
  grossCents: amounts.grossCents,
  organiserCents: amounts.organiserCents,
  clientCents: amounts.clientCents,
  answers: null,
  steps: amounts.steps,
});

const cents = (max: number) => fc.integer({ min: 0, max });
const birthDates = fc.constantFrom('1940-03-01', '1999-02-28', '2008-06-16', '2012-12-31', '2026-06-03');
const percents = fc.integer({ min: 0, max: 10_000 }).map((basisPoints) => basisPoints / 100);
const orNone = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });

const coverage = {
  freeOfCharge: fc.boolean(),
  fullCoverageUnderAge: fc.constantFrom(null, 18, 100),
};
const flat = cents(20_000).map((unitValueCents): ValueBasis => ({ basis: 'flat', unitValueCents }));
const full = fc.constant<ValueBasis>({ basis: 'fullCoverage' });

export const visits: fc.Arbitrary<ExplainedLine[]> = fc
  .record({
    version: fc.record({ ...coverage, value: fc.oneof({ weight: 3, arbitrary: flat }, full) }).map(aVersion),
    priceCents: cents(20_000),
    raisedCents: orNone(cents(25_000)),
    birthDate: birthDates,
    date: fc.integer({ min: 0, max: 400 }).map((days) => addDays('2026-06-01', days)),
  })
  .map(({ version, priceCents, raisedCents, birthDate, date }) => {
    const raise =
      raisedCents === undefined
        ? undefined
        : { id: 'rse-1', validFrom: '2026-01-01', unitValueCents: raisedCents, reason: '', recordedAt: '' };
    return [lineOf(priceVisit({ programmeCode: 'PHYSIO-60', version, priceCents, raise, birthDate, date }), date)];
  });

export const noShows: fc.Arbitrary<ExplainedLine[]> = fc
  .record({
    noShowMaxCents: fc.option(cents(8_000)),
    priceCents: cents(20_000),
    birthDate: birthDates,
    cancelledHoursBefore: fc.constantFrom(0, 2.5, 23, 24, 100),
  })
  .map(({ noShowMaxCents, ...missed }) => {
    const date = '2026-06-15';
    const version = aVersion({ noShowMaxCents });
    return [lineOf(priceNoShow({ programmeCode: 'PHYSIO-60', version, date, ...missed }), date)];
  });

const stretch = fc.tuple(fc.integer({ min: -20, max: 29 }), fc.integer({ min: 1, max: 45 }));
const absences = fc.array(
  fc.tuple(stretch, fc.constantFrom('leave' as const, 'hospital' as const, 'organiser' as const)),
  {
    maxLength: 3,
  },
);
const housingVersion: fc.Arbitrary<Partial<ProgrammeVersion>> = fc.record({
  ...coverage,
  freeOfCharge: fc.constant(false),
  value: fc.oneof({ weight: 2, arbitrary: flat }, full, {
    weight: 5,
    arbitrary: fc
      .record({ maxFeePercent: percents, spousePercent: percents, minimumDisposableCents: cents(90_000) })
      .map((terms): ValueBasis => ({ ...INCOME_TESTED, ...terms })),
  }),
  absenceRules: fc.constantFrom(
    [],
    [
      { fromDay: 1, toDay: 5, providerPercent: 100 },
      { fromDay: 6, toDay: 10, providerPercent: 33.33 },
    ],
    [
      { fromDay: 1, toDay: 3, providerPercent: 80 },
      { fromDay: 4, providerPercent: 80 },
    ],
    [{ fromDay: 3, providerPercent: 50 }],
  ),
});
const decisions: fc.Arbitrary<IncomeDecision> = fc
  .record({
    id: fc.constantFrom('inc-1', 'inc-2'),
    validFrom: fc.constantFrom('2020-01-01', '2026-06-14'),
    netMonthlyIncomeCents: cents(400_000),
    housingCostCents: cents(80_000),
    housingAllowanceCents: cents(40_000),
    medicineCents: cents(10_000),
    otherDeductionsCents: cents(10_000),
    spouse: orNone(fc.record({ netMonthlyIncomeCents: cents(300_000), deductionsCents: cents(50_000) })),
  })
  .map((told) => aDecision(told));

/** June, with a move from one home to another, terms that change, absences over the turn of months, a raised value. */
export const housingMonths: fc.Arbitrary<ExplainedLine[]> = fc
  .record({
    versions: fc.tuple(housingVersion, housingVersion),
    decisions: fc.array(decisions, { maxLength: 2 }),
    absences,
    stays: fc.oneof(fc.constant([[-20, 60]] as [number, number][]), fc.array(stretch, { minLength: 1, maxLength: 2 })),
    moveOn: fc.integer({ min: 1, max: 40 }),
    prices: fc.tuple(cents(30_000), cents(30_000), cents(30_000)),
    raisedCents: orNone(cents(30_000)),
    birthDate: birthDates,
  })
  .map(({ versions: [version, later], moveOn, prices, raisedCents, birthDate, ...told }) => {
    const date = (index: number) => addDays('2026-06-01', index);
    const events = (['A', 'B'] as const).flatMap((home) => [
      ...told.stays.map(([from, length]) => stayed(home, date(from), date(from + length - 1))),
      ...told.absences.map(([[from, length], why], order) =>
        wasAway(home, date(from), date(from + length - 1), why, order + 1),
      ),
    ]);
    const raise = { id: 'rse-1', validFrom: '2026-06-10', reason: '', recordedAt: '2026-06-01' };
    const days = daysOf({
      month: '2026-06',
      version,
      later: [{ ...later, effectiveFrom: '2026-06-18' }],
      homes: [aHome('A', aPrice(prices[0]), aPrice(prices[1], '2026-06-07')), aHome('B', aPrice(prices[2]))],
      vouchers: [
        aHousingVoucher({
          reservations: [aStayAt('A', '2026-01-01'), aStayAt('B', date(moveOn))],
          events,
          valueRaises: raisedCents === undefined ? [] : [{ ...raise, unitValueCents: raisedCents }],
        }),
      ],
      decisions: [aDecision(), ...told.decisions],
      birthDate,
    });
    if (isRefused(days)) throw new Error(days.code);
    return priceHousingMonth({ month: '2026-06', days }).map(({ offeringId, pricing }) => {
      const own = days.filter((day) => day.offeringId === offeringId).map((day) => day.date);
      return lineOf(pricing, own[0] ?? '', own.at(-1));
    });
  });

const together = (parts: readonly { readonly from: string; readonly to: string; readonly pricing: Pricing }[]) => {
  const total = (field: keyof LineAmounts) => parts.reduce((sum, { pricing }) => sum + pricing[field], 0);
  const amounts = {
    grossCents: total('grossCents'),
    organiserCents: total('organiserCents'),
    clientCents: total('clientCents'),
  };
  const from = parts.map((part) => part.from).sort()[0] ?? '';
  const to = parts
    .map((part) => part.to)
    .sort()
    .at(-1);
  return lineOf({ ...amounts, steps: stepsTogether(parts.map(({ pricing }) => pricing)) }, from, to);
};

/** Centres that follow and interrupt each other, with days that count for none. */
export const capitationMonths: fc.Arbitrary<ExplainedLine[]> = fc
  .record({
    month: fc.constantFrom('2026-02', '2026-06', '2026-12'),
    bands: fc.array(
      fc.record({
        fromAge: fc.constantFrom(0, 18, 65),
        toAge: fc.constantFrom(undefined, 18, 86),
        area: fc.constantFrom(undefined, 'north'),
        annualCents: cents(300_000),
      }),
      { maxLength: 4 },
    ),
    birthDate: birthDates,
    area: fc.constantFrom(null, 'north', 'south'),
    starts: fc.array(
      fc.tuple(fc.integer({ min: -40, max: 27 }), fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 60 })),
      {
        minLength: 1,
        maxLength: 5,
      },
    ),
    uncounted: fc.array(fc.integer({ min: 1, max: 31 }), { maxLength: 12 }),
  })
  .map(({ month, bands, birthDate, area, starts, uncounted }) => {
    const version = aVersion({
      value: {
        basis: 'capitation',
        bands: bands.map(({ toAge, area: of, ...band }) => ({
          ...band,
          ...(toAge === undefined ? {} : { toAge }),
          ...(of === undefined ? {} : { area: of }),
        })),
      },
    });
    const enrolments = starts.map(([start, centre, length]) => ({
      providerId: `prv-${centre}`,
      offeringId: `off-${centre}`,
      from: addDays(`${month}-01`, start),
      to: addDays(`${month}-01`, start + length - 1),
    }));
    const parts = priceCapitationMonth({
      month,
      programmeCode: 'SOTE',
      versionOn: () => version,
      birthDate,
      area,
      enrolments,
      counts: (_, date) => !uncounted.includes(Number(date.slice(8))),
    });
    return [...new Set(parts.map(({ offeringId }) => offeringId))].map((offeringId) =>
      together(parts.filter((part) => part.offeringId === offeringId)),
    );
  });

export const reversals: fc.Arbitrary<ExplainedLine[]> = fc
  .oneof(visits, housingMonths)
  .map((lines) => lines.map((line) => ({ ...line, ...reversalOf({ ...line, providerId: 'prv-a' }) }) as ExplainedLine));

export const linesOfNothing: fc.Arbitrary<ExplainedLine[]> = fc
  .record({
    settledCents: cents(500_000),
    postedCents: cents(500_000),
    evenedCents: fc.integer({ min: -9_000, max: 9_000 }),
  })
  .map((uneven) => [
    lineOf(
      { grossCents: 0, organiserCents: 0, clientCents: 0, steps: [evensTheBooks(uneven)] },
      '2026-06-01',
      '2026-06-30',
    ),
  ]);

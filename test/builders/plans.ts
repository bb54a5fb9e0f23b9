import fc from 'fast-check';
import { addDays, daysBetween, type CalendarDate } from '#shared/domain/calendar';
import type { Client, IncomeDecision } from '#shared/domain/client/client';
import type { Programme, ProgrammeVersion, ServiceKind } from '#shared/domain/programme/programme';
import type { Price, Provider } from '#shared/domain/provider/provider';
import type { Amounts, Question, Simulation } from '#shared/domain/simulation/simulate';
import type { ValueRaise, Voucher } from '#shared/domain/voucher/voucher';
import { aDecision, aPrice, aVersion } from '../domain/pricing-builders.ts';
import { aClient, anApproval, anIssued, aProgrammeOf, aProvider } from './voucher.ts';

/** Plans lie here: over two turns of a year and a leap day. */
export const FIRST = '2027-11-01';
export const LAST = '2029-03-31';

export const aDay = (from: CalendarDate = FIRST, to: CalendarDate = LAST): fc.Arbitrary<CalendarDate> =>
  fc.nat({ max: daysBetween(from, to) }).map((days) => addDays(from, days));
const cents = (max: number) => fc.integer({ min: 0, max });
/** Mostly the one, now and then the other. */
export const mostly = <A, B>(usual: fc.Arbitrary<A>, rare: fc.Arbitrary<B>): fc.Arbitrary<A | B> =>
  fc.oneof({ arbitrary: usual, weight: 5 }, { arbitrary: rare, weight: 1 });

/** In force from the beginning, then changed on some days. */
const changing = <T>(value: fc.Arbitrary<T>, begins: CalendarDate = '2018-01-01') =>
  fc
    .tuple(value, fc.array(fc.tuple(aDay(), value), { maxLength: 2 }))
    .map(([first, later]) => [[begins, first] as const, ...later.toSorted(([a], [b]) => (a < b ? -1 : 1))]);

const versionsOf = (value: fc.Arbitrary<ProgrammeVersion['value']>): fc.Arbitrary<ProgrammeVersion[]> => {
  const terms = fc.record({
    value,
    freeOfCharge: mostly(fc.constant(false), fc.boolean()),
    fullCoverageUnderAge: fc.constantFrom(null, 18),
    absenceRules: fc.constantFrom(
      [],
      [
        { fromDay: 1, toDay: 3, providerPercent: 70 },
        { fromDay: 4, providerPercent: 33 },
      ],
    ),
    lockInMonths: fc.constantFrom(0, 6),
    approvedAt: mostly(fc.constant('2018-01-01T08:00:00.000Z'), fc.constant(null)),
  });
  return changing(terms).map((all) =>
    all.map(([effectiveFrom, version], index) => aVersion({ ...version, number: index + 1, effectiveFrom })),
  );
};

const flat = cents(12_000).map((unitValueCents) => ({ basis: 'flat' as const, unitValueCents }));
const incomeTested = cents(30_000).map((minimumDisposableCents) => ({
  ...{ basis: 'incomeTested' as const, formula: 'longTermCare' as const, maxFeePercent: 85, spousePercent: 42.5 },
  minimumDisposableCents,
}));
const capitation = fc.tuple(cents(90_000), cents(90_000)).map(([young, old]) => ({
  basis: 'capitation' as const,
  bands: [
    { fromAge: 0, toAge: 17, annualCents: young },
    { fromAge: 18, annualCents: old },
  ],
}));
const VALUES: Record<ServiceKind, fc.Arbitrary<ProgrammeVersion['value']>> = {
  rehabilitation: mostly(flat, fc.constant({ basis: 'fullCoverage' as const })),
  housing: fc.oneof(incomeTested, incomeTested, flat),
  soteCentre: capitation,
};

const programmeOf = (kind: ServiceKind): fc.Arbitrary<Programme> =>
  versionsOf(VALUES[kind]).map((versions) => ({ ...aProgrammeOf(kind), versions }));

const pricesOf = (kind: ServiceKind): fc.Arbitrary<Price[]> =>
  changing(kind === 'soteCentre' ? fc.constant(0) : cents(20_000)).map((all) =>
    all.map(([validFrom, unitPriceCents]) => aPrice(unitPriceCents, validFrom)),
  );

/** Approved for good, or from or to some day. */
const providerOf = (letter: string, kind: ServiceKind): fc.Arbitrary<Provider> =>
  fc
    .record({
      prices: pricesOf(kind),
      from: mostly(fc.constant('2018-01-01'), aDay()),
      to: mostly(fc.constant(undefined), aDay()),
    })
    .map(({ prices, from, to }) => {
      const provider = aProvider(letter, { approvals: [anApproval({ validFrom: from, validTo: to })] });
      return { ...provider, offerings: provider.offerings.map((offering) => ({ ...offering, prices })) };
    });

const decisions: fc.Arbitrary<IncomeDecision[]> = fc
  .tuple(
    changing(
      fc.record({
        netMonthlyIncomeCents: cents(300_000),
        medicineCents: cents(9_000),
        spouse: fc.option(fc.record({ netMonthlyIncomeCents: cents(250_000), deductionsCents: cents(9_000) }), {
          nil: undefined,
        }),
      }),
    ),
    mostly(fc.constant('2018-01-01'), aDay()),
  )
  .map(([all, begins]) =>
    all.map(([validFrom, income], index) =>
      aDecision({ ...income, id: `inc-${index}`, validFrom: index === 0 ? begins : validFrom }),
    ),
  );

const raises: fc.Arbitrary<ValueRaise[]> = fc
  .array(fc.record({ validFrom: aDay(), days: fc.option(fc.nat({ max: 120 })), unitValueCents: cents(15_000) }), {
    maxLength: 2,
  })
  .map((all) =>
    all.map(({ validFrom, days, unitValueCents }, index) => ({
      ...{
        id: `vra-${index}`,
        validFrom,
        unitValueCents,
        reason: 'livelihood',
        recordedAt: '2027-01-01T08:00:00.000Z',
      },
      validTo: days === null ? undefined : addDays(validFrom, days),
    })),
  );

/** Old, or of age on a day among the plan's. */
const birthDate = fc.oneof(
  fc.constant('1940-03-01'),
  fc.constant('2010-02-28'),
  aDay().map((day) => `${Number(day.slice(0, 4)) - 18}${day.slice(4)}`),
);

export type { Amounts };

export interface Situation extends Question {
  readonly provider: Provider;
}

/** A client and an issued voucher with all that decides its price, and a provider that may be chosen. */
export const situations = (kind: ServiceKind): fc.Arbitrary<Situation> =>
  fc
    .record({
      programme: programmeOf(kind),
      provider: providerOf('A', kind),
      rival: providerOf('B', kind).map((provider) => ({ ...provider, approvals: [anApproval()] })),
      client: fc.record({
        birthDate,
        incomeDecisions: decisions,
        deathDate: mostly(fc.constant(null), aDay('2028-06-01')),
      }),
      valueRaises: raises,
      units: fc.integer({ min: 1, max: 14 }),
      validFrom: mostly(fc.constant('2027-01-01'), aDay('2027-11-01', '2028-02-01')),
      validTo: mostly(fc.constant('9999-12-31'), aDay('2028-06-01')),
      today: aDay('2027-10-15', '2028-02-15'),
    })
    .map(({ programme, provider, rival, client: about, valueRaises, units, validFrom, validTo, today }) => {
      const client: Client = aClient({ ...about, birthDate: about.birthDate.replace('02-29', '03-01') });
      const voucher: Voucher = anIssued({
        ...{ kind, valueRaises, validFrom, validTo, takeIntoUseBy: '9999-12-31', clientBirthDate: client.birthDate },
        grantedUnits: kind === 'rehabilitation' ? units : null,
      });
      const now = `${today}T09:00:00.000Z`;
      return {
        voucher,
        client,
        others: [],
        programme,
        programmes: [programme],
        neighbours: [rival],
        today,
        now,
        provider,
      };
    });

/** What the API answers to a plan, as far as tests look into it. */
export interface Simulated {
  readonly offeringId: string;
  readonly months: readonly (Amounts & { month: string; units: number; refusedUnits: number; steps?: object[] })[];
  readonly years: readonly (Amounts & { year: string })[];
  readonly total: Amounts;
  readonly refused: readonly { code: string; remedy: object; earliestDate?: string; periods: object[] }[];
}

/** The months as amounts, those of nothing left out. */
export const amountsByMonth = ({ months }: Pick<Simulation, 'months'>): Record<string, [number, number, number]> =>
  Object.fromEntries(
    months
      .map(
        ({ month, grossCents, organiserCents, clientCents }) =>
          [month, [grossCents, organiserCents, clientCents]] as const,
      )
      .filter(([, sums]) => sums.some((sum) => sum !== 0)),
  ) as Record<string, [number, number, number]>;

/** Small makers for the pricing tests: whole shapes from the few facts a test is about. */
import type { CalendarDate, Month } from '#shared/domain/calendar';
import type { IncomeDecision } from '#shared/domain/client/client';
import { isRefused } from '#shared/domain/outcome';
import type { HousingPart } from '#shared/domain/pricing/housing-month';
import { priceHousingMonth } from '#shared/domain/pricing/housing-month';
import { housingDays, type HousingFacts } from '#shared/domain/pricing/housing-days';
import { residenceDays } from '#shared/domain/pricing/residence';
import type { Programme, ProgrammeVersion } from '#shared/domain/programme/programme';
import type { Price, Provider } from '#shared/domain/provider/provider';
import type { AbsenceReason, Reservation, ServiceEvent, Voucher } from '#shared/domain/voucher/voucher';

const LONG_AGO = '2020-01-01T08:00:00.000Z';

export const aVersion = (over: Partial<ProgrammeVersion> = {}): ProgrammeVersion => ({
  number: 1,
  effectiveFrom: '2020-01-01',
  rulebook: '2026-1',
  value: { basis: 'flat', unitValueCents: 4435 },
  priceCeilingCents: null,
  freeOfCharge: false,
  fullCoverageUnderAge: 18,
  feeCollector: 'provider',
  validity: { takeIntoUseDays: 60, months: 12 },
  noShowMaxCents: 5670,
  absenceRules: [],
  lockInMonths: 6,
  proposedBy: 'usr-1',
  proposedAt: LONG_AGO,
  approvedBy: 'usr-2',
  approvedAt: LONG_AGO,
  ...over,
});

export const INCOME_TESTED = {
  basis: 'incomeTested',
  formula: 'longTermCare',
  maxFeePercent: 85,
  spousePercent: 42.5,
  minimumDisposableCents: 18_200,
} as const;

/** T10's client: 1 308,00 a month after deductions, a fee of 1 111,80. */
export const aDecision = (over: Partial<IncomeDecision> = {}): IncomeDecision => ({
  id: 'inc-1',
  validFrom: '2020-01-01',
  netMonthlyIncomeCents: 180_000,
  housingCostCents: 62_000,
  housingAllowanceCents: 18_000,
  medicineCents: 5_200,
  otherDeductionsCents: 0,
  recordedAt: LONG_AGO,
  ...over,
});

export const aProgramme = (version: Partial<ProgrammeVersion>, later: Partial<ProgrammeVersion>[] = []): Programme => ({
  id: 'prg-1',
  ver: 1,
  code: 'HOUSING-24',
  kind: 'housing',
  name: { fi: 'Asuminen', sv: 'Boende', en: 'Housing' },
  versions: [version, ...later].map((over, index) => aVersion({ number: index + 1, ...over })),
});

export const aPrice = (
  unitPriceCents: number,
  validFrom: CalendarDate = '2020-01-01',
  recordedAt = LONG_AGO,
): Price => ({
  unitPriceCents,
  validFrom,
  recordedAt,
});

/** A provider `prv-X` with one offering `off-X`. */
export const aHome = (letter: string, ...prices: Price[]): Provider => ({
  id: `prv-${letter}`,
  ver: 1,
  businessId: '2345678-1',
  name: `Home ${letter}`,
  iban: 'FI2112345600000785',
  email: 'home@example.invalid',
  prepaymentRegister: true,
  soteriRegistered: true,
  insuranceValidTo: '2030-12-31',
  rulebookAccepted: '2026-1',
  status: 'approved',
  units: [],
  approvals: [],
  offerings: [{ id: `off-${letter}`, programmeId: 'prg-1', unitId: `unt-${letter}`, prices }],
  appliedAt: LONG_AGO,
});

export const aStayAt = (letter: string, startDate: CalendarDate, endDate: CalendarDate | null = null): Reservation => ({
  id: `res-${letter}-${startDate}`,
  providerId: `prv-${letter}`,
  offeringId: `off-${letter}`,
  unitId: `unt-${letter}`,
  startDate,
  endDate,
  at: LONG_AGO,
});

/** The n-th second of a day on which things get recorded, so that order is easy to say. */
export const recorded = (n: number): string =>
  `2026-07-01T08:${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}.000Z`;

const event = (
  letter: string,
  fact: ServiceEvent['fact'],
  order: number,
  over: Partial<ServiceEvent> = {},
): ServiceEvent => ({
  id: `evt-${letter}-${fact.from}-${fact.type}-${order}`,
  providerId: `prv-${letter}`,
  offeringId: `off-${letter}`,
  fact,
  pricing: { grossCents: 0, organiserCents: 0, clientCents: 0, steps: [] },
  owedCents: 0,
  recordedAt: recorded(order),
  recordedBy: 'usr-3',
  late: false,
  ...over,
});

export const stayed = (
  letter: string,
  from: CalendarDate,
  to: CalendarDate,
  order = 0,
  over: Partial<ServiceEvent> = {},
) => event(letter, { type: 'stay', from, to }, order, over);

export const wasAway = (
  letter: string,
  from: CalendarDate,
  to: CalendarDate,
  reason: AbsenceReason = 'leave',
  order = 1,
  over: Partial<ServiceEvent> = {},
) => event(letter, { type: 'absence', from, to, reason }, order, over);

export const aHousingVoucher = (over: Partial<Voucher> = {}): Voucher => ({
  id: 'vch-1',
  ver: 1,
  number: 'V1',
  clientId: 'cli-1',
  clientBirthDate: '1940-03-01',
  programmeId: 'prg-1',
  kind: 'housing',
  status: 'inUse',
  issuedOn: '2020-01-01',
  validFrom: '2020-01-01',
  validTo: '9999-12-31',
  takeIntoUseBy: '9999-12-31',
  grantedUnits: null,
  usedUnits: 0,
  reservations: [aStayAt('A', '2020-01-01')],
  events: [],
  suspensions: [],
  entryWindows: [],
  valueRaises: [],
  ended: null,
  committedCents: 0,
  journal: [],
  toldSeq: 0,
  refusals: [],
  ...over,
});

export interface Story {
  readonly month: Month;
  readonly version: Partial<ProgrammeVersion>;
  readonly later?: Partial<ProgrammeVersion>[];
  readonly homes?: readonly Provider[];
  readonly vouchers: readonly Voucher[];
  readonly decisions?: readonly IncomeDecision[];
  readonly birthDate?: CalendarDate;
  readonly death?: CalendarDate | null;
  readonly knownAt?: string;
}

export const factsOf = ({ version, later, homes, vouchers, decisions, birthDate, knownAt }: Story): HousingFacts => ({
  client: { id: 'cli-1', birthDate: birthDate ?? '1940-03-01', incomeDecisions: decisions ?? [aDecision()] },
  vouchers,
  programmes: [aProgramme(version, later)],
  providers: homes ?? [aHome('A', aPrice(17_000))],
  knownAt,
});

export const daysOf = (story: Story) => {
  const { month, vouchers, death, knownAt } = story;
  return housingDays(residenceDays({ month, vouchers, clientDeath: death ?? null, knownAt }), factsOf(story));
};

/** The whole way: residence, the facts in force on each day, the month's parts. */
export const monthOfHousing = (story: Story): HousingPart[] => {
  const days = daysOf(story);
  if (isRefused(days)) throw new Error(`refused: ${days.code}`);
  return priceHousingMonth({ month: story.month, days });
};

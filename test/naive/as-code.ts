/** Tells the code under test the facts that the naive twin was told. */
import type { Client, IncomeDecision } from '#shared/domain/client/client';
import { isRefused } from '#shared/domain/outcome';
import { housingDays } from '#shared/domain/pricing/housing-days';
import { priceHousingMonth } from '#shared/domain/pricing/housing-month';
import { residenceDays } from '#shared/domain/pricing/residence';
import type { Programme, ProgrammeVersion, ValueBasis } from '#shared/domain/programme/programme';
import type { Price, Provider } from '#shared/domain/provider/provider';
import type { Reservation, ServiceEvent, ValueRaise, Voucher } from '#shared/domain/voucher/voucher';
import { aDecision, aHome, aHousingVoucher, aProgramme, recorded } from '../domain/pricing-builders.ts';
import type { Amount, Choice, Grant, Income, Resident, Share, Terms, Told, Value } from './facts.ts';

const LONG_AGO = '2015-01-01T08:00:00.000Z';
export const providerOf = (unit: string): string => `prv-${unit.charAt(0)}`;
export const offeringOf = (unit: string): string => `off-${unit}`;

const asValue = (value: Value): ValueBasis =>
  value.basis === 'flat'
    ? { basis: 'flat', unitValueCents: value.cents }
    : value.basis === 'fullCoverage'
      ? value
      : {
          basis: 'incomeTested',
          formula: 'longTermCare',
          maxFeePercent: value.percent,
          spousePercent: value.jointPercent,
          minimumDisposableCents: value.keep,
        };

export const asVersion = (terms: Terms): Partial<ProgrammeVersion> => ({
  effectiveFrom: terms.from,
  value: asValue(terms.value),
  freeOfCharge: terms.free,
  fullCoverageUnderAge: terms.coveredUnder,
  noShowMaxCents: terms.noShowMax,
  absenceRules: terms.absence.map(({ first, last, percent }) => ({
    fromDay: first,
    ...(last === 999 ? {} : { toDay: last }),
    providerPercent: percent,
  })),
});

export const asProgramme = (terms: readonly Terms[], id = 'prg-1'): Programme => {
  const [first = {}, ...later] = terms.map(asVersion);
  return { ...aProgramme(first, later), id };
};

export const asPrices = (amounts: readonly Amount[]): Price[] =>
  amounts.map(({ from, cents }) => ({ validFrom: from, unitPriceCents: cents, recordedAt: LONG_AGO }));

export const asRaises = (amounts: readonly Amount[]): ValueRaise[] =>
  amounts.map(({ from, to, cents }, index) => ({
    id: `rse-${index}`,
    validFrom: from,
    validTo: to,
    unitValueCents: cents,
    reason: 'livelihood',
    recordedAt: LONG_AGO,
  }));

export const asDecision = (income: Income, index = 0): IncomeDecision =>
  aDecision({
    id: `inc-${index}`,
    validFrom: income.from,
    netMonthlyIncomeCents: income.net,
    housingCostCents: income.housing,
    housingAllowanceCents: income.allowance,
    medicineCents: income.medicine,
    otherDeductionsCents: income.other,
    ...(income.spouse === undefined
      ? {}
      : { spouse: { netMonthlyIncomeCents: income.spouse.net, deductionsCents: income.spouse.deductions } }),
  });

export const asEvent = ({ unit, from, to, away }: Omit<Told, 'at'>, index: number): ServiceEvent => ({
  id: `evt-${index}`,
  providerId: providerOf(unit),
  offeringId: offeringOf(unit),
  fact: away === undefined ? { type: 'stay', from, to } : { type: 'absence', from, to, reason: away },
  pricing: { grossCents: 0, organiserCents: 0, clientCents: 0, steps: [] },
  owedCents: 0,
  recordedAt: LONG_AGO,
  recordedBy: 'usr-3',
  late: false,
});

export const asReservation = ({ unit, from, to }: Choice, order: number): Reservation => ({
  id: `res-${order}`,
  providerId: providerOf(unit),
  offeringId: offeringOf(unit),
  unitId: `unt-${unit}`,
  startDate: from,
  endDate: to ?? null,
  at: LONG_AGO,
});

const asVoucher = (grant: Grant, index: number): Voucher =>
  aHousingVoucher({
    id: `vch-${index}`,
    programmeId: `prg-${index}`,
    validFrom: grant.from,
    validTo: grant.to ?? '9999-12-31',
    valueRaises: asRaises(grant.raises),
    events: grant.told.map((told, order) => ({ ...asEvent(told, order), recordedAt: recorded(told.at) })),
    reservations: grant.choices.map(asReservation),
  });

export const asProviders = (prices: Resident['prices']): Provider[] => {
  const letters = new Set(Object.keys(prices).map((unit) => unit.charAt(0)));
  return [...letters].map((letter) => ({
    ...aHome(letter),
    offerings: Object.entries(prices)
      .filter(([unit]) => unit.startsWith(letter))
      .map(([unit, amounts]) => ({
        id: offeringOf(unit),
        programmeId: 'prg-1',
        unitId: `unt-${unit}`,
        prices: asPrices(amounts),
      })),
  }));
};

/** The month by the code: the same shares in the same order. */
export const codeHousingMonth = (who: Resident, month: string): Share[] => {
  const vouchers = who.grants.map(asVoucher);
  const client: Pick<Client, 'id' | 'birthDate' | 'incomeDecisions'> = {
    id: 'cli-1',
    birthDate: who.born,
    incomeDecisions: who.incomes.map(asDecision),
  };
  const days = housingDays(residenceDays({ month, vouchers, clientDeath: who.died }), {
    client,
    vouchers,
    programmes: who.grants.map(({ terms }, index) => asProgramme(terms, `prg-${index}`)),
    providers: asProviders(who.prices),
  });
  if (isRefused(days)) throw new Error(`refused: ${days.code}`);
  return priceHousingMonth({ month, days }).map(({ offeringId, pricing }) => ({
    unit: offeringId.slice(4),
    gross: pricing.grossCents,
    organiser: pricing.organiserCents,
    client: pricing.clientCents,
  }));
};

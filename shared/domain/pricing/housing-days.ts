import { programmeAsKnown, providerAsKnown, recordedBy } from '../as-known.ts';
import { ageOn, type CalendarDate, type Instant } from '../calendar.ts';
import type { Client } from '../client/client.ts';
import { inForce } from '../dated.ts';
import type { Cents } from '../money.ts';
import { isRefused, refused, type Refused } from '../outcome.ts';
import { versionOn, type Programme, type ProgrammeVersion } from '../programme/programme.ts';
import { offeringOf, priceOn, type Provider } from '../provider/provider.ts';
import type { Voucher } from '../voucher/voucher.ts';
import { longTermCareFee, type MonthlyFee } from './income.ts';
import type { ResidenceDay } from './residence.ts';
import { versionSource } from './steps.ts';
import { hasFullCoverage, raiseOn } from './value.ts';

/** A day of residence with all that decides its price. */
export interface HousingDay extends ResidenceDay {
  readonly programmeCode: string;
  readonly version: ProgrammeVersion;
  readonly priceCents: Cents;
  /** The value that a decision under 569/2009 8 § sets for this day. */
  readonly raisedValueCents?: Cents | undefined;
  readonly fullCoverage: boolean;
  /** The client's, in full years. */
  readonly age: number;
  /** The whole month's fee by the income decision in force this day; there for income-tested days. */
  readonly monthlyFee?: MonthlyFee | undefined;
}

/** The documents the days speak of. Each voucher, programme and provider that a day names must be among them. */
export interface HousingFacts {
  readonly client: Pick<Client, 'id' | 'birthDate' | 'incomeDecisions'>;
  readonly vouchers: readonly Pick<Voucher, 'id' | 'programmeId' | 'valueRaises'>[];
  readonly programmes: readonly Programme[];
  readonly providers: readonly Provider[];
  /** Facts recorded after this instant are not known. */
  readonly knownAt?: Instant | undefined;
}

const found = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new Error(`${what} is not among the facts of the month`);
  return value;
};

const byId = <T extends { readonly id: string }>(items: readonly T[], id: string): T =>
  found(
    items.find((item) => item.id === id),
    id,
  );

/** The facts as they were known at an instant: what was recorded or approved after it is left out. */
const asKnown = (facts: HousingFacts): HousingFacts => {
  const { knownAt } = facts;
  if (knownAt === undefined) return facts;
  return {
    client: { ...facts.client, incomeDecisions: recordedBy(facts.client.incomeDecisions, knownAt) },
    vouchers: facts.vouchers.map((voucher) => ({ ...voucher, valueRaises: recordedBy(voucher.valueRaises, knownAt) })),
    programmes: facts.programmes.map((programme) => programmeAsKnown(programme, knownAt)),
    providers: facts.providers.map((provider) => providerAsKnown(provider, knownAt)),
  };
};

const monthlyFeeOn = (
  { client }: HousingFacts,
  programmeCode: string,
  version: ProgrammeVersion,
  date: CalendarDate,
): MonthlyFee | Refused | undefined => {
  if (version.value.basis !== 'incomeTested' || hasFullCoverage(version, client.birthDate, date)) return undefined;
  const decision = inForce(client.incomeDecisions, date);
  if (decision === undefined) return refused('INCOME_DECISION_MISSING', { date });
  return longTermCareFee(version.value, decision, versionSource(programmeCode, version));
};

const housingDay = (day: ResidenceDay, facts: HousingFacts): HousingDay | Refused => {
  const voucher = byId(facts.vouchers, day.voucherId);
  const programme = byId(facts.programmes, voucher.programmeId);
  const version = versionOn(programme, day.date);
  if (version === undefined) return refused('PROGRAMME_NOT_IN_FORCE', { date: day.date });
  const offering = found(offeringOf(byId(facts.providers, day.providerId), day.offeringId), day.offeringId);
  const priceCents = priceOn(offering, day.date);
  if (priceCents === undefined) return refused('NO_PRICE_ON_DATE', { date: day.date });
  const monthlyFee = monthlyFeeOn(facts, programme.code, version, day.date);
  if (isRefused(monthlyFee)) return monthlyFee;
  return {
    ...day,
    programmeCode: programme.code,
    version,
    priceCents,
    raisedValueCents: raiseOn(voucher.valueRaises, day.date)?.unitValueCents,
    fullCoverage: hasFullCoverage(version, facts.client.birthDate, day.date),
    age: ageOn(facts.client.birthDate, day.date),
    monthlyFee,
  };
};

/**
 * Gives each day of residence the version, price, raise, coverage and fee in force on it (domain decision 3:
 * dates decide, not arrival). The first day that lacks one refuses the month, with its date.
 */
export const housingDays = (days: readonly ResidenceDay[], facts: HousingFacts): HousingDay[] | Refused => {
  const known = asKnown(facts);
  const ready: HousingDay[] = [];
  for (const day of days) {
    const priced = housingDay(day, known);
    if (isRefused(priced)) return priced;
    ready.push(priced);
  }
  return ready;
};

import { daysFromTo, earliest, FOREVER, latest, monthOf, monthsFromTo, type CalendarDate } from '../calendar.ts';
import { priceCapitationMonth } from '../enrolment/capitation.ts';
import { sumCents, type Cents } from '../money.ts';
import type { ProgrammeVersion, ServiceKind } from '../programme/programme.ts';
import type { ValueRaise } from '../voucher/voucher.ts';
import { hasFullCoverage, raiseOn } from './value.ts';

export interface Grant {
  readonly kind: ServiceKind;
  readonly version: ProgrammeVersion;
  /** Visits granted; null for kinds that are not counted in visits. */
  readonly units: number | null;
  readonly validFrom: CalendarDate;
  readonly validTo: CalendarDate;
  readonly birthDate?: CalendarDate | undefined;
  readonly area?: string | null | undefined;
  /** Decisions that raise the value of a unit (569/2009 8 §). */
  readonly raises?: readonly ValueRaise[] | undefined;
  /** The highest price of a unit that anybody offers on the first day; undefined where nobody does yet. */
  readonly highestPriceCents?: Cents | undefined;
  readonly today: CalendarDate;
}

type Covered = Pick<Grant, 'version' | 'birthDate' | 'validFrom'>;

/** Whether the organiser may have to pay the price, whatever it is. A service free by law costs at most its value. */
const mayPayPrice = ({ version, birthDate, validFrom }: Covered): boolean =>
  version.value.basis === 'flat'
    ? !version.freeOfCharge && birthDate !== undefined && hasFullCoverage(version, birthDate, validFrom)
    : version.value.basis !== 'capitation';

/** Whether what is committed follows from the prices on offer: where nothing else says the most a unit may cost. */
export const followsPrices = (grant: Covered): boolean =>
  grant.version.priceCeilingCents === null && mayPayPrice(grant);

/**
 * The most one unit is known to cost the organiser: the value; or where it may have to pay the price, the price ceiling,
 * and where there is none, the highest price on offer. `raisedToCents` is what a raise lifts the value to. 0 where
 * nothing of it is set and nobody offers it yet: what is not known is not committed.
 */
const unitCommitment = (grant: Grant, raisedToCents = 0): Cents => {
  const { value, priceCeilingCents } = grant.version;
  const valueCents = value.basis === 'flat' ? Math.max(value.unitValueCents, raisedToCents) : 0;
  return mayPayPrice(grant) ? (priceCeilingCents ?? grant.highestPriceCents ?? valueCents) : valueCents;
};

/** The highest value that any raise gives to a visit that is still to come: which day it comes on, nobody knows yet. */
const highestRaise = ({ raises = [], validFrom, validTo }: Grant): Cents =>
  raises
    .filter((raise) => raise.validFrom <= validTo && (raise.validTo ?? FOREVER) >= validFrom)
    .reduce((highest, { unitValueCents }) => Math.max(highest, unitValueCents), 0);

const housingCommitment = (grant: Grant): Cents =>
  sumCents(
    daysFromTo(grant.validFrom, lastCommittedDay(grant)).map((day) =>
      unitCommitment(grant, raiseOn(grant.raises ?? [], day)?.unitValueCents),
    ),
  );

/** The last day the grant commits money for: the end of the year it is granted in or starts in, or of validity. */
const lastCommittedDay = ({ validFrom, validTo, today }: Grant): CalendarDate =>
  earliest(validTo, `${latest(today, validFrom).slice(0, 4)}-12-31`);

const capitationCommitment = (grant: Grant): Cents => {
  const { version, birthDate, area, validFrom } = grant;
  if (birthDate === undefined) throw new Error('a capitation is committed by age: the birth date is missing');
  const to = lastCommittedDay(grant);
  const enrolments = [{ providerId: '', offeringId: '', from: validFrom, to }];
  return sumCents(
    monthsFromTo(monthOf(validFrom), monthOf(to))
      .flatMap((month) =>
        priceCapitationMonth({
          month,
          programmeCode: '',
          versionOn: () => version,
          birthDate,
          area: area ?? null,
          enrolments,
        }),
      )
      .map((part) => part.pricing.organiserCents),
  );
};

/**
 * What granting a voucher commits of the appropriation, in the organiser's cents (domain decision 11): visits by
 * their number; days and months to the end of the year or of validity, whichever comes first, by the terms in
 * force when it is granted.
 */
export const commitmentAtIssue = (grant: Grant): Cents => {
  if (grant.kind === 'soteCentre') return capitationCommitment(grant);
  if (grant.kind === 'housing') return housingCommitment(grant);
  return (grant.units ?? 0) * unitCommitment(grant, highestRaise(grant));
};

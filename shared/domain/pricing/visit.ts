import { ageOn, type CalendarDate } from '../calendar.ts';
import type { Cents } from '../money.ts';
import type { ProgrammeVersion } from '../programme/programme.ts';
import type { ValueRaise } from '../voucher/voucher.ts';
import type { Pricing, PricingStep } from './pricing.ts';
import { pricingOf, step, versionSource } from './steps.ts';
import { coverageInputs, hasFullCoverage, unitValueOn } from './value.ts';

/** The facts in force on the day of the visit: dates decide, not arrival. */
export interface VisitToPrice {
  readonly programmeCode: string;
  readonly version: ProgrammeVersion;
  readonly priceCents: Cents;
  readonly raise?: ValueRaise | undefined;
  readonly birthDate: CalendarDate;
  readonly date: CalendarDate;
}

const raiseSteps = (
  { value }: Pick<ProgrammeVersion, 'value'>,
  raise: ValueRaise | undefined,
  unitValueCents: Cents,
): PricingStep[] => {
  if (value.basis !== 'flat' || raise?.unitValueCents !== unitValueCents) return [];
  const decided = { decision: raise.id, validFrom: raise.validFrom, raisedValueCents: raise.unitValueCents };
  const inputs = { ...decided, versionValueCents: value.unitValueCents };
  return [step('raisedValueReplacesUnitValue', '569/2009 8 §', inputs, unitValueCents)];
};

/**
 * One visit (569/2009 3 § 4 and 9 §): the organiser pays the lesser of the agreed price and the voucher's value,
 * never more than the price; the rest is the client's own share. Under full coverage (7.2 §) there is none.
 */
export const priceVisit = ({ programmeCode, version, priceCents, raise, birthDate, date }: VisitToPrice): Pricing => {
  const terms = versionSource(programmeCode, version);
  if (hasFullCoverage(version, birthDate, date)) {
    const inputs = { priceCents, ageOnServiceDate: ageOn(birthDate, date), ...coverageInputs(version) };
    return pricingOf(priceCents, priceCents, [
      step('organiserPaysWholePrice', `569/2009 7 §; ${terms}`, inputs, priceCents),
      step('clientPaysTheRest', '569/2009 3 §', { priceCents, organiserCents: priceCents }, 0),
    ]);
  }
  const unitValueCents = unitValueOn(version, raise);
  if (unitValueCents === null) throw new Error(`${terms} sets no value for a visit (${version.value.basis})`);
  const organiserCents = Math.min(priceCents, unitValueCents);
  return pricingOf(priceCents, organiserCents, [
    ...raiseSteps(version, raise, unitValueCents),
    step(
      'organiserPaysLesserOfPriceAndValue',
      `569/2009 3 § and 9 §; ${terms}`,
      { priceCents, unitValueCents },
      organiserCents,
    ),
    step('clientPaysTheRest', '569/2009 3 §', { priceCents, organiserCents }, priceCents - organiserCents),
  ]);
};

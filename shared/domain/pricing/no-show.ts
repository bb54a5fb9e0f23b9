import { ageOn, type CalendarDate } from '../calendar.ts';
import type { Cents } from '../money.ts';
import type { ProgrammeVersion } from '../programme/programme.ts';
import { FREE_CANCELLATION_HOURS, NO_SHOW_FEE_FROM_AGE, parameterOn } from '../parameters.ts';
import type { Pricing } from './pricing.ts';
import { pricingOf, step, versionSource } from './steps.ts';

export interface NoShowToPrice {
  readonly programmeCode: string;
  readonly version: ProgrammeVersion;
  readonly priceCents: Cents;
  readonly birthDate: CalendarDate;
  readonly date: CalendarDate;
  readonly cancelledHoursBefore: number;
}

/**
 * A visit the client missed or cancelled late: the organiser pays nothing and the visit stays on the voucher;
 * the provider may bill the client at most the lesser of its price and the version's `noShowMaxCents`, and a
 * minor nothing. 734/1992 3 § allows the fee for services free by law too, so full coverage does not matter.
 */
export const priceNoShow = (missed: NoShowToPrice): Pricing => {
  const { programmeCode, version, priceCents, birthDate, date, cancelledHoursBefore } = missed;
  const freeHours = parameterOn(FREE_CANCELLATION_HOURS, date);
  if (cancelledHoursBefore >= freeHours) {
    const inputs = { cancelledHoursBefore, freeHours };
    return pricingOf(0, 0, [step('cancelledInTime', FREE_CANCELLATION_HOURS.source, inputs, 0)]);
  }
  const age = ageOn(birthDate, date);
  const fromAge = parameterOn(NO_SHOW_FEE_FROM_AGE, date);
  if (age < fromAge) {
    const inputs = { ageOnServiceDate: age, fromAge };
    return pricingOf(0, 0, [step('noFeeFromMinors', NO_SHOW_FEE_FROM_AGE.source, inputs, 0)]);
  }
  const feeCents = Math.min(priceCents, version.noShowMaxCents ?? 0);
  return pricingOf(feeCents, 0, [
    step(
      'clientPaysLesserOfPriceAndNoShowMax',
      `734/1992 3 §; ${versionSource(programmeCode, version)}`,
      { priceCents, noShowMaxCents: version.noShowMaxCents, cancelledHoursBefore, freeHours },
      feeCents,
    ),
  ]);
};

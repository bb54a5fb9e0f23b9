import type { CalendarDate } from '../calendar.ts';
import type { Cents } from '../money.ts';
import { isApprovedOn, priceOn, type Provider } from './provider.ts';

/** What of a provider says what it offers on a day. */
export type Offerer = Pick<Provider, 'approvals' | 'offerings'>;

/** The highest price of a unit on a day among all who are approved for the programme; undefined where nobody offers it. */
export const highestPriceOn = (
  offerers: readonly Offerer[],
  programmeId: string,
  date: CalendarDate,
): Cents | undefined => {
  const prices = offerers
    .filter((offerer) => isApprovedOn(offerer, programmeId, date))
    .flatMap(({ offerings }) => offerings.filter((offering) => offering.programmeId === programmeId))
    .map((offering) => priceOn(offering, date))
    .filter((price) => price !== undefined);
  return prices.length === 0 ? undefined : Math.max(...prices);
};

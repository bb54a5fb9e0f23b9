import { earliest, FOREVER, type Month } from '../calendar.ts';
import type { Client } from '../client/client.ts';
import { versionOn, type Programme } from '../programme/programme.ts';
import { isApprovedOn, type Provider } from '../provider/provider.ts';
import { isSuspendedOn, type Voucher } from '../voucher/voucher.ts';
import { priceCapitationMonth, type CapitationPart } from './capitation.ts';

/** The documents a voucher's month speaks of. Each provider that it was reserved with must be among them. */
export interface CapitationFacts {
  readonly client: Pick<Client, 'birthDate' | 'area' | 'deathDate'>;
  readonly programme: Programme;
  readonly providers: readonly Provider[];
}

/**
 * What each centre earns of a voucher's month (domain decision 7): every choice made with it is an enrolment, and
 * nobody is responsible after its last day of validity or after the client's death. A day on which the centre is not
 * approved for the programme (569/2009 4 §), or the voucher is suspended, earns nothing.
 */
export const capitationOfVoucher = (
  voucher: Pick<Voucher, 'reservations' | 'validTo' | 'suspensions'>,
  { client: { birthDate, area, deathDate }, programme, providers }: CapitationFacts,
  month: Month,
): CapitationPart[] => {
  const centres = new Map(providers.map((provider) => [provider.id, provider]));
  return priceCapitationMonth({
    month,
    programmeCode: programme.code,
    versionOn: (date) => versionOn(programme, date),
    birthDate,
    area,
    enrolments: voucher.reservations.map(({ providerId, offeringId, startDate, endDate }) => ({
      providerId,
      offeringId,
      from: startDate,
      to: endDate,
    })),
    lastDay: earliest(voucher.validTo, deathDate ?? FOREVER),
    counts: ({ providerId }, date) => {
      const centre = centres.get(providerId);
      if (centre === undefined) throw new Error(`${providerId} is not among the facts of the month`);
      return isApprovedOn(centre, programme.id, date) && !isSuspendedOn(voucher, date);
    },
  });
};

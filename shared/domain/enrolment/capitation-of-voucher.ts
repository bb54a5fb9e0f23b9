import { earliest, FOREVER, type Month } from '../calendar.ts';
import type { Client } from '../client/client.ts';
import { versionOn, type Programme } from '../programme/programme.ts';
import type { Voucher } from '../voucher/voucher.ts';
import { priceCapitationMonth, type CapitationPart } from './capitation.ts';

/**
 * What each centre earns of a voucher's month (domain decision 7): every choice made with it is an enrolment, and
 * nobody is responsible after its last day of validity or after the client's death.
 */
export const capitationOfVoucher = (
  { reservations, validTo }: Pick<Voucher, 'reservations' | 'validTo'>,
  { birthDate, area, deathDate }: Pick<Client, 'birthDate' | 'area' | 'deathDate'>,
  programme: Programme,
  month: Month,
): CapitationPart[] =>
  priceCapitationMonth({
    month,
    programmeCode: programme.code,
    versionOn: (date) => versionOn(programme, date),
    birthDate,
    area,
    enrolments: reservations.map(({ providerId, offeringId, startDate, endDate }) => ({
      providerId,
      offeringId,
      from: startDate,
      to: endDate,
    })),
    lastDay: earliest(validTo, deathDate ?? FOREVER),
  });

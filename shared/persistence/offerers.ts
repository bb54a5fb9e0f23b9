import type { CalendarDate } from '#shared/domain/calendar';
import type { Client } from '#shared/domain/client/client';
import { followsPrices } from '#shared/domain/pricing/commitment';
import type { Programme } from '#shared/domain/programme/programme';
import type { Offerer } from '#shared/domain/provider/highest-price';
import type { Stores } from './stores.ts';

/** Everybody who offers the programme, on whatever days. */
const allOfferers = async (
  { providers }: Pick<Stores, 'providers'>,
  { id }: Programme,
): Promise<readonly Offerer[]> => {
  const offering = { 'approvals.programmeId': id, 'offerings.programmeId': id };
  const found = await providers.collection.find(offering, { projection: { approvals: 1, offerings: 1 } }).toArray();
  return found.map((document) => providers.fromDb(document));
};

/**
 * Reads who offers a programme, where what a voucher of it commits from a day on follows from their prices; most
 * programmes say themselves what a unit may cost, and then nothing is read. One reader reads a programme's once.
 */
export const offerersReader = (stores: Pick<Stores, 'providers'>) => {
  const known = new Map<string, Promise<readonly Offerer[]>>();
  return async (
    programme: Programme,
    { birthDate }: Pick<Client, 'birthDate'>,
    validFrom: CalendarDate,
  ): Promise<readonly Offerer[]> => {
    if (!programme.versions.some((version) => followsPrices({ version, birthDate, validFrom }))) return [];
    const reading = known.get(programme.id) ?? allOfferers(stores, programme);
    known.set(programme.id, reading);
    return reading;
  };
};

import type { CalendarDate, Instant } from '../calendar.ts';
import { residenceOn, segmentOn, type Client } from '../client/client.ts';
import { membershipOf, type Municipalities } from './municipality.ts';

/** Whose cost a service is: the municipality that pays, and the segment of the client it is counted in. Null where unknown. */
export interface Payer {
  readonly municipalityCode: string | null;
  readonly segment: string | null;
}

/** Nobody is known to pay: what was recorded before payers were. */
export const NO_PAYER: Payer = { municipalityCode: null, segment: null };

/** What the payer of a day follows from. */
export interface PayerFacts {
  readonly client: Pick<Client, 'municipalityCode' | 'residences' | 'segments'>;
  readonly municipalities: Municipalities;
  /** Facts recorded after this instant are not known; left out, all are. */
  readonly knownAt?: Instant | undefined;
}

/**
 * The municipality that carries on for another on a day: the one it has been merged into by then, and so on along the
 * chain. A circle, which only a slip of the keyboard makes, leads back to where it began.
 */
export const successorOn = (
  municipalities: Municipalities,
  code: string,
  date: CalendarDate,
  knownAt?: Instant,
): string => {
  const passed = new Set<string>();
  for (let current = code; !passed.has(current);) {
    passed.add(current);
    const municipality = municipalities.get(current);
    const membership = municipality && membershipOf(municipality, knownAt);
    if (!membership?.mergedInto || membership.mergedOn === null || membership.mergedOn > date) return current;
    current = membership.mergedInto;
  }
  return code;
};

/**
 * Who pays for a service of a day: the client's municipality of residence (kotikunta) on it, or what that has been
 * merged into by then; with the client's segment on the day (docs/decisions/0016-who-pays.md).
 */
export const payerOn = ({ client, municipalities, knownAt }: PayerFacts, date: CalendarDate): Payer => {
  const code = residenceOn(client, date, knownAt);
  return {
    municipalityCode: code === '' ? null : successorOn(municipalities, code, date, knownAt),
    segment: segmentOn(client, date, knownAt),
  };
};

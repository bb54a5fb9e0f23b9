import { monthOf, type CalendarDate, type Instant, type Month } from '../calendar.ts';
import type { Client } from '../client/client.ts';
import type { JournalKind, Voucher } from '../voucher/voucher.ts';

/** Journal lines that may change what days of the past are worth, or whose they are. */
const REACHES_BACK: ReadonlySet<JournalKind> = new Set([
  'reserved',
  'reservationEnded',
  'valueRaised',
  'extended',
  'cancelled',
  'refusedByClient',
  'ended',
]);

export interface Reachable {
  /** The months whose run is approved, each with that run's cut-off. */
  readonly settledSince: ReadonlyMap<Month, Instant>;
  /** Facts recorded after this instant are not known. */
  readonly knownAt: Instant;
}

/** From which day on a fact recorded at an instant may change something; a fact is looked at once it is known. */
interface Reach {
  readonly at: Instant;
  readonly from: CalendarDate;
}

const reachesOf = (voucher: Voucher, client: Pick<Client, 'incomeDecisions'>): Reach[] => [
  ...voucher.events.flatMap(({ recordedAt, reversed, fact }) => [
    { at: recordedAt, from: fact.from },
    ...(reversed === undefined ? [] : [{ at: reversed.at, from: fact.from }]),
  ]),
  ...voucher.journal.filter(({ kind }) => REACHES_BACK.has(kind)).map(({ at }) => ({ at, from: voucher.validFrom })),
  ...client.incomeDecisions.map(({ recordedAt, validFrom }) => ({ at: recordedAt, from: validFrom })),
];

/**
 * The settled months of a voucher about which something was recorded after their run's cut-off, so that they
 * have to be worked out anew. A fact reaches from its first day on, because an absence goes on counting over the
 * turn of a month; a death always does, because a voucher that had ended before keeps no note of it. A month
 * named here may well come out as it was.
 */
export const touchedMonths = (
  voucher: Voucher,
  client: Pick<Client, 'incomeDecisions' | 'deathDate'>,
  { settledSince, knownAt }: Reachable,
): Month[] => {
  const reaches = reachesOf(voucher, client).filter(({ at }) => at <= knownAt);
  const { deathDate } = client;
  return [...settledSince]
    .filter(
      ([month, since]) =>
        month >= monthOf(voucher.validFrom) &&
        ((deathDate !== null && monthOf(deathDate) <= month) ||
          reaches.some(({ at, from }) => at > since && monthOf(from) <= month)),
    )
    .map(([month]) => month);
};

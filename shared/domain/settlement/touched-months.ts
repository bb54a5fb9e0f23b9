import { addDays, monthOf, type CalendarDate, type Instant, type Month } from '../calendar.ts';
import type { Client } from '../client/client.ts';
import type { Mortal } from '../client/record-death.ts';
import type { Programme } from '../programme/programme.ts';
import type { Provider, ProviderApproval } from '../provider/provider.ts';
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
  'suspended',
  'resumed',
]);

export interface Reachable {
  /** The months whose run is approved, each with that run's cut-off. */
  readonly settledSince: ReadonlyMap<Month, Instant>;
  /** Facts recorded after this instant are not known. */
  readonly knownAt: Instant;
}

/** What a voucher's months are priced by, besides itself and its client. */
export interface TermsAround {
  readonly programmes: readonly Pick<Programme, 'id' | 'versions'>[];
  readonly providers: readonly Pick<Provider, 'offerings' | 'approvals'>[];
}

/** What is told of a client. */
type Told = Pick<Client, 'incomeDecisions' | 'deathDate'> & Partial<Pick<Mortal, 'deathRecordedAt'>>;

/** From which day on a fact recorded at an instant may change something; a fact is looked at once it is known. */
interface Reach {
  readonly at: Instant;
  readonly from: CalendarDate;
}

/** An approval reaches from its first day on, its revocation from the day after the last one that is left of it. */
const approvalReaches = ({ validFrom, validTo, recordedAt, earlierValidTo = [] }: ProviderApproval): Reach[] => [
  { at: recordedAt, from: validFrom },
  ...earlierValidTo.map(({ until }) => ({ at: until, from: validTo === undefined ? validFrom : addDays(validTo, 1) })),
];

/** Prices, terms and approvals that became known after days on which they hold. A centre has no price. */
const termsReaches = ({ programmeId, kind }: Voucher, { programmes, providers }: TermsAround): Reach[] => [
  ...programmes
    .filter(({ id }) => id === programmeId)
    .flatMap(({ versions }) => versions)
    .flatMap(({ approvedAt, effectiveFrom }) => (approvedAt === null ? [] : [{ at: approvedAt, from: effectiveFrom }])),
  ...(kind === 'soteCentre' ? providers : [])
    .flatMap(({ approvals }) => approvals)
    .filter((approval) => approval.programmeId === programmeId)
    .flatMap(approvalReaches),
  ...(kind === 'soteCentre' ? [] : providers)
    .flatMap(({ offerings }) => offerings)
    .filter((offering) => offering.programmeId === programmeId)
    .flatMap(({ prices }) => prices.map(({ recordedAt, validFrom }) => ({ at: recordedAt, from: validFrom }))),
];

const reachesOf = (voucher: Voucher, client: Told): Reach[] => [
  ...voucher.events.flatMap(({ recordedAt, reversed, dispute, fact }) =>
    [recordedAt, reversed?.at, dispute?.at, dispute?.resolved?.at]
      .filter((at) => at !== undefined)
      .map((at) => ({ at, from: fact.from })),
  ),
  ...voucher.journal.filter(({ kind }) => REACHES_BACK.has(kind)).map(({ at }) => ({ at, from: voucher.validFrom })),
  ...client.incomeDecisions.map(({ recordedAt, validFrom }) => ({ at: recordedAt, from: validFrom })),
  ...(client.deathDate === null ? [] : [{ at: client.deathRecordedAt ?? '', from: client.deathDate }]),
];

/**
 * The settled months of a voucher about which something was recorded after their run's cut-off, so that they
 * have to be worked out anew; of the same instant, it may have been kept after they were read. A fact reaches from its first day on, because an absence goes on counting over the
 * turn of a month. A month named here may well come out as it was.
 */
export const touchedMonths = (
  voucher: Voucher,
  client: Told,
  { settledSince, knownAt }: Reachable,
  terms: TermsAround = { programmes: [], providers: [] },
): Month[] => {
  const reaches = [...reachesOf(voucher, client), ...termsReaches(voucher, terms)].filter(({ at }) => at <= knownAt);
  return [...settledSince]
    .filter(
      ([month, since]) =>
        month >= monthOf(voucher.validFrom) && reaches.some(({ at, from }) => at >= since && monthOf(from) <= month),
    )
    .map(([month]) => month);
};

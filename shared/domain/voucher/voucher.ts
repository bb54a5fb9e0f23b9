import type { CalendarDate, Instant, Month } from '../calendar.ts';
import type { FromTo } from '../dated.ts';
import type { Posting } from '../ledger/postings.ts';
import type { Cents } from '../money.ts';
import type { Pricing } from '../pricing/pricing.ts';
import type { ServiceKind } from '../programme/programme.ts';
import type { RefusalCode, RefusalDetails } from '../outcome.ts';

export const VOUCHER_STATUSES = [
  'issued',
  'reserved',
  'inUse',
  'suspended',
  'usedUp',
  'expired',
  'cancelled',
  'refused',
  'ended',
] as const;
export type VoucherStatus = (typeof VOUCHER_STATUSES)[number];

/**
 * Where a voucher may go from where it is. `usedUp` and `expired` can come back to life: a reversal gives a
 * unit back, an extension gives days back. `cancelled`, `refused` and `ended` are final.
 */
export const TRANSITIONS = {
  issued: ['reserved', 'inUse', 'suspended', 'usedUp', 'expired', 'cancelled', 'refused', 'ended'],
  reserved: ['issued', 'inUse', 'suspended', 'usedUp', 'expired', 'cancelled', 'refused', 'ended'],
  inUse: ['issued', 'reserved', 'suspended', 'usedUp', 'expired', 'cancelled', 'ended'],
  suspended: ['issued', 'reserved', 'inUse', 'usedUp', 'expired', 'cancelled', 'refused', 'ended'],
  usedUp: ['issued', 'reserved', 'inUse', 'suspended', 'expired', 'cancelled', 'ended'],
  expired: ['issued', 'reserved', 'inUse', 'suspended', 'usedUp', 'cancelled', 'ended'],
  cancelled: [],
  refused: [],
  ended: [],
} as const satisfies Record<VoucherStatus, readonly VoucherStatus[]>;

/** The statuses in which a voucher still waits for something: it can expire, be ended by a death, be suspended. */
export const OPEN_STATUSES = [
  'issued',
  'reserved',
  'inUse',
  'suspended',
  'usedUp',
] as const satisfies readonly VoucherStatus[];
export const isOpen = (voucher: Pick<Voucher, 'status'>): boolean =>
  (OPEN_STATUSES as readonly VoucherStatus[]).includes(voucher.status);

/** What held until an instant, kept so that any day can be read as it was known on any other. */
export type Until<T> = T & { readonly until: Instant };

/** A client's choice of a provider's offering, from a day until its last day (inclusive). An enrolment is one too. */
export interface Reservation {
  readonly id: string;
  readonly providerId: string;
  readonly offeringId: string;
  readonly unitId: string;
  readonly startDate: CalendarDate;
  readonly endDate: CalendarDate | null;
  readonly endReason?: string | undefined;
  readonly at: Instant;
  /** Ends it had before, oldest first, each until the instant at which it was moved. */
  readonly earlierEnds?: readonly Until<{ readonly endDate: CalendarDate | null }>[] | undefined;
  /** Of the caller and its idempotency key, where one was sent: asked again, the same reservation answers. */
  readonly madeBy?: string | undefined;
}

export type AbsenceReason = 'leave' | 'hospital' | 'organiser';

/** What was done for the client, as the provider tells it. `from` equals `to` for a visit and a no-show. */
export type ServiceFact =
  | { readonly type: 'visit'; readonly from: CalendarDate; readonly to: CalendarDate; readonly units: 1 }
  | {
      readonly type: 'noShow';
      readonly from: CalendarDate;
      readonly to: CalendarDate;
      readonly cancelledHoursBefore: number;
    }
  | { readonly type: 'stay'; readonly from: CalendarDate; readonly to: CalendarDate }
  | {
      readonly type: 'absence';
      readonly from: CalendarDate;
      readonly to: CalendarDate;
      readonly reason: AbsenceReason;
    };
export type ServiceEventType = ServiceFact['type'];

/** A price an event had until a fact that became known later (a raise, a price, terms) changed it. */
export interface EarlierPricing {
  readonly pricing: Pricing;
  readonly owedCents: Cents;
}

export const DISPUTE_OUTCOMES = ['upheld', 'dismissed'] as const;
export type DisputeOutcome = (typeof DISPUTE_OUTCOMES)[number];

/** The client's objection to an event; until it is resolved, the event is held out of settlement (contract, Service events). */
export interface Dispute {
  readonly at: Instant;
  readonly by: string;
  readonly reason: string;
  /** `upheld`: the event was reversed with it; `dismissed`: the event counts. */
  readonly resolved?:
    | {
        readonly at: Instant;
        readonly by: string;
        readonly outcome: DisputeOutcome;
        readonly reason: string;
      }
    | undefined;
}

/** An accepted event, kept for ever; a reversal is a mark with its own line in the journal. */
export interface ServiceEvent {
  readonly id: string;
  readonly providerId: string;
  readonly offeringId: string;
  readonly fact: ServiceFact;
  /** What the answer said. For income-tested housing: the month as known when it was recorded. */
  readonly pricing: Pricing;
  /** What this event moved from commitment to owed, in the organiser's cents (may be negative for an absence over a stay). */
  readonly owedCents: Cents;
  /** Whose cost it is, as known when it was recorded: the payer of its first day. Null or left out where unknown. */
  readonly municipalityCode?: string | null | undefined;
  readonly segment?: string | null | undefined;
  readonly recordedAt: Instant;
  readonly recordedBy: string;
  /** Recorded after the ordinary entry window of its month: settled in the next run (domain decision 9). */
  readonly late: boolean;
  readonly reversed?:
    { readonly at: Instant; readonly by: string; readonly reason: string; readonly late: boolean } | undefined;
  /** The event that this one replaces, when it came with a reversal. */
  readonly replaces?: string | undefined;
  readonly dispute?: Dispute | undefined;
  /** Prices it had before, oldest first; `pricing` and `owedCents` are those it has now. */
  readonly earlierPricings?: readonly Until<EarlierPricing>[] | undefined;
}

export interface Suspension {
  readonly from: CalendarDate;
  /** The first day the voucher is usable again; null while suspended. */
  readonly resumedOn: CalendarDate | null;
  readonly reason: string;
  /** When it was suspended, and when resumed. Left out from before they were kept: known since ever. */
  readonly at?: Instant | undefined;
  readonly resumedAt?: Instant | undefined;
}

/** Whether the voucher stands still on a day. */
export const isSuspendedOn = ({ suspensions }: Pick<Voucher, 'suspensions'>, date: CalendarDate): boolean =>
  suspensions.some(({ from, resumedOn }) => from <= date && (resumedOn === null || date < resumedOn));

/** Late events of a month may be recorded until the end of the day (contract, Vouchers). */
export interface EntryWindow {
  readonly period: Month;
  readonly openUntil: CalendarDate;
  readonly reason: string;
}

/** 569/2009 8 §: a written decision that raises the unit value from a day on. */
export interface ValueRaise extends FromTo {
  readonly id: string;
  readonly unitValueCents: Cents;
  readonly reason: string;
  readonly recordedAt: Instant;
}

/** A refusal that was given under a key: a late duplicate meets the same no. */
export interface RememberedRefusal {
  readonly key: string;
  readonly code: RefusalCode;
  readonly details?: RefusalDetails | undefined;
}

export type JournalKind =
  | 'granted'
  | 'reserved'
  | 'reservationEnded'
  | 'recorded'
  | 'reversed'
  | 'suspended'
  | 'resumed'
  | 'extended'
  | 'cancelled'
  | 'refusedByClient'
  | 'expired'
  | 'ended'
  | 'valueRaised'
  | 'windowOpened'
  | 'committedForYear'
  | 'settled'
  | 'disputed'
  | 'disputeResolved'
  | 'repriced';

/** What the decision adds to the journal; the store gives it its number. */
export interface NewLine {
  readonly kind: JournalKind;
  readonly at: Instant;
  readonly by: string;
  /** What the line is about: an event's or a reservation's id. */
  readonly ref?: string | undefined;
  readonly reason?: string | undefined;
  readonly postings: readonly Posting[];
}

/** A line of the voucher's own journal: what happened, and the postings the ledger gets from it. */
export interface JournalLine extends NewLine {
  readonly seq: number;
}

/**
 * One voucher: the document in which every decision about it is one compare-and-set. Its journal is also its
 * outbox: lines above `toldSeq` are still to be posted by the relay.
 */
export interface Voucher {
  readonly id: string;
  readonly ver: number;
  readonly number: string;
  readonly clientId: string;
  readonly clientBirthDate: CalendarDate;
  readonly programmeId: string;
  readonly kind: ServiceKind;
  readonly status: VoucherStatus;
  readonly issuedOn: CalendarDate;
  readonly validFrom: CalendarDate;
  /** The last day of validity. FOREVER where the programme sets no end. */
  readonly validTo: CalendarDate;
  /** Last days it had before an extension, oldest first. */
  readonly earlierValidTo?: readonly Until<{ readonly validTo: CalendarDate }>[] | undefined;
  /** The last day on which it must have been reserved; FOREVER where the programme has no such term. */
  readonly takeIntoUseBy: CalendarDate;
  /** Visits granted; null for kinds that are not counted in visits. */
  readonly grantedUnits: number | null;
  readonly usedUnits: number;
  readonly reservations: readonly Reservation[];
  readonly events: readonly ServiceEvent[];
  readonly suspensions: readonly Suspension[];
  readonly entryWindows: readonly EntryWindow[];
  readonly valueRaises: readonly ValueRaise[];
  /** The day the voucher ended before its time, and why. */
  readonly ended: { readonly on: CalendarDate; readonly because: 'death' | 'cancellation' | 'refusal' } | null;
  /** The year whose budget the commitment is in. Left out by vouchers from before there were budgets: see `committedYearOf`. */
  readonly committedYear?: number | undefined;
  /** Whose budget of that year it was brought into at the year's turn; left out before the first turn. */
  readonly committedMunicipality?: string | null | undefined;
  /** What is left of the commitment, in the organiser's cents. */
  readonly committedCents: Cents;
  readonly journal: readonly JournalLine[];
  readonly toldSeq: number;
  readonly refusals: readonly RememberedRefusal[];
}

/** Visits left; null for kinds that are not counted in visits. */
export const remainingUnits = (voucher: Voucher): number | null =>
  voucher.grantedUnits === null ? null : voucher.grantedUnits - voucher.usedUnits;

/** The last day before it expires: the end of validity, or of the time to take it into use while nobody is chosen. */
export const lastDayOf = (voucher: Voucher): CalendarDate =>
  voucher.reservations.length === 0 && voucher.takeIntoUseBy < voucher.validTo
    ? voucher.takeIntoUseBy
    : voucher.validTo;

/**
 * The reservation a day belongs to: the one that started last among those that cover it. On a transfer the
 * day thus belongs to the receiving unit (domain decision 4).
 */
export const reservationOn = (voucher: Pick<Voucher, 'reservations'>, date: CalendarDate): Reservation | undefined => {
  let found: Reservation | undefined;
  for (const reservation of voucher.reservations) {
    const holds = reservation.startDate <= date && (reservation.endDate === null || date <= reservation.endDate);
    if (holds && (found === undefined || reservation.startDate >= found.startDate)) found = reservation;
  }
  return found;
};

/** Events that still stand. */
export const standingEvents = (voucher: Pick<Voucher, 'events'>): ServiceEvent[] =>
  voucher.events.filter((event) => event.reversed === undefined);

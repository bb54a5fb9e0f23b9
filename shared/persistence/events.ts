import { dayIn, monthOf, monthsFromTo, type CalendarDate, type Instant, type Month } from '#shared/domain/calendar';
import type { Cents } from '#shared/domain/money';
import type { ServiceKind } from '#shared/domain/programme/programme';
import { isLate } from '#shared/domain/voucher/govern';
import type { JournalKind, JournalLine, ServiceEvent, ServiceEventType, Voucher } from '#shared/domain/voucher/voucher';

/** What an event was worth until an instant. */
export interface EarlierAmounts {
  readonly until: Instant;
  readonly grossCents: Cents;
  readonly organiserCents: Cents;
}

/** A service event for lists and for settlement. What may change of it once it is recorded, `TURNING` names. */
export interface EventRow {
  readonly _id: string;
  readonly voucherId: string;
  readonly clientId: string;
  readonly programmeId: string;
  readonly providerId: string;
  readonly offeringId: string;
  readonly kind: ServiceKind;
  readonly type: ServiceEventType;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  /** The month of `from`. */
  readonly month: Month;
  readonly grossCents: Cents;
  readonly organiserCents: Cents;
  readonly clientCents: Cents;
  readonly owedCents: Cents;
  readonly recordedAt: Instant;
  readonly recordedBy: string;
  /** Whose cost it is; left out of rows of events that do not say. */
  readonly municipalityCode?: string | null;
  readonly segment?: string | null;
  readonly late: boolean;
  readonly replaces: string | null;
  readonly reversedAt: Instant | null;
  readonly reversalReason: string | null;
  readonly reversedLate: boolean;
  readonly disputedAt?: Instant;
  readonly disputeResolvedAt?: Instant;
  readonly earlier?: readonly EarlierAmounts[];
  /** How often it has changed: of two relays that tell of it, the one that knows more has the last word. */
  readonly turns: number;
}

/** The fields that change after recording. */
export const TURNING = [
  'grossCents',
  'organiserCents',
  'clientCents',
  'owedCents',
  'reversedAt',
  'reversalReason',
  'reversedLate',
  'disputedAt',
  'disputeResolvedAt',
  'earlier',
  'turns',
] as const satisfies readonly (keyof EventRow)[];

/** A fact that a run must look at beyond its own month. */
export interface LateFact {
  readonly _id: string;
  readonly voucherId: string;
  readonly clientId: string;
  readonly kind: ServiceKind;
  readonly providerId: string;
  readonly eventId: string;
  readonly months: readonly Month[];
  readonly at: Instant;
  /** What was done to the event. */
  readonly about: JournalKind;
  /** When it came to the lists that runs read; a run asked for later has seen it. */
  readonly toldAt: Instant;
}

/** What is asked of a voucher to derive its rows. */
export type Told = Pick<Voucher, 'id' | 'clientId' | 'programmeId' | 'kind'>;

/** What has become of an event since it was recorded; what did not happen is left out. */
const turnsOf = ({ reversed, dispute, earlierPricings = [] }: ServiceEvent) => ({
  reversedAt: reversed?.at ?? null,
  reversalReason: reversed?.reason ?? null,
  reversedLate: reversed?.late ?? false,
  ...(dispute === undefined ? {} : { disputedAt: dispute.at }),
  ...(dispute?.resolved === undefined ? {} : { disputeResolvedAt: dispute.resolved.at }),
  ...(earlierPricings.length === 0
    ? {}
    : {
        earlier: earlierPricings.map(({ until, pricing: { grossCents, organiserCents } }) => ({
          until,
          grossCents,
          organiserCents,
        })),
      }),
  turns:
    earlierPricings.length + [reversed, dispute, dispute?.resolved].filter((happened) => happened !== undefined).length,
});

export const eventRow = (voucher: Told, event: ServiceEvent): EventRow => ({
  _id: event.id,
  voucherId: voucher.id,
  clientId: voucher.clientId,
  programmeId: voucher.programmeId,
  providerId: event.providerId,
  offeringId: event.offeringId,
  kind: voucher.kind,
  type: event.fact.type,
  from: event.fact.from,
  to: event.fact.to,
  month: monthOf(event.fact.from),
  grossCents: event.pricing.grossCents,
  organiserCents: event.pricing.organiserCents,
  clientCents: event.pricing.clientCents,
  owedCents: event.owedCents,
  recordedAt: event.recordedAt,
  recordedBy: event.recordedBy,
  ...(event.municipalityCode === undefined ? {} : { municipalityCode: event.municipalityCode }),
  ...(event.segment === undefined ? {} : { segment: event.segment }),
  late: event.late,
  replaces: event.replaces ?? null,
  ...turnsOf(event),
});

const CHANGES_SETTLEMENT: readonly JournalKind[] = ['recorded', 'reversed', 'repriced', 'disputed', 'disputeResolved'];

const isLateAt = ({ kind }: JournalLine, { fact }: ServiceEvent, at: Instant): boolean =>
  CHANGES_SETTLEMENT.includes(kind) && isLate(monthOf(fact.from), dayIn(Date.parse(at)));

/** Whether a line that makes an event settle otherwise than before came after the entry window of its month. */
const isLateLine = (line: JournalLine, event: ServiceEvent): boolean => {
  if (line.kind === 'recorded') return event.late;
  if (line.kind === 'reversed') return event.reversed?.late === true;
  return isLateAt(line, event, line.at);
};

/**
 * The late fact that a journal line tells of, if it does: what came after the entry window of its month, and what came
 * in time but is told only now, after the window, when the month's run may have read already.
 */
export const lateFactOf = (
  id: string,
  voucher: Told,
  line: JournalLine,
  event: ServiceEvent,
  toldAt: Instant,
): LateFact | undefined => {
  const late = isLateLine(line, event);
  if (!late && !isLateAt(line, event, toldAt)) return undefined;
  return {
    _id: id,
    voucherId: voucher.id,
    clientId: voucher.clientId,
    kind: voucher.kind,
    providerId: event.providerId,
    eventId: event.id,
    months: monthsFromTo(monthOf(event.fact.from), monthOf(event.fact.to)),
    at: late ? line.at : toldAt,
    about: line.kind,
    toldAt,
  };
};

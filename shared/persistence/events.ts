import { monthOf, monthsFromTo, type CalendarDate, type Instant, type Month } from '#shared/domain/calendar';
import type { Cents } from '#shared/domain/money';
import type { ServiceKind } from '#shared/domain/programme/programme';
import type { JournalLine, ServiceEvent, ServiceEventType, Voucher } from '#shared/domain/voucher/voucher';

/** A service event for lists and for settlement. Everything but the reversal is fixed when it is recorded. */
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
}

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
}

/** What is asked of a voucher to derive its rows. */
export type Told = Pick<Voucher, 'id' | 'clientId' | 'programmeId' | 'kind'>;

export const reversalOf = ({ reversed }: Pick<ServiceEvent, 'reversed'>) => ({
  reversedAt: reversed?.at ?? null,
  reversalReason: reversed?.reason ?? null,
  reversedLate: reversed?.late ?? false,
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
  ...reversalOf(event),
});

/** The late fact that a journal line tells of, if it does. */
export const lateFactOf = (id: string, voucher: Told, line: JournalLine, event: ServiceEvent): LateFact | undefined => {
  const late = line.kind === 'recorded' ? event.late : line.kind === 'reversed' && event.reversed?.late === true;
  if (!late) return undefined;
  return {
    _id: id,
    voucherId: voucher.id,
    clientId: voucher.clientId,
    kind: voucher.kind,
    providerId: event.providerId,
    eventId: event.id,
    months: monthsFromTo(monthOf(event.fact.from), monthOf(event.fact.to)),
    at: line.at,
  };
};

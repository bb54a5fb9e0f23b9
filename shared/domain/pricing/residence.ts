/**
 * Which days of a month a client lived in housing, with whom, and which of them away: the ground on which a
 * month of housing is priced. Worked out from the events as they stand, never kept.
 */
import {
  addDays,
  daysFromTo,
  firstDayOf,
  lastDayOf,
  type CalendarDate,
  type Instant,
  type Month,
} from '../calendar.ts';
import { voucherAsKnown } from '../as-known.ts';
import { covers } from '../dated.ts';
import {
  reservationOn,
  standingEvents,
  type AbsenceReason,
  type Reservation,
  type ServiceEvent,
  type ServiceFact,
  type Voucher,
} from '../voucher/voucher.ts';

/** A day away; `dayNumber` counts the days of the one unbroken absence from 1, over the turn of months. */
export interface Absence {
  readonly reason: AbsenceReason;
  readonly dayNumber: number;
}

/** One paid day: a calendar day belongs to one voucher, one provider and one offering. */
export interface ResidenceDay {
  readonly date: CalendarDate;
  readonly voucherId: string;
  readonly providerId: string;
  readonly offeringId: string;
  readonly absence: Absence | null;
}

type HousingFact = Extract<ServiceFact, { type: 'stay' | 'absence' }>;
type HousingEvent = ServiceEvent & { readonly fact: HousingFact };
const isHousing = (event: ServiceEvent): event is HousingEvent =>
  event.fact.type === 'stay' || event.fact.type === 'absence';

const byRecording = (a: ServiceEvent, b: ServiceEvent) =>
  a.recordedAt < b.recordedAt ? -1 : a.recordedAt > b.recordedAt ? 1 : 0;

/** What is recorded of a day on one voucher: with whom, since when it is claimed, and whether away. */
interface DayRecord {
  readonly reservation: Reservation;
  readonly claimedAt: Instant;
  readonly away: AbsenceReason | null;
}

type RecordOn = (date: CalendarDate) => DayRecord | undefined;

/**
 * Reads a voucher's days. Only the record of the unit that has the day counts (its provider, its offering);
 * an absence overrides a stay, whichever was recorded first, and of two absences the later recorded holds.
 * Nothing counts outside validity or after the day of death.
 */
const recordsOf = (voucher: Voucher, { clientDeath: death, heldOut }: ResidenceQuestion): RecordOn => {
  const events = standingEvents(voucher)
    .filter((event) => heldOut?.(event) !== true)
    .filter(isHousing);
  events.sort(byRecording);
  return (date) => {
    const reservation = reservationOn(voucher, date);
    if (reservation === undefined || !covers(voucher, date) || (death !== null && date > death)) return undefined;
    const told = events.filter(
      ({ fact, providerId, offeringId }) =>
        fact.from <= date &&
        date <= fact.to &&
        providerId === reservation.providerId &&
        offeringId === reservation.offeringId,
    );
    const [first] = told;
    if (first === undefined) return undefined;
    const away = told
      .map(({ fact }) => (fact.type === 'absence' ? fact.reason : null))
      .findLast((reason) => reason !== null);
    return { reservation, claimedAt: first.recordedAt, away: away ?? null };
  };
};

/** How many days in a row, up to the eve of a day, the client has been away. */
const daysAwayBefore = (recordOn: RecordOn, date: CalendarDate): number => {
  let days = 0;
  while ((recordOn(addDays(date, -1 - days))?.away ?? null) !== null) days += 1;
  return days;
};

/** A voucher's days of the month, each with the instant from which the voucher claims it. */
const claimsOf = (voucher: Voucher, month: Month, recordOn: RecordOn): { claimedAt: Instant; day: ResidenceDay }[] => {
  let run = daysAwayBefore(recordOn, firstDayOf(month));
  return daysFromTo(firstDayOf(month), lastDayOf(month)).flatMap((date) => {
    const record = recordOn(date);
    run = (record?.away ?? null) === null ? 0 : run + 1;
    if (record === undefined) return [];
    const { providerId, offeringId } = record.reservation;
    const absence = record.away === null ? null : { reason: record.away, dayNumber: run };
    return [{ claimedAt: record.claimedAt, day: { date, voucherId: voucher.id, providerId, offeringId, absence } }];
  });
};

export interface ResidenceQuestion {
  readonly month: Month;
  /** One client's vouchers; those that are not for housing are passed over. */
  readonly vouchers: readonly Voucher[];
  readonly clientDeath: CalendarDate | null;
  /** The month as it was known at an instant; without it, as it stands. */
  readonly knownAt?: Instant | undefined;
  /** Events that are held out of settlement. */
  readonly heldOut?: ((event: ServiceEvent) => boolean) | undefined;
}

/**
 * The paid days of one client in a month, in order (domain decisions 4 and 5). A calendar day is paid once per
 * client: where two vouchers claim it, the one whose event for that day was recorded first has it (and between
 * equal instants the one with the smaller id). An absence is the client's, not the unit's: its days go on
 * counting on the same voucher when the unit changes in between, and when the reason does.
 */
export const residenceDays = (asked: ResidenceQuestion): ResidenceDay[] => {
  const { month, vouchers, knownAt } = asked;
  const claims = vouchers
    .filter((voucher) => voucher.kind === 'housing')
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((voucher) => (knownAt === undefined ? voucher : voucherAsKnown(voucher, knownAt)))
    .flatMap((voucher) => claimsOf(voucher, month, recordsOf(voucher, asked)));
  const winners = new Map<CalendarDate, (typeof claims)[number]>();
  for (const claim of claims) {
    const holder = winners.get(claim.day.date);
    if (holder === undefined || claim.claimedAt < holder.claimedAt) winners.set(claim.day.date, claim);
  }
  return [...winners.values()].map(({ day }) => day).sort((a, b) => (a.date < b.date ? -1 : 1));
};

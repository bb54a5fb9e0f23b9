import { addDays, monthOf, type CalendarDate, type Instant } from '../calendar.ts';
import { isEnrolledBeside, refuseSwitch } from '../enrolment/switch-centre.ts';
import { reservationId } from '../ids.ts';
import { refused, type Refused } from '../outcome.ts';
import { versionOn, type Programme } from '../programme/programme.ts';
import { isApprovedOn, offeringOf, type Provider } from '../provider/provider.ts';
import { endingOn } from './cut-reservation.ts';
import { mayEnter } from './govern.ts';
import { lastDayOf, type Reservation, type Voucher } from './voucher.ts';
import { statusOf, write, type Done } from './write.ts';

export interface ReserveCommand {
  readonly offeringId: string;
  readonly startDate: CalendarDate;
  readonly madeBy?: string | undefined;
}

export interface ReserveFacts {
  readonly provider: Provider;
  readonly programme: Programme;
  /** The client's other vouchers for sote-centres; a choice of any other kind looks at none. */
  readonly others?: readonly Voucher[];
  readonly today: CalendarDate;
}

/** A choice of a day inside validity may be told late, as an event may: while its last month is open. */
const isToldLate = (voucher: Voucher, startDate: CalendarDate, today: CalendarDate): boolean =>
  lastDayOf(voucher) === voucher.validTo &&
  startDate <= voucher.validTo &&
  mayEnter(voucher, monthOf(voucher.validTo), today);

/** Judged by the day and not by the status last written: that expiry runs late lets nothing through. */
const notOpen = (voucher: Voucher, { startDate }: ReserveCommand, { today }: ReserveFacts): Refused | undefined => {
  const status = statusOf(voucher, today);
  if (status === 'cancelled' || status === 'refused') return refused('VOUCHER_CANCELLED');
  if (status === 'expired' && !isToldLate(voucher, startDate, today)) return refused('VOUCHER_EXPIRED');
  if (status === 'suspended') return refused('VOUCHER_SUSPENDED');
  if (status === 'ended') return refused('VOUCHER_NOT_OPEN');
  if (status === 'usedUp') return refused('NO_UNITS_LEFT');
  return undefined;
};

/**
 * What keeps this offering from serving this voucher from the day on. A price it has from a later day only is none of
 * it: until then there is nothing to record (`NO_PRICE_ON_DATE`).
 */
const notServed = (
  voucher: Voucher,
  { offeringId, startDate }: ReserveCommand,
  { provider }: ReserveFacts,
): Refused | undefined => {
  const offering = offeringOf(provider, offeringId);
  if (offering?.programmeId !== voucher.programmeId) return refused('OFFERING_NOT_FOR_PROGRAMME');
  if (startDate < voucher.validFrom || startDate > voucher.validTo) return refused('OUT_OF_VALIDITY');
  return isApprovedOn(provider, voucher.programmeId, startDate) ? undefined : refused('PROVIDER_NOT_APPROVED_ON_DATE');
};

/** For how many months a choice made under the programme binds. */
export const lockInOf = (programme: Programme, { startDate }: Pick<Reservation, 'startDate'>): number =>
  versionOn(programme, startDate)?.lockInMonths ?? 0;

/**
 * The reservations as they are once this one may start: untouched, or with the enrolment in force ended on the
 * day before (a switch). On a transfer the day belongs to the receiving unit, so a new one may start on the
 * last day of the one before (domain decision 4).
 */
const makingRoom = (
  voucher: Voucher,
  startDate: CalendarDate,
  { programme }: ReserveFacts,
  at: Instant,
): readonly Reservation[] | Refused => {
  const current = voucher.reservations.at(-1);
  if (current === undefined) return voucher.reservations;
  if (current.endDate !== null)
    return startDate >= current.endDate ? voucher.reservations : refused('ALREADY_RESERVED');
  if (voucher.kind !== 'soteCentre') return refused('ALREADY_RESERVED');
  const locked = refuseSwitch(current, startDate, lockInOf(programme, current));
  if (locked !== null) return locked;
  const ended = endingOn(current, addDays(startDate, -1), { reason: 'switch', at });
  return [...voucher.reservations.slice(0, -1), ended];
};

/** The client chooses a provider (569/2009 6 §); for a sote-centre a second choice is the switch. */
export const reserve = (
  voucher: Voucher,
  command: ReserveCommand,
  facts: ReserveFacts,
  { at, by }: Done,
): Voucher | Refused => {
  const no = notOpen(voucher, command, facts) ?? notServed(voucher, command, facts);
  if (no !== undefined) return no;
  if (isEnrolledBeside(voucher, facts.others ?? [], command.startDate)) return refused('ALREADY_RESERVED');
  const before = makingRoom(voucher, command.startDate, facts, at);
  if ('outcome' in before) return before;
  const reservation: Reservation = {
    id: reservationId(voucher.id, voucher.reservations.length),
    providerId: facts.provider.id,
    offeringId: command.offeringId,
    unitId: offeringOf(facts.provider, command.offeringId)?.unitId ?? '',
    startDate: command.startDate,
    endDate: null,
    at,
    ...(command.madeBy === undefined ? {} : { madeBy: command.madeBy }),
  };
  return write(
    voucher,
    facts.today,
    { reservations: [...before, reservation] },
    {
      kind: 'reserved',
      at,
      by,
      ref: reservation.id,
      postings: [],
    },
  );
};

export interface EndCommand {
  readonly reservationId: string;
  /** The last day, inclusive. */
  readonly endDate: CalendarDate;
  readonly reason: string;
  /** How long the choice binds whoever ends it: an end must not let anybody past the lock-in. None for the office. */
  readonly lockInMonths?: number | undefined;
}

/** Ends a reservation on its last day, inclusive; remaining units follow the client (contract, Vouchers). */
export const endReservation = (
  voucher: Voucher,
  { reservationId: id, endDate, reason, lockInMonths = 0 }: EndCommand,
  today: CalendarDate,
  { at, by }: Done,
): Voucher | Refused => {
  const reservation = voucher.reservations.find((candidate) => candidate.id === id);
  if (reservation === undefined) return refused('NOT_RESERVED');
  if (reservation.endDate === endDate) return voucher;
  if (reservation.endDate !== null) return refused('NOT_RESERVED');
  if (endDate < reservation.startDate) return refused('INVALID_PERIOD');
  const locked = lockInMonths > 0 ? refuseSwitch(reservation, addDays(endDate, 1), lockInMonths) : null;
  if (locked !== null) return locked;
  const ended = endingOn(reservation, endDate, { reason, at });
  const reservations = voucher.reservations.map((candidate) => (candidate.id === id ? ended : candidate));
  return write(voucher, today, { reservations }, { kind: 'reservationEnded', at, by, ref: id, reason, postings: [] });
};

import type { CalendarDate, Instant } from '../calendar.ts';
import { refused, type Refused } from '../outcome.ts';
import { endingOn } from './cut-reservation.ts';
import { takeBack } from './reverse-event.ts';
import { lastDayOf, standingEvents, type Reservation, type Voucher } from './voucher.ts';
import { statusOf, write, type Done } from './write.ts';

/** Reservations cut to a last day; one that would only have started later ends before it began and holds no day. */
const cutTo = (reservations: readonly Reservation[], last: CalendarDate, reason: string, at: Instant): Reservation[] =>
  reservations.map((reservation) =>
    reservation.endDate !== null && reservation.endDate <= last
      ? reservation
      : endingOn(reservation, last, { reason, at }),
  );

/** Visits that were recorded for days after the death, before it was known: nothing after it is paid (domain decision 4). */
const withoutVisitsAfter = (voucher: Voucher, death: CalendarDate, today: CalendarDate, done: Done): Voucher =>
  standingEvents(voucher)
    .filter(({ fact }) => (fact.type === 'visit' || fact.type === 'noShow') && fact.from > death)
    .reduce((state, event) => takeBack(state, event, 'death', today, done), voucher);

/**
 * The client has died: the day of death is the last day (domain decision 4). A voucher that had already come
 * to its end stays as it was, but is cut too when the death lies inside its validity, so that nothing after
 * the death is paid.
 */
export const endByDeath = (alive: Voucher, date: CalendarDate, today: CalendarDate, { at, by }: Done): Voucher => {
  const voucher = withoutVisitsAfter(alive, date, today, { at, by });
  if (voucher.ended !== null) return voucher;
  if (lastDayOf(voucher) < date) return voucher;
  return write(
    voucher,
    date,
    { ended: { on: date, because: 'death' }, reservations: cutTo(voucher.reservations, date, 'death', at) },
    { kind: 'ended', at, by, reason: 'death', postings: [] },
  );
};

/** The county takes the voucher back when the need has changed. */
export const cancel = (voucher: Voucher, reason: string, today: CalendarDate, { at, by }: Done): Voucher | Refused => {
  if (voucher.ended?.because === 'cancellation') return voucher;
  if (voucher.ended !== null) return refused('VOUCHER_NOT_OPEN');
  return write(
    voucher,
    today,
    {
      ended: { on: today, because: 'cancellation' },
      reservations: cutTo(voucher.reservations, today, 'cancellation', at),
    },
    { kind: 'cancelled', at, by, reason, postings: [] },
  );
};

/** Whether it has bought anything: an event stands, or a centre has been responsible for a day. */
const isUsed = (voucher: Voucher, today: CalendarDate): boolean =>
  standingEvents(voucher).length > 0 ||
  (voucher.kind === 'soteCentre' && voucher.reservations.some(({ startDate }) => startDate <= today));

/** 569/2009 6.1 §: the client may refuse a voucher; one that has been used is ended by other means. */
export const refuse = (voucher: Voucher, reason: string, today: CalendarDate, { at, by }: Done): Voucher | Refused => {
  if (voucher.ended?.because === 'refusal') return voucher;
  if (voucher.ended !== null || statusOf(voucher, today) === 'expired') return refused('VOUCHER_NOT_OPEN');
  if (isUsed(voucher, today)) return refused('VOUCHER_IN_USE');
  return write(
    voucher,
    today,
    { ended: { on: today, because: 'refusal' }, reservations: cutTo(voucher.reservations, today, 'refusal', at) },
    { kind: 'refusedByClient', at, by, reason, postings: [] },
  );
};

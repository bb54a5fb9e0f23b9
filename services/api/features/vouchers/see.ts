import { FOREVER, latest, type CalendarDate } from '#shared/domain/calendar';
import { voucherId } from '#shared/domain/ids';
import { isOpen, remainingUnits, reservationOn, type Reservation, type Voucher } from '#shared/domain/voucher/voucher';
import { statusOf } from '#shared/domain/voucher/write';
import type { Stores } from '#shared/persistence/stores';
import type { Caller } from '#api/http/route';

/** People write a voucher's number with or without dashes and capitals. */
export const writtenNumber = (text: string): string => {
  const bare = text.trim().toUpperCase().replaceAll(/[\s-]/g, '');
  return bare.match(/.{1,4}/g)?.join('-') ?? bare;
};

/** A path's `{id}` may be the voucher's id or its number (contract, Vouchers). */
export const idOfVoucher = (text: string): string => (text.startsWith('vch-') ? text : voucherId(writtenNumber(text)));

/** Whether the caller may know of this voucher at all: staff, its client, a provider that was ever chosen with it. */
export const maySee = (who: Caller, voucher: Voucher): boolean => {
  if (who.role === 'client') return voucher.clientId === who.clientId;
  if (who.role === 'provider')
    return voucher.reservations.some((reservation) => reservation.providerId === who.providerId);
  return true;
};

/** The voucher, if it exists and the caller may know of it. */
export const findVoucher = async (stores: Stores, text: string, who: Caller): Promise<Voucher | null> => {
  const voucher = await stores.vouchers.load(idOfVoucher(text));
  return voucher !== null && maySee(who, voucher) ? voucher : null;
};

/** Whether a reservation of the provider's is in force, or waits to be. */
const holds = (providerId: string | null, voucher: Voucher, today: CalendarDate): boolean =>
  isOpen({ status: statusOf(voucher, today) }) &&
  voucher.reservations.some(
    (reservation) =>
      reservation.providerId === providerId && latest(today, reservation.startDate) <= (reservation.endDate ?? FOREVER),
  );

/**
 * The voucher, if the caller may ask what use of it would cost. What a client would pay tells of their income: it is
 * no business of a provider that is party to it no longer.
 */
export const findToLookAhead = async (
  stores: Stores,
  text: string,
  who: Caller,
  today: CalendarDate,
): Promise<Voucher | null> => {
  const voucher = await findVoucher(stores, text, who);
  if (voucher === null) return null;
  return who.role !== 'provider' || holds(who.providerId, voucher, today) ? voucher : null;
};

export const reservationView = (voucher: Pick<Voucher, 'id'>, reservation: Reservation) => ({
  id: reservation.id,
  voucherId: voucher.id,
  providerId: reservation.providerId,
  offeringId: reservation.offeringId,
  unitId: reservation.unitId,
  startDate: reservation.startDate,
  endDate: reservation.endDate,
});

/** The choice in force today, else the one to come, else none. */
const currentReservation = (voucher: Voucher, today: CalendarDate): Reservation | undefined =>
  reservationOn(voucher, today) ??
  voucher.reservations.find(({ startDate, endDate }) => startDate > today && endDate === null);

const openEnded = (date: CalendarDate): CalendarDate | null => (date === FOREVER ? null : date);

/** A voucher as its readers see it, with the status of the day; a provider sees only its own reservation. */
export const voucherView = (voucher: Voucher, today: CalendarDate, who: Caller) => {
  const current = currentReservation(voucher, today);
  const shown = current !== undefined && (who.role !== 'provider' || current.providerId === who.providerId);
  return {
    id: voucher.id,
    number: voucher.number,
    clientId: voucher.clientId,
    programmeId: voucher.programmeId,
    kind: voucher.kind,
    status: statusOf(voucher, today),
    issuedOn: voucher.issuedOn,
    validFrom: voucher.validFrom,
    validTo: openEnded(voucher.validTo),
    takeIntoUseBy: openEnded(voucher.takeIntoUseBy),
    grantedUnits: voucher.grantedUnits,
    usedUnits: voucher.usedUnits,
    remainingUnits: remainingUnits(voucher),
    reservation: shown ? reservationView(voucher, current) : null,
  };
};

import type { CalendarDate, Instant } from '../calendar.ts';
import type { Reservation } from './voucher.ts';

/** The reservation with another last day. The one it had is kept, with the instant until which it was known. */
export const endingOn = (
  reservation: Reservation,
  endDate: CalendarDate,
  { reason, at }: { readonly reason: string; readonly at: Instant },
): Reservation => ({
  ...reservation,
  endDate,
  endReason: reason,
  earlierEnds: [...(reservation.earlierEnds ?? []), { until: at, endDate: reservation.endDate }],
});

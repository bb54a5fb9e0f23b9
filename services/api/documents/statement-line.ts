import type { CalendarDate } from '#shared/domain/calendar';
import type { Localised, ServiceKind } from '#shared/domain/programme/programme';
import type { LineAmounts, LineKind } from '#shared/domain/settlement/statement';

/** A line as documents tell it. Nothing in it names or identifies a client; the voucher's number stands for them. */
export interface DocumentLine extends LineAmounts {
  readonly id: string;
  readonly kind: LineKind;
  readonly programme: Localised;
  readonly serviceKind: ServiceKind;
  readonly voucherNumber: string;
  readonly eventId: string | null;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly answers: string | null;
}

import { monthOf, type CalendarDate } from '#shared/domain/calendar';
import type { EventRow } from '#shared/persistence/events';

/** A visit as the relay tells it of a voucher `vch-V{n}`: the n-th of a provider's, at a price that differs a little. */
export const visitRow = (index: number, letter: string, from: CalendarDate, vouchers = 500): EventRow => ({
  _id: `evt-V${index % vouchers}-${String(index).padStart(6, '0')}`,
  voucherId: `vch-V${index % vouchers}`,
  clientId: `cli-${index % vouchers}`,
  programmeId: 'prg-rehabilitation',
  providerId: `prv-${letter}`,
  offeringId: `off-${letter}-u1-rehabilitation`,
  kind: 'rehabilitation',
  type: 'visit',
  from,
  to: from,
  month: monthOf(from),
  grossCents: 6_200 + (index % 7),
  organiserCents: 4_435,
  clientCents: 1_765 + (index % 7),
  owedCents: 4_435,
  recordedAt: `${from}T10:00:00.000Z`,
  recordedBy: 'usr-1',
  municipalityCode: index % 3 === 0 ? '398' : '109',
  segment: null,
  late: false,
  replaces: null,
  reversedAt: null,
  reversalReason: null,
  reversedLate: false,
  turns: 0,
});

/** June: so many visits, provider after provider, day after day. */
export const visitsOfJune = (count: number, letters: string): EventRow[] =>
  Array.from({ length: count }, (_, index) =>
    visitRow(index, letters.charAt(index % letters.length), `2026-06-${String((index % 30) + 1).padStart(2, '0')}`),
  );

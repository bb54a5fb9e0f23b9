import { write } from '#shared/domain/voucher/write';
import { move } from '#shared/domain/ledger/postings';
import type { ServiceEvent, Voucher } from '#shared/domain/voucher/voucher';

/** A voucher of made-up facts, with the journal it would have. */
export const aVoucher = (number: string, over: Partial<Voucher> = {}): Voucher => ({
  id: `vch-${number}`,
  ver: 1,
  number,
  clientId: `cli-${number}`,
  clientBirthDate: '1950-01-01',
  programmeId: 'prg-physio-60',
  kind: 'rehabilitation',
  status: 'issued',
  issuedOn: '2026-01-02',
  validFrom: '2026-01-02',
  validTo: '2026-12-31',
  takeIntoUseBy: '9999-12-31',
  grantedUnits: 10,
  usedUnits: 0,
  reservations: [],
  events: [],
  suspensions: [],
  entryWindows: [],
  valueRaises: [],
  ended: null,
  committedCents: 44_350,
  journal: [
    {
      seq: 1,
      kind: 'granted',
      at: '2026-01-02T08:00:00.000Z',
      by: 'usr-office',
      postings: move('appropriation', 'committed', 44_350, 'granted'),
    },
  ],
  toldSeq: 0,
  refusals: [],
  ...over,
});

/** An event as it stands in a voucher: one visit at 62.00, of which the organiser pays 44.35. */
export const anEvent = (voucher: Voucher, date: string, over: Partial<ServiceEvent> = {}): ServiceEvent => ({
  id: `evt-${voucher.id.slice(4)}-${date.replaceAll('-', '')}`,
  providerId: 'prv-1',
  offeringId: 'off-1-u1-physio-60',
  fact: { type: 'visit', from: date, to: date, units: 1 },
  pricing: {
    grossCents: 6_200,
    organiserCents: 4_435,
    clientCents: 1_765,
    steps: [{ rule: 'flatValue', source: 'PHYSIO-60 v1', inputs: {}, resultCents: 4_435 }],
  },
  owedCents: 4_435,
  recordedAt: `${date}T12:00:00.000Z`,
  recordedBy: 'usr-provider',
  late: false,
  ...over,
});

/** The voucher after the visit was recorded. */
export const withVisit = (voucher: Voucher, date: string, over: Partial<ServiceEvent> = {}): Voucher => {
  const event = anEvent(voucher, date, over);
  return write(
    voucher,
    date,
    {
      events: [...voucher.events, event],
      usedUnits: voucher.usedUnits + 1,
      committedCents: voucher.committedCents - event.owedCents,
    },
    {
      kind: 'recorded',
      at: event.recordedAt,
      by: event.recordedBy,
      ref: event.id,
      postings: move('committed', 'owed', event.owedCents, 'event accepted'),
    },
  );
};

/** The voucher after the visit of that day was taken back. */
export const withoutVisit = (voucher: Voucher, date: string, late = false): Voucher => {
  const at = `${date}T15:00:00.000Z`;
  const event = voucher.events.find(({ fact, reversed }) => fact.from === date && reversed === undefined);
  if (event === undefined) throw new Error(`no visit stands on ${date}`);
  const reversed = { ...event, reversed: { at, by: 'usr-office', reason: 'wrong day', late } };
  return write(
    voucher,
    date,
    {
      events: voucher.events.map((candidate) => (candidate.id === event.id ? reversed : candidate)),
      usedUnits: voucher.usedUnits - 1,
      committedCents: voucher.committedCents + event.owedCents,
    },
    {
      kind: 'reversed',
      at,
      by: 'usr-office',
      ref: event.id,
      reason: 'wrong day',
      postings: move('owed', 'committed', event.owedCents, 'event reversed'),
    },
  );
};

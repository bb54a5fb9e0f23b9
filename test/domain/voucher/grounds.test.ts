import { describe, expect, it } from '@jest/globals';
import { groundsAgainst, type Claim } from '#shared/domain/voucher/claims';
import { stayed, aStayAt, INCOME_TESTED } from '../pricing-builders.ts';
import {
  aClaim,
  aClient,
  aHousing,
  aHousingClaim,
  anAbsence,
  anApproval,
  anEnrolment,
  anIssued,
  aNoShow,
  aProgrammeOf,
  aProvider,
  aStay,
  aVisit,
  aVoucher,
  TODAY,
  withVisits,
} from '../../builders/voucher.ts';

const cancelled = { on: '2026-06-01', because: 'cancellation' } as const;
const suspension = (from: string, resumedOn: string | null = null) => ({ from, resumedOn, reason: 'in hospital' });
const overMay = (claim: Partial<Claim>) => aHousingClaim({ fact: aStay('2026-05-10', '2026-05-20'), ...claim });

describe('an event that nothing speaks against', () => {
  it.each<[string, Claim]>([
    ['is a visit today, reserved, approved and priced', aClaim()],
    ['is a visit the client missed', aClaim({ fact: aNoShow(TODAY) })],
    ['is a month of housing with an income decision', aHousingClaim()],
    ['is on the first day of validity', aClaim({ today: '2026-01-01' })],
    ['is on the last day of validity', aClaim({ today: '2026-12-31' })],
    [
      'is on the day of death',
      aClaim({ voucher: aVoucher({ ended: { on: TODAY, because: 'death' }, status: 'ended' }) }),
    ],
    [
      'is on the day before a suspension that is over',
      aClaim({ voucher: aVoucher({ suspensions: [suspension('2026-06-05', '2026-06-06')] }) }),
    ],
    ['is on the day of resumption', aClaim({ voucher: aVoucher({ suspensions: [suspension('2026-06-01', TODAY)] }) })],
    [
      'goes over the day of a suspension that was given up before it began',
      overMay({ voucher: aHousing({ suspensions: [suspension('2026-05-15', '2026-05-12')] }) }),
    ],
    ['is of May, on the 5th of June', aClaim({ fact: aVisit('2026-05-31'), today: '2026-06-05' })],
    [
      'is of April, with a window opened until today',
      aClaim({
        fact: aVisit('2026-04-30'),
        voucher: aVoucher({ entryWindows: [{ period: '2026-04', openUntil: TODAY, reason: 'illness' }] }),
      }),
    ],
    [
      'is on the last day of an approval',
      aClaim({ provider: aProvider('A', { approvals: [anApproval({ validTo: TODAY })] }) }),
    ],
    [
      'is on the day the receiving unit gets, told by that unit',
      overMay({
        voucher: aHousing({ reservations: [aStayAt('B', '2026-01-01', '2026-05-10'), aStayAt('A', '2026-05-10')] }),
      }),
    ],
    [
      'is an absence over a stay',
      overMay({
        fact: anAbsence('2026-05-12', '2026-05-14'),
        voucher: aHousing({ events: [stayed('A', '2026-05-01', '2026-05-31')] }),
      }),
    ],
    [
      'is a stay over an absence',
      overMay({
        voucher: aHousing({
          events: [{ ...stayed('A', '2026-05-12', '2026-05-14'), fact: anAbsence('2026-05-12', '2026-05-14') }],
        }),
      }),
    ],
    [
      'is income-tested housing of a child, which is free',
      overMay({
        client: aClient({ birthDate: '2015-05-05' }),
      }),
    ],
  ])('%s', (_what, claim) => expect(groundsAgainst(claim)).toEqual([]));
});

describe('an event is refused', () => {
  it.each<[string, string, Claim]>([
    ['EVENT_TYPE_NOT_FOR_SERVICE', 'a stay on a voucher for visits', aClaim({ fact: aStay(TODAY, TODAY) })],
    ['EVENT_TYPE_NOT_FOR_SERVICE', 'a visit on a voucher for housing', aHousingClaim({ fact: aVisit('2026-05-10') })],
    [
      'EVENT_TYPE_NOT_FOR_SERVICE',
      'anything at a sote-centre',
      aClaim({ voucher: anEnrolment(), programme: aProgrammeOf('soteCentre') }),
    ],
    ['VOUCHER_CANCELLED', 'a cancelled voucher', aClaim({ voucher: aVoucher({ ended: cancelled }) })],
    [
      'VOUCHER_CANCELLED',
      'a voucher its client refused',
      aClaim({ voucher: aVoucher({ ended: { ...cancelled, because: 'refusal' } }) }),
    ],
    [
      'AFTER_DEATH',
      'a day after the voucher ended by death',
      aClaim({ voucher: aVoucher({ ended: { on: '2026-06-03', because: 'death' } }) }),
    ],
    [
      'AFTER_DEATH',
      'a stay that goes on after the death',
      overMay({ client: { ...aHousingClaim().client, deathDate: '2026-05-19' } }),
    ],
    [
      'OUT_OF_VALIDITY',
      'a day before validity',
      aClaim({ voucher: aVoucher({ validFrom: '2026-06-05', reservations: [aStayAt('A', '2026-01-01')] }) }),
    ],
    ['OUT_OF_VALIDITY', 'a day after validity', aClaim({ voucher: aVoucher({ validTo: '2026-06-03' }) })],
    [
      'VOUCHER_SUSPENDED',
      'anything while suspended',
      aClaim({ fact: aVisit('2026-06-01'), voucher: aVoucher({ suspensions: [suspension('2026-06-03')] }) }),
    ],
    [
      'VOUCHER_SUSPENDED',
      'a day of a suspension that is over',
      aClaim({
        fact: aVisit('2026-06-02'),
        voucher: aVoucher({ suspensions: [suspension('2026-06-01', '2026-06-03')] }),
      }),
    ],
    ['IN_THE_FUTURE', 'tomorrow', aClaim({ fact: aVisit('2026-06-05') })],
    [
      'NOT_RESERVED_WITH_YOU',
      'a voucher of another provider',
      aClaim({ provider: aProvider('B'), offeringId: 'off-B' }),
    ],
    [
      'NOT_RESERVED_WITH_YOU',
      'another offering of the right provider',
      aClaim({
        offeringId: 'off-A2',
        provider: aProvider('A', {
          offerings: [...aProvider().offerings, { ...aProvider().offerings[0], id: 'off-A2' } as never],
        }),
      }),
    ],
    [
      'NOT_RESERVED_WITH_YOU',
      'a day before the reservation',
      aClaim({ voucher: aVoucher({ reservations: [aStayAt('A', '2026-06-05')] }) }),
    ],
    [
      'NOT_RESERVED_WITH_YOU',
      'the day of a transfer, told by the unit that lost it',
      overMay({
        voucher: aHousing({ reservations: [aStayAt('A', '2026-01-01', '2026-05-20'), aStayAt('B', '2026-05-20')] }),
      }),
    ],
    ['ENTRY_WINDOW_CLOSED', 'May, on the 6th of June', aClaim({ fact: aVisit('2026-05-31'), today: '2026-06-06' })],
    [
      'ENTRY_WINDOW_CLOSED',
      'a window that has closed again',
      aClaim({
        fact: aVisit('2026-04-30'),
        voucher: aVoucher({ entryWindows: [{ period: '2026-04', openUntil: '2026-06-03', reason: 'illness' }] }),
      }),
    ],
    [
      'ENTRY_WINDOW_CLOSED',
      'a window of another month',
      aClaim({
        fact: aVisit('2026-03-31'),
        voucher: aVoucher({ entryWindows: [{ period: '2026-04', openUntil: TODAY, reason: 'illness' }] }),
      }),
    ],
    [
      'PROVIDER_NOT_APPROVED_ON_DATE',
      'the day after an approval ended',
      aClaim({ provider: aProvider('A', { approvals: [anApproval({ validTo: '2026-06-03' })] }) }),
    ],
    [
      'PROVIDER_NOT_APPROVED_ON_DATE',
      'an approval for another programme',
      aClaim({ provider: aProvider('A', { approvals: [anApproval({ programmeId: 'prg-2' })] }) }),
    ],
    [
      'NO_PRICE_ON_DATE',
      'a day before the first price',
      aClaim({
        provider: aProvider('A', { offerings: [{ id: 'off-A', programmeId: 'prg-1', unitId: 'unt-A', prices: [] }] }),
      }),
    ],
    [
      'NO_PRICE_ON_DATE',
      'a day before the programme is in force',
      aClaim({ programme: aProgrammeOf('rehabilitation', { effectiveFrom: '2026-06-05' }) }),
    ],
    [
      'NO_UNITS_LEFT',
      'a voucher that is used up',
      aClaim({ voucher: withVisits(aVoucher({ grantedUnits: 1 }), '2026-06-01') }),
    ],
    ['DUPLICATE_EVENT', 'a second visit on one day', aClaim({ voucher: withVisits(aVoucher(), TODAY) })],
    [
      'DUPLICATE_EVENT',
      'a missed visit on a day that was visited',
      aClaim({ fact: aNoShow(TODAY), voucher: withVisits(aVoucher(), TODAY) }),
    ],
    [
      'DUPLICATE_EVENT',
      'a stay of which one day was told before',
      overMay({ voucher: aHousing({ events: [stayed('A', '2026-05-20', '2026-05-25')] }) }),
    ],
    [
      'DUPLICATE_EVENT',
      "a day that the client's other voucher tells of",
      overMay({
        others: [
          aHousing({
            id: 'vch-V2',
            reservations: [aStayAt('B', '2026-01-01')],
            events: [stayed('B', '2026-05-20', '2026-05-25')],
          }),
        ],
      }),
    ],
    [
      'DUPLICATE_EVENT',
      "an absence on a day that the client's other voucher tells of",
      overMay({
        fact: anAbsence('2026-05-20', '2026-05-20'),
        others: [
          aHousing({
            id: 'vch-V2',
            reservations: [aStayAt('B', '2026-01-01')],
            events: [stayed('B', '2026-05-20', '2026-05-25')],
          }),
        ],
      }),
    ],
    [
      'INCOME_DECISION_MISSING',
      'a day before the first income decision',
      overMay({ client: aClient({ birthDate: '1940-03-01' }) }),
    ],
  ])('as %s: %s', (code, _what, claim) => expect(groundsAgainst(claim)).toEqual([code]));

  it('as OUT_OF_VALIDITY where its day is the first that may be told at all', () => {
    expect(groundsAgainst(aClaim({ fact: aVisit('1850-01-01') }))[0]).toBe('OUT_OF_VALIDITY');
  });

  it('as VOUCHER_EXPIRED when nobody was chosen in time, whether expiry has run or not', () => {
    for (const status of ['issued', 'expired'] as const) {
      const claim = aClaim({ voucher: anIssued({ status }) });
      expect(groundsAgainst(claim)).toEqual(['VOUCHER_EXPIRED', 'NOT_RESERVED_WITH_YOU']);
    }
  });

  it('not for the day of an event that was reversed', () => {
    const [event] = withVisits(aVoucher(), TODAY).events;
    const reversed = { at: '2026-06-04T10:00:00.000Z', by: 'usr-1', reason: 'wrong day', late: false };
    expect(groundsAgainst(aClaim({ voucher: aVoucher({ events: event ? [{ ...event, reversed }] : [] }) }))).toEqual(
      [],
    );
  });

  it('not for a day that another voucher lost with its reservation', () => {
    const other = aHousing({
      id: 'vch-V2',
      reservations: [aStayAt('B', '2026-01-01', '2026-05-09')],
      events: [stayed('B', '2026-05-01', '2026-05-31')],
    });
    expect(groundsAgainst(overMay({ others: [other] }))).toEqual([]);
  });
});

describe('when several grounds hold', () => {
  it('they are all told, in one order', () => {
    const claim = aClaim({
      fact: aStay('2026-04-30', '2026-06-05'),
      voucher: aVoucher({
        ...withVisits(aVoucher({ grantedUnits: 1 }), '2026-06-01'),
        ended: cancelled,
        validTo: '2026-06-01',
        suspensions: [suspension('2026-06-01')],
        reservations: [],
      }),
      provider: aProvider('A', { approvals: [], offerings: [] }),
      client: aClient({ deathDate: '2026-06-02' }),
    });
    expect(groundsAgainst(claim)).toEqual([
      'EVENT_TYPE_NOT_FOR_SERVICE',
      'VOUCHER_CANCELLED',
      'AFTER_DEATH',
      'OUT_OF_VALIDITY',
      'VOUCHER_SUSPENDED',
      'IN_THE_FUTURE',
      'NOT_RESERVED_WITH_YOU',
      'ENTRY_WINDOW_CLOSED',
      'PROVIDER_NOT_APPROVED_ON_DATE',
      'NO_PRICE_ON_DATE',
      'NO_UNITS_LEFT',
      'DUPLICATE_EVENT',
    ]);
  });

  it('that nobody was chosen in time comes between the future and the missing reservation', () => {
    expect(groundsAgainst(aClaim({ voucher: anIssued(), fact: aVisit('2026-06-05') }))).toEqual([
      'IN_THE_FUTURE',
      'VOUCHER_EXPIRED',
      'NOT_RESERVED_WITH_YOU',
    ]);
  });

  it('a missing income decision is told last', () => {
    const claim = overMay({
      client: aClient({ birthDate: '1940-03-01' }),
      programme: aProgrammeOf('housing', { value: INCOME_TESTED }),
      voucher: aHousing({ events: [stayed('A', '2026-05-20', '2026-05-25')] }),
    });
    expect(groundsAgainst(claim)).toEqual(['DUPLICATE_EVENT', 'INCOME_DECISION_MISSING']);
  });
});

import { describe, expect, it } from '@jest/globals';
import { potsOf } from '#shared/domain/ledger/purses';
import type { Municipality } from '#shared/domain/municipality/municipality';
import { cancel, endByDeath, refuse } from '#shared/domain/voucher/end';
import { expire } from '#shared/domain/voucher/expire';
import { extend, raiseValue, resume, suspend } from '#shared/domain/voucher/govern';
import { issue } from '#shared/domain/voucher/issue';
import { reverseEvent } from '#shared/domain/voucher/reverse-event';
import { turnYear } from '#shared/domain/voucher/turn-year';
import { reservationOn, type Voucher } from '#shared/domain/voucher/voucher';
import { purseOn } from '#shared/domain/voucher/worth-ahead';
import { statusOf, write } from '#shared/domain/voucher/write';
import { balanceOf } from '../../builders/books.ts';
import {
  accepted,
  aClaim,
  aClient,
  aHousing,
  aHousingClaim,
  anEnrolment,
  anIssued,
  aProgrammeOf,
  aStay,
  aVisit,
  aVoucher,
  codeOf,
  done,
  on,
  outcomeOf,
  TODAY,
  told,
  withVisits,
} from '../../builders/voucher.ts';
import { aStayAt } from '../pricing-builders.ts';

const at = on(TODAY, 'usr-office');
const suspended = (voucher = aVoucher(), from = TODAY) => suspend(voucher, from, 'in hospital', TODAY, at);
const visitOn = (voucher: Voucher, day: string, today = day) =>
  outcomeOf(told(aClaim({ voucher, fact: aVisit(day), today }), day).answer);
const money = (voucher: Voucher) => [
  voucher.committedCents,
  balanceOf(voucher, 'committed'),
  balanceOf(voucher, 'owed'),
];

describe('suspending', () => {
  it('stops everything until it is resumed, and afterwards the days in between', () => {
    const stopped = done(suspended());
    expect([stopped.status, visitOn(stopped, TODAY)]).toEqual(['suspended', 'VOUCHER_SUSPENDED']);
    const again = done(resume(stopped, '2026-06-10', on('2026-06-10')));
    expect(again.status).toBe('reserved');
    const days = ['2026-06-03', TODAY, '2026-06-09', '2026-06-10'];
    expect(days.map((day) => visitOn(again, day, '2026-06-10'))).toEqual([
      'recorded',
      'VOUCHER_SUSPENDED',
      'VOUCHER_SUSPENDED',
      'recorded',
    ]);
  });

  it('twice is once; a voucher that is not suspended cannot be resumed', () => {
    const stopped = done(suspended());
    expect(suspended(stopped)).toBe(stopped);
    expect(codeOf(resume(aVoucher(), TODAY, at))).toBe('VOUCHER_NOT_SUSPENDED');
  });

  it('a used up voucher leaves it used up afterwards', () => {
    const used = withVisits(aVoucher({ grantedUnits: 1 }), '2026-06-01');
    expect(done(resume(done(suspended(used)), TODAY, at)).status).toBe('usedUp');
  });

  it('a voucher that has ended is refused', () => {
    expect(codeOf(suspended(done(cancel(aVoucher(), 'x', TODAY, at))))).toBe('VOUCHER_NOT_OPEN');
  });
});

describe('cancelling', () => {
  it('ends the reservation that day and gives back what was left', () => {
    const gone = done(cancel(withVisits(aVoucher(), '2026-06-01'), 'need has changed', TODAY, at));
    expect(gone).toMatchObject({ status: 'cancelled', ended: { on: TODAY, because: 'cancellation' } });
    expect(gone.reservations[0]).toMatchObject({ endDate: TODAY, endReason: 'cancellation' });
    expect(money(gone)).toEqual([0, 0, 4435]);
    expect(cancel(gone, 'again', '2026-07-01', at)).toBe(gone);
  });

  it('is possible after expiry, and not after another end', () => {
    const expired = expire(aVoucher(), '2027-01-01', at);
    expect(done(cancel(expired, 'x', '2027-01-02', at)).status).toBe('cancelled');
    expect(codeOf(cancel(done(refuse(aVoucher(), 'x', TODAY, at)), 'x', TODAY, at))).toBe('VOUCHER_NOT_OPEN');
  });
});

describe('refusing', () => {
  it('is the right of a client who has not used it', () => {
    const gone = done(refuse(anIssued({ takeIntoUseBy: '9999-12-31' }), 'rather the own service', TODAY, at));
    expect([gone.status, ...money(gone)]).toEqual(['refused', 0, 0, 0]);
    expect(refuse(gone, 'again', TODAY, at)).toBe(gone);
  });

  it.each<[string, Voucher, string]>([
    ['after a visit', withVisits(aVoucher(), '2026-06-01'), 'VOUCHER_IN_USE'],
    ['once a sote-centre is responsible', anEnrolment(), 'VOUCHER_IN_USE'],
    ['after it has expired', anIssued(), 'VOUCHER_NOT_OPEN'],
    ['after it was cancelled', done(cancel(aVoucher(), 'x', TODAY, at)), 'VOUCHER_NOT_OPEN'],
  ])('%s is refused', (_what, voucher, code) => expect(codeOf(refuse(voucher, 'x', TODAY, at))).toBe(code));

  it.each([
    ['a suspended voucher', done(suspended())],
    ['an enrolment that only begins', anEnrolment({ status: 'reserved', reservations: [aStayAt('A', '2026-07-01')] })],
  ])('is possible for %s', (_what, voucher) => expect(done(refuse(voucher, 'x', TODAY, at)).status).toBe('refused'));
});

describe('a death', () => {
  const died = (voucher: Voucher, day = '2026-06-02') => endByDeath(voucher, day, '2026-06-10', at);

  it('ends the voucher on that day: the day itself counts, the next does not', () => {
    const gone = died(aVoucher());
    expect([gone.status, ...money(gone)]).toEqual(['ended', 0, 0, 0]);
    expect([visitOn(gone, '2026-06-02'), visitOn(gone, '2026-06-03')]).toEqual(['recorded', 'AFTER_DEATH']);
  });

  it('pays housing to the day of death', () => {
    const gone = died(aHousing({ validTo: '2026-12-31' }));
    const stay = (to: string) =>
      outcomeOf(told(aHousingClaim({ voucher: gone, fact: aStay('2026-06-01', to) })).answer);
    expect([stay('2026-06-03'), stay('2026-06-02')]).toEqual(['AFTER_DEATH', 'recorded']);
    expect(gone.reservations[0]).toMatchObject({ endDate: '2026-06-02', endReason: 'death' });
  });

  it('before a reservation began leaves it without a day', () => {
    const gone = died(aVoucher({ reservations: [aStayAt('A', '2026-06-10')] }));
    expect(reservationOn(gone, '2026-06-10')).toBeUndefined();
  });

  it('cuts a voucher that has expired since, when it lies inside its validity', () => {
    const expired = expire(aVoucher({ validTo: '2026-06-03' }), TODAY, at);
    expect(died(expired).status).toBe('ended');
  });

  it('leaves alone what had come to its end before', () => {
    const expired = expire(aVoucher({ validTo: '2026-06-01' }), TODAY, at);
    const cancelled = done(cancel(aVoucher(), 'x', TODAY, at));
    expect(died(expired)).toBe(expired);
    expect(died(cancelled)).toBe(cancelled);
    const due = aVoucher({ validTo: '2026-06-01' });
    expect(died(due)).toBe(due);
  });
});

describe('the turn of a year', () => {
  const merged: Municipality = {
    id: 'mun-283',
    ver: 1,
    code: '283',
    decisions: [
      {
        id: 'mbr-1',
        name: 'Kunta',
        memberFrom: '2007-01-01',
        memberTo: '2026-12-31',
        mergedInto: '098',
        mergedOn: '2027-01-01',
        recordedAt: '2026-09-01T08:00:00.000Z',
        recordedBy: 'usr-1',
      },
    ],
  };
  const facts = {
    programme: aProgrammeOf('rehabilitation'),
    client: aClient({ municipalityCode: '283' }),
    municipalities: new Map([['283', merged]]),
    offerers: [],
  };
  const granted = done(
    issue({ number: 'V1', units: 10, validFrom: '2026-06-01' }, { ...facts, today: TODAY }, on(TODAY, 'usr-office')),
  );
  const reserved = { ...granted, reservations: [aStayAt('A', '2026-06-01')] };
  const used = withVisits({ ...reserved, status: 'reserved' }, '2026-06-02', '2026-06-03');
  const turn = (voucher: Voucher, today = '2027-01-01') => turnYear(voucher, facts, today, on(today, 'system'));
  const promised = ({ journal }: Voucher) =>
    potsOf(journal).flatMap(({ purse, cents }) => (cents === 0 ? [] : [[purse?.year, purse?.municipalityCode, cents]]));

  it('brings visits left to the budget of who pays from its first day on', () => {
    expect(promised(granted)).toEqual([[2026, '283', 10 * 4_435]]);
    const turned = turn(used);
    expect(promised(turned)).toEqual([[2027, '098', 8 * 4_435]]);
    expect(turned.committedCents).toBe(8 * 4_435);
    expect(turn(turned, '2027-02-01')).toBe(turned);
  });

  it('brings there what a correction of the old year gives back', () => {
    const told = { eventId: used.events[0]?.id ?? '', reason: 'wrong day' };
    const { next } = reverseEvent(turn(used), told, '2027-01-03', on('2027-01-03'));
    expect(promised(next)).toEqual([[2027, '098', 9 * 4_435]]);
  });

  it('brings them there also where an extension finds them before anybody turned it', () => {
    const ending = done(
      issue(
        { number: 'V2', units: 10, validFrom: '2026-06-01', validTo: '2026-12-31' },
        { ...facts, today: TODAY },
        on(TODAY, 'usr-office'),
      ),
    );
    const today = '2027-01-02';
    const further = { validTo: '2027-06-30', reason: 'goes on', commitmentCents: 10 * 4_435 };
    const purse = purseOn(ending, facts, today);
    const reserved = { ...ending, status: 'reserved', reservations: [aStayAt('A', '2026-06-01')] } as const;
    expect(promised(done(extend(reserved, { ...further, purse }, today, on(today))))).toEqual([[2027, '098', 44_350]]);
  });
});

describe('a raise of the value', () => {
  const raise = { id: 'vra-1', validFrom: '2026-06-01', unitValueCents: 6200, reason: 'livelihood' };

  it('holds from its day on (T05)', () => {
    const raised = done(raiseValue(aVoucher(), raise, TODAY, at)).voucher;
    const shares = ['2026-05-29', '2026-06-03'].map((day) => {
      const { pricing } = accepted(aClaim({ voucher: raised, fact: aVisit(day) })).event;
      return [pricing.organiserCents, pricing.clientCents];
    });
    expect(shares).toEqual([
      [4435, 1765],
      [6200, 0],
    ]);
    expect(raised.journal.at(-1)).toMatchObject({ kind: 'valueRaised', ref: 'vra-1', reason: 'livelihood' });
  });

  it('of a voucher that has ended, or to a day before its first, is refused', () => {
    const gone = done(cancel(aVoucher(), 'x', TODAY, at));
    expect(codeOf(raiseValue(gone, raise, TODAY, at))).toBe('VOUCHER_NOT_OPEN');
    expect(codeOf(raiseValue(aVoucher(), { ...raise, validTo: '2026-05-31' }, TODAY, at))).toBe('INVALID_PERIOD');
  });
});

describe('a status', () => {
  it('follows from what the voucher holds', () => {
    expect(statusOf(aVoucher(), TODAY)).toBe('reserved');
    expect(statusOf(aVoucher({ reservations: [aStayAt('A', '2026-01-01', '2026-05-01')] }), TODAY)).toBe('issued');
  });

  it('that no way leads to is a fault', () => {
    const gone = done(cancel(aVoucher(), 'x', TODAY, at));
    const line = { kind: 'resumed', ...at, postings: [] } as const;
    expect(() => write(gone, TODAY, { ended: null }, line)).toThrow('vch-V1 may not go from cancelled to issued');
  });
});

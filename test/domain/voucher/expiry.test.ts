import { describe, expect, it } from '@jest/globals';
import { expire } from '#shared/domain/voucher/expire';
import { extend, mayEnter, openEntryWindow, suspend } from '#shared/domain/voucher/govern';
import { reserve } from '#shared/domain/voucher/reserve';
import type { Voucher } from '#shared/domain/voucher/voucher';
import { balanceOf } from '../../builders/books.ts';
import {
  accepted,
  aClaim,
  aHousing,
  anIssued,
  aProgrammeOf,
  aProvider,
  aVisit,
  aVoucher,
  codeOf,
  done,
  on,
  outcomeOf,
  told,
  withVisits,
} from '../../builders/voucher.ts';

const expiredOn = (voucher: Voucher, day: string) => expire(voucher, day, on(day, 'system'));

describe('a voucher whose days are over', () => {
  it.each<[string, Voucher, string, string]>([
    ['is still reserved on its last day', aVoucher(), '2026-12-31', 'reserved'],
    ['has expired the day after', aVoucher(), '2027-01-01', 'expired'],
    ['is open on the last day to take it into use', anIssued(), '2026-03-03', 'issued'],
    ['has expired the day after, when nobody was chosen', anIssued(), '2026-03-04', 'expired'],
    ['lives on after it, when somebody was chosen', aVoucher(), '2026-03-04', 'reserved'],
    ['ends with validity, when that comes first', anIssued({ validTo: '2026-02-01' }), '2026-02-02', 'expired'],
    ['never expires without an end', aHousing(), '9998-12-31', 'reserved'],
    ['expires though used up', withVisits(aVoucher({ grantedUnits: 1 }), '2026-06-01'), '2027-01-01', 'expired'],
  ])('%s', (_what, voucher, day, status) => expect(expiredOn(voucher, day).status).toBe(status));

  it('gives back what was left of it, once', () => {
    const expired = expiredOn(withVisits(aVoucher(), '2026-06-01'), '2027-01-01');
    expect([expired.committedCents, balanceOf(expired, 'committed'), balanceOf(expired, 'owed')]).toEqual([0, 0, 4435]);
    expect(expired.journal.at(-1)).toMatchObject({ kind: 'expired', by: 'system' });
    expect(expiredOn(expired, '2027-01-02')).toBe(expired);
  });

  it('gives it back with whatever touches it first, when expiry itself comes late', () => {
    const late = aClaim({ fact: aVisit('2026-12-31'), today: '2027-01-05' });
    const { voucher } = accepted(late);
    expect([voucher.status, voucher.committedCents, balanceOf(voucher, 'committed')]).toEqual(['expired', 0, 0]);
    expect(expiredOn(voucher, '2027-01-06')).toBe(voucher);
  });

  it('still takes an event of its last day while the month is open, at no commitment of its own', () => {
    const expired = expiredOn(aVoucher(), '2027-01-01');
    const of = (today: string) => told(aClaim({ voucher: expired, fact: aVisit('2026-12-31'), today }));
    expect(outcomeOf(of('2027-01-06').answer)).toBe('ENTRY_WINDOW_CLOSED');
    const { next, answer } = of('2027-01-05');
    expect(outcomeOf(answer)).toBe('recorded');
    expect([next.status, next.committedCents, balanceOf(next, 'owed')]).toEqual(['expired', 0, 4435]);
  });

  it('takes no event of the day after', () => {
    expect(outcomeOf(told(aClaim({ today: '2027-01-01' })).answer)).toBe('OUT_OF_VALIDITY');
  });

  it('can neither be reserved nor suspended, whether expiry has run or not', () => {
    const today = '2026-03-04';
    for (const voucher of [anIssued(), expiredOn(anIssued(), today)]) {
      const facts = { provider: aProvider(), programme: aProgrammeOf('rehabilitation'), today };
      expect(codeOf(reserve(voucher, { offeringId: 'off-A', startDate: today }, facts, on(today)))).toBe(
        'VOUCHER_EXPIRED',
      );
      expect(codeOf(suspend(voucher, today, 'in hospital', today, on(today)))).toBe('VOUCHER_NOT_OPEN');
    }
  });
});

const extended = (voucher: Voucher, validTo: string, today: string, commitmentCents = 39_915) =>
  extend(voucher, { validTo, reason: 'healing takes longer', commitmentCents }, today, on(today));

describe('an extension', () => {
  it('brings an expired voucher back and commits the value of what is left anew', () => {
    const expired = expiredOn(withVisits(aVoucher(), '2026-06-01'), '2027-01-01');
    const revived = done(extended(expired, '2027-06-30', '2027-01-10'));
    expect(revived).toMatchObject({ status: 'inUse', validTo: '2027-06-30', committedCents: 39_915 });
    expect(balanceOf(revived, 'committed')).toBe(39_915);
  });

  it('of an open voucher commits only what is not committed yet', () => {
    const longer = done(extended(withVisits(aVoucher(), '2026-06-01'), '2027-06-30', '2026-12-01', 40_000));
    expect([longer.committedCents, longer.journal.at(-1)?.postings.map(({ amountCents }) => amountCents)]).toEqual([
      40_000,
      [85],
    ]);
  });

  it('gives the time to take it into use anew, where that had passed', () => {
    const revived = done(extended(expiredOn(anIssued(), '2026-03-04'), '2027-03-31', '2026-04-01'));
    expect(revived).toMatchObject({ status: 'issued', takeIntoUseBy: '2027-03-31' });
    const inTime = done(extended(anIssued(), '2027-03-31', '2026-02-01'));
    expect(inTime.takeIntoUseBy).toBe('2026-03-03');
  });

  it('brings a suspended voucher back suspended', () => {
    const stopped = done(suspend(aVoucher(), '2026-12-01', 'in hospital', '2026-12-01', on('2026-12-01')));
    const revived = extended(expiredOn(stopped, '2027-01-01'), '2027-06-30', '2027-01-10');
    expect(done(revived).status).toBe('suspended');
  });

  it('to the day it already has changes nothing', () => {
    const voucher = aVoucher();
    expect(extended(voucher, '2026-12-31', '2026-06-01')).toBe(voucher);
  });

  it.each([
    ['to an earlier day', aVoucher(), '2026-11-30', 'INVALID_PERIOD'],
    ['to a day that is past', aVoucher({ validTo: '2026-01-31' }), '2026-02-28', 'INVALID_PERIOD'],
    [
      'of one that has ended',
      aVoucher({ ended: { on: '2026-05-01', because: 'death' } }),
      '2027-06-30',
      'VOUCHER_NOT_OPEN',
    ],
  ])('%s is refused', (_what, voucher, validTo, code) =>
    expect(codeOf(extended(voucher, validTo, '2026-06-01'))).toBe(code),
  );
});

describe('the entry window of a month', () => {
  it.each([
    ['2026-06-05', true],
    ['2026-06-06', false],
  ])('on %s lets May in: %s', (today, open) => expect(mayEnter(aVoucher(), '2026-05', today)).toBe(open));

  it('of December closes on the 5th of January', () => {
    expect([mayEnter(aVoucher(), '2026-12', '2027-01-05'), mayEnter(aVoucher(), '2026-12', '2027-01-06')]).toEqual([
      true,
      false,
    ]);
  });

  it('is opened again for one voucher and one month, until the end of a day', () => {
    const window = { period: '2026-04', openUntil: '2026-06-20', reason: 'illness' };
    const opened = openEntryWindow(aVoucher(), window, '2026-06-10', on('2026-06-10'));
    expect([
      mayEnter(opened, '2026-04', '2026-06-20'),
      mayEnter(opened, '2026-04', '2026-06-21'),
      mayEnter(opened, '2026-03', '2026-06-20'),
    ]).toEqual([true, false, false]);
    expect(opened.journal.at(-1)).toMatchObject({ kind: 'windowOpened', ref: '2026-04', postings: [] });
  });
});

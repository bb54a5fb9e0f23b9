import { describe, expect, it } from '@jest/globals';
import { expire } from '#shared/domain/voucher/expire';
import { cancel } from '#shared/domain/voucher/end';
import { openEntryWindow } from '#shared/domain/voucher/govern';
import { reverseEvent } from '#shared/domain/voucher/reverse-event';
import type { ServiceFact, Voucher } from '#shared/domain/voucher/voucher';
import { balanceOf } from '../../builders/books.ts';
import {
  accepted,
  aClaim,
  aHousing,
  aHousingClaim,
  anAbsence,
  aNoShow,
  aStay,
  aVisit,
  aVoucher,
  codeOf,
  done,
  on,
  TODAY,
  withVisits,
} from '../../builders/voucher.ts';

const by = on(TODAY, 'usr-office');
const firstOf = (voucher: Voucher): string => voucher.events[0]?.id ?? '';
const reversal = (voucher: Voucher, reason = 'wrong day', today = TODAY) =>
  reverseEvent(voucher, { eventId: firstOf(voucher), reason }, today, by);
/** Reverses the first event and puts the fact in its place. */
const correction = (voucher: Voucher, fact: ServiceFact, today = TODAY) =>
  reverseEvent(voucher, { eventId: firstOf(voucher), reason: 'wrong day' }, today, by, {
    claim: (state) => (state.kind === 'housing' ? aHousingClaim : aClaim)({ voucher: state, fact, today }),
    command: { digest: 'right', ...by },
    neighbours: [],
  });
const held = (voucher: Voucher) => [
  voucher.usedUnits,
  voucher.committedCents,
  balanceOf(voucher, 'owed'),
  voucher.status,
];

describe('reversing an event', () => {
  it('gives the unit and the money back, and keeps the event with its mark', () => {
    const { next, answer } = reversal(withVisits(aVoucher(), '2026-06-01', '2026-06-02'));
    expect(held(next)).toEqual([1, 39_915, 4435, 'inUse']);
    const reversed = { at: by.at, by: 'usr-office', reason: 'wrong day', late: false };
    expect(answer).toMatchObject({ event: { id: firstOf(next), reversed }, replacement: null });
    expect(next.events).toHaveLength(2);
    expect(next.journal.at(-1)).toMatchObject({ kind: 'reversed', ref: firstOf(next), reason: 'wrong day' });
  });

  it.each([
    [
      'a voucher that was used up is in use again',
      aVoucher({ grantedUnits: 2 }),
      ['2026-06-01', '2026-06-02'],
      'inUse',
    ],
    ['a voucher whose only visit it was is reserved again', aVoucher({ grantedUnits: 1 }), ['2026-06-01'], 'reserved'],
  ])('so %s', (_what, voucher, days, status) => {
    const used = withVisits(voucher, ...days);
    expect([used.status, reversal(used).next.status]).toEqual(['usedUp', status]);
  });

  it('of a missed visit gives nothing back, since nothing was taken', () => {
    const { voucher } = accepted(aClaim({ fact: aNoShow(TODAY) }));
    expect(held(reversal(voucher).next)).toEqual([0, 44_350, 0, 'reserved']);
  });

  it('of a month that is closed is marked late', () => {
    const { answer } = reversal(withVisits(aVoucher(), '2026-05-01'), 'wrong day', '2026-06-06');
    expect(answer).toMatchObject({ event: { reversed: { late: true } } });
  });

  it.each([
    ['an expired voucher', (voucher: Voucher) => expire(voucher, '2027-01-01', by), 'expired'],
    ['a cancelled voucher', (voucher: Voucher) => done(cancel(voucher, 'moved', TODAY, by)), 'cancelled'],
  ])('of %s sends the money all the way home', (_what, close, status) => {
    const closed = close(withVisits(aVoucher(), '2026-06-01'));
    const { next } = reversal(closed, 'wrong day', '2027-01-01');
    expect(held(next)).toEqual([0, 0, 0, status]);
    expect(balanceOf(next, 'appropriation')).toBe(0);
  });

  it('of an absence never takes the commitment below zero', () => {
    const stay = accepted(aHousingClaim({ voucher: aHousing({ committedCents: 0, journal: [] }) }), 'k1').voucher;
    const away = accepted(aHousingClaim({ voucher: stay, fact: anAbsence('2026-05-10', '2026-05-21') }), 'k2').voucher;
    const june = accepted(aHousingClaim({ voucher: away, fact: aStay('2026-06-01', '2026-06-04') }), 'k3').voucher;
    const absence = june.events[1]?.id ?? '';
    const { next } = reverseEvent(june, { eventId: absence, reason: 'was at home' }, TODAY, by);
    expect([next.committedCents, balanceOf(next, 'committed')]).toEqual([0, 0]);
  });

  it('is not found by an id that is none of its events', () => {
    const voucher = aVoucher();
    const { next, answer } = reverseEvent(voucher, { eventId: 'evt-V1-none', reason: 'x' }, TODAY, by);
    expect([next === voucher, codeOf(answer)]).toEqual([true, 'EVENT_NOT_ACCEPTED']);
  });
});

describe('reversing again', () => {
  const once = reversal(withVisits(aVoucher(), '2026-06-01')).next;

  it('for the same reason answers the same and changes nothing', () => {
    const { next, answer } = reversal(once);
    expect([next === once, codeOf(answer)]).toEqual([true, 'none']);
  });

  it.each([
    ['for another reason', () => reversal(once, 'no visit at all')],
    ['with a replacement this time', () => correction(once, aVisit('2026-06-03'))],
    [
      'without the replacement',
      () => reversal(correction(withVisits(aVoucher(), '2026-06-01'), aVisit('2026-06-03')).next),
    ],
    [
      'with another replacement',
      () =>
        correction(correction(withVisits(aVoucher(), '2026-06-01'), aVisit('2026-06-03')).next, aVisit('2026-06-02')),
    ],
  ])('%s is refused', (_what, again) => expect(codeOf(again().answer)).toBe('EVENT_ALREADY_REVERSED'));
});

describe('reversing with a replacement', () => {
  it('takes back and records in one step', () => {
    const { next, answer } = correction(withVisits(aVoucher({ grantedUnits: 1 }), '2026-06-01'), aVisit('2026-06-03'));
    expect(answer).toMatchObject({
      replacement: { id: 'evt-V1-right', replaces: 'evt-V1-v2026-06-01', fact: { from: '2026-06-03' } },
    });
    expect(held(next)).toEqual([1, 0, 4435, 'usedUp']);
    expect(next.journal.map(({ kind }) => kind)).toEqual(['granted', 'recorded', 'reversed', 'recorded']);
  });

  it('may put another fact on the same day', () => {
    const { next } = correction(withVisits(aVoucher(), '2026-06-01'), aNoShow('2026-06-01'));
    expect(held(next)).toEqual([0, 44_350, 0, 'inUse']);
  });

  it('answers the same when asked again', () => {
    const first = correction(withVisits(aVoucher(), '2026-06-01'), aVisit('2026-06-03'));
    const again = correction(first.next, aVisit('2026-06-03'), '2026-06-30');
    expect([again.next === first.next, again.answer]).toEqual([true, first.answer]);
  });

  it('leaves all as it was when the replacement is refused', () => {
    const voucher = withVisits(aVoucher(), '2026-06-01', '2026-06-02');
    const { next, answer } = correction(voucher, aVisit('2026-06-02'));
    expect([next === voucher, codeOf(answer)]).toEqual([true, 'DUPLICATE_EVENT']);
  });

  it('puts a closed month right, since it is no late entry', () => {
    const { answer } = correction(withVisits(aVoucher(), '2026-05-01'), aVisit('2026-05-02'), '2026-06-06');
    expect(answer).toMatchObject({ event: { reversed: { late: true } }, replacement: { late: true } });
  });

  it('opens no closed month that the event never touched', () => {
    const voucher = withVisits(aVoucher(), '2026-06-01');
    const { next, answer } = correction(voucher, aVisit('2026-04-01'));
    expect([next === voucher, codeOf(answer)]).toEqual([true, 'ENTRY_WINDOW_CLOSED']);
  });

  it('reaches into another month only while that is open, or a coordinator has opened it', () => {
    const may = accepted(aHousingClaim({ fact: aStay('2026-05-01', '2026-05-31') }), 'k1').voucher;
    const window = { period: '2026-04', openUntil: '2026-06-30', reason: 'told late' };
    const opened = openEntryWindow(may, window, TODAY, by);
    const into = (voucher: Voucher, from: string, to: string) =>
      codeOf(correction(voucher, aStay(from, to), '2026-06-10').answer);
    expect(into(may, '2026-05-02', '2026-06-02')).toBe('none');
    expect(into(may, '2026-04-30', '2026-05-31')).toBe('ENTRY_WINDOW_CLOSED');
    expect(into(opened, '2026-04-30', '2026-05-31')).toBe('none');
  });

  it('shortens a stay of housing', () => {
    const whole = accepted(aHousingClaim(), 'k1').voucher;
    const { next } = correction(whole, aStay('2026-05-01', '2026-05-10'));
    const short = accepted(aHousingClaim({ fact: aStay('2026-05-01', '2026-05-10') })).voucher;
    expect(balanceOf(next, 'owed')).toBe(balanceOf(short, 'owed'));
  });
});

import { describe, expect, it } from '@jest/globals';
import { endReservation, reserve } from '#shared/domain/voucher/reserve';
import { reservationOn, type Voucher } from '#shared/domain/voucher/voucher';
import {
  aHousing,
  anApproval,
  anEnrolment,
  anIssued,
  aProgrammeOf,
  aProvider,
  aVoucher,
  codeOf,
  done,
  on,
  TODAY,
  withVisits,
} from '../../builders/voucher.ts';
import { aStayAt } from '../pricing-builders.ts';

interface Choice {
  readonly letter?: string;
  readonly startDate?: string;
  readonly today?: string;
  readonly provider?: ReturnType<typeof aProvider>;
  readonly lockInMonths?: number;
  readonly others?: readonly Voucher[];
}

const chosen = (
  voucher: Voucher,
  { letter = 'A', startDate, today = '2026-02-01', provider, lockInMonths = 6, others = [] }: Choice = {},
) =>
  reserve(
    voucher,
    { offeringId: `off-${letter}`, startDate: startDate ?? today },
    { provider: provider ?? aProvider(letter), programme: aProgrammeOf(voucher.kind, { lockInMonths }), others, today },
    on(today),
  );
const ended = (voucher: Voucher, endDate: string, reservationId = voucher.reservations.at(-1)?.id ?? '') =>
  endReservation(voucher, { reservationId, endDate, reason: 'moves away' }, TODAY, on(TODAY));

describe('choosing a provider', () => {
  it('takes the voucher into use with that unit from the day on', () => {
    const voucher = done(chosen(anIssued()));
    expect(voucher.status).toBe('reserved');
    expect(voucher.reservations).toEqual([
      {
        id: 'rsv-V1-1',
        providerId: 'prv-A',
        offeringId: 'off-A',
        unitId: 'unt-A',
        startDate: '2026-02-01',
        endDate: null,
        at: '2026-02-01T09:00:00.000Z',
      },
    ]);
    expect(voucher.journal.at(-1)).toMatchObject({ kind: 'reserved', ref: 'rsv-V1-1', postings: [] });
  });

  it('is possible on the last day to take it into use, and not the day after', () => {
    expect(codeOf(chosen(anIssued(), { today: '2026-03-03' }))).toBe('none');
    expect(codeOf(chosen(anIssued(), { today: '2026-03-04' }))).toBe('VOUCHER_EXPIRED');
  });

  it('is told late while the last month of validity is open', () => {
    const over = anIssued({ validTo: '2026-01-20', takeIntoUseBy: '2026-03-03' });
    const late = done(chosen(over, { today: '2026-02-05', startDate: '2026-01-20' }));
    expect([late.status, late.reservations.length]).toEqual(['expired', 1]);
    expect(codeOf(chosen(over, { today: '2026-02-06', startDate: '2026-01-20' }))).toBe('VOUCHER_EXPIRED');
    expect(codeOf(chosen(over, { today: '2026-02-05' }))).toBe('VOUCHER_EXPIRED');
  });

  const closed = (because: 'death' | 'cancellation' | 'refusal') => anIssued({ ended: { on: '2026-01-20', because } });
  it.each<[string, Voucher, Choice, string]>([
    ['a cancelled voucher', closed('cancellation'), {}, 'VOUCHER_CANCELLED'],
    ['a voucher the client refused', closed('refusal'), {}, 'VOUCHER_CANCELLED'],
    ['the voucher of one who has died', closed('death'), {}, 'VOUCHER_NOT_OPEN'],
    [
      'a suspended voucher',
      anIssued({ suspensions: [{ from: '2026-01-05', resumedOn: null, reason: 'x' }] }),
      {},
      'VOUCHER_SUSPENDED',
    ],
    ['a used up voucher', withVisits(aVoucher({ grantedUnits: 1 }), '2026-01-05'), {}, 'NO_UNITS_LEFT'],
    ['a service of another programme', anIssued({ programmeId: 'prg-2' }), {}, 'OFFERING_NOT_FOR_PROGRAMME'],
    ['an offering the provider does not have', anIssued(), { provider: aProvider('B') }, 'OFFERING_NOT_FOR_PROGRAMME'],
    ['a start before validity', anIssued(), { startDate: '2025-12-31' }, 'OUT_OF_VALIDITY'],
    ['a start after validity', anIssued(), { startDate: '2027-01-01' }, 'OUT_OF_VALIDITY'],
    [
      'a provider not approved on the day',
      anIssued(),
      { provider: aProvider('A', { approvals: [anApproval({ validTo: '2026-01-31' })] }) },
      'PROVIDER_NOT_APPROVED_ON_DATE',
    ],
    ['a voucher that is reserved', aVoucher(), { letter: 'B' }, 'ALREADY_RESERVED'],
    [
      'a day that still belongs to the last choice',
      aVoucher({ reservations: [aStayAt('A', '2026-01-01', '2026-02-10')] }),
      { letter: 'B', startDate: '2026-02-09' },
      'ALREADY_RESERVED',
    ],
  ])('is refused for %s', (_what, voucher, choice, code) => expect(codeOf(chosen(voucher, choice))).toBe(code));
});

describe('ending a reservation', () => {
  it('leaves the units with the client, free to choose again', () => {
    const left = done(ended(withVisits(aVoucher(), '2026-06-01'), TODAY));
    expect([left.usedUnits, left.committedCents, left.status]).toEqual([1, 39_915, 'inUse']);
    expect(left.reservations[0]).toMatchObject({ endDate: TODAY, endReason: 'moves away' });
    expect(done(chosen(left, { letter: 'B', today: TODAY })).reservations).toHaveLength(2);
  });

  it('before any visit makes it issued again', () => {
    expect(done(ended(aVoucher(), TODAY)).status).toBe('issued');
  });

  it('on a day to come leaves it reserved until then', () => {
    expect(done(ended(aVoucher(), '2026-07-31')).status).toBe('reserved');
  });

  it('on the same day again changes nothing', () => {
    const left = done(ended(aVoucher(), TODAY));
    expect(ended(left, TODAY)).toBe(left);
  });

  it.each([
    ['on another day once it has ended', done(ended(aVoucher(), TODAY)), '2026-06-10', undefined, 'NOT_RESERVED'],
    ['before it started', aVoucher(), '2025-12-31', undefined, 'INVALID_PERIOD'],
    ['that is none of the voucher', aVoucher(), TODAY, 'rsv-V2-1', 'NOT_RESERVED'],
  ])('%s is refused', (_what, voucher, day, id, code) => expect(codeOf(ended(voucher, day, id))).toBe(code));
});

describe('the day of a transfer', () => {
  it('belongs to the receiving unit', () => {
    const moved = done(
      chosen(done(ended(aHousing(), '2026-06-20')), { letter: 'B', startDate: '2026-06-20', today: TODAY }),
    );
    expect(['2026-06-19', '2026-06-20', '2026-06-21'].map((day) => reservationOn(moved, day)?.providerId)).toEqual([
      'prv-A',
      'prv-B',
      'prv-B',
    ]);
  });
});

describe('switching the sote-centre', () => {
  const toB = (startDate: string, lockInMonths?: number, voucher = anEnrolment()) =>
    chosen(voucher, {
      letter: 'B',
      startDate,
      today: '2018-10-01',
      ...(lockInMonths === undefined ? {} : { lockInMonths }),
    });

  it('a day too early is refused with the earliest day (T26)', () => {
    expect(toB('2018-11-01')).toEqual({
      outcome: 'refused',
      code: 'LOCKED_IN',
      details: { earliestDate: '2018-11-02' },
    });
    expect(toB('2019-05-01', 12)).toMatchObject({ code: 'LOCKED_IN', details: { earliestDate: '2019-05-02' } });
  });

  it('on the earliest day ends the first enrolment on the day before', () => {
    const switched = done(toB('2018-11-02'));
    expect(switched.reservations.map(({ providerId, startDate, endDate }) => [providerId, startDate, endDate])).toEqual(
      [
        ['prv-A', '2018-05-02', '2018-11-01'],
        ['prv-B', '2018-11-02', null],
      ],
    );
    expect(switched.status).toBe('inUse');
  });

  it('starts the lock-in anew', () => {
    const back = chosen(done(toB('2018-11-02')), { startDate: '2018-12-01', today: '2018-12-01' });
    expect(back).toMatchObject({ code: 'LOCKED_IN', details: { earliestDate: '2019-05-02' } });
  });

  it('is not made sooner by ending the first before its time, unless the office lets the client go', () => {
    const [enrolment, today] = [anEnrolment(), '2018-06-01'];
    const leave = (endDate: string, lockInMonths?: number) =>
      endReservation(
        enrolment,
        { reservationId: enrolment.reservations[0]?.id ?? '', endDate, reason: 'moves away', lockInMonths },
        today,
        on(today),
      );
    expect(leave('2018-10-31', 6)).toMatchObject({ code: 'LOCKED_IN', details: { earliestDate: '2018-11-02' } });
    expect([codeOf(leave('2018-11-01', 6)), codeOf(leave('2018-06-01'))]).toEqual(['none', 'none']);
  });

  it('without a lock-in is free', () => expect(codeOf(toB('2018-06-01', 0))).toBe('none'));

  it('is not got round by another voucher: under a programme one centre at a time is responsible', () => {
    const today = '2018-10-01';
    const second = anEnrolment({ id: 'vch-V2', status: 'issued', reservations: [] });
    const beside = (other: Partial<Voucher>, startDate = today) =>
      codeOf(chosen(second, { letter: 'B', today, startDate, others: [second, anEnrolment(other)] }));
    const left = { reservations: [{ ...aStayAt('A', '2018-05-02'), endDate: '2018-10-31' }] };
    expect(beside({})).toBe('ALREADY_RESERVED');
    expect(beside({ reservations: [aStayAt('A', '2019-01-01')] })).toBe('ALREADY_RESERVED');
    expect([beside(left, '2018-10-31'), beside(left, '2018-11-01')]).toEqual(['ALREADY_RESERVED', 'none']);
    expect(beside({ validTo: '2018-09-30' })).toBe('none');
    expect(beside({ programmeId: 'prg-dental' })).toBe('none');
    expect(beside({ reservations: [] })).toBe('none');
  });

  it('is in use as soon as the first day has come', () => {
    const first = anEnrolment({ status: 'issued', reservations: [] });
    expect(done(chosen(first, { today: '2018-10-01' })).status).toBe('inUse');
    expect(done(chosen(first, { today: '2018-10-01', startDate: '2018-11-01' })).status).toBe('reserved');
  });
});

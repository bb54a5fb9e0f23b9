import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '#shared/domain/calendar';
import { residenceDays, type ResidenceDay } from '#shared/domain/pricing/residence';
import type { ServiceEvent, Voucher } from '#shared/domain/voucher/voucher';
import { aHousingVoucher, aStayAt, recorded, stayed, wasAway } from './pricing-builders.ts';

const june = (vouchers: Voucher[], over: { clientDeath?: string | null; knownAt?: string } = {}) =>
  residenceDays({ month: '2026-06', vouchers, clientDeath: null, ...over });
const holding = (events: ServiceEvent[], over: Partial<Voucher> = {}) => aHousingVoucher({ events, ...over });

/** `1-3 A, 4 leave 1` and so on: runs of days alike, an absence by its reason and the numbers it goes through. */
const told = (days: ResidenceDay[]): string[] => {
  const runs: { from: string; to: string; what: string; numbers: number[] }[] = [];
  for (const { date, providerId, absence } of days) {
    const what = `${providerId.slice(4)}${absence === null ? '' : ` ${absence.reason}`}`;
    const last = runs.at(-1);
    if (last?.what === what && addDays(last.to, 1) === date) {
      last.to = date;
      last.numbers.push(absence?.dayNumber ?? 0);
    } else runs.push({ from: date, to: date, what, numbers: [absence?.dayNumber ?? 0] });
  }
  return runs.map(
    ({ from, to, what, numbers: [first = 0, ...rest] }) =>
      `${from.slice(8)}-${to.slice(8)} ${what}${first === 0 ? '' : ` ${first}..${rest.at(-1) ?? first}`}`,
  );
};

describe('the days of one voucher', () => {
  it('are those recorded, each once, however often it was recorded', () => {
    const events = [stayed('A', '2026-05-20', '2026-06-10', 0), stayed('A', '2026-06-05', '2026-06-12', 1)];
    expect(told(june([holding(events)]))).toEqual(['01-12 A']);
  });

  it('are none where nothing is recorded, and other kinds of voucher are passed over', () => {
    expect(june([holding([])])).toEqual([]);
    expect(june([holding([stayed('A', '2026-06-01', '2026-06-30')], { kind: 'rehabilitation' })])).toEqual([]);
  });

  it('lie inside validity and end with the day of death', () => {
    const voucher = holding([stayed('A', '2026-06-01', '2026-06-30')], {
      validFrom: '2026-06-03',
      validTo: '2026-06-20',
    });
    expect(told(june([voucher]))).toEqual(['03-20 A']);
    expect(told(june([voucher], { clientDeath: '2026-06-10' }))).toEqual(['03-10 A']);
    expect(june([voucher], { clientDeath: '2026-05-31' })).toEqual([]);
  });

  it('belong to the receiving unit from the day of the transfer, and only on its own record', () => {
    const reservations = [aStayAt('A', '2020-01-01', '2026-06-15'), aStayAt('B', '2026-06-15')];
    const sending = stayed('A', '2026-06-01', '2026-06-30');
    expect(told(june([holding([sending], { reservations })]))).toEqual(['01-14 A']);
    const receiving = stayed('B', '2026-06-01', '2026-06-20', 1);
    expect(told(june([holding([sending, receiving], { reservations })]))).toEqual(['01-14 A', '15-20 B']);
  });

  it('are not told by another provider in the name of the one that has them', () => {
    const borrowed = stayed('B', '2026-06-01', '2026-06-30', 0, { offeringId: 'off-A' });
    expect(june([holding([borrowed])])).toEqual([]);
  });

  it('belong to nobody when the reservation has ended', () => {
    const reservations = [aStayAt('A', '2020-01-01', '2026-06-15')];
    expect(told(june([holding([stayed('A', '2026-06-01', '2026-06-30')], { reservations })]))).toEqual(['01-15 A']);
  });

  it('do not move to another offering of the same provider unless that one recorded them', () => {
    const reservations = [
      aStayAt('A', '2020-01-01', '2026-06-14'),
      { ...aStayAt('A', '2026-06-15'), offeringId: 'off-A2' },
    ];
    const other = stayed('A', '2026-06-15', '2026-06-16', 1, { offeringId: 'off-A2' });
    expect(told(june([holding([stayed('A', '2026-06-01', '2026-06-30'), other], { reservations })]))).toEqual([
      '01-16 A',
    ]);
  });
});

describe('an absence', () => {
  const stay = stayed('A', '2026-06-01', '2026-06-30', 10);

  it('overrides a stay, whether it was recorded before or after it', () => {
    for (const order of [0, 20]) {
      const away = wasAway('A', '2026-06-10', '2026-06-12', 'leave', order);
      expect(told(june([holding([stay, away])]))).toEqual(['01-09 A', '10-12 A leave 1..3', '13-30 A']);
    }
  });

  it('recorded later holds over one recorded earlier', () => {
    const leave = wasAway('A', '2026-06-10', '2026-06-14', 'leave', 21);
    const hospital = wasAway('A', '2026-06-12', '2026-06-16', 'hospital', 20);
    const days = ['01-09 A', '10-14 A leave 1..5', '15-16 A hospital 6..7', '17-30 A'];
    expect(told(june([holding([stay, leave, hospital])]))).toEqual(days);
    expect(told(june([holding([stay, hospital, leave])]))).toEqual(days);
  });

  it('starts anew after a day present', () => {
    const events = [stay, wasAway('A', '2026-06-02', '2026-06-04'), wasAway('A', '2026-06-06', '2026-06-07')];
    expect(told(june([holding(events)]))).toEqual([
      '01-01 A',
      '02-04 A leave 1..3',
      '05-05 A',
      '06-07 A leave 1..2',
      '08-30 A',
    ]);
  });

  it('goes on counting over the turn of months and years, and over a change of reason', () => {
    const events = [
      stay,
      wasAway('A', '2025-12-30', '2026-05-31', 'hospital'),
      wasAway('A', '2026-06-01', '2026-06-02'),
    ];
    expect(told(june([holding(events)]))).toEqual(['01-02 A leave 154..155', '03-30 A']);
  });

  it('goes on counting when the client is transferred to another unit while away', () => {
    const reservations = [aStayAt('A', '2020-01-01', '2026-06-14'), aStayAt('B', '2026-06-15')];
    const events = [
      wasAway('A', '2026-06-12', '2026-06-14', 'hospital'),
      wasAway('B', '2026-06-15', '2026-06-17', 'hospital'),
    ];
    expect(told(june([holding(events, { reservations })]))).toEqual(['12-14 A hospital 1..3', '15-17 B hospital 4..6']);
  });
});

describe('two vouchers of one client', () => {
  it('pay a day once: the one whose event of that day was recorded first has it', () => {
    const first = holding([stayed('A', '2026-06-10', '2026-06-20', 5)], { id: 'vch-2' });
    const second = holding([stayed('B', '2026-06-01', '2026-06-30', 6)], {
      id: 'vch-1',
      reservations: [aStayAt('B', '2020-01-01')],
    });
    for (const vouchers of [
      [first, second],
      [second, first],
    ]) {
      expect(told(june(vouchers))).toEqual(['01-09 B', '10-20 A', '21-30 B']);
    }
  });

  it('recorded in the same instant are told apart by their ids, whichever comes first', () => {
    const one = holding([stayed('A', '2026-06-10', '2026-06-11')], { id: 'vch-1' });
    const two = holding([stayed('B', '2026-06-10', '2026-06-11')], {
      id: 'vch-2',
      reservations: [aStayAt('B', '2020-01-01')],
    });
    expect(told(june([two, one]))).toEqual(['10-11 A']);
    expect(told(june([one, two]))).toEqual(['10-11 A']);
  });
});

describe('the month as it was known', () => {
  const reversed = { at: recorded(30), by: 'usr-1', reason: 'wrong client', late: false };

  it('leaves out what was recorded later', () => {
    const voucher = holding([
      stayed('A', '2026-06-01', '2026-06-30', 10),
      wasAway('A', '2026-06-10', '2026-06-11', 'leave', 20),
    ]);
    expect(june([voucher], { knownAt: recorded(9) })).toEqual([]);
    expect(told(june([voucher], { knownAt: recorded(10) }))).toEqual(['01-30 A']);
    expect(told(june([voucher], { knownAt: recorded(20) }))).toHaveLength(3);
  });

  it('still has what was reversed later, and no more what was reversed by then', () => {
    const voucher = holding([stayed('A', '2026-06-01', '2026-06-30', 10, { reversed })]);
    expect(june([voucher])).toEqual([]);
    expect(told(june([voucher], { knownAt: recorded(29) }))).toEqual(['01-30 A']);
    expect(june([voucher], { knownAt: recorded(30) })).toEqual([]);
  });
});

describe('any way of recording the same month', () => {
  /** A stretch of June as a first day and a length, cut at the month's end. */
  const stretch = fc.record({ from: fc.integer({ min: 0, max: 29 }), length: fc.integer({ min: 1, max: 12 }) });
  const toDates = ({ from, length }: { from: number; length: number }) =>
    [addDays('2026-06-01', from), addDays('2026-06-01', Math.min(29, from + length - 1))] as const;

  it('gives the same days, in whatever order stays and one reason of absence were recorded', () => {
    const facts = fc.record({
      stays: fc.array(stretch, { maxLength: 4 }),
      absences: fc.array(stretch, { maxLength: 4 }),
      seed: fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
    });
    fc.assert(
      fc.property(facts, ({ stays, absences, seed }) => {
        const inOrder = (orderOf: (index: number) => number) => [
          ...stays.map((s, index) => stayed('A', ...toDates(s), orderOf(index))),
          ...absences.map((s, index) => wasAway('A', ...toDates(s), 'leave', orderOf(stays.length + index))),
        ];
        const shuffled = inOrder((index) => (seed[index] ?? 0) % 3000).reverse();
        expect(june([holding(shuffled)])).toEqual(june([holding(inOrder((index) => index))]));
      }),
    );
  });

  it('gives each day at most once, in order, an absence numbered without gaps', () => {
    const two = fc.tuple(fc.array(stretch, { maxLength: 5 }), fc.array(stretch, { maxLength: 5 }));
    fc.assert(
      fc.property(two, ([stays, absences]) => {
        const days = june([
          holding(stays.map((s, order) => stayed('A', ...toDates(s), order))),
          holding(
            absences.map((s, order) => wasAway('B', ...toDates(s), 'hospital', order)),
            { id: 'vch-2', reservations: [aStayAt('B', '2020-01-01')] },
          ),
        ]);
        const dates = days.map((day) => day.date);
        expect(dates).toEqual([...new Set(dates)].sort());
        const covered = new Set(
          [...stays, ...absences].flatMap(({ from, length }) =>
            Array.from({ length: Math.min(30 - from, length) }, (_, index) => from + index),
          ),
        );
        expect(days).toHaveLength(covered.size);
      }),
    );
  });
});

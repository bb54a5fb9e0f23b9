import { describe, expect, it } from '@jest/globals';
import { wouldRecord } from '#shared/domain/voucher/record-event';
import { MOST_REFUSALS } from '#shared/domain/voucher/remember-refusal';
import type { Voucher } from '#shared/domain/voucher/voucher';
import { balanceOf } from '../../builders/books.ts';
import {
  accepted,
  aClaim,
  aHousing,
  aHousingClaim,
  anAbsence,
  aNoShow,
  aProvider,
  aStay,
  aVisit,
  aVoucher,
  on,
  outcomeOf,
  TODAY,
  told,
  withVisits,
} from '../../builders/voucher.ts';

const held = (voucher: Voucher) => [
  voucher.usedUnits,
  voucher.committedCents,
  balanceOf(voucher, 'owed'),
  voucher.status,
];

describe('recording a visit', () => {
  it('takes a unit and moves its money from commitment to owed', () => {
    const { voucher, event } = accepted(aClaim());
    expect(event).toMatchObject({
      id: 'evt-V1-k1',
      providerId: 'prv-A',
      pricing: { grossCents: 6200, organiserCents: 4435, clientCents: 1765 },
      owedCents: 4435,
      recordedBy: 'usr-provider',
      late: false,
    });
    expect(held(voucher)).toEqual([1, 39_915, 4435, 'inUse']);
  });

  it('at a price below the value gives the rest of the unit back to the appropriation', () => {
    const { voucher } = accepted(aClaim({ provider: aProvider('A', {}, 4200) }));
    expect(held(voucher)).toEqual([1, 39_915, 4200, 'inUse']);
    expect(balanceOf(voucher, 'appropriation')).toBe(-44_350 + 235);
  });

  it('of a child at the full price sets aside what the commitment does not cover', () => {
    const child = aVoucher({ grantedUnits: 1, committedCents: 4435, clientBirthDate: '2015-01-01' });
    const { voucher } = accepted(aClaim({ voucher: child }));
    expect(held(voucher)).toEqual([1, 0, 6200, 'usedUp']);
  });

  it('uses the voucher up with the last unit, and nothing stays committed', () => {
    const voucher = withVisits(
      aVoucher({ grantedUnits: 3, committedCents: 13_305 }),
      '2026-06-01',
      '2026-06-02',
      TODAY,
    );
    expect(held(voucher)).toEqual([3, 0, 13_305, 'usedUp']);
  });

  it('of a month whose window was opened again is marked late', () => {
    const entryWindows = [{ period: '2026-04', openUntil: '2026-06-30', reason: 'illness' }];
    const { event } = accepted(aClaim({ fact: aVisit('2026-04-30'), voucher: aVoucher({ entryWindows }) }));
    expect(event.late).toBe(true);
  });
});

describe('recording a missed visit', () => {
  it('costs the organiser nothing and leaves the unit on the voucher', () => {
    const { voucher, event } = accepted(aClaim({ fact: aNoShow(TODAY) }));
    expect(event.pricing).toMatchObject({ organiserCents: 0, clientCents: 5670 });
    expect(held(voucher)).toEqual([0, 44_350, 0, 'inUse']);
  });
});

describe('the same key again', () => {
  it('gets the first answer, whatever has happened since', () => {
    const first = accepted(aClaim());
    const suspensions = [{ from: TODAY, resumedOn: null, reason: 'in hospital' }];
    const later = { ...first.voucher, suspensions };
    const again = told(aClaim({ voucher: later, today: '2027-06-04', fact: aVisit(TODAY) }));
    expect(again.next).toBe(later);
    expect(again.answer).toEqual({ outcome: 'recorded', event: first.event, replayed: true });
  });

  it('gets the same no, also when it would hold by now', () => {
    const first = told(aClaim({ fact: aVisit('2026-06-05') }));
    expect(first.answer).toEqual({ outcome: 'refused', code: 'IN_THE_FUTURE', replayed: false });
    const again = told(aClaim({ fact: aVisit('2026-06-05'), today: '2026-06-05', voucher: first.next }));
    expect(again.next).toBe(first.next);
    expect(again.answer).toEqual({ outcome: 'refused', code: 'IN_THE_FUTURE', replayed: true });
    const otherwise = told(aClaim({ fact: aVisit('2026-06-05'), today: '2026-06-05', voucher: first.next }), 'k2');
    expect(otherwise.answer).toMatchObject({ outcome: 'recorded', replayed: false });
  });

  it('of the last unit is told yes, and another key no', () => {
    const { voucher } = accepted(aClaim({ voucher: aVoucher({ grantedUnits: 1 }) }));
    expect(
      [told(aClaim({ voucher }), 'k1'), told(aClaim({ voucher }), 'k2')].map(({ answer }) => outcomeOf(answer)),
    ).toEqual(['recorded', 'NO_UNITS_LEFT']);
  });
});

describe('a refusal', () => {
  it('changes nothing but what is remembered', () => {
    const voucher = aVoucher();
    const { next } = told(aClaim({ voucher, fact: aVisit('2026-06-05') }));
    expect(next).toEqual({ ...voucher, refusals: [{ key: 'k1', code: 'IN_THE_FUTURE' }] });
  });

  it('is no longer remembered once a voucher holds too many; then nothing new is taken', () => {
    const refusals = Array.from({ length: MOST_REFUSALS }, (_, index) => ({
      key: `old${index}`,
      code: 'IN_THE_FUTURE' as const,
    }));
    const voucher = aVoucher({ refusals });
    const { next, answer } = told(aClaim({ voucher }));
    expect([next === voucher, outcomeOf(answer)]).toEqual([true, 'VOUCHER_FULL']);
    expect(told(aClaim({ voucher }), 'old7').answer).toMatchObject({ code: 'IN_THE_FUTURE', replayed: true });
    expect(wouldRecord(aClaim({ voucher }), [], on(TODAY)).reasons).toEqual(['VOUCHER_FULL']);
  });
});

describe('asking beforehand', () => {
  it('tells every ground, and no price', () => {
    const claim = aClaim({ fact: aVisit('2027-01-01') });
    expect(wouldRecord(claim, [], on(TODAY))).toEqual({ reasons: ['OUT_OF_VALIDITY', 'IN_THE_FUTURE'], pricing: null });
  });

  it.each([
    ['a visit', aClaim()],
    ['a missed visit', aClaim({ fact: aNoShow(TODAY) })],
    ['a month of housing', aHousingClaim()],
  ])('tells the price that recording %s will answer', (_what, claim) => {
    const { reasons, pricing } = wouldRecord(claim, [], on(TODAY));
    expect([reasons, pricing]).toEqual([[], accepted(claim).event.pricing]);
  });
});

const homeOf = (voucher: Voucher, fact = aStay('2026-05-01', '2026-05-31'), today = TODAY) =>
  aHousingClaim({ voucher, fact, today });

describe('recording housing', () => {
  it('answers with the month as known so far and owes what the event adds to it', () => {
    const first = accepted(homeOf(aHousing(), aStay('2026-05-01', '2026-05-10')), 'k1');
    const second = accepted(homeOf(first.voucher, aStay('2026-05-11', '2026-05-31')), 'k2');
    expect(second.event.pricing).toMatchObject({ grossCents: 527_000, organiserCents: 415_820, clientCents: 111_180 });
    expect(first.event.owedCents + second.event.owedCents).toBe(415_820);
    expect(balanceOf(second.voucher, 'owed')).toBe(415_820);
  });

  it('takes back with an absence what the stay had owed too much', () => {
    const stay = accepted(homeOf(aHousing()), 'k1');
    const { voucher, event } = accepted(homeOf(stay.voucher, anAbsence('2026-05-10', '2026-05-21')), 'k2');
    expect(event.owedCents).toBe(event.pricing.organiserCents - stay.event.owedCents);
    expect(event.owedCents).toBeLessThan(0);
    expect([balanceOf(voucher, 'owed'), voucher.committedCents]).toEqual([
      event.pricing.organiserCents,
      44_350 - 44_350 - event.owedCents,
    ]);
  });

  it('owes the same whichever of stay and absence was told first', () => {
    const facts = [aStay('2026-05-01', '2026-05-31'), anAbsence('2026-05-10', '2026-05-21')];
    const owed = [facts, facts.toReversed()].map((order) =>
      order.reduce((voucher, fact, index) => accepted(homeOf(voucher, fact), `k${index}`).voucher, aHousing()),
    );
    expect(owed.map((voucher) => balanceOf(voucher, 'owed'))).toEqual([399_352, 399_352]);
  });

  it('prices a stay over the turn of a month as two months', () => {
    const { event } = accepted(homeOf(aHousing(), aStay('2026-05-30', '2026-06-02')));
    const [may, june] = [
      { gross: 34_000, client: 7173 },
      { gross: 34_000, client: 7412 },
    ];
    expect(event.pricing).toMatchObject({ grossCents: may.gross + june.gross, clientCents: may.client + june.client });
  });

  it('goes on counting one absence over the turn of a month', () => {
    const stay = accepted(homeOf(aHousing(), aStay('2026-05-01', '2026-06-04'), TODAY), 'k1').voucher;
    const away = accepted(homeOf(stay, anAbsence('2026-05-29', '2026-06-04'), TODAY), 'k2').voucher;
    const june = away.events.at(-1)?.pricing.steps.filter(({ rule }) => rule === 'absenceDaysAtProviderPercent');
    expect(
      june?.map(({ inputs, resultCents }) => [inputs['from'], inputs['to'], inputs['providerPercent'], resultCents]),
    ).toEqual([
      ['2026-05-29', '2026-05-31', 100, 51_000],
      ['2026-06-01', '2026-06-02', 100, 34_000],
      ['2026-06-03', '2026-06-04', 50, 17_000],
    ]);
  });
});

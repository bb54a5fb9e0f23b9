import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  daysFromTo,
  earliest,
  firstDayOf,
  lastDayOf,
  latest,
  monthOf,
  monthsFromTo,
  type CalendarDate,
} from '#shared/domain/calendar';
import { isRefused } from '#shared/domain/outcome';
import { housingDays } from '#shared/domain/pricing/housing-days';
import { priceHousingMonth } from '#shared/domain/pricing/housing-month';
import { residenceDays } from '#shared/domain/pricing/residence';
import type { Away } from '#shared/domain/simulation/plan';
import { simulate } from '#shared/domain/simulation/simulate';
import { recordEvent } from '#shared/domain/voucher/record-event';
import { endReservation, reserve } from '#shared/domain/voucher/reserve';
import type { ServiceFact, Voucher } from '#shared/domain/voucher/voucher';
import { aHousing, aStay, done, on } from '../builders/voucher.ts';
import { aDay, amountsByMonth, mostly, situations, type Situation } from '../builders/plans.ts';

interface Stay {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly absences: readonly Away[];
}

/** A stay with absences one after the other, over the turns of months as it comes. */
const stays: fc.Arbitrary<Stay> = fc
  .record({
    from: aDay('2027-11-01', '2028-12-01'),
    days: mostly(fc.nat({ max: 70 }), fc.nat({ max: 200 })),
    gaps: fc.array(
      fc.record({
        present: fc.integer({ min: 1, max: 25 }),
        away: mostly(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 28, max: 65 })),
        reason: fc.constantFrom('leave' as const, 'hospital' as const, 'organiser' as const),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ from, days, gaps }) => {
    const to = addDays(from, days);
    const absences: Away[] = [];
    let next = from;
    for (const { present, away, reason } of gaps) {
      const begins = addDays(next, present);
      const ends = earliest(to, addDays(begins, away));
      if (begins <= ends) absences.push({ from: begins, to: ends, reason });
      next = addDays(ends, 1);
    }
    return { from, to, absences };
  });

/** What was before: with this provider or the rival, told until some day; and another voucher with days of its own. */
interface Past {
  readonly lived: { readonly at: 'A' | 'B'; readonly until: CalendarDate } | null;
  readonly elsewhere: { readonly from: CalendarDate; readonly days: number } | null;
}
const pasts: fc.Arbitrary<Past> = fc.record({
  lived: fc.option(fc.record({ at: fc.constantFrom('A', 'B'), until: aDay('2027-11-01', '2028-02-15') })),
  elsewhere: mostly(fc.constant(null), fc.record({ from: aDay('2027-11-01', '2028-06-01'), days: fc.nat({ max: 9 }) })),
});

type Told = Pick<Situation, 'provider' | 'programme' | 'client' | 'others' | 'neighbours'>;

/** Tells it on that day; day by day where it is not taken as a whole. What is refused is left. */
const tell = (voucher: Voucher, fact: ServiceFact, today: CalendarDate, facts: Told): Voucher => {
  const claim = { ...facts, voucher, offeringId: facts.provider.offerings[0]?.id ?? '', fact, today };
  const command = { digest: `k${voucher.events.length}x${voucher.refusals.length}`, ...on(today) };
  const { next, answer } = recordEvent(claim, command, facts.neighbours);
  if (answer.outcome === 'recorded') return next;
  if (fact.from === fact.to) return voucher;
  return daysFromTo(fact.from, fact.to).reduce(
    (state, date) => tell(state, { ...fact, from: date, to: date }, today, facts),
    voucher,
  );
};

const begun = (situation: Situation, { lived, elsewhere }: Past): Situation => {
  const { today, neighbours, provider } = situation;
  const [rival] = neighbours;
  if (rival === undefined) throw new Error('there is no rival');
  const facts = { ...situation, provider: rival };
  let { voucher } = situation;
  if (lived !== null) {
    const home = { ...situation, provider: lived.at === 'A' ? provider : rival };
    const chosen = reserve(voucher, { offeringId: `off-${lived.at}`, startDate: voucher.validFrom }, home, on(today));
    voucher = isRefused(chosen) ? voucher : chosen;
    for (const month of monthsFromTo('2027-11', monthOf(lived.until)))
      voucher = tell(voucher, aStay(firstDayOf(month), earliest(lastDayOf(month), lived.until)), lived.until, home);
  }
  if (elsewhere === null) return { ...situation, voucher };
  const { from, days } = elsewhere;
  const bare = aHousing({ id: 'vch-V2', number: 'V2', reservations: [], clientBirthDate: voucher.clientBirthDate });
  const empty = done(reserve(bare, { offeringId: 'off-B', startDate: '2027-01-01' }, facts, on(today)));
  const other = tell(empty, aStay(from, addDays(from, days)), addDays(from, days), { ...facts, others: [voucher] });
  return { ...situation, voucher, others: [other] };
};

/** The client moves in, and the provider tells each month after it: the whole stay, and over it what was away. */
const moveIn = ({ voucher, provider, ...known }: Situation, { from, to, absences }: Stay): Voucher => {
  const { today } = known;
  const startDate = latest(from, voucher.validFrom, provider.approvals[0]?.validFrom ?? '');
  const current = voucher.reservations.at(-1);
  const stays = current?.offeringId === 'off-A';
  const ending = current && { reservationId: current.id, endDate: startDate, reason: 'moves' };
  const left = ending === undefined || stays ? voucher : done(endReservation(voucher, ending, today, on(today)));
  const chosen = reserve(left, { offeringId: 'off-A', startDate }, { ...known, provider }, on(today));
  let state = isRefused(chosen) || stays ? voucher : chosen;
  for (const month of monthsFromTo(monthOf(from), monthOf(to))) {
    const within = (one: { from: CalendarDate; to: CalendarDate }) => ({
      from: latest(one.from, firstDayOf(month)),
      to: earliest(one.to, lastDayOf(month)),
    });
    const away = absences.map((one): ServiceFact => ({ type: 'absence', reason: one.reason, ...within(one) }));
    const facts: ServiceFact[] = [
      ...away.filter((fact) => fact.from <= fact.to),
      { type: 'stay', ...within({ from, to }) },
    ];
    const toldOn = latest(today, addDays(lastDayOf(month), 3));
    // The way it often goes: first what was away, then the month as a whole.
    for (const fact of facts) state = tell(state, fact, toldOn, { ...known, provider });
  }
  return state;
};

/** What the run of each month would settle for the offering. */
const settle = (situation: Situation, voucher: Voucher, { from, to }: Stay) => {
  const { client, others, programmes, provider, neighbours } = situation;
  const vouchers = [...others, voucher];
  const months = monthsFromTo(monthOf(from), monthOf(to)).map((month) => {
    const knownAt = `${addDays(lastDayOf(month), 400)}T00:00:00.000Z`;
    const residence = residenceDays({ month, vouchers, clientDeath: client.deathDate, knownAt });
    const days = housingDays(residence, {
      client,
      vouchers,
      programmes,
      providers: [...neighbours, provider],
      knownAt,
    });
    const parts = isRefused(days) ? [] : priceHousingMonth({ month, days });
    const part = parts.find(({ voucherId, offeringId }) => voucherId === voucher.id && offeringId === 'off-A');
    const { grossCents = 0, organiserCents = 0, clientCents = 0 } = part?.pricing ?? {};
    return { month, units: part?.days ?? 0, refusedUnits: 0, steps: [], grossCents, organiserCents, clientCents };
  });
  return { amounts: amountsByMonth({ months }), units: months.map(({ units }) => units) };
};

describe('a plan of housing', () => {
  it('costs exactly what its months are settled for once it is lived', () => {
    const heard = new Map<string, number>();
    fc.assert(
      fc.property(situations('housing'), pasts, stays, (alone, past, stay) => {
        const situation = begun(alone, past);
        const offered = { provider: situation.provider, offeringId: 'off-A' };
        const simulated = simulate({ kind: 'housing', ...stay }, offered, situation);
        const settled = settle(situation, moveIn(situation, stay), stay);
        expect(amountsByMonth(simulated)).toEqual(settled.amounts);
        expect(simulated.months.map(({ units }) => units)).toEqual(settled.units);
        for (const { code } of simulated.notTaken) heard.set(code, (heard.get(code) ?? 0) + 1);
        if (past.lived?.at === 'A') return;
        const taken = simulated.months.reduce((sum, { units, refusedUnits }) => sum + units + refusedUnits, 0);
        expect(taken).toBe(daysFromTo(stay.from, stay.to).length);
      }),
      { numRuns: 1_500 },
    );
    expect([...heard.keys()]).toEqual(
      expect.arrayContaining([
        ...['AFTER_DEATH', 'DUPLICATE_EVENT', 'ENTRY_WINDOW_CLOSED', 'INCOME_DECISION_MISSING'],
        ...['OUT_OF_VALIDITY', 'PROVIDER_NOT_APPROVED_ON_DATE'],
      ]),
    );
  });
});

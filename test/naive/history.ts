/** What becomes known of a resident, little by little: plain facts with the instant at which each was recorded. */
import type { IncomeDecision } from '#shared/domain/client/client';
import type { JournalKind, Reservation, ServiceEvent, Voucher } from '#shared/domain/voucher/voucher';
import { aHousingVoucher } from '../domain/pricing-builders.ts';
import { asDecision, asEvent, asRaises, asReservation } from './as-code.ts';
import type { Chance } from './chance.ts';
import { dayAfter, everyDayOf } from './days.ts';
import type { Amount, Choice, Income, Resident, Terms, Told } from './facts.ts';
import { anIncome, anyReason, LONG_AGO, UNITS } from './stories.ts';

export type Fact = { readonly at: string } & (
  | { readonly told: Omit<Told, 'at'>; readonly owed: number; reversedAt?: string }
  | { readonly income: Income }
  | { readonly raise: Amount }
  | { readonly moved: Choice }
  | { readonly died: string }
);

const only = <K extends string>(facts: readonly Fact[], key: K) =>
  facts.filter((fact): fact is Extract<Fact, Record<K, unknown>> => key in fact);

/** A way from unit to unit: each ends on the eve of the next. */
const choicesOf = (facts: readonly Fact[]): Choice[] =>
  only(facts, 'moved').map(({ moved }, index, all) => {
    const next = all[index + 1]?.moved.from;
    return next === undefined ? moved : { ...moved, to: dayAfter(next, -1) };
  });

export interface World {
  readonly born: string;
  readonly terms: readonly Terms[];
  readonly prices: Resident['prices'];
}

/** All that stands in the end, for the naive twin. */
export const inTheEnd = (world: World, facts: readonly Fact[]): Resident => ({
  born: world.born,
  prices: world.prices,
  died: only(facts, 'died')[0]?.died ?? null,
  incomes: only(facts, 'income').map(({ income }) => income),
  grants: [
    {
      from: LONG_AGO,
      terms: world.terms,
      raises: only(facts, 'raise').map(({ raise }) => raise),
      choices: choicesOf(facts),
      told: only(facts, 'told').flatMap(({ told, reversedAt }, at) =>
        reversedAt === undefined ? { ...told, at } : [],
      ),
    },
  ],
});

const eventsOf = (facts: readonly Fact[]): ServiceEvent[] =>
  only(facts, 'told').map(({ told, at, owed, reversedAt }, index) => ({
    ...asEvent(told, index),
    recordedAt: at,
    owedCents: owed,
    ...(reversedAt === undefined ? {} : { reversed: { at: reversedAt, by: 'usr-3', reason: 'a mistake', late: true } }),
  }));

const reservationsOf = (facts: readonly Fact[]): Reservation[] => {
  const moves = only(facts, 'moved');
  return choicesOf(facts).map((choice, index) => {
    const ended = moves[index + 1]?.at;
    const earlier = ended === undefined ? {} : { earlierEnds: [{ until: ended, endDate: null }] };
    return { ...asReservation(choice, index), at: moves[index]?.at ?? '', ...earlier };
  });
};

/** The same as the code keeps it: everything with its instants, so that any earlier state can be read off it. */
export const asKept = (facts: readonly Fact[]) => {
  const [death] = only(facts, 'died');
  const line = (kind: JournalKind, at: string) => ({ kind, at, seq: 0, by: 'usr-3', postings: [] });
  const voucher: Voucher = aHousingVoucher({
    programmeId: 'prg-0',
    validFrom: LONG_AGO,
    events: eventsOf(facts),
    reservations: reservationsOf(facts),
    valueRaises: only(facts, 'raise').flatMap(({ raise, at }) =>
      asRaises([raise]).map((one) => ({ ...one, recordedAt: at })),
    ),
    journal: [
      ...only(facts, 'moved').map(({ at }) => line('reserved', at)),
      ...only(facts, 'raise').map(({ at }) => line('valueRaised', at)),
    ],
  });
  const incomeDecisions: IncomeDecision[] = only(facts, 'income').map(({ income, at }, index) => ({
    ...asDecision(income, index),
    recordedAt: at,
  }));
  return { voucher, incomeDecisions, deathDate: death?.died ?? null, deathRecordedAt: death?.at ?? null };
};

const back = (chance: Chance, day: string, days: number): string => dayAfter(day, -chance.int(0, days));

/** Something that becomes known on a day, of that day or of days long settled. */
const anyFact = (chance: Chance, facts: Fact[], at: string): Fact[] => {
  const today = at.slice(0, 10);
  const unit = only(facts, 'moved').at(-1)?.moved.unit ?? 'A1';
  const died = only(facts, 'died').length > 0;
  switch (chance.pick(['away', 'away', 'away', 'income', 'raise', 'undone', 'undone', 'moved', 'died'])) {
    case 'income':
      return [{ at, income: { ...anIncome(chance), from: back(chance, today, 120) } }];
    case 'raise': {
      const from = back(chance, today, 90);
      const to = chance.is(50) ? { to: dayAfter(from, chance.int(0, 60)) } : {};
      return [{ at, raise: { from, ...to, cents: chance.cents(20_000) } }];
    }
    case 'undone': {
      const standing = only(facts, 'told').filter(({ reversedAt }) => reversedAt === undefined);
      const one = standing[chance.int(0, standing.length - 1)];
      if (one === undefined) return [];
      one.reversedAt = at;
      const from = chance.is(50) ? one.told.from : dayAfter(one.told.from, 1);
      return chance.is(60) && from <= one.told.to
        ? [{ at, owed: chance.cents(9_999), told: { ...one.told, from } }]
        : [];
    }
    case 'moved': {
      const last = only(facts, 'moved').at(-1)?.moved.from ?? LONG_AGO;
      const from = back(chance, today, 60);
      const next = chance.pick(UNITS);
      return from > last && !died ? [{ at, moved: { unit: next, from } }] : [];
    }
    case 'died':
      return died || chance.is(70) ? [] : [{ at, died: back(chance, today, 90) }];
    default: {
      const from = back(chance, today, 100);
      const to = dayAfter(from, chance.int(0, 45));
      return [
        { at, owed: -chance.cents(9_999), told: { unit, from, to: to < today ? to : today, away: anyReason(chance) } },
      ];
    }
  }
};

/** What is recorded from one run to the next: the month's stay, mostly in time, and whatever else comes to light. */
export const whatBecomesKnown = (chance: Chance, facts: Fact[], month: string, upTo: string): Fact[] => {
  const fresh: Fact[] = [];
  const days = everyDayOf(month);
  const unit = only(facts, 'moved').at(-1)?.moved.unit ?? 'A1';
  const instant = (order: number) => `${upTo}T0${order}:00:00.000Z`;
  if (chance.is(92))
    fresh.push({
      at: instant(1),
      owed: chance.cents(300_000),
      told: { unit, from: days[0] ?? '', to: days.at(-1) ?? '' },
    });
  for (let order = 2; order < 2 + chance.int(0, 3); order += 1)
    fresh.push(...anyFact(chance, [...facts, ...fresh], instant(order)));
  return fresh;
};

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, type CalendarDate } from '#shared/domain/calendar';
import { isRefused, type Refused } from '#shared/domain/outcome';
import type { ServiceKind } from '#shared/domain/programme/programme';
import { cancel, endByDeath, refuse } from '#shared/domain/voucher/end';
import { expire } from '#shared/domain/voucher/expire';
import { extend, openEntryWindow, raiseValue, resume, suspend } from '#shared/domain/voucher/govern';
import { issue } from '#shared/domain/voucher/issue';
import { recordEvent } from '#shared/domain/voucher/record-event';
import { endReservation, reserve } from '#shared/domain/voucher/reserve';
import { reverseEvent } from '#shared/domain/voucher/reverse-event';
import {
  isOpen,
  remainingUnits,
  standingEvents,
  TRANSITIONS,
  type ServiceFact,
  type Voucher,
  type VoucherStatus,
} from '#shared/domain/voucher/voucher';
import { balanceOf, standingOwed } from '../../builders/books.ts';
import {
  aClaim,
  aClient,
  anAbsence,
  aNoShow,
  aProgrammeOf,
  aProvider,
  aStay,
  aVisit,
  done,
  on,
} from '../../builders/voucher.ts';
import { aDecision, INCOME_TESTED } from '../pricing-builders.ts';

const START = '2026-05-25';

const VALUES = {
  rehabilitation: { basis: 'flat', unitValueCents: 4435 },
  housing: INCOME_TESTED,
  soteCentre: { basis: 'capitation', bands: [{ fromAge: 0, annualCents: 9287 }] },
} as const;

const programmeOf = (kind: ServiceKind) =>
  aProgrammeOf(kind, { value: VALUES[kind], lockInMonths: 1, validity: { takeIntoUseDays: 20, months: 1 } });
const client = aClient({ birthDate: '1940-03-01', incomeDecisions: [aDecision()] });

/** A voucher somewhere in its life, the day it is, and how many requests there have been. */
interface Life {
  readonly kind: ServiceKind;
  readonly voucher: Voucher;
  readonly today: CalendarDate;
  readonly asked: number;
}

interface Fancy {
  readonly what: keyof typeof VERBS;
  readonly letter: 'A' | 'B';
  /** Days from today. */
  readonly days: number;
  readonly length: number;
  readonly absent: boolean;
  readonly pick: number;
  readonly replaced: boolean;
}

type Verdict = Voucher | Refused;

const factOf = ({ kind, today }: Life, { days, length, absent }: Fancy): ServiceFact => {
  const from = addDays(today, days);
  if (kind === 'housing') return (absent ? anAbsence : aStay)(from, addDays(from, length));
  return absent ? aNoShow(from) : aVisit(from);
};

const claimOf = (life: Life, fancy: Fancy, voucher = life.voucher) =>
  aClaim({
    voucher,
    fact: factOf(life, fancy),
    offeringId: `off-${fancy.letter}`,
    provider: aProvider(fancy.letter, {}, fancy.letter === 'A' ? 6200 : 4000),
    programme: programmeOf(life.kind),
    client,
    today: life.today,
  });

/** The neighbour shares the month: its prices are needed too. */
const neighbours = [aProvider('A', {}, 6200), aProvider('B', {}, 4000)];
const by = ({ today }: Life) => on(today);
const command = (life: Life) => ({ digest: `k${life.asked}`, ...by(life) });

const VERBS = {
  reserve: (life: Life, { letter, days }: Fancy): Verdict =>
    reserve(
      life.voucher,
      { offeringId: `off-${letter}`, startDate: addDays(life.today, days) },
      { provider: aProvider(letter), programme: programmeOf(life.kind), today: life.today },
      by(life),
    ),
  leave: (life: Life, { days }: Fancy): Verdict =>
    endReservation(
      life.voucher,
      {
        reservationId: life.voucher.reservations.at(-1)?.id ?? '',
        endDate: addDays(life.today, days),
        reason: 'moves',
      },
      life.today,
      by(life),
    ),
  record: (life: Life, fancy: Fancy): Verdict => recordEvent(claimOf(life, fancy), command(life), neighbours).next,
  reverse: (life: Life, fancy: Fancy): Verdict => {
    const event = life.voucher.events[fancy.pick % Math.max(1, life.voucher.events.length)];
    const claim = (voucher: Voucher) => claimOf(life, fancy, voucher);
    const replacement = fancy.replaced ? { claim, command: command(life), neighbours } : undefined;
    return reverseEvent(life.voucher, { eventId: event?.id ?? '', reason: 'wrong' }, life.today, by(life), replacement)
      .next;
  },
  suspend: (life: Life, { days }: Fancy): Verdict =>
    suspend(life.voucher, addDays(life.today, days), 'in hospital', life.today, by(life)),
  resume: (life: Life): Verdict => resume(life.voucher, life.today, by(life)),
  extend: (life: Life, { days, length }: Fancy): Verdict =>
    extend(
      life.voucher,
      {
        validTo: addDays(life.today, days + 9 * length),
        reason: 'longer',
        commitmentCents: 1000 * (remainingUnits(life.voucher) ?? length),
      },
      life.today,
      by(life),
    ),
  raise: (life: Life, { days }: Fancy): Verdict => {
    const raise = { id: `vra-${life.asked}`, validFrom: addDays(life.today, days), unitValueCents: 5000, reason: 'x' };
    const verdict = raiseValue(life.voucher, raise, life.today, by(life));
    return isRefused(verdict) ? verdict : verdict.voucher;
  },
  open: (life: Life): Verdict =>
    openEntryWindow(
      life.voucher,
      { period: '2026-05', openUntil: addDays(life.today, 10), reason: 'illness' },
      life.today,
      by(life),
    ),
  expire: (life: Life): Verdict => expire(life.voucher, life.today, by(life)),
  refuse: (life: Life): Verdict => refuse(life.voucher, 'no', life.today, by(life)),
  cancel: (life: Life): Verdict => cancel(life.voucher, 'no', life.today, by(life)),
  die: (life: Life, { days }: Fancy): Verdict =>
    endByDeath(life.voucher, addDays(life.today, Math.min(0, days)), life.today, by(life)),
  /** Nothing but time. */
  sleep: ({ voucher }: Life): Verdict => voucher,
};

const step = (life: Life, fancy: Fancy): Life => {
  const verdict = VERBS[fancy.what](life, fancy);
  const slept = fancy.what === 'sleep' ? fancy.length : 0;
  return {
    ...life,
    voucher: isRefused(verdict) ? life.voucher : verdict,
    today: addDays(life.today, slept),
    asked: life.asked + 1,
  };
};

const begun = (kind: ServiceKind): Life => ({
  kind,
  voucher: done(
    issue(
      { number: 'V1', validFrom: '2026-05-10', ...(kind === 'rehabilitation' ? { units: 2 } : {}) },
      { client, programme: programmeOf(kind), today: START },
      on(START),
    ),
  ),
  today: START,
  asked: 0,
});

const weighted: [keyof typeof VERBS, number][] = [
  ['reserve', 14],
  ['leave', 4],
  ['record', 30],
  ['reverse', 8],
  ['suspend', 3],
  ['resume', 5],
  ['extend', 5],
  ['raise', 1],
  ['open', 1],
  ['expire', 3],
  ['refuse', 1],
  ['cancel', 1],
  ['die', 1],
  ['sleep', 6],
];
const fancies = fc.array(
  fc.record<Fancy>({
    what: fc.oneof(...weighted.map(([what, weight]) => ({ arbitrary: fc.constant(what), weight }))),
    letter: fc.constantFrom('A', 'A', 'A', 'B'),
    days: fc.integer({ min: -12, max: 2 }),
    length: fc.integer({ min: 0, max: 8 }),
    absent: fc.boolean(),
    pick: fc.nat({ max: 20 }),
    replaced: fc.boolean(),
  }),
  { minLength: 5, maxLength: 40, size: 'max' },
);
const kinds = fc.constantFrom<ServiceKind>('rehabilitation', 'rehabilitation', 'housing', 'soteCentre');

/** Every life of the run, step by step. */
const lives = (check: (before: Life, after: Life) => void): void => {
  fc.assert(
    fc.property(kinds, fancies, (kind, plan) => {
      plan.reduce((life, fancy) => {
        const next = step(life, fancy);
        check(life, next);
        return next;
      }, begun(kind));
    }),
    { numRuns: 250 },
  );
};

describe('whatever is done to a voucher, in whatever order', () => {
  it('its status only goes where the table lets it, and most ways of the table are gone', () => {
    const gone = new Set<string>();
    lives(({ voucher: before }, { voucher: after }) => {
      if (before.status === after.status) return;
      const ways: readonly VoucherStatus[] = TRANSITIONS[before.status];
      expect(ways).toContain(after.status);
      gone.add(`${before.status} ${after.status}`);
    });
    expect(gone.size).toBeGreaterThan(20);
  });

  it('the ledger says what the voucher holds, and no commitment is below zero', () => {
    lives((_before, { voucher }) => {
      expect(voucher.committedCents).toBeGreaterThanOrEqual(0);
      expect(balanceOf(voucher, 'committed')).toBe(voucher.committedCents);
      expect(balanceOf(voucher, 'owed')).toBe(standingOwed(voucher));
      if (!isOpen(voucher)) expect(voucher.committedCents).toBe(0);
      if (voucher.status === 'usedUp') expect(voucher.committedCents).toBe(0);
    });
  });

  it('its units are those of the visits that stand, never more than granted', () => {
    lives((_before, { voucher }) => {
      const visits = standingEvents(voucher).filter(({ fact }) => fact.type === 'visit');
      expect(voucher.usedUnits).toBe(visits.length);
      if (voucher.grantedUnits !== null) expect(voucher.usedUnits).toBeLessThanOrEqual(voucher.grantedUnits);
      expect(new Set(visits.map(({ fact }) => fact.from)).size).toBe(visits.length);
    });
  });

  it('nothing that was written is unwritten: the journal only grows, numbered from one', () => {
    lives(({ voucher: before }, { voucher: after }) => {
      expect(after.journal.slice(0, before.journal.length)).toEqual(before.journal);
      expect(after.journal.map(({ seq }) => seq)).toEqual(after.journal.map((_, index) => index + 1));
      expect(after.events.map(({ id }) => id).slice(0, before.events.length)).toEqual(
        before.events.map(({ id }) => id),
      );
      if (after.status !== before.status) expect(after.journal.length).toBeGreaterThan(before.journal.length);
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import { holdMoney, letGo, nameOfHold, type Budget, type Need } from '#shared/domain/budget/budget';
import { budgetFigures, spentByMonth, type Moved } from '#shared/domain/budget/figures';
import { forecastBudget } from '#shared/domain/budget/forecast';
import type { Account } from '#shared/domain/ledger/postings';
import { isRefused } from '#shared/domain/outcome';

const aBudget = (over: Partial<Budget['decisions'][number]> = {}): Budget => ({
  id: 'bdg-1',
  ver: 1,
  programmeId: 'prg-1',
  municipalityCode: null,
  year: 2026,
  decisions: [
    {
      id: 'bdd-1',
      appropriationCents: 1_000,
      onOverrun: 'refuse',
      warnAtPercent: null,
      decidedAt: '2026-01-01T08:00:00.000Z',
      decidedBy: 'usr-1',
      ...over,
    },
  ],
  holds: [],
});
const need = (voucherId: string, cents: number): Need => ({
  programmeId: 'prg-1',
  purse: { municipalityCode: '398', year: 2026 },
  voucherId,
  ref: voucherId,
  cents,
});
const hold = (budget: Budget, voucherId: string, cents: number, usedCents = 0) =>
  holdMoney(budget, need(voucherId, cents), { usedCents, now: 1 });

describe('money that is held', () => {
  it('is not there for another', () => {
    const { next, answer } = hold(aBudget(), 'vch-1', 600);
    expect(answer).toEqual([]);
    expect(hold(next, 'vch-2', 401).answer).toMatchObject({ code: 'BUDGET_EXCEEDED', details: { freeCents: 400 } });
    expect(isRefused(hold(next, 'vch-2', 400).answer)).toBe(false);
  });

  it('is held once for the same decision, at the most that any copy of it needs', () => {
    const once = hold(aBudget(), 'vch-1', 600).next;
    const twice = hold(once, 'vch-1', 700);
    const late = hold(twice.next, 'vch-1', 600);
    expect([twice.answer, late.answer]).toEqual([[], []]);
    expect([twice, late].map(({ next }) => next.holds.map(({ cents }) => cents))).toEqual([[700], [700]]);
  });

  it('is free again when it is let go', () => {
    const held = hold(aBudget(), 'vch-1', 600).next;
    const free = letGo(held, new Set([nameOfHold(need('vch-1', 0))]));
    expect(isRefused(hold(free, 'vch-2', 1_000).answer)).toBe(false);
    expect(letGo(free, new Set(['nobody']))).toBe(free);
  });

  it('is warned about where the budget says so, and from the share on that it names', () => {
    const budget = aBudget({ onOverrun: 'warn', warnAtPercent: 80 });
    const codes = (cents: number) => {
      const { answer } = hold(budget, 'vch-1', cents, 500);
      return isRefused(answer) ? answer.code : answer.map(({ code }) => code);
    };
    expect([codes(299), codes(300), codes(500), codes(501)]).toEqual([
      [],
      ['BUDGET_NEARLY_USED'],
      ['BUDGET_NEARLY_USED'],
      ['BUDGET_EXCEEDED'],
    ]);
  });
});

const moved = (from: Account, to: Account, amountCents: number, month: string | null = null): Moved => ({
  from,
  to,
  month,
  amountCents,
});

describe('the figures', () => {
  const year: Moved[] = [
    moved('appropriation', 'committed', 800),
    moved('committed', 'owed', 300, '2026-01'),
    moved('committed', 'owed', 100, '2026-02'),
    moved('owed', 'committed', 50, '2026-02'),
    moved('committed', 'appropriation', 70),
    moved('owed', 'payable', 300, '2026-01'),
    moved('payable', 'paid', 120, '2026-01'),
  ];

  it('sum up to the appropriation, whatever moved and whatever is held', () => {
    const figures = budgetFigures(1_000, year, 40);
    expect(figures).toEqual({
      appropriationCents: 1_000,
      committedCents: 800 - 300 - 100 + 50 - 70 + 40,
      owedCents: 50,
      payableCents: 180,
      paidCents: 120,
      freeCents: 1_000 - 420 - 350,
      spentCents: 350,
    });
  });

  it('tell what each month cost, wherever its money has got to', () => {
    expect(spentByMonth(year)).toEqual([
      { month: '2026-01', spentCents: 300 },
      { month: '2026-02', spentCents: 50 },
    ]);
  });
});

describe('the forecast', () => {
  const figures = (spentCents: number, committedCents: number) => ({
    ...budgetFigures(12_000, [], 0),
    owedCents: spentCents,
    spentCents,
    committedCents,
    freeCents: 12_000 - spentCents - committedCents,
  });
  const month = (name: string, spentCents: number) => ({ month: `2026-${name}`, spentCents });

  it('takes the months that are over for those to come, and counts what has begun', () => {
    const months = [month('03', 900), month('04', 1_100), month('05', 400)];
    const forecast = forecastBudget({ year: 2026, asOf: '2026-05-10', figures: figures(2_400, 3_000), months });
    expect(forecast).toMatchObject({ forecastCents: 10_000, lowCents: 5_400, highCents: 10_000, leftCents: 2_000 });
    expect(forecast.steps.map(({ rule, resultCents }) => [rule, resultCents])).toEqual([
      ['spentSoFar', 2_400],
      ['averageMonth', 1_000],
      ['monthsToCome', 7_600],
      ['forecast', 10_000],
    ]);
  });

  it('counts a month that cost nothing between two that did', () => {
    const months = [month('01', 900), month('03', 900)];
    const { forecastCents } = forecastBudget({ year: 2026, asOf: '2026-04-01', figures: figures(1_800, 0), months });
    expect(forecastCents).toBe(1_800 + 9 * 600);
  });

  it('counts months that cost nothing up to the last whose entry window is closed', () => {
    const months = [month('01', 8_870), month('04', 4_435)];
    const told = (asOf: string) => forecastBudget({ year: 2026, asOf, figures: figures(13_305, 0), months });
    expect(
      told('2026-10-31')
        .steps.slice(1)
        .map(({ rule, inputs, resultCents }) => [rule, inputs, resultCents]),
    ).toEqual([
      ['averageMonth', { overCents: 13_305, monthsOver: 9, from: '2026-01', to: '2026-09' }, 1_478],
      ['monthsToCome', { averageCents: 1_478, monthsToCome: 3, begunCents: 0 }, 4_434],
      ['forecast', { spentCents: 13_305, furtherCents: 4_434 }, 17_739],
    ]);
    const overOn = (asOf: string) => told(asOf).steps.find(({ rule }) => rule === 'averageMonth')?.inputs['to'];
    expect(['2026-05-05', '2026-06-05', '2026-06-06'].map(overOn)).toEqual(['2026-04', '2026-04', '2026-05']);
  });

  it('knows only what is promised where no month that is over cost anything', () => {
    const untouched = { year: 2026, asOf: '2026-11-20', figures: figures(0, 500), months: [] };
    expect(forecastBudget(untouched)).toMatchObject({ forecastCents: 500, lowCents: 500, highCents: 500 });
  });

  it('knows only what is promised before a month is over', () => {
    const begun = { year: 2026, asOf: '2026-01-20', figures: figures(100, 500), months: [month('01', 100)] };
    expect(forecastBudget(begun)).toMatchObject({ forecastCents: 600, lowCents: 600, highCents: 600 });
  });

  it('is what was spent once the year is over', () => {
    const over = { year: 2026, asOf: '2027-02-01', figures: figures(5_000, 0), months: [month('12', 5_000)] };
    expect(forecastBudget(over)).toMatchObject({ forecastCents: 5_000, leftCents: 7_000 });
  });
});

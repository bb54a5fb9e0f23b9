import { expect, it } from '@jest/globals';
import { monthsFromTo } from '#shared/domain/calendar';
import { reversalId, type NewLine } from '#shared/domain/settlement/line';
import { sealStatement } from '#shared/domain/settlement/statement';
import { offeringOf } from '../naive/as-code.ts';
import { manyStories, type Chance } from '../naive/chance.ts';
import { inTheEnd, type World } from '../naive/history.ts';
import { naiveHousingMonth } from '../naive/housing.ts';
import { total } from '../naive/numbers.ts';
import { nextRun, owedAt, settleAll, type Run } from '../naive/runs.ts';
import { born, housingValue, prices, since, terms, UNITS } from '../naive/stories.ts';

const N = 200;
const MONTHS = monthsFromTo('2027-01', '2027-08');
const END = '2099-01-01T00:00:00.000Z';

const aWorld = (chance: Chance): World => {
  const covered = chance.is(15) ? 75 : null;
  return {
    born: born(chance, '2027-06', covered),
    terms: since(chance, '2027-06', chance.is(30) ? 1 : 0, () => terms(chance, () => housingValue(chance), covered)),
    prices: Object.fromEntries(UNITS.map((unit) => [unit, prices(chance, '2027-06', 25_000)])),
  };
};

const sums = (lines: readonly NewLine[]) => ({
  gross: total(lines.map(({ grossCents }) => grossCents)),
  organiser: total(lines.map(({ organiserCents }) => organiserCents)),
  client: total(lines.map(({ clientCents }) => clientCents)),
});
const NOTHING = { gross: 0, organiser: 0, client: 0 };

/** Each reversal is its line with the sign turned; each line adds up; no id comes twice. */
const expectSound = (lines: readonly NewLine[]): void => {
  const byId = new Map(lines.map((line) => [line.id, line]));
  expect(byId.size).toBe(lines.length);
  for (const { id, kind, grossCents, organiserCents, clientCents, answers } of lines) {
    if (grossCents !== organiserCents + clientCents) throw new Error(`${id} does not add up`);
    if (kind !== 'reversal') {
      if (organiserCents < 0 || clientCents < 0) throw new Error(`${id} is below zero`);
      continue;
    }
    const undone = byId.get(answers ?? '');
    if (id !== reversalId(undone?.id ?? '')) throw new Error(`${id} takes nothing back`);
    expect(sums([undone as NewLine])).toEqual({
      gross: 0 - grossCents,
      organiser: 0 - organiserCents,
      client: 0 - clientCents,
    });
  }
};

/** Run after run each provider is paid, never below zero; what it owes it carries until it is used up. Tells of debts. */
const payAll = (runs: readonly Run[]): number => {
  const carried = new Map<string, number>();
  const paid = new Map<string, number>();
  let debts = 0;
  for (const { lines } of runs) {
    for (const providerId of new Set([...lines.map((line) => line.providerId), ...carried.keys()])) {
      const own = lines.filter((line) => line.providerId === providerId);
      const told = sealStatement({ lines: own, broughtForwardCents: carried.get(providerId) ?? 0 });
      if (told.payableCents < 0 || told.carriedForwardCents > 0) throw new Error(`${providerId} is paid below zero`);
      if (told.payableCents > 0) expect(told.carriedForwardCents).toBe(0);
      debts += told.broughtForwardCents < 0 && told.carriedForwardCents < 0 ? 1 : 0;
      carried.set(providerId, told.carriedForwardCents);
      paid.set(providerId, (paid.get(providerId) ?? 0) + told.payableCents);
    }
  }
  const lines = runs.flatMap((run) => run.lines);
  for (const [providerId, cents] of paid) {
    const { organiser } = sums(lines.filter((line) => line.providerId === providerId));
    expect([providerId, cents + (carried.get(providerId) ?? 0)]).toEqual([providerId, organiser]);
  }
  return debts;
};

it(`settles ${N} stories of facts that come late, run after run, to what the naive twin makes of them all`, () => {
  const seen = { reversals: 0, longDebts: 0, further: 0 };
  manyStories(N, (chance) => {
    const world = aWorld(chance);
    const { facts, runs } = settleAll(chance, world, MONTHS);
    const lines = runs.flatMap((run) => run.lines);
    expectSound(lines);

    const who = inTheEnd(world, facts);
    for (const month of MONTHS) {
      const fresh = naiveHousingMonth(who, month);
      for (const unit of UNITS) {
        const own = lines.filter(({ id }) => id.includes(`-${month}-${offeringOf(unit)}-`));
        const { gross, organiser, client } = fresh.find((share) => share.unit === unit) ?? NOTHING;
        expect([month, unit, sums(own)]).toEqual([month, unit, { gross, organiser, client }]);
        // What the events posted and what the runs made even is what was settled.
        const posted = owedAt(facts, unit, month, END) + total(own.map(({ trueUpCents = 0 }) => trueUpCents));
        expect([month, unit, posted]).toEqual([month, unit, organiser]);
      }
    }

    // The same month asked for again has nothing to add; a run of the past worked out again is what it was.
    const again = nextRun(world, facts, runs, { period: chance.pick(['2027-08', '2027-05']), cutoff: END });
    expect(again.lines).toEqual([]);
    const past = chance.int(0, runs.length - 1);
    const run = runs[past];
    if (run !== undefined) expect(nextRun(world, facts, runs.slice(0, past), run)).toEqual(run);

    seen.longDebts += payAll(runs);
    seen.reversals += lines.filter(({ kind }) => kind === 'reversal').length;
    seen.further += lines.filter(({ id }) => id.endsWith('-3')).length;
  });
  expect(seen.reversals).toBeGreaterThan(N);
  expect(seen.further).toBeGreaterThan(N / 10);
  expect(seen.longDebts).toBeGreaterThan(N / 20);
});

/** Settlement by the code's own rules, without its stores: what a run would write of a history. */
import { clientAsKnown, voucherAsKnown } from '#shared/domain/as-known';
import { isRefused } from '#shared/domain/outcome';
import { housingDays } from '#shared/domain/pricing/housing-days';
import { priceHousingMonth } from '#shared/domain/pricing/housing-month';
import { residenceDays } from '#shared/domain/pricing/residence';
import type { NewLine } from '#shared/domain/settlement/line';
import { monthLines, type MonthOwed, type MonthPart } from '#shared/domain/settlement/month-lines';
import { touchedMonths } from '#shared/domain/settlement/touched-months';
import { asProgramme, asProviders, offeringOf, providerOf } from './as-code.ts';
import type { Chance } from './chance.ts';
import { dayAfter, everyDayOf } from './days.ts';
import { asKept, whatBecomesKnown, type Fact, type World } from './history.ts';
import { total } from './numbers.ts';
import { aDayIn, anIncome, LONG_AGO, UNITS } from './stories.ts';

export interface Run {
  readonly period: string;
  readonly cutoff: string;
  readonly lines: readonly NewLine[];
}

/** What the events of a month had posted as owed at an instant. */
export const owedAt = (facts: readonly Fact[], unit: string, month: string, at: string): number =>
  total(
    facts.flatMap((fact) => {
      if (!('told' in fact) || fact.told.unit !== unit || !fact.told.from.startsWith(month)) return [];
      return fact.at <= at && (fact.reversedAt === undefined || fact.reversedAt > at) ? fact.owed : [];
    }),
  );

const wanted = (world: World, kept: ReturnType<typeof asKept>, month: string, cutoff: string): MonthPart[] => {
  const { voucher: latest, ...person } = kept;
  const voucher = voucherAsKnown(latest, cutoff);
  const client = clientAsKnown({ ...person, id: 'cli-1', birthDate: world.born }, cutoff);
  const lived = residenceDays({ month, vouchers: [voucher], clientDeath: client.deathDate });
  const days = housingDays(lived, {
    client,
    vouchers: [voucher],
    programmes: [asProgramme(world.terms, 'prg-0')],
    providers: asProviders(world.prices),
  });
  if (isRefused(days)) throw new Error(days.code);
  const [from = '', to = ''] = [days[0]?.date, days.at(-1)?.date];
  return priceHousingMonth({ month, days }).map(({ pricing, ...part }) => ({ ...part, ...pricing, from, to }));
};

/** What a run after these writes, of these facts as they were known at its cut-off. */
export const nextRun = (
  world: World,
  facts: readonly Fact[],
  runs: readonly Run[],
  { period, cutoff }: Omit<Run, 'lines'>,
): Run => {
  const kept = asKept(facts);
  const settledSince = new Map([...runs].reverse().map((run) => [run.period, run.cutoff]));
  const touched = touchedMonths(kept.voucher, kept, { settledSince, knownAt: cutoff });
  const lines = [...new Set([period, ...touched])].sort().flatMap((month) => {
    const owed = UNITS.map((unit): MonthOwed => ({
      providerId: providerOf(unit),
      offeringId: offeringOf(unit),
      municipalityCode: null,
      owedCents: owedAt(facts, unit, month, cutoff),
    }));
    return monthLines({
      kind: 'housing',
      voucherId: kept.voucher.id,
      programmeId: kept.voucher.programmeId,
      month,
      wanted: wanted(world, kept, month, cutoff),
      settled: runs.flatMap((run) => run.lines).filter(({ id }) => id.includes(`-${month}-off-`)),
      owed: owed.filter(({ owedCents }) => owedCents !== 0),
    });
  });
  return { period, cutoff, lines };
};

/** Months are settled one after another, some of them late and some twice, while facts come in about all of them. */
export const settleAll = (chance: Chance, world: World, months: readonly string[]): { facts: Fact[]; runs: Run[] } => {
  const at = `${LONG_AGO}T08:00:00.000Z`;
  const movedIn = chance.is(60) ? LONG_AGO : aDayIn(chance, months[0] ?? '');
  const facts: Fact[] = [
    { at, income: { ...anIncome(chance), from: LONG_AGO } },
    { at, moved: { unit: 'A1', from: movedIn } },
  ];
  const runs: Run[] = [];
  const waiting: string[] = [];
  for (const month of months) {
    const sixth = dayAfter(everyDayOf(month).at(-1) ?? '', 6);
    facts.push(...whatBecomesKnown(chance, facts, month, sixth));
    waiting.push(month);
    if (chance.is(20) && month !== months.at(-1)) continue;
    for (const period of waiting.splice(0))
      runs.push(nextRun(world, facts, runs, { period, cutoff: `${sixth}T06:00:00.000Z` }));
  }
  return { facts, runs };
};

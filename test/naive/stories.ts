/** Random months for the naive twin and the code to work out: plain facts, often odd ones. */
import type { Band, Enrolled } from './capitation.ts';
import type { Chance } from './chance.ts';
import { dayAfter } from './days.ts';
import type { Amount, Choice, Dated, Grant, Income, Reason, Resident, Terms, Told, Value } from './facts.ts';

export const LONG_AGO = '2015-01-01';
export const UNITS = ['A1', 'A2', 'B1', 'C1'] as const;

export const aMonth = (chance: Chance): string =>
  `${chance.int(2020, 2050)}-${String(chance.is(15) ? 2 : chance.int(1, 12)).padStart(2, '0')}`;

/** A day around a month: mostly of it, else of the two before or of the beginning of the next. */
export const aDayAround = (chance: Chance, month: string): string =>
  dayAfter(`${month}-01`, chance.is(65) ? chance.int(-2, 31) : chance.int(-55, 34));
export const aDayIn = (chance: Chance, month: string): string =>
  `${month}-${String(chance.int(1, 28)).padStart(2, '0')}`;

/** One that holds since long ago, and some that begin around the month. */
export const since = <T>(chance: Chance, month: string, more: number, make: () => T): (T & { from: string })[] => {
  const days = Array.from({ length: chance.int(0, more) }, () => aDayAround(chance, month)).sort();
  return [LONG_AGO, ...new Set(days)].map((from) => ({ ...make(), from }));
};

/** Somebody old, or about to come of an age in the month; on leap days too. */
export const born = (chance: Chance, month: string, age: number | null): string => {
  const year = Number(month.slice(0, 4));
  if (age !== null && chance.is(40)) {
    const day = aDayIn(chance, month).slice(4);
    const leap = chance.is(20) && (year - age) % 4 === 0;
    return `${year - age}${leap ? '-02-29' : day}`;
  }
  if (chance.is(5)) return `${chance.pick([1936, 1944, 2000, 2016])}-02-29`;
  return `${chance.int(1920, year - 1)}-${String(chance.int(1, 12)).padStart(2, '0')}-${String(chance.int(1, 28)).padStart(2, '0')}`;
};

export const prices = (chance: Chance, month: string, high: number): Amount[] =>
  since(chance, month, 2, () => ({ cents: chance.cents(high) }));

export const raises = (chance: Chance, month: string, high: number): Amount[] =>
  Array.from({ length: chance.is(25) ? chance.int(1, 2) : 0 }, () => {
    const from = aDayAround(chance, month);
    return { from, cents: chance.cents(high), ...(chance.is(50) ? { to: dayAfter(from, chance.int(0, 40)) } : {}) };
  });

const percent = (chance: Chance): number => chance.pick([85, 85, 42.5, 100, 0, 33.33, 66.67, 12.34]);

const absenceRules = (chance: Chance): Terms['absence'] => {
  if (chance.is(60)) return [];
  let first = chance.int(1, 3);
  return Array.from({ length: chance.int(1, 4) }, () => {
    const rule = { first, last: chance.is(15) ? 999 : first + chance.int(0, 12), percent: percent(chance) };
    first = rule.last + chance.int(1, 3);
    return rule;
  });
};

export const terms = (chance: Chance, value: () => Value, covered: number | null): Omit<Terms, 'from'> => ({
  value: value(),
  free: chance.is(5),
  coveredUnder: covered,
  noShowMax: chance.is(80) ? chance.cents(9_000) : null,
  absence: absenceRules(chance),
});

export const housingValue = (chance: Chance): Value => {
  if (chance.is(30)) return { basis: 'flat', cents: chance.cents(20_000) };
  if (chance.is(5)) return { basis: 'fullCoverage' };
  return { basis: 'incomeTested', percent: percent(chance), jointPercent: percent(chance), keep: chance.cents(25_000) };
};

export const anIncome = (chance: Chance): Omit<Income, 'from'> => {
  const net = chance.cents(chance.is(20) ? 1_500_000 : 300_000);
  // Spouses of one and the same income too: neither's is the larger.
  if (chance.is(3)) return { net, housing: 0, allowance: 0, medicine: 0, other: 0, spouse: { net, deductions: 0 } };
  return {
    net,
    housing: chance.cents(80_000),
    allowance: chance.cents(60_000),
    medicine: chance.cents(20_000),
    other: chance.cents(30_000),
    ...(chance.is(30) ? { spouse: { net: chance.cents(300_000), deductions: chance.cents(60_000) } } : {}),
  };
};

/** A way through some units: on the same day, with days between, or both at once; the last one open or not. */
const way = (chance: Chance, month: string): Choice[] => {
  const units = UNITS.slice(0, chance.int(1, UNITS.length));
  const starts = Array.from({ length: chance.is(50) ? chance.int(1, 3) : 0 }, () => aDayAround(chance, month)).sort();
  const first = chance.is(80) ? LONG_AGO : aDayAround(chance, month);
  return [first, ...starts].map((from, index) => {
    const next = starts[index];
    const to =
      next === undefined ? (chance.is(85) ? undefined : aDayAround(chance, month)) : dayAfter(next, chance.int(-3, 3));
    return { unit: units[chance.int(0, units.length - 1)] ?? 'A1', from, ...(to === undefined ? {} : { to }) };
  });
};

export const anyReason = (chance: Chance): Reason => chance.pick(['leave', 'leave', 'hospital', 'organiser']);

/** What the units tell: mostly of whole months, over each other, and of absences short and long. */
const toldBy = (chance: Chance, month: string, choices: readonly Choice[]): Told[] => {
  const told = choices.flatMap(({ unit }): Told[] => {
    const from = chance.is(70) ? dayAfter(`${month}-01`, -60) : aDayAround(chance, month);
    const away = chance.is(8) ? { away: anyReason(chance) } : {};
    return chance.is(95)
      ? [{ unit, from, to: dayAfter(from, chance.is(85) ? 100 : chance.int(0, 90)), at: chance.int(0, 9), ...away }]
      : [];
  });
  for (let more = chance.is(50) ? chance.int(1, 4) : 0; more > 0; more -= 1) {
    const from = aDayAround(chance, month);
    told.push({
      unit: chance.pick([choices[0]?.unit ?? 'A1', choices.at(-1)?.unit ?? 'A1']),
      from,
      to: dayAfter(from, chance.is(50) ? chance.int(0, 9) : chance.int(0, 70)),
      ...(chance.is(85) ? { away: anyReason(chance) } : {}),
      at: chance.int(0, 9),
    });
  }
  return told.sort((a, b) => a.at - b.at);
};

const grant = (chance: Chance, month: string, covered: number | null): Grant => {
  const choices = way(chance, month);
  return {
    from: chance.is(80) ? LONG_AGO : aDayAround(chance, month),
    ...(chance.is(85) ? {} : { to: aDayAround(chance, month) }),
    terms: since(chance, month, chance.is(30) ? 2 : 0, () => terms(chance, () => housingValue(chance), covered)),
    raises: raises(chance, month, 20_000),
    choices,
    told: toldBy(chance, month, choices),
  };
};

export const aResident = (chance: Chance, month: string): Resident => {
  const covered = chance.is(40) ? chance.pick([18, 21, 75]) : null;
  return {
    born: born(chance, month, covered),
    died: chance.is(12) ? aDayAround(chance, month) : null,
    incomes: since(chance, month, chance.is(40) ? 2 : 0, () => anIncome(chance)),
    prices: Object.fromEntries(UNITS.map((unit) => [unit, prices(chance, month, 25_000)])),
    grants: Array.from({ length: chance.is(85) ? 1 : 2 }, () => grant(chance, month, covered)),
  };
};

/** A client's way over centres, with a band for every age there is, or nearly. */
/** From a day on, or some days long. */
const anyTime = (chance: Chance, month: string): Dated => {
  const from = aDayAround(chance, month);
  return chance.is(50) ? { from } : { from, to: dayAfter(from, chance.int(-1, 40)) };
};

/** Mostly since long ago and for good; else revoked, and now and then approved again. */
const approvedWhen = (chance: Chance, month: string): Dated[] => {
  if (chance.is(80)) return [{ from: LONG_AGO }];
  const revoked = { from: LONG_AGO, to: aDayAround(chance, month) };
  return chance.is(50) ? [revoked] : [revoked, anyTime(chance, month)];
};

export const anEnrolment = (chance: Chance, month: string): Enrolled => {
  const limits = [...new Set([0, ...Array.from({ length: chance.int(0, 4) }, () => chance.int(1, 90))])].sort(
    (a, b) => a - b,
  );
  const band = (fromAge: number, toAge: number): Band => ({ fromAge, toAge, annual: chance.cents(60_000) });
  const bands = (): Band[] =>
    limits.flatMap((fromAge, index) => {
      const toAge = (limits[index + 1] ?? 200) - (chance.is(80) ? 1 : 0);
      const own = chance.is(30) ? [{ ...band(fromAge, toAge), area: chance.pick(['Keskusta', 'Kuokkala']) }] : [];
      return chance.is(92) ? [band(fromAge, toAge), ...own] : own;
    });
  return {
    born: born(chance, month, limits.at(-1) || null),
    area: chance.is(60) ? chance.pick(['Keskusta', 'Kuokkala', 'Huhtasuo']) : null,
    last: chance.is(25) ? aDayAround(chance, month) : null,
    terms: chance.is(95)
      ? since(chance, month, 1, () => ({ bands: bands() }))
      : [{ from: aDayIn(chance, month), bands: bands() }],
    choices: way(chance, month),
    approved: UNITS.flatMap((unit) => approvedWhen(chance, month).map((when) => ({ unit, ...when }))),
    still: chance.is(85) ? [] : [anyTime(chance, month)],
  };
};

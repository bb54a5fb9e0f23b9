/** The smallest county there is: a client in a home, one with visits, one with a centre; and what comes of them. */
import { naiveCapitationMonth } from './capitation.ts';
import type { Amount, Choice, Income, Share, Terms, Told as Stay } from './facts.ts';
import { naiveHousingMonth } from './housing.ts';
import { LONG_AGO } from './stories.ts';
import { naiveVisit } from './visit.ts';

export const PRICES = { a: 17_000, b: 6_200 } as const;
export const INCOME: Income = {
  from: LONG_AGO,
  net: 180_000,
  housing: 62_000,
  allowance: 18_000,
  medicine: 5_200,
  other: 0,
};
const BORN = '1940-03-01';
const BEGAN = '2026-01-01';
const usual = { from: LONG_AGO, free: false, coveredUnder: 18, noShowMax: 5_670, absence: [] };
const HOUSING: Terms = { ...usual, value: { basis: 'incomeTested', percent: 85, jointPercent: 42.5, keep: 18_200 } };
const VISITS: Terms = { ...usual, value: { basis: 'flat', cents: 4_435 } };
const CENTRES = ['c', 'd'].map((unit) => ({ unit, from: LONG_AGO }));
const BANDS = [{ from: LONG_AGO, bands: [{ fromAge: 0, toAge: 200, annual: 9_287 }] }];

/** What was told and stands. */
export interface CountyFacts {
  readonly stays: (Stay & { readonly id: string })[];
  readonly incomes: Income[];
  readonly raises: Amount[];
  readonly visits: { readonly id: string; readonly on: string }[];
  readonly choices: Choice[];
}

export const noFactsYet = (): CountyFacts => ({
  stays: [],
  incomes: [INCOME],
  raises: [],
  visits: [],
  choices: [{ unit: 'c', from: BEGAN }],
});

/** What a month comes to with the home `a`, the visits' `b` and the centres `c` and `d`. */
export const naiveCountyMonth = (told: CountyFacts, died: string, month: string): Share[] => {
  const prices = { a: [{ from: LONG_AGO, cents: PRICES.a }], b: [{ from: LONG_AGO, cents: PRICES.b }] };
  const choices = [{ unit: 'a', from: BEGAN }];
  const grant = { from: LONG_AGO, terms: [HOUSING], raises: [], choices, told: told.stays };
  const visits = told.visits
    .filter(({ on }) => on.startsWith(month))
    .map(({ on }) => naiveVisit({ unit: 'b', on, born: BORN, terms: [VISITS], prices: prices.b, raises: told.raises }));
  return [
    ...naiveHousingMonth({ born: BORN, died, incomes: told.incomes, prices, grants: [grant] }, month),
    ...visits,
    ...naiveCapitationMonth(
      { born: BORN, area: null, last: null, terms: BANDS, choices: told.choices, approved: CENTRES, still: [] },
      month,
    ),
  ];
};

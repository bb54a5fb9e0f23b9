import { expect, it } from '@jest/globals';
import { FOREVER, monthsFromTo } from '#shared/domain/calendar';
import { priceCapitationMonth } from '#shared/domain/enrolment/capitation';
import { versionOn, type Programme } from '#shared/domain/programme/programme';
import { aProgramme } from '../domain/pricing-builders.ts';
import { naiveCapitationMonth, type Enrolled } from './capitation.ts';
import { chanceOf, firstSeed, manyStories } from './chance.ts';
import type { Dated, Share } from './facts.ts';
import { aMonth, anEnrolment, LONG_AGO, UNITS } from './stories.ts';

const N = 30_000;

const asProgramme = (terms: Enrolled['terms']): Programme => {
  const [first = {}, ...later] = terms.map(({ from, bands }) => ({
    effectiveFrom: from,
    fullCoverageUnderAge: null,
    value: {
      basis: 'capitation' as const,
      bands: bands.map(({ fromAge, toAge, area, annual }) => ({
        fromAge,
        ...(toAge === 200 ? {} : { toAge }),
        ...(area === undefined ? {} : { area }),
        annualCents: annual,
      })),
    },
  }));
  return aProgramme(first, later);
};

const isInside = ({ from, to = FOREVER }: Dated, date: string): boolean => from <= date && date <= to;

const codeMonth = (who: Enrolled, month: string): Share[] => {
  const programme = asProgramme(who.terms);
  return priceCapitationMonth({
    month,
    programmeCode: 'SOTE',
    versionOn: (date) => versionOn(programme, date),
    birthDate: who.born,
    area: who.area,
    enrolments: who.choices.map(({ unit, from, to }) => ({
      providerId: `prv-${unit}`,
      offeringId: unit,
      from,
      to: to ?? null,
    })),
    lastDay: who.last,
    counts: ({ offeringId }, date) =>
      who.approved.some(({ unit, ...when }) => unit === offeringId && isInside(when, date)) &&
      !who.still.some((when) => isInside(when, date)),
  }).map(({ offeringId, pricing: { grossCents, organiserCents, clientCents } }) => ({
    unit: offeringId,
    gross: grossCents,
    organiser: organiserCents,
    client: clientCents,
  }));
};

it(`works out ${N} random months of capitation to the cent as the naive twin does`, () => {
  const seen = { paid: 0, several: 0 };
  manyStories(N, (chance) => {
    const month = aMonth(chance);
    const who = anEnrolment(chance, month);
    const [shares, naive] = [codeMonth(who, month), naiveCapitationMonth(who, month)];
    if (JSON.stringify(shares) !== JSON.stringify(naive) || shares.some(({ gross }) => gross < 0))
      throw new Error(
        `${JSON.stringify(shares)} is not ${JSON.stringify(naive)} in ${month} of ${JSON.stringify(who)}`,
      );
    seen.several += shares.length > 1 ? 1 : 0;
    seen.paid += shares.some(({ organiser }) => organiser > 0) ? 1 : 0;
  });
  expect(seen.several).toBeGreaterThan(N / 8);
  expect(seen.paid).toBeGreaterThan(N / 2);
});

it('pays a whole year to the cent, whoever has the client when, however often they switch', () => {
  for (let seed = firstSeed; seed < firstSeed + 300; seed += 1) {
    const chance = chanceOf(seed);
    const { choices } = anEnrolment(chance, `2028-${String(chance.int(1, 12)).padStart(2, '0')}`);
    const annual = chance.cents(60_000);
    const who: Enrolled = {
      born: '1970-01-01',
      area: null,
      last: null,
      terms: [{ from: LONG_AGO, bands: [{ fromAge: 0, toAge: 200, annual }] }],
      // Somebody always has the client: whom the others leave out.
      choices: [{ unit: 'Z1', from: LONG_AGO }, ...choices.map((choice) => ({ ...choice, unit: `${choice.unit}x` }))],
      approved: ['Z1', ...UNITS.map((unit) => `${unit}x`)].map((unit) => ({ unit, from: LONG_AGO })),
      still: [],
    };
    const year = monthsFromTo('2028-01', '2028-12').flatMap((month) => codeMonth(who, month));
    expect([seed, year.reduce((sum, { gross }) => sum + gross, 0)]).toEqual([seed, annual]);
  }
});

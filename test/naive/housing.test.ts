import { expect, it } from '@jest/globals';
import { codeHousingMonth } from './as-code.ts';
import { manyStories } from './chance.ts';
import type { Share } from './facts.ts';
import { naiveHousingMonth } from './housing.ts';
import { aMonth, aResident } from './stories.ts';

const N = 40_000;

it(`works out ${N} random months of housing to the cent as the naive twin does`, () => {
  const seen = { paid: 0, several: 0, none: 0 };
  manyStories(N, (chance) => {
    const month = aMonth(chance);
    const who = aResident(chance, month);
    const shares = codeHousingMonth(who, month);
    const naive = naiveHousingMonth(who, month);
    if (JSON.stringify(shares) !== JSON.stringify(naive))
      throw new Error(
        `${JSON.stringify(shares)} is not ${JSON.stringify(naive)} in ${month} of ${JSON.stringify(who)}`,
      );
    const isSound = ({ gross, organiser, client }: Share) =>
      gross === organiser + client && organiser >= 0 && client >= 0;
    if (!shares.every(isSound)) throw new Error(`${JSON.stringify(shares)} in ${month} of ${JSON.stringify(who)}`);
    seen.none += shares.length === 0 ? 1 : 0;
    seen.several += shares.length > 1 ? 1 : 0;
    seen.paid += shares.some(({ client, organiser }) => client > 0 && organiser > 0) ? 1 : 0;
  });
  // The stories tell of something: few are empty, many are of several units, most are shared by two payers.
  expect(seen.none).toBeLessThan(N / 4);
  expect(seen.several).toBeGreaterThan(N / 8);
  expect(seen.paid).toBeGreaterThan(N / 4);
});

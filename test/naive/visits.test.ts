import { expect, it } from '@jest/globals';
import { priceNoShow } from '#shared/domain/pricing/no-show';
import type { Pricing } from '#shared/domain/pricing/pricing';
import { raiseOn } from '#shared/domain/pricing/value';
import { priceVisit } from '#shared/domain/pricing/visit';
import { versionOn } from '#shared/domain/programme/programme';
import { priceOn } from '#shared/domain/provider/provider';
import { asPrices, asProgramme, asRaises } from './as-code.ts';
import { manyStories, type Chance } from './chance.ts';
import type { Share, Value } from './facts.ts';
import { aDayIn, aMonth, born, prices, raises, since, terms } from './stories.ts';
import { naiveNoShow, naiveVisit, type Visit } from './visit.ts';

const N = 30_000;

const visitValue = (chance: Chance): Value =>
  chance.is(8) ? { basis: 'fullCoverage' } : { basis: 'flat', cents: chance.cents(9_000) };

const shareOf = (unit: string, { grossCents, organiserCents, clientCents }: Pricing): Share => ({
  unit,
  gross: grossCents,
  organiser: organiserCents,
  client: clientCents,
});

/** What the code says to a visit, or to one missed though cancelled so many hours before. */
const byCode = (visit: Visit, cancelledHoursBefore: number | null): Share => {
  const { on: date, unit } = visit;
  const version = versionOn(asProgramme(visit.terms), date);
  const priceCents = priceOn({ id: '', programmeId: '', unitId: '', prices: asPrices(visit.prices) }, date);
  if (version === undefined || priceCents === undefined) throw new Error(`nothing in force on ${date}`);
  const asked = { programmeCode: 'PHYSIO-60', version, priceCents, birthDate: visit.born, date };
  return shareOf(
    unit,
    cancelledHoursBefore === null
      ? priceVisit({ ...asked, raise: raiseOn(asRaises(visit.raises), date) })
      : priceNoShow({ ...asked, cancelledHoursBefore }),
  );
};

it(`works out ${N} random months of visits to the cent as the naive twin does`, () => {
  const seen = { shared: 0, visits: 0 };
  manyStories(N, (chance) => {
    const month = aMonth(chance);
    const covered = chance.is(60) ? chance.pick([18, 18, 7, 23]) : null;
    const who = { born: born(chance, month, chance.is(50) ? 18 : covered), raises: raises(chance, month, 9_000) };
    const world = {
      terms: since(chance, month, 2, () => terms(chance, () => visitValue(chance), covered)),
      prices: prices(chance, month, 9_000),
    };
    for (let visits = chance.int(1, 8); visits > 0; visits -= 1) {
      const visit: Visit = { unit: 'A1', on: aDayIn(chance, month), ...who, ...world };
      const missed = chance.is(15) ? chance.pick([0, 10, 23, 24, 25, 30]) : null;
      const share = byCode(visit, missed);
      const naive = missed === null ? naiveVisit(visit) : naiveNoShow(visit, missed);
      const isSound = share.gross === share.organiser + share.client && share.organiser >= 0 && share.client >= 0;
      if (JSON.stringify(share) !== JSON.stringify(naive) || !isSound)
        throw new Error(`${JSON.stringify(share)} is not ${JSON.stringify(naive)} of ${JSON.stringify(visit)}`);
      seen.visits += 1;
      seen.shared += share.client > 0 && share.organiser > 0 ? 1 : 0;
    }
  });
  expect(seen.shared).toBeGreaterThan(seen.visits / 5);
});

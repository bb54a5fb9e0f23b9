import { describe, expect, it } from '@jest/globals';
import { commitmentAtIssue, type Grant } from '#shared/domain/pricing/commitment';
import { aVersion, INCOME_TESTED } from './pricing-builders.ts';

const visits: Grant = {
  kind: 'rehabilitation',
  version: aVersion(),
  units: 10,
  validFrom: '2026-06-01',
  validTo: '2027-05-31',
  birthDate: '1980-05-05',
  today: '2026-05-20',
};
const housing: Grant = {
  ...visits,
  kind: 'housing',
  version: aVersion({ value: { basis: 'flat', unitValueCents: 11_000 } }),
  units: null,
  validTo: '9999-12-31',
};
const bands = [
  { fromAge: 0, toAge: 64, annualCents: 9287 },
  { fromAge: 65, annualCents: 25_248 },
];
const soteCentre: Grant = {
  ...housing,
  kind: 'soteCentre',
  version: aVersion({ value: { basis: 'capitation', bands } }),
};

describe('what granting a voucher commits', () => {
  const ceiling = { priceCeilingCents: 17_500 };
  const june = { validTo: '2026-06-30' };
  it.each<{ what: string; grant: Grant; is: number }>([
    { what: 'visits at their value, over the turn of the year too', grant: visits, is: 44_350 },
    { what: 'no visits granted, nothing committed', grant: { ...visits, units: null }, is: 0 },
    {
      what: 'visits of a child at the price ceiling, since the organiser pays the price',
      grant: { ...visits, birthDate: '2015-05-05', version: aVersion({ priceCeilingCents: 7000 }) },
      is: 70_000,
    },
    {
      what: 'visits of a child at the highest price on offer where there is no ceiling',
      grant: { ...visits, birthDate: '2015-05-05', highestPriceCents: 6200 },
      is: 62_000,
    },
    {
      what: 'visits of a child at the value where nobody offers them yet',
      grant: { ...visits, birthDate: '2015-05-05' },
      is: 44_350,
    },
    {
      what: 'visits of a grown-up at the value, whatever is on offer',
      grant: { ...visits, highestPriceCents: 6200 },
      is: 44_350,
    },
    {
      what: 'visits free by law at their value, which no price exceeds',
      grant: { ...visits, version: aVersion({ freeOfCharge: true, priceCeilingCents: 7000 }) },
      is: 44_350,
    },
    { what: 'open-ended housing to the end of the year', grant: housing, is: 214 * 11_000 },
    { what: 'housing to the end of validity', grant: { ...housing, validTo: '2026-06-30' }, is: 30 * 11_000 },
    {
      what: 'housing that starts next year, to the end of that year',
      grant: { ...housing, validFrom: '2027-12-01' },
      is: 31 * 11_000,
    },
    { what: 'housing whose validity is over before it starts', grant: { ...housing, validTo: '2026-05-31' }, is: 0 },
    {
      what: 'income-tested housing at the price ceiling',
      grant: {
        ...housing,
        ...june,
        version: aVersion({ value: INCOME_TESTED, ...ceiling }),
        highestPriceCents: 16_000,
      },
      is: 30 * 17_500,
    },
    {
      what: 'income-tested housing at the highest price on offer where there is no ceiling',
      grant: { ...housing, ...june, version: aVersion({ value: INCOME_TESTED }), highestPriceCents: 16_000 },
      is: 30 * 16_000,
    },
    {
      what: 'full coverage at the highest price on offer where there is no ceiling',
      grant: { ...visits, version: aVersion({ value: { basis: 'fullCoverage' } }), highestPriceCents: 16_000 },
      is: 160_000,
    },
    {
      what: 'full coverage at the price ceiling',
      grant: { ...visits, version: aVersion({ value: { basis: 'fullCoverage' }, ...ceiling }) },
      is: 175_000,
    },
    {
      what: 'nothing where nobody offers it yet',
      grant: { ...housing, version: aVersion({ value: INCOME_TESTED }) },
      is: 0,
    },
    { what: 'capitation for the rest of the year', grant: soteCentre, is: 9287 - 5 * 774 },
    { what: 'a year of capitation', grant: { ...soteCentre, validFrom: '2026-01-01' }, is: 9287 },
    { what: 'capitation from inside a month, by days', grant: { ...soteCentre, validFrom: '2026-12-17' }, is: 375 },
    {
      what: 'capitation of one who turns 65 in November',
      grant: { ...soteCentre, validFrom: '2026-11-01', birthDate: '1961-11-15' },
      is: 774 + 2104,
    },
  ])('$what', ({ grant, is }) => expect(commitmentAtIssue(grant)).toBe(is));

  it('cannot commit a capitation without an age', () => {
    expect(() => commitmentAtIssue({ ...soteCentre, birthDate: undefined })).toThrow('birth date');
  });
});

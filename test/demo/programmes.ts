/** What vouchers may buy in the test county, at the values that Finnish counties and cities have published. */
import type { z } from 'zod';
import type { proposeProgramme } from '#shared/contract/programmes';
import type { CalendarDate } from '#shared/domain/calendar';
import type { ServiceKind } from '#shared/domain/programme/programme';

type Proposal = z.input<typeof proposeProgramme.body>;

const RULEBOOK = 'demo-1';
const ABSENCES = [
  { fromDay: 1, toDay: 5, providerPercent: 100 },
  { fromDay: 6, toDay: 30, providerPercent: 50 },
  { fromDay: 31, providerPercent: 0 },
];

export const PHYSIOTHERAPY = ['PHYSIO-45', 'PHYSIO-60', 'PHYSIO-45-HOME', 'PHYSIO-60-HOME'] as const;
export const FLAT = 'HOUSING-FLAT';
export const BY_INCOME = 'HOUSING-INCOME';
export const FREE = 'HOUSING-DISABILITY';
export const CENTRE = 'SOTE-CENTRE';

const physiotherapy = (minutes: 45 | 60, home: boolean, unitValueCents: number): Omit<Proposal, 'version'> & Terms => ({
  code: `PHYSIO-${minutes}${home ? '-HOME' : ''}`,
  kind: 'rehabilitation',
  name: {
    fi: `Fysioterapia ${minutes} min${home ? ', kotikäynti' : ''}`,
    sv: `Fysioterapi ${minutes} min${home ? ', hembesök' : ''}`,
    en: `Physiotherapy ${minutes} min${home ? ', home visit' : ''}`,
  },
  terms: {
    value: { basis: 'flat', unitValueCents },
    fullCoverageUnderAge: 18,
    validity: { takeIntoUseDays: 30, months: 12 },
    noShowMaxCents: 5_670,
  },
});

interface Terms {
  readonly terms: Omit<Proposal['version'], 'effectiveFrom' | 'rulebook'>;
}

/** Jyväskylä 2018, euros a year by age and area; where it published no figure of an area, the Keskusta one holds. */
const BANDS = [
  { fromAge: 0, toAge: 6, annualCents: 12_293 },
  { fromAge: 0, toAge: 6, area: 'Kuokkala', annualCents: 14_049 },
  { fromAge: 0, toAge: 6, area: 'Huhtasuo', annualCents: 14_956 },
  { fromAge: 7, toAge: 64, annualCents: 9_287 },
  { fromAge: 65, toAge: 84, annualCents: 25_248 },
  { fromAge: 65, toAge: 84, area: 'Kuokkala', annualCents: 27_525 },
  { fromAge: 65, toAge: 84, area: 'Huhtasuo', annualCents: 34_051 },
  { fromAge: 85, annualCents: 46_043 },
] as const;

/** What a year of the client is worth to a centre: the area's own band, else the one that names no area. */
export const annualCents = (age: number, area: string | null): number => {
  const fitting = BANDS.filter((band) => band.fromAge <= age && age <= ('toAge' in band ? band.toAge : Infinity));
  const own = fitting.find((band) => 'area' in band && band.area === area);
  const band = own ?? fitting.find((candidate) => !('area' in candidate));
  if (band === undefined) throw new Error(`no band for the age ${age}`);
  return band.annualCents;
};

const PROGRAMMES: readonly (Omit<Proposal, 'version'> & Terms)[] = [
  // Pori, from 1 June 2021.
  physiotherapy(45, false, 3_705),
  physiotherapy(60, false, 4_435),
  physiotherapy(45, true, 5_430),
  physiotherapy(60, true, 6_500),
  {
    // Essote 2020: at most 110 € a day; the ceiling is Pirkanmaa's of 2024.
    code: FLAT,
    kind: 'housing',
    name: {
      fi: 'Ympärivuorokautinen palveluasuminen',
      sv: 'Serviceboende med heldygnsomsorg',
      en: 'Service housing around the clock',
    },
    terms: {
      value: { basis: 'flat', unitValueCents: 11_000 },
      priceCeilingCents: 17_500,
      absenceRules: ABSENCES,
    },
  },
  {
    // 734/1992 7 c §: 85 and 42.5 per cent, 182 € a month to dispose of (2024-25).
    code: BY_INCOME,
    kind: 'housing',
    name: {
      fi: 'Ympärivuorokautinen palveluasuminen, tulosidonnainen',
      sv: 'Serviceboende med heldygnsomsorg, inkomstbundet',
      en: 'Service housing around the clock, by income',
    },
    terms: {
      value: { basis: 'incomeTested', maxFeePercent: 85, spousePercent: 42.5, minimumDisposableCents: 18_200 },
      priceCeilingCents: 17_500,
      absenceRules: ABSENCES,
    },
  },
  {
    // 734/1992 4 § and 675/2023 18 §: free of charge, so no price above the value (Lapland 2023).
    code: FREE,
    kind: 'housing',
    name: { fi: 'Asumisen tuki (vammaispalvelu)', sv: 'Stöd i boendet', en: 'Housing support for disabled people' },
    terms: {
      value: { basis: 'flat', unitValueCents: 16_000 },
      freeOfCharge: true,
      absenceRules: ABSENCES,
    },
  },
  {
    code: CENTRE,
    kind: 'soteCentre',
    name: { fi: 'Sote-keskus', sv: 'Social- och hälsocentral', en: 'Health and social centre' },
    // Päijät-Häme 2018: a choice binds for six months.
    terms: { value: { basis: 'capitation', bands: BANDS.map((band) => ({ ...band })) }, lockInMonths: 6 },
  },
];

export const kindOf = (code: string): ServiceKind => {
  const programme = PROGRAMMES.find((candidate) => candidate.code === code);
  if (programme === undefined) throw new Error(`there is no programme ${code}`);
  return programme.kind;
};

/** All of them as they are proposed, effective from the day. */
export const proposals = (effectiveFrom: CalendarDate): Proposal[] =>
  PROGRAMMES.map(({ terms, ...programme }) => ({
    ...programme,
    version: { effectiveFrom, rulebook: RULEBOOK, ...terms },
  }));

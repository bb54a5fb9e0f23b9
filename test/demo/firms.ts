/** Forty made-up providers of all three kinds, with sixty units between them. */
import type { Cents } from '#shared/domain/money';
import type { ServiceKind } from '#shared/domain/programme/programme';
import { BY_INCOME, CENTRE, FLAT, FREE, PHYSIOTHERAPY } from './programmes.ts';

export const MUNICIPALITIES = [
  { code: '016', name: 'Asikkala' },
  { code: '081', name: 'Hartola' },
  { code: '111', name: 'Heinola' },
  { code: '098', name: 'Hollola' },
  { code: '142', name: 'Iitti' },
  { code: '316', name: 'Kärkölä' },
  { code: '398', name: 'Lahti' },
  { code: '560', name: 'Orimattila' },
  { code: '576', name: 'Padasjoki' },
  { code: '781', name: 'Sysmä' },
] as const;

export const FIRMS = 40;
export const UNITS = 60;
/** Firms 0-15 rehabilitation, 16-27 housing for the old, 28-31 for disabled people, 32-39 sote-centres. */
const HOUSING_FROM = 16;
const DISABILITY_FROM = 28;
const CENTRES_FROM = 32;

export const kindOfFirm = (index: number): ServiceKind => {
  if (index < HOUSING_FROM) return 'rehabilitation';
  return index < CENTRES_FROM ? 'housing' : 'soteCentre';
};

export const servicesOf = (index: number): readonly string[] => {
  if (index < HOUSING_FROM) return PHYSIOTHERAPY;
  if (index < DISABILITY_FROM) return [FLAT, BY_INCOME];
  return index < CENTRES_FROM ? [FREE] : [CENTRE];
};

/** Some below the value, some at it, most above it. */
export const priceOf = (programme: string, index: number): Cents => {
  if (programme === CENTRE) return 0;
  if (programme === FREE) return 16_000 - (index % 4) * 450;
  if (programme === FLAT || programme === BY_INCOME) return 10_400 + (index % 12) * 645;
  const base = { 'PHYSIO-45': 3_600, 'PHYSIO-60': 4_200, 'PHYSIO-45-HOME': 5_300, 'PHYSIO-60-HOME': 6_500 }[programme];
  return (base ?? 0) + (index % 9) * 225;
};

/** A business id with its check digit; numbers whose remainder is 1 have none and are left out. */
const businessId = (index: number): string => {
  const weights = [7, 9, 10, 5, 8, 4, 2];
  for (let number = 9_000_000 + index * 10; ; number += 1) {
    const sum = weights.reduce((total, weight, i) => total + Number(String(number).charAt(i)) * weight, 0);
    if (sum % 11 !== 1) return `${number}-${sum % 11 === 0 ? 0 : 11 - (sum % 11)}`;
  }
};

/** A Finnish account number with its check digits; it begins as the example in the banks' own guide does. */
const iban = (index: number): string => {
  const account = `123456${String(index + 1).padStart(8, '0')}`;
  const check = 98n - (BigInt(`${account}151800`) % 97n);
  return `FI${String(check).padStart(2, '0')}${account}`;
};

const FIRM_WORD = { rehabilitation: 'Kuntoutus', housing: 'Hoivakoti', soteCentre: 'Sote-keskus' } as const;

/** What each sends when it applies. */
export const application = (index: number) => {
  const number = String(index + 1).padStart(2, '0');
  const name = `Esimerkki ${FIRM_WORD[kindOfFirm(index)]} ${number} Oy`;
  const units = Array.from({ length: index < UNITS - FIRMS ? 2 : 1 }, (_, unit) => {
    const municipality = MUNICIPALITIES[(index * 3 + unit * 7) % MUNICIPALITIES.length] ?? MUNICIPALITIES[0];
    return {
      name: `${municipality.name} ${unit + 1}`,
      municipalityCode: municipality.code,
      street: `Keksittytie ${index + 1}`,
      languages: index % 3 === 0 ? ['fi', 'sv'] : ['fi'],
    };
  });
  return {
    businessId: businessId(index),
    name,
    iban: iban(index),
    email: `office${number}@example.invalid`,
    prepaymentRegister: true,
    soteriRegistered: true,
    insuranceValidTo: '2199-12-31',
    rulebookAccepted: 'demo-1',
    units,
  };
};

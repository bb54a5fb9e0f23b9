/** Made-up people: names nobody has, and personal identity codes of the 900 series, which nobody is given. */
import type { Caller } from './http.ts';
import type { County } from './county.ts';
import type { Progress } from './print.ts';
import { decideIncome, registerClient } from '#shared/contract/clients';
import { addMonths, firstDayOf, type CalendarDate, type Month } from '#shared/domain/calendar';
import { each } from './http.ts';

const CHECK_CHARACTERS = '0123456789ABCDEFHJKLMNPRSTUVWXY';

/** 128/2010 2 §: the birth date, the sign of the century, a number, and the character both make. */
export const identityCode = (birthDate: CalendarDate, number: number): string => {
  const digits = `${birthDate.slice(8)}${birthDate.slice(5, 7)}${birthDate.slice(2, 4)}`;
  const check = CHECK_CHARACTERS.charAt(Number(`${digits}${number}`) % 31);
  return `${digits}${birthDate.startsWith('19') ? '-' : 'A'}${number}${check}`;
};

export interface Person {
  readonly clientId: string;
  readonly birthDate: CalendarDate;
  readonly area: string | null;
  readonly municipalityCode: string;
}

export const CLIENTS = 300;
/** Clients 40-79 live in income-tested housing; for one of them nobody has decided on the income yet. */
export const INCOME_TESTED = { from: 40, to: 79, undecided: 43, withSpouse: 45 } as const;
/** Turns eighteen in the middle of the month: pays nothing before, the ordinary share from the birthday on. */
export const TURNS_EIGHTEEN = 100;

const FIRST = ['Koe', 'Testa', 'Malli', 'Näyte', 'Harjo', 'Esi', 'Mukama', 'Keksi', 'Luulo', 'Otos'];
const LAST = ['Esimerkkinen', 'Testilä', 'Mallikas', 'Keksitty', 'Harjoitus', 'Näytteinen'];
const AREAS = ['Keskusta', 'Kuokkala', 'Huhtasuo'] as const;

/** 0-79 old people, 80-99 adults with a disability, 100-139 children, 140-239 of working age, 240-299 old people. */
const ageOf = (index: number): number => {
  if (index < 80) return 68 + (index % 29);
  if (index < 100) return 20 + (index % 40);
  if (index < 140) return 4 + (index % 13);
  return index < 240 ? 19 + (index % 45) : 65 + (index % 28);
};

const birthDateOf = (index: number, period: Month): CalendarDate => {
  if (index === TURNS_EIGHTEEN) return `${Number(period.slice(0, 4)) - 18}${period.slice(4)}-14`;
  const year = Number(period.slice(0, 4)) - 1 - ageOf(index);
  // Born from February on, nobody's age changes in the month that is played.
  return `${year}-${String(2 + (index % 11)).padStart(2, '0')}-${String(1 + (index % 28)).padStart(2, '0')}`;
};

const income = (index: number) => ({
  netMonthlyIncomeCents: 120_000 + (index % 17) * 7_350,
  housingCostCents: 62_000,
  housingAllowanceCents: 18_000,
  medicineCents: 5_200,
  ...(index === INCOME_TESTED.withSpouse && { spouse: { netMonthlyIncomeCents: 80_000, deductionsCents: 10_000 } }),
});

const registerOne = async (coordinator: Caller, county: County, index: number): Promise<Person> => {
  const birthDate = birthDateOf(index, county.period);
  const area = AREAS[index % 4] ?? null;
  const municipalityCode = county.municipalities[index % county.municipalities.length]?.code ?? '';
  const { id } = await coordinator.must(registerClient, {
    body: {
      personalIdentityCode: identityCode(birthDate, 900 + (index % 100)),
      firstName: `${FIRST[index % FIRST.length] ?? ''}${index}`,
      lastName: LAST[index % LAST.length] ?? '',
      municipalityCode,
      language: index % 12 === 11 ? 'sv' : 'fi',
      area,
    },
  });
  if (index >= INCOME_TESTED.from && index <= INCOME_TESTED.to && index !== INCOME_TESTED.undecided) {
    const validFrom = addMonths(firstDayOf(county.period), -1);
    await coordinator.must(decideIncome, { params: { id }, body: { validFrom, ...income(index) } });
  }
  return { clientId: id, birthDate, area, municipalityCode };
};

/** Enters the clients, and the incomes that have been decided on. */
export const registerPeople = (county: County, progress: Progress): Promise<Person[]> =>
  each(
    Array.from({ length: CLIENTS }, (_, index) => index),
    async (index) => {
      const person = await registerOne(county.staff.coordinator, county, index);
      progress.step();
      return person;
    },
  );

import type { CalendarDate } from '#shared/domain/calendar';

const CHECK_CHARACTERS = '0123456789ABCDEFHJKLMNPRSTUVWXY';

/** A personal identity code of the 900 series, which nobody is given (128/2010 2 §): birth date, sign, number, check. */
export const identityCode = (birthDate: CalendarDate, number: number): string => {
  const digits = `${birthDate.slice(8)}${birthDate.slice(5, 7)}${birthDate.slice(2, 4)}`;
  const check = CHECK_CHARACTERS.charAt(Number(`${digits}${number}`) % 31);
  return `${digits}${birthDate.startsWith('19') ? '-' : 'A'}${number}${check}`;
};

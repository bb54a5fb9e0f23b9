import type { CalendarDate } from '../calendar.ts';

/**
 * The personal identity code (henkilötunnus, 128/2010): DDMMYY, a sign of the century, an individual number
 * and a check character. The sign is part of the identity: codes that differ only in it are different people,
 * so it is never made uniform. Everything here takes codes whose form has been checked.
 */

const centuryOf = (sign: string): string => {
  if (sign === '+') return '18';
  return 'ABCDEF'.includes(sign) ? '20' : '19';
};

/** The birth date the code tells; `-` and `U` to `Y` are the signs of the 1900s. */
export const birthDateOf = (code: string): CalendarDate =>
  `${centuryOf(code.charAt(6))}${code.slice(4, 6)}-${code.slice(2, 4)}-${code.slice(0, 2)}`;

/** Individual numbers from 900 on are never given to anyone: they are for tests (domain decision 13). */
export const isTestIdentity = (code: string): boolean => code.slice(7, 10) >= '900';

/** Individual numbers begin at 002. */
export const hasIndividualNumber = (code: string): boolean => code.slice(7, 10) >= '002';

/** What is shown of a code: enough to tell a birthday, too little to use. */
export const maskedIdentity = (code: string): string => `${code.slice(0, 7)}****`;

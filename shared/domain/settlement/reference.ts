/** Payment references: the Finnish viitenumero, and the creditor reference of ISO 11649 made of it. */
import { isMonth, type Month } from '../calendar.ts';

const WEIGHTS = [7, 3, 1] as const;

/** Weights 7, 3, 1 from the right; the digit that fills the sum up to the next ten. */
const checkDigit = (digits: string): number => {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (WEIGHTS[index % 3] ?? 0), 0);
  return (10 - (sum % 10)) % 10;
};

/** A viitenumero: 3 to 19 digits and their check digit. Anything else handed in is a fault of ours. */
export const finnishReference = (digits: string): string => {
  if (!/^\d{3,19}$/.test(digits)) throw new Error(`a reference is made of 3 to 19 digits, not of "${digits}"`);
  return `${digits}${checkDigit(digits)}`;
};

/** Whether the text is a viitenumero whose check digit holds. */
export const isFinnishReference = (text: string): boolean =>
  /^\d{4,20}$/.test(text) && finnishReference(text.slice(0, -1)) === text;

/** `RF` as digits (R = 27, F = 15) and the place of the check digits, as ISO 11649 appends them. */
const RF00 = '271500';

/** The ISO 11649 creditor reference of a viitenumero that is already complete with its check digit. */
export const rfReference = (finnish: string): string => {
  if (!isFinnishReference(finnish)) throw new Error(`"${finnish}" is not a Finnish reference`);
  const check = 98n - (BigInt(finnish + RF00) % 97n);
  return `RF${String(check).padStart(2, '0')}${finnish}`;
};

export interface StatementReference {
  readonly finnish: string;
  readonly rf: string;
}

/**
 * The reference of the n-th statement of a period (n from 1): year, month and n. It does not begin with zero, so
 * that no two pairs of period and n share one; n has to go on counting over the further runs of a period.
 */
export const statementReference = (period: Month, n: number): StatementReference => {
  if (!isMonth(period) || !Number.isSafeInteger(n) || n < 1)
    throw new Error(`no reference for statement ${n} of ${period}`);
  const finnish = finnishReference(`${period.replace('-', '')}${String(n).padStart(3, '0')}`);
  return { finnish, rf: rfReference(finnish) };
};

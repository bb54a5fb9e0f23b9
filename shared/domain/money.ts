/** Money is a whole number of euro cents. There is no other money in the system. */
export type Cents = number;

/** A percentage in hundredths of a per cent, so that 42.5 % is the whole number 4250. */
export type BasisPoints = number;

/** Throws on anything that is not a safe whole number: such a value is a fault of ours, never a caller's. */
export const assertCents = (value: number, what = 'amount'): Cents => {
  if (!Number.isSafeInteger(value)) throw new Error(`${what} is not a whole number of cents: ${value}`);
  return value;
};

/**
 * `amount × numerator ÷ denominator`, rounded half up to the cent, exact at any size (big integers inside).
 * A ratio is applied once, then rounded, at the line where it is applied (domain decision 1).
 * `numerator` and `denominator` are whole numbers; `denominator` is above zero. Half up for negative values
 * means towards plus infinity.
 */
export const ratio = (amount: Cents, numerator: number, denominator: number): Cents => {
  const product = BigInt(assertCents(amount)) * BigInt(numerator) * 2n + BigInt(denominator);
  const divisor = BigInt(denominator) * 2n;
  const quotient = product / divisor;
  const floored = product % divisor !== 0n && product < 0n ? quotient - 1n : quotient;
  return assertCents(Number(floored));
};

/** A share given in per cent (85, 42.5, 50), as basis points of the amount. */
export const percentOf = (amount: Cents, percent: number): Cents => ratio(amount, Math.round(percent * 100), 10_000);

/**
 * Splits `whole` in proportion to `weights`; each part is rounded half up and the last takes the remainder,
 * so that the parts always sum to the whole (domain decision 1). No part takes more than the parts before it have
 * left: a cent or two over many parts would else be rounded up to more than there is, and the last be below zero.
 * No weights give no parts.
 */
export const splitByWeights = (whole: Cents, weights: readonly number[]): Cents[] => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = whole;
  return weights.map((weight, index) => {
    const rounded = index === weights.length - 1 ? left : ratio(whole, weight, total);
    const part = whole < 0 ? Math.max(left, rounded) : Math.min(left, rounded);
    left -= part;
    return part;
  });
};

/** The sum of some amounts. */
export const sumCents = (amounts: Iterable<Cents>): Cents => {
  let sum = 0;
  for (const amount of amounts) sum += amount;
  return assertCents(sum, 'sum');
};

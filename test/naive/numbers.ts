/** Exact fractions of whole cents, in BigInt: slow, and with nothing to be clever about. */
export interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

export const whole = (n: number): Fraction => ({ top: BigInt(n), bottom: 1n });

/** A decimal number as it is written: 42.5 is 425/10. */
export const decimal = (n: number): Fraction => {
  const [integer = '0', decimals = ''] = String(n).split('.');
  return { top: BigInt(integer + decimals), bottom: 10n ** BigInt(decimals.length) };
};

export const times = (a: Fraction, b: Fraction): Fraction => ({ top: a.top * b.top, bottom: a.bottom * b.bottom });
export const over = (a: Fraction, n: number): Fraction => ({ top: a.top, bottom: a.bottom * BigInt(n) });

/** To the nearest whole, a half upwards. */
export const rounded = ({ top, bottom }: Fraction): number => {
  const [sign, size] = top < 0n ? [-1n, -top] : [1n, top];
  let cents = size / bottom;
  const left = size - cents * bottom;
  if (left * 2n > bottom || (left * 2n === bottom && sign === 1n)) cents += 1n;
  return Number(sign * cents);
};

export const percentOf = (cents: number, percent: number): Fraction => over(times(whole(cents), decimal(percent)), 100);

export const total = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0);

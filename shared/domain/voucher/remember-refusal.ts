/** What a voucher remembers of the requests it has refused (docs/decisions/0003). */
import { isRefused, refused, type Refused } from '../outcome.ts';
import type { Voucher } from './voucher.ts';

/** So many refusals are remembered by one voucher. */
export const MOST_REFUSALS = 1_000;

export const remembersNoMore = ({ refusals }: Pick<Voucher, 'refusals'>): boolean => refusals.length >= MOST_REFUSALS;

/** The "no" that was given under this key before, if there was one. */
export const refusedBefore = ({ refusals }: Pick<Voucher, 'refusals'>, key: string): Refused | undefined => {
  const refusal = refusals.find((candidate) => candidate.key === key);
  return refusal && refused(refusal.code, refusal.details);
};

/** The voucher that gives every copy of the request this "no", however late it comes. Without a key there are no copies. */
export const rememberRefusal = (voucher: Voucher, key: string | undefined, { code, details }: Refused): Voucher =>
  key === undefined || remembersNoMore(voucher)
    ? voucher
    : { ...voucher, refusals: [...voucher.refusals, { key, code, ...(details === undefined ? {} : { details }) }] };

type Decide<A> = (voucher: Voucher) => { readonly next: Voucher; readonly answer: A | Refused };

/**
 * A decision whose "no" the voucher remembers with the very swap that could have been a "yes": a copy of the request
 * that was held up until what refused the first is gone meets the "no", and changes nothing behind it.
 */
export const remembering =
  <A>(key: string | undefined, decide: Decide<A>): Decide<A> =>
  (voucher) => {
    const before = key === undefined ? undefined : refusedBefore(voucher, key);
    if (before !== undefined) return { next: voucher, answer: before };
    const { next, answer } = decide(voucher);
    return { next: isRefused(answer) ? rememberRefusal(voucher, key, answer) : next, answer };
  };

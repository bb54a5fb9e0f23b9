import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '#shared/clock';
import type { BudgetWarning, Need } from '#shared/domain/budget/budget';
import { isRefused, type Refused } from '#shared/domain/outcome';
import { rememberRefusal, remembering } from '#shared/domain/voucher/remember-refusal';
import type { Voucher } from '#shared/domain/voucher/voucher';
import { Contention, type Decide, type Decided } from './act.ts';
import { holdFor, letGoOf } from './budgets.ts';
import type { Stores } from './stores.ts';

/** What was decided, and what the budgets warn of. */
export interface Held<A> {
  readonly answer: A;
  readonly warnings: readonly BudgetWarning[];
}

/** What of the budgets a decision needs: of the voucher as it is and as it would be. */
export type Needed = (voucher: Voucher, next: Voucher) => Need;

const MOST_TRIES = 60;

/** When, and under which key if there is one. */
export interface Asking {
  readonly clock: Clock;
  readonly key: string | undefined;
}

/**
 * `act` for a decision that commits money: what it needs is held first, and it is kept only on the very version of the
 * voucher that it was decided and held for. Where the voucher has moved on since, which is also what happens to it when
 * the hold is let go, both are done anew. Nothing is held for what is refused anyway or was decided before. The voucher
 * remembers a "no" under the key, the budgets' too.
 */
export const keepHeld = async <A>(
  stores: Stores,
  id: string,
  decide: Decide<Voucher, A | Refused>,
  needed: Needed,
  { clock, key }: Asking,
): Promise<Held<A> | Refused | null> => {
  let held: Need | undefined;
  const decided = async (voucher: Voucher): Promise<Decided<Voucher, Held<A> | Refused>> => {
    const { next, answer } = remembering(key, decide)(voucher);
    if (isRefused(answer) || next === voucher) {
      if (held !== undefined) await letGoOf(stores, held);
      return { next, answer: isRefused(answer) ? answer : { answer, warnings: [] } };
    }
    held = needed(voucher, next);
    const warnings = await holdFor(stores, held, clock);
    if (isRefused(warnings)) return { next: rememberRefusal(voucher, key, warnings), answer: warnings };
    return { next, answer: { answer, warnings } };
  };
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const voucher = await stores.vouchers.load(id);
    if (voucher === null) return null;
    const { next, answer } = await decided(voucher);
    if (next === voucher || (await stores.vouchers.swap(voucher, { ...next, ver: voucher.ver + 1 }))) return answer;
    await sleep(Math.random() * Math.min(30, 2 + tries));
  }
  throw new Contention(id);
};

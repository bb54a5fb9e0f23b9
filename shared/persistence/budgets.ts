import { setTimeout as sleep } from 'node:timers/promises';
import type { Document } from 'mongodb';
import { instantOf, type Clock } from '#shared/clock';
import {
  heldBeside,
  holdMoney,
  letGo,
  nameOfHold,
  type Budget,
  type BudgetWarning,
  type Need,
} from '#shared/domain/budget/budget';
import type { Moved } from '#shared/domain/budget/figures';
import { budgetId } from '#shared/domain/ids';
import { ACCOUNTS } from '#shared/domain/ledger/postings';
import { assertCents, type Cents } from '#shared/domain/money';
import { isRefused, type Refused } from '#shared/domain/outcome';
import { Contention } from './act.ts';
import { fence, isDecided, settledHolds } from './holds.ts';
import { collectionOf } from './records.ts';
import { relayAll } from './relay.ts';
import type { Stores } from './stores.ts';

type Whose = Pick<Budget, 'programmeId' | 'municipalityCode' | 'year'>;

const inBudget = ({ programmeId, municipalityCode, year }: Whose): Document => ({
  programmeId,
  year,
  ...(municipalityCode === null ? {} : { municipalityCode }),
});

/** Everything the ledger moved within a budget. */
export const movedIn = async ({ connection }: Pick<Stores, 'connection'>, whose: Whose): Promise<Moved[]> => {
  const found = collectionOf(connection, 'ledger').aggregate<{ _id: Omit<Moved, 'amountCents'>; cents: number }>([
    { $match: inBudget(whose) },
    { $group: { _id: { from: '$from', to: '$to', month: '$month' }, cents: { $sum: '$amountCents' } } },
  ]);
  return (await found.toArray()).map(({ _id, cents }) => ({
    from: _id.from,
    to: _id.to,
    month: _id.month ?? null,
    amountCents: assertCents(cents),
  }));
};

/** What was taken from the appropriation and did not come back. Reads only what touches it, which is little of it all. */
const usedOf = async ({ connection }: Pick<Stores, 'connection'>, whose: Whose): Promise<Cents> => {
  const summed = async (ends: Document): Promise<Cents> => {
    const [sum] = await collectionOf(connection, 'ledger')
      .aggregate<{ cents: number }>([
        { $match: { ...inBudget(whose), ...ends } },
        { $group: { _id: null, cents: { $sum: '$amountCents' } } },
      ])
      .toArray();
    return assertCents(sum?.cents ?? 0);
  };
  const others = ACCOUNTS.filter((account) => account !== 'appropriation');
  const [out, back] = await Promise.all([
    summed({ from: 'appropriation', to: { $in: others } }),
    summed({ from: { $in: others }, to: 'appropriation' }),
  ]);
  return out - back;
};

const MOST_TRIES = 60;
/**
 * A hold whose decision is being told in this very moment may be counted twice, in the ledger and beside it. That lets
 * nothing through, but it could say no where there is money: so a no is looked at again.
 */
const LOOKS_BEFORE_NO = 2;
const LOOK_AGAIN_MS = 50;

/**
 * One budget's say. The budget is read first and the ledger after it, and the hold is kept only if the budget is still
 * the one that was read: whatever another decision takes meanwhile shows in the one or in the other. What another gives
 * back may not be in the ledger yet, so all that is untold is told before a no, which its request would hear for ever.
 */
const holdIn = async (
  stores: Stores,
  id: string,
  need: Need,
  clock: Clock,
): Promise<Refused | readonly BudgetWarning[]> => {
  let isAllTold = false;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const budget = await stores.budgets.load(id);
    if (budget === null) return [];
    const cleared = letGo(budget, await settledHolds(stores, budget, clock));
    const usedCents = await usedOf(stores, budget);
    const { next, answer } = holdMoney(cleared, need, { usedCents, now: Date.now() });
    if (isRefused(answer)) {
      if (!isAllTold) {
        await relayAll(stores, instantOf(clock));
        isAllTold = true;
        continue;
      }
      if (cleared.holds.length === 0 || tries >= LOOKS_BEFORE_NO) return answer;
      await sleep(LOOK_AGAIN_MS);
      continue;
    }
    if (await stores.budgets.swap(budget, { ...next, ver: budget.ver + 1 })) return answer;
    await sleep(Math.random() * Math.min(50, 5 + 2 * tries));
  }
  throw new Contention(id);
};

/** Lets go of what one budget holds for a decision, once that cannot be kept any more. False where it has been kept. */
const letGoIn = async (stores: Pick<Stores, 'budgets' | 'vouchers'>, id: string, need: Need): Promise<boolean> => {
  const names = new Set([nameOfHold(need)]);
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const budget = await stores.budgets.load(id);
    const next = budget && letGo(budget, names);
    if (budget === null || next === null || next === budget) return true;
    await fence(stores, need);
    if (await isDecided(stores, need)) return false;
    if (await stores.budgets.swap(budget, { ...next, ver: budget.ver + 1 })) return true;
    await sleep(Math.random() * Math.min(50, 5 + 2 * tries));
  }
  throw new Contention(id);
};

/**
 * The decision will not come: what was held for it is free again. A copy of the same request may be about to keep it
 * with that money, or have kept it in this very moment; then its hold waits for the ledger as it would have.
 */
export const letGoOf = async (stores: Pick<Stores, 'budgets' | 'vouchers'>, need: Need): Promise<void> => {
  for (const id of budgetsOf(need)) if (!(await letGoIn(stores, id, need))) return;
};

/** A need concerns the budget of its payer and the one of all payers together. */
const budgetsOf = ({ programmeId, purse }: Need): string[] => {
  const all = { programmeId, year: purse.year, municipalityCode: null };
  const own = { ...all, municipalityCode: purse.municipalityCode };
  return [...new Set([budgetId(own), budgetId(all)])];
};

/**
 * Holds the money for a decision that is about to be kept, in every budget it concerns: refused where one of them
 * refuses, otherwise with what they warn of. A programme without a budget is not limited. Held once under its
 * reference, so asking again after a fault holds nothing twice; a hold whose decision has not come in a minute is let
 * go by the next decision, which sees to it that it cannot come any more.
 */
export const holdFor = async (
  stores: Stores,
  need: Need,
  clock: Clock,
): Promise<Refused | readonly BudgetWarning[]> => {
  if (need.cents <= 0) return [];
  const warnings: BudgetWarning[] = [];
  for (const id of budgetsOf(need)) {
    const answer = await holdIn(stores, id, need, clock);
    if (isRefused(answer)) {
      await letGoOf(stores, need);
      return (await isDecided(stores, need)) ? [] : answer;
    }
    warnings.push(...answer);
  }
  return warnings;
};

/** What is held of a budget for decisions that the ledger does not have yet. */
export const heldOf = async (stores: Stores, budget: Budget, clock: Clock): Promise<Cents> =>
  heldBeside(letGo(budget, await settledHolds(stores, budget, clock)));

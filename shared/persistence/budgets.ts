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
  type Hold,
  type Need,
} from '#shared/domain/budget/budget';
import type { Moved } from '#shared/domain/budget/figures';
import { budgetId } from '#shared/domain/ids';
import { ACCOUNTS } from '#shared/domain/ledger/postings';
import { assertCents, type Cents } from '#shared/domain/money';
import { isRefused, type Refused } from '#shared/domain/outcome';
import type { JournalLine } from '#shared/domain/voucher/voucher';
import { Contention } from './act.ts';
import { collectionOf } from './records.ts';
import { relayVouchers } from './relay.ts';
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

/** So long a decision may be on its way from its hold to its voucher. After that nobody will come back for it. */
const ON_ITS_WAY_MS = 60_000;

/** How a voucher's journal says that what was held for is decided: by its reference, or by being granted. */
const saysIt = (
  { ref, voucherId }: Pick<Hold, 'ref' | 'voucherId'>,
  line: Pick<JournalLine, 'kind' | 'ref'>,
): boolean => (ref === voucherId ? line.kind === 'granted' : line.ref === ref);

interface Told {
  readonly _id: string;
  readonly toldSeq: number;
  readonly journal: readonly Pick<JournalLine, 'seq' | 'kind' | 'ref'>[];
}

const toldOf = async ({ vouchers }: Pick<Stores, 'vouchers'>, ids: readonly string[]): Promise<Told[]> =>
  (await vouchers.collection
    .find(
      { _id: { $in: [...ids] } },
      { projection: { toldSeq: 1, 'journal.seq': 1, 'journal.kind': 1, 'journal.ref': 1 } },
    )
    .toArray()) as unknown as Told[];

/** A copy of the same request may have decided in this very moment, with the money this one asks for. */
const isDecided = async (stores: Pick<Stores, 'vouchers'>, need: Need): Promise<boolean> =>
  (await toldOf(stores, [need.voucherId])).some(({ journal }) => journal.some((line) => saysIt(need, line)));

/**
 * Holds that have done their part: the ledger has what they waited for, or it never came. What is decided and not
 * told yet is told here, so that what is read of the ledger next is all there is.
 */
const settledHolds = async (stores: Stores, { holds }: Budget, clock: Clock): Promise<Set<string>> => {
  if (holds.length === 0) return new Set();
  const ids = [...new Set(holds.map(({ voucherId }) => voucherId))];
  await relayVouchers(stores, ids, instantOf(clock));
  const found = await toldOf(stores, ids);
  const vouchers = new Map(found.map((voucher) => [voucher._id, voucher]));
  const isSettled = (hold: Hold): boolean => {
    const voucher = vouchers.get(hold.voucherId);
    const line = voucher?.journal.find((one) => saysIt(hold, one));
    if (voucher === undefined || line === undefined) return Date.now() - hold.at > ON_ITS_WAY_MS;
    return line.seq <= voucher.toldSeq;
  };
  return new Set(holds.filter(isSettled).map(nameOfHold));
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
 * the one that was read: whatever another decision takes meanwhile shows in the one or in the other.
 */
const holdIn = async (
  stores: Stores,
  id: string,
  need: Need,
  clock: Clock,
): Promise<Refused | readonly BudgetWarning[]> => {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const budget = await stores.budgets.load(id);
    if (budget === null) return [];
    const cleared = letGo(budget, await settledHolds(stores, budget, clock));
    const usedCents = await usedOf(stores, budget);
    const { next, answer } = holdMoney(cleared, need, { usedCents, now: Date.now() });
    if (isRefused(answer)) {
      if (cleared.holds.length === 0 || tries >= LOOKS_BEFORE_NO) return answer;
      await sleep(LOOK_AGAIN_MS);
      continue;
    }
    if (await stores.budgets.swap(budget, { ...next, ver: budget.ver + 1 })) return answer;
    await sleep(Math.random() * Math.min(50, 5 + 2 * tries));
  }
  throw new Contention(id);
};

/** The decision will not come: what was held for it is free again. */
export const letGoOf = async ({ budgets }: Pick<Stores, 'budgets'>, need: Need): Promise<void> => {
  for (const id of budgetsOf(need))
    await budgets.act(id, (budget) => ({ next: letGo(budget, new Set([nameOfHold(need)])), answer: null }));
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
 * reference, so asking again after a fault holds nothing twice; a hold whose decision never came is let go by
 * the next decision a minute later.
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

import { lastBegun, everyDayOf } from './days.ts';
import type { Income, Resident, Share, Terms, Value } from './facts.ts';
import { over, percentOf, rounded, times, total, whole } from './numbers.ts';
import { livedIn, type Lived } from './residence.ts';
import { isCovered, unitValue } from './visit.ts';

type IncomeTested = Extract<Value, { basis: 'incomeTested' }>;

const USUAL_ABSENCE = [
  { first: 1, last: 5, percent: 100 },
  { first: 6, last: 30, percent: 50 },
];

const needed = <T>(thing: T | undefined, what: string): T => {
  if (thing === undefined) throw new Error(`no ${what}`);
  return thing;
};

/** Decision 5: the whole price for a day there, a share of it for the n-th day away; nothing where no rule speaks. */
const dayAmount = ({ absence }: Terms, price: number, nth: number): number => {
  if (nth === 0) return price;
  const rules = absence.length === 0 ? USUAL_ABSENCE : absence;
  return rounded(percentOf(price, rules.find(({ first, last }) => first <= nth && nth <= last)?.percent ?? 0));
};

/** 1.2: what is left of the income; more allowance than rent is no income. */
const afterDeductions = ({ net, housing, allowance, medicine, other }: Income): number =>
  Math.max(0, net - Math.max(0, housing - allowance) - medicine - other);

/** Decision 6 with 1.2: what the client pays for a whole month. */
export const monthlyFee = ({ percent, jointPercent, keep }: IncomeTested, income: Income): number => {
  const own = afterDeductions(income);
  const limits = [rounded(percentOf(own, percent)), own - keep];
  if (income.spouse !== undefined) {
    const theirs = Math.max(0, income.spouse.net - income.spouse.deductions);
    if (own > theirs) limits.push(rounded(percentOf(own + theirs, jointPercent)));
  }
  return Math.max(0, Math.min(...limits));
};

/** A day with its money. `fee`: the month's fee where the client's income decides, not a value by the day. */
interface PricedDay extends Lived {
  readonly amount: number;
  readonly organiser: number;
  readonly fee: number | undefined;
}

const priced = (who: Resident, lived: Lived): PricedDay => {
  const { day, grant, unit, nth } = lived;
  const terms = needed(lastBegun(grant.terms, day), 'terms');
  const amount = dayAmount(terms, needed(lastBegun(who.prices[unit] ?? [], day), 'price').cents, nth);
  if (isCovered(terms, who.born, day)) return { ...lived, amount, organiser: amount, fee: undefined };
  const organiser = Math.min(amount, unitValue(terms, grant.raises, day));
  if (terms.value.basis !== 'incomeTested') return { ...lived, amount, organiser, fee: undefined };
  return { ...lived, amount, organiser, fee: monthlyFee(terms.value, needed(lastBegun(who.incomes, day), 'income')) };
};

const fallsAway = ({ away, nth }: Lived): boolean => (away === 'leave' ? nth >= 6 : away !== undefined);

/**
 * Decision 6: what each part of the month has to pay of the fees, before it is held against the price. Where the
 * document is silent: days under one and the same fee are one part of the month, whatever decision or version says
 * so; the split over units comes before the absences, which lower the share of the unit that the client was away from.
 */
const feesOf = (parts: readonly (readonly PricedDay[])[], daysInMonth: number): number[] => {
  const days = parts.flat();
  const due = parts.map(() => 0);
  if (days.length === daysInMonth && days.every(({ away }) => away !== undefined)) return due;
  for (const fee of new Set(days.map((day) => day.fee))) {
    if (fee === undefined) continue;
    const here = parts.map((part) => part.filter((day) => day.fee === fee));
    const count = total(here.map((part) => part.length));
    const share = rounded(over(times(whole(fee), whole(count)), daysInMonth));
    const last = here.findLastIndex((part) => part.length > 0);
    let left = share;
    here.forEach((part, index) => {
      const byDays = rounded(over(times(whole(share), whole(part.length)), count));
      const own = index === last ? left : Math.min(left, byDays);
      left -= own;
      const dayShare = rounded(over(whole(fee), daysInMonth));
      due[index] = (due[index] ?? 0) + Math.max(0, own - dayShare * part.filter(fallsAway).length);
    });
  }
  return due;
};

/**
 * Decisions 4 to 6: what a month of housing comes to, for each unit of each grant in the order in which the client
 * came to it. The document does not speak of a raise beside a fee: what is raised the organiser pays at least.
 */
export const naiveHousingMonth = (who: Resident, month: string): Share[] => {
  const days = livedIn(who, month).map((lived) => priced(who, lived));
  const parts: PricedDay[][] = [];
  for (const day of days) {
    const part = parts.find(([first]) => first?.grant === day.grant && first.unit === day.unit);
    if (part === undefined) parts.push([day]);
    else part.push(day);
  }
  const fees = feesOf(parts, everyDayOf(month).length);
  return parts.map((part, index) => {
    const rest = (some: readonly PricedDay[]) => total(some.map(({ amount, organiser }) => amount - organiser));
    const underFee = part.filter(({ fee }) => fee !== undefined);
    const byValue = part.filter(({ fee }) => fee === undefined);
    const client = rest(byValue) + Math.min(fees[index] ?? 0, rest(underFee));
    const gross = total(part.map(({ amount }) => amount));
    return { unit: part[0]?.unit ?? '', gross, organiser: gross - client, client };
  });
};

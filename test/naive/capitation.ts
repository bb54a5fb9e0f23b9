import { everyDayOf, lastBegun, yearsOf } from './days.ts';
import type { Choice, Dated, Share } from './facts.ts';
import { over, rounded, times, whole } from './numbers.ts';

export interface Band {
  readonly fromAge: number;
  readonly toAge: number;
  readonly area?: string | undefined;
  readonly annual: number;
}

export interface Enrolled {
  readonly born: string;
  readonly area: string | null;
  /** The last day of responsibility: of death or of the voucher. */
  readonly last: string | null;
  readonly terms: readonly (Dated & { readonly bands: readonly Band[] })[];
  readonly choices: readonly Choice[];
  /** When the organiser had approved each centre. */
  readonly approved: readonly Choice[];
  /** When the voucher stood still. */
  readonly still: readonly Dated[];
}

/** Decision 7: month k is what the year has come to after k months less what it had come to before. */
export const monthOfYear = (annual: number, k: number): number => {
  const after = (months: number) => rounded(over(times(whole(annual), whole(months)), 12));
  return after(k) - after(k - 1);
};

/**
 * The year's amount at the age on the 1st. Silent in the document, so as in the code: a band of the own area goes
 * before one of none, and of two that both speak of an age the one that begins later; no band, no money.
 */
const annualOf = ({ born, area }: Enrolled, bands: readonly Band[], first: string): number => {
  const age = yearsOf(born, first);
  const fitting = bands.filter(({ fromAge, toAge }) => fromAge <= age && age <= toAge);
  const own = fitting.filter((band) => band.area !== undefined && band.area === area);
  const chosen = own.length > 0 ? own : fitting.filter((band) => band.area === undefined);
  return (
    chosen.reduce<Band | undefined>((best, band) => (best && best.fromAge >= band.fromAge ? best : band), undefined)
      ?.annual ?? 0
  );
};

/** Rule 8: only an approved centre earns. A voucher that stands still buys nothing. */
const earnsOn = ({ approved, still }: Enrolled, unit: string, day: string): boolean =>
  lastBegun(
    approved.filter((approval) => approval.unit === unit),
    day,
  ) !== undefined && lastBegun(still, day) === undefined;

/**
 * Decision 7: what each choice of a centre has earned of a month, that of the centre which has the client at the
 * month's end last. Silent: the terms are those of the 1st or, where there are none yet, of the first day.
 */
export const naiveCapitationMonth = (who: Enrolled, month: string): Share[] => {
  const calendar = everyDayOf(month);
  const held: Choice[] = [];
  let firstHeld = '';
  for (const day of calendar) {
    const choice = who.last !== null && day > who.last ? undefined : lastBegun(who.choices, day);
    if (choice === undefined || !earnsOn(who, choice.unit, day)) continue;
    if (held.push(choice) === 1) firstHeld = day;
  }
  const terms = lastBegun(who.terms, `${month}-01`) ?? lastBegun(who.terms, firstHeld);
  if (terms === undefined || held.length === 0) return [];
  const amount = monthOfYear(annualOf(who, terms.bands, `${month}-01`), Number(month.slice(5)));
  const earned = rounded(over(times(whole(amount), whole(held.length)), calendar.length));
  let left = earned;
  const centres = [...new Set(held.toReversed())].reverse();
  return centres.map((centre) => {
    const days = held.filter((choice) => choice === centre).length;
    const byDays = rounded(over(times(whole(earned), whole(days)), held.length));
    const gross = centre === centres.at(-1) ? left : Math.min(left, byDays);
    left -= gross;
    return { unit: centre.unit, gross, organiser: gross, client: 0 };
  });
};

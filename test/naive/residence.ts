import { dayAfter, everyDayOf, lastBegun } from './days.ts';
import type { Grant, Reason, Resident } from './facts.ts';

/** A day that is paid: by which grant, to which unit, and which day of an unbroken absence it is (0: there). */
export interface Lived {
  readonly day: string;
  readonly grant: Grant;
  readonly unit: string;
  readonly away: Reason | undefined;
  readonly nth: number;
}

interface Where {
  readonly unit: string;
  readonly away: Reason | undefined;
  readonly toldAt: number;
}

/**
 * Decision 4: where one grant has the client on a day. The unit chosen last has the day, and only what that unit
 * told counts. The document is silent on a day told both ways: an absence is over a stay, and of two absences the
 * one told later holds.
 */
const whereOn = (grant: Grant, died: string | null, day: string): Where | undefined => {
  if (day < grant.from || day > (grant.to ?? '9999-12-31') || (died !== null && day > died)) return undefined;
  const choice = lastBegun(grant.choices, day);
  const told = grant.told.filter(({ unit, from, to }) => unit === choice?.unit && from <= day && day <= to);
  const [first] = told;
  if (first === undefined) return undefined;
  return { unit: first.unit, toldAt: first.at, away: told.filter(({ away }) => away !== undefined).at(-1)?.away };
};

/**
 * Decision 5: walk back until the client was there, over months, units and reasons (on a change of those the
 * document is silent; the absence is the client's own). A grant knows only of its own days.
 */
const nthDayAway = (grant: Grant, died: string | null, day: string): number => {
  let n = 0;
  for (let on = day; whereOn(grant, died, on)?.away !== undefined; on = dayAfter(on, -1)) n += 1;
  return n;
};

/** A calendar day is paid once: where two grants claim it, by the one of which it was told first (silent too). */
export const livedIn = ({ died, grants }: Resident, month: string): Lived[] =>
  everyDayOf(month).flatMap((day) => {
    let found: (Where & { grant: Grant }) | undefined;
    for (const grant of grants) {
      const where = whereOn(grant, died, day);
      if (where !== undefined && (found === undefined || where.toldAt < found.toldAt)) found = { ...where, grant };
    }
    if (found === undefined) return [];
    const { grant, unit, away } = found;
    return [{ day, grant, unit, away, nth: away === undefined ? 0 : nthDayAway(grant, died, day) }];
  });

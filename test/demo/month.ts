/** One whole month, evening by evening. */
import { addMonths, firstDayOf, lastDayOf } from '#shared/domain/calendar';
import type { Book } from './book.ts';
import { expectCapitation, switchCentres } from './centres.ts';
import { turnTo } from './clock.ts';
import type { County } from './county.ts';
import { INCIDENTS, tellTooMuch, type MonthPlayed } from './incidents.ts';
import type { Progress } from './print.ts';
import { stay, staysOfMonth } from './stays.ts';
import { tell } from './tell.ts';
import { saturday, visitsOfWeek, WEEKS } from './visits.ts';
import type { Chosen, Held } from './vouchers.ts';

/** Plays the month to the day after its last Saturday, then records the stays of it all. */
export const playMonth = async (
  county: County,
  book: Book,
  { chosen, unchosen }: { chosen: readonly Chosen[]; unchosen: readonly Held[] },
  progress: Progress,
): Promise<MonthPlayed> => {
  const { base, period } = county;
  const month: MonthPlayed = { county, book, chosen, unchosen, moved: [] };
  const of = (kind: Held['kind']) => chosen.filter((held) => held.kind === kind);
  for (let week = 0; week < WEEKS; week += 1) {
    await turnTo(base, saturday(period, week));
    await tell(book, visitsOfWeek(period, week, of('rehabilitation')));
    for (const happen of INCIDENTS[week] ?? []) await happen(month);
    if (week === 1) await switchCentres(county, book, of('soteCentre'));
    progress.step();
  }
  await turnTo(base, addMonths(firstDayOf(period), 1).replace(/01$/, '03'));
  await tell(book, staysOfMonth(period, of('housing')));
  await tell(
    book,
    month.moved.map((held) => ({ held, fact: stay(held.startDate, lastDayOf(period)) })),
  );
  await tellTooMuch(month);
  expectCapitation(county, book, of('soteCentre'));
  progress.step();
  return month;
};

/** Housing: who lived where, and who was away. */
import { addDays, firstDayOf, lastDayOf, type CalendarDate, type Month } from '#shared/domain/calendar';
import { INCOME_TESTED } from './people.ts';
import { BY_INCOME } from './programmes.ts';
import type { Fact, Told } from './tell.ts';
import { DEATH, deathDay } from './visits.ts';
import type { Chosen } from './vouchers.ts';

/** Moves to another unit on the 15th. */
export const MOVES = 0;
export const TRANSFER_DAY = 15;

/** Away for whole days, from and to included. `over`: told late, over a stay that was recorded for the whole month. */
const AWAY: Readonly<
  Record<number, { reason: 'leave' | 'hospital' | 'organiser'; from: number; to: number; over?: true }>
> = {
  1: { reason: 'leave', from: 8, to: 19 },
  2: { reason: 'hospital', from: 10, to: 15 },
  5: { reason: 'organiser', from: 3, to: 4 },
  40: { reason: 'leave', from: 8, to: 19 },
  41: { reason: 'hospital', from: 8, to: 19 },
  46: { reason: 'hospital', from: 10, to: 21, over: true },
  82: { reason: 'hospital', from: 24, to: 31 },
};

export const dayOf = (period: Month, day: number): CalendarDate => addDays(firstDayOf(period), day - 1);
export const stay = (from: CalendarDate, to: CalendarDate): Fact => ({ type: 'stay', from, to });

const factsOf = (period: Month, { index, startDate }: Chosen): Fact[] => {
  const last = index === DEATH.index ? deathDay(period) : lastDayOf(period);
  const away = AWAY[index];
  if (away === undefined) return [stay(startDate, last)];
  const [from, to] = [dayOf(period, away.from), dayOf(period, away.to)];
  const absence: Fact = { type: 'absence', from, to, reason: away.reason };
  if (away.over) return [stay(startDate, last), absence];
  const after = to < last ? [stay(addDays(to, 1), last)] : [];
  return [stay(startDate, addDays(from, -1)), absence, ...after];
};

const monthOfHeld = ({ programme, voucherId, place }: Chosen): string | undefined =>
  programme === BY_INCOME ? `${voucherId} ${place.offeringId}` : undefined;

/** What the housing providers have to tell of the month; the one who moves is told of apart. */
export const staysOfMonth = (period: Month, chosen: readonly Chosen[]): Told[] =>
  chosen
    .filter(({ index }) => index !== MOVES)
    .flatMap((held) =>
      factsOf(period, held).map((fact): Told => {
        const expect = held.index === INCOME_TESTED.undecided ? 'INCOME_DECISION_MISSING' : undefined;
        return { held, fact, expect, month: monthOfHeld(held) };
      }),
    );

import type { Dated } from './facts.ts';

/** Every day there is in these tests, one after another, by the computer's own calendar in UTC. */
const DAYS: readonly string[] = Array.from({ length: 16_000 }, (_, day) =>
  new Date(Date.UTC(2014, 0, 1 + day)).toISOString().slice(0, 10),
);
const PLACES: ReadonlyMap<string, number> = new Map(DAYS.map((day, place) => [day, place]));

export const dayAfter = (date: string, count = 1): string => {
  const day = DAYS[(PLACES.get(date) ?? NaN) + count];
  if (day === undefined) throw new Error(`no day ${count} after ${date}`);
  return day;
};

/** Every day of a month `YYYY-MM`: one after another until the month is another. */
export const everyDayOf = (month: string): string[] => {
  const days: string[] = [];
  for (let day = `${month}-01`; day.startsWith(month); day = dayAfter(day)) days.push(day);
  return days;
};

/** The n-th birthday. 29 February of a common year stands between the 28th and 1 March, so it is had on 1 March. */
const birthday = (born: string, n: number): string => `${Number(born.slice(0, 4)) + n}${born.slice(4)}`;

export const isUnder = (age: number, born: string, on: string): boolean => on < birthday(born, age);

/** Birthdays had until a day, counted one by one. */
export const yearsOf = (born: string, on: string): number => {
  let years = 0;
  while (birthday(born, years + 1) <= on) years += 1;
  return years;
};

/** Of things in force on a day, the one that began last; of two from one day, the one told later. */
export const lastBegun = <T extends Dated>(things: readonly T[], on: string): T | undefined =>
  things
    .filter(({ from, to }) => from <= on && (to === undefined || on <= to))
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))
    .at(-1);

/** What the wall clock in Helsinki shows, told by Intl part by part. */
const PARTS = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Helsinki',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** `YYYY-MM-DD HH:MM:SS`. */
export const wallClock = (instant: number): string => {
  const parts = PARTS.formatToParts(instant);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}`;
};

/** Every instant at which the wall clock shows this: none when it is skipped in spring, two when it comes again in autumn. */
export const instantsOf = (date: string, time: string): number[] => {
  const [shown, guess] = [`${date} ${time}`, Date.parse(`${date}T${time}Z`)];
  return [3, 2].map((hours) => guess - hours * 3_600_000).filter((instant) => wallClock(instant) === shown);
};

/** The first moment of a day. */
export const dayBegins = (date: string): number => Math.min(...instantsOf(date, '00:00:00'));

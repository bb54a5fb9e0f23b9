import type { CalendarDate, Instant } from '../calendar.ts';
import { refused, type Refused } from '../outcome.ts';
import type { Client } from './client.ts';

/** A client whose death may still have to be told to their vouchers. */
export interface Mortal extends Client {
  readonly deathUntold: boolean;
  readonly deathRecordedBy: string | null;
  readonly deathRecordedAt: Instant | null;
}

/**
 * Records the day of death. It is the last day of any service (domain decision 4), so until every open voucher
 * has been ended it is marked untold. The same day again changes nothing; another day is a contradiction.
 */
export const recordDeath = <C extends Mortal>(
  client: C,
  date: CalendarDate,
  today: CalendarDate,
  { at, by }: { readonly at: Instant; readonly by: string },
): C | Refused => {
  if (client.deathDate === date) return client;
  if (client.deathDate !== null) return refused('DEATH_ALREADY_RECORDED');
  if (date > today) return refused('IN_THE_FUTURE');
  if (date < client.birthDate) return refused('INVALID_PERIOD');
  return { ...client, deathDate: date, deathUntold: true, deathRecordedBy: by, deathRecordedAt: at };
};

/** Every voucher knows. */
export const deathTold = <C extends Mortal>(client: C): C =>
  client.deathUntold ? { ...client, deathUntold: false } : client;

import { dayIn, type CalendarDate, type Instant } from '#shared/domain/calendar';

/** The time the rules are told. Tokens and rate limits keep to real time and do not ask here. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

export const instantOf = (clock: Clock): Instant => new Date(clock.now()).toISOString();

/** Today in Europe/Helsinki. */
export const todayOf = (clock: Clock): CalendarDate => dayIn(clock.now());

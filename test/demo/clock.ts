/** Turning the sandbox's clock, and waiting until what fell due is done. */
import { setTimeout as wait } from 'node:timers/promises';
import { readSandboxClock, readSandboxIdle, turnSandboxClock } from '#shared/contract/sandbox';
import { dayIn, type CalendarDate } from '#shared/domain/calendar';
import { anyone } from './http.ts';

const PATIENCE_MS = 60_000;

/** The day in Finland, by the system's clock. */
export const today = async (base: string): Promise<CalendarDate> =>
  dayIn(Date.parse((await anyone(base).must(readSandboxClock)).now));

/** Resolves once the workers have nothing left to do. */
export const untilIdle = async (base: string): Promise<void> => {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    if ((await anyone(base).must(readSandboxIdle)).idle) return;
    await wait(50);
  }
  throw new Error(`the workers still have something to do after ${PATIENCE_MS / 1000} s`);
};

/** Afternoon of the day in Finland; what fell due meanwhile is done when this resolves. */
export const turnTo = async (base: string, day: CalendarDate): Promise<void> => {
  await anyone(base).must(turnSandboxClock, { body: { now: `${day}T14:00:00Z` } });
  await untilIdle(base);
};

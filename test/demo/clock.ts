/** Turning the sandbox's clock, and waiting until what fell due is done. */
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { dayIn, type CalendarDate } from '#shared/domain/calendar';

const PATIENCE_MS = 60_000;
const CLOCK = '/v1/sandbox/clock';
const clock = z.object({ now: z.iso.datetime({ offset: true }) });

/** The day in Finland, by the system's clock. */
export const today = async (base: string): Promise<CalendarDate> => {
  const response = await fetch(`${base}${CLOCK}`);
  return dayIn(Date.parse(clock.parse(await response.json()).now));
};

/** Resolves once the workers have nothing left to do. */
export const untilIdle = async (base: string): Promise<void> => {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const response = await fetch(`${base}/v1/sandbox/idle`);
    await response.arrayBuffer();
    if (response.status === 200) return;
    if (response.status !== 202) throw new Error(`/v1/sandbox/idle answered ${response.status}`);
    await wait(50);
  }
  throw new Error(`the workers still have something to do after ${PATIENCE_MS / 1000} s`);
};

/** Afternoon of the day in Finland; what fell due meanwhile is done when this resolves. */
export const turnTo = async (base: string, day: CalendarDate): Promise<void> => {
  const body = JSON.stringify({ now: `${day}T14:00:00Z` });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${base}${CLOCK}`, { method: 'PUT', headers, body });
  if (!response.ok) throw new Error(`the clock does not turn to ${day}: ${await response.text()}`);
  await response.arrayBuffer();
  await untilIdle(base);
};

import type { RequestHandler } from 'express';
import { within } from '#shared/queues/within';

/** What readiness asks. Each says whether that part answers; one that throws or is slow does not. */
export interface Probes {
  readonly mongodb: () => Promise<boolean>;
  readonly redis: () => Promise<boolean>;
  readonly workers: () => Promise<boolean>;
}

const PATIENCE_MS = 2_000;

const answers = async (probe: () => Promise<boolean>): Promise<boolean> => {
  try {
    return await within(PATIENCE_MS, probe());
  } catch {
    // Why it does not answer is in the log of whoever lost it; here only that it does not.
    return false;
  }
};

/** The process lives; says nothing of what stands behind it. */
export const healthz: RequestHandler = (_request, response) => {
  response.set('Cache-Control', 'no-store').json({ status: 'ok' });
};

/** 200 only when MongoDB, Redis and at least one worker answer, else 503 and which one is missing. */
export const readyz =
  (probes: Probes, stopping: () => boolean): RequestHandler =>
  async (_request, response) => {
    const names = Object.keys(probes) as (keyof Probes)[];
    const found = await Promise.all(names.map((name) => answers(probes[name])));
    const missing = names.filter((_, index) => !found[index]);
    const ready = missing.length === 0 && !stopping();
    const checks = Object.fromEntries(names.map((name, index) => [name, found[index] ? 'ok' : 'missing']));
    response
      .status(ready ? 200 : 503)
      .set({ 'Cache-Control': 'no-store', ...(ready ? {} : { 'Retry-After': '5' }) })
      .json({ status: ready ? 'ready' : stopping() ? 'stopping' : 'notReady', missing, checks });
  };

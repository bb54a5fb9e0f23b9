import type { Logger } from '#shared/log';

/** A worker that has not renewed its hold for so long is taken for dead. */
export const LEASE_MS = 8_000;
const RENEW_MS = 2_500;

export interface Hold {
  /** Whether it was found in other hands. What is written then counts for nothing, whether this is known or not. */
  isLost(): boolean;
  end(): void;
}

/** Keeps something in this worker's hands while it works; `renew` says whether it still is. */
export const hold = (renew: () => Promise<boolean>, log: Logger): Hold => {
  let isLost = false;
  const timer = setInterval(() => {
    renew().then(
      (isOurs) => {
        isLost ||= !isOurs;
      },
      (err: unknown) => log.debug({ err }, 'a hold was not renewed'),
    );
  }, RENEW_MS);
  timer.unref();
  return { isLost: () => isLost, end: () => clearInterval(timer) };
};

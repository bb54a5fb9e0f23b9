import { Passport, type Strategy } from 'passport';
import type { Request } from 'express';

/** What a strategy may look at. */
export type Shown = Pick<Request, 'headers'> | Pick<Request, 'body'>;

/** With a callback Passport leaves the response alone, so there need not be one. */
type Ask = (shown: Shown, noResponse: object, reject: (fault: unknown) => void) => void;

/**
 * Asks one Passport strategy and gives its answer as a value, null when it says no. Nothing is put into a session or
 * answered over HTTP by Passport itself: doors here answer in one way, in one place.
 */
export const asking = <T>(name: string, strategy: Strategy): ((shown: Shown) => Promise<T | null>) => {
  const passport = new Passport().use(name, strategy);
  return (shown) =>
    new Promise((resolve, reject) => {
      const answered = (fault: unknown, found: unknown) => {
        if (fault !== null && fault !== undefined)
          reject(fault instanceof Error ? fault : new Error('Passport failed', { cause: fault }));
        else resolve(found === false || found === undefined ? null : (found as T));
      };
      const ask = passport.authenticate(name, { session: false }, answered) as Ask;
      ask(shown, {}, reject);
    });
};

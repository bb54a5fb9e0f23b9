import { setTimeout as sleep } from 'node:timers/promises';
import type { Refused } from '#shared/domain/outcome';

/**
 * The one movement of the system: read, decide, swap if the version still holds, else read again.
 *
 * Commands for one document that arrive while another is being kept are folded: the next round decides them
 * in their order on one loaded state and keeps them with one swap. A document that many want at once is
 * thus written as often as the store answers, not as often as it is asked, and nobody starves.
 */

/** What a rule says shall be so. `next` is the same object when nothing changes. */
export interface Decided<S, A> {
  readonly next: S;
  readonly answer: A;
}

export type Decide<S, A> = (state: S) => Decided<S, A>;

export interface Versioned {
  readonly id: string;
  readonly ver: number;
}

/** Where documents of a kind are loaded from and swapped in. */
export interface Aggregates<S extends Versioned> {
  load(id: string): Promise<S | null>;
  /** False when someone else was first. */
  swap(previous: S, next: S): Promise<boolean>;
}

/** The document could not be swapped in many tries: the caller may ask again with the same key. */
export class Contention extends Error {
  constructor(id: string) {
    super(`${id} is wanted by too many at once`);
    this.name = 'Contention';
  }
}

interface Waiting<S> {
  readonly decide: Decide<S, unknown>;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (fault: unknown) => void;
}

const MOST_TRIES = 60;
const MOST_AT_ONCE = 100;

export interface Act<S> {
  /**
   * Null when there is no such document. `first` is a state just loaded, which spares the first read: a
   * stale one costs a try, never a wrong answer that changes something.
   */
  <A>(id: string, decide: Decide<S, A>, first?: S): Promise<A | null>;
}

export const actOn = <S extends Versioned>(store: Aggregates<S>): Act<S> => {
  const queues = new Map<string, Waiting<S>[]>();

  const round = async (id: string, batch: readonly Waiting<S>[], first: S | undefined): Promise<void> => {
    let known = first;
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const state = known ?? (await store.load(id));
      if (state === null) return batch.forEach((waiting) => waiting.resolve(null));
      let next = state;
      const settle: (() => void)[] = [];
      for (const waiting of batch) {
        try {
          const decided = waiting.decide(next);
          next = decided.next;
          settle.push(() => waiting.resolve(decided.answer));
        } catch (fault) {
          settle.push(() => waiting.reject(fault));
        }
      }
      // A "no change" on a state handed in may be a no on yesterday's truth: look again before saying it.
      if (next === state && known !== undefined) {
        known = undefined;
        continue;
      }
      if (next === state || (await store.swap(state, { ...next, ver: state.ver + 1 })))
        return settle.forEach((done) => done());
      known = undefined;
      await sleep(Math.random() * Math.min(30, 2 + tries));
    }
    throw new Contention(id);
  };

  const drain = async (id: string, queue: Waiting<S>[], first: S | undefined): Promise<void> => {
    let known = first;
    while (queue.length > 0) {
      const batch = queue.splice(0, MOST_AT_ONCE);
      try {
        await round(id, batch, known);
      } catch (fault) {
        batch.forEach((waiting) => waiting.reject(fault));
      }
      known = undefined;
    }
    queues.delete(id);
  };

  return <A>(id: string, decide: Decide<S, A>, first?: S) =>
    new Promise<A | null>((resolve, reject) => {
      const waiting: Waiting<S> = { decide, resolve: resolve as (answer: unknown) => void, reject };
      const queue = queues.get(id);
      if (queue !== undefined) {
        queue.push(waiting);
        return;
      }
      const fresh = [waiting];
      queues.set(id, fresh);
      void drain(id, fresh, first);
    });
};

/** A decision that changes nothing. */
export const unchanged = <S, A>(next: S, answer: A): Decided<S, A> => ({ next, answer });

/** A rule's verdict as a decision: a refusal leaves the state as it is. */
export const decidedBy = <S>(state: S, verdict: S | Refused): Decided<S, S | Refused> =>
  'outcome' in (verdict as object) ? { next: state, answer: verdict } : { next: verdict as S, answer: verdict };

import { todayOf, type Clock } from '#shared/clock';
import { untoldDeaths } from '../deaths.ts';
import { lateTermsUntold } from '../late-terms.ts';
import type { Stores } from '../stores.ts';
import { countExpiring } from './expiring.ts';
import { countMailPending } from './mail.ts';
import { countTurning } from '../year-turns.ts';
import { remindersUnplanned } from './reminders.ts';
import { countRunsInWork, runsDue } from './runs-due.ts';
import { countUntold, countUntoldPayments } from './untold.ts';

/** More than this is told as this: who waits wants to know whether there is something, not how much to the last. */
const ENOUGH = 1_000;

/** How much waits for each kind of worker. */
export interface Waiting {
  readonly deaths: number;
  readonly expiries: number;
  readonly yearTurns: number;
  readonly runsDue: number;
  readonly runsInWork: number;
  readonly untold: number;
  readonly repricings: number;
  readonly reminders: number;
  readonly mail: number;
}

/**
 * Asks every worker's own question, one after the other in the order in which work gives rise to work: what is done
 * while this asks shows up further down, so that all zeros mean that there is nothing left.
 */
export const waitingFor = async (stores: Stores, clock: Clock): Promise<Waiting> => {
  const today = todayOf(clock);
  const deaths = (await untoldDeaths(stores, ENOUGH)).length;
  const expiries = await countExpiring(stores, today);
  const yearTurns = await countTurning(stores, today);
  const due = (await runsDue(stores, today)).length;
  const runsInWork = await countRunsInWork(stores);
  const repricings = (await lateTermsUntold(stores, 1)).length;
  const untold = (await countUntold(stores)) + (await countUntoldPayments(stores));
  const reminders = (await remindersUnplanned(stores, today)) ? 1 : 0;
  const mail = await countMailPending(stores);
  return { deaths, expiries, yearTurns, runsDue: due, runsInWork, repricings, untold, reminders, mail };
};

export const isIdle = (waiting: Waiting): boolean => Object.values(waiting).every((count) => count === 0);

import { addMonthsToMonth } from '#shared/domain/calendar';
import { beginCalculation, finishCalculation, noteProgress } from '#shared/domain/settlement/calculate-run';
import type { NewLine } from '#shared/domain/settlement/line';
import { dropOlder, Outdated } from '#shared/persistence/lines';
import { relayAll } from '#shared/persistence/relay';
import { collectionOf } from '#shared/persistence/records';
import { approvedRuns, type Held, type RunRecord } from '#shared/persistence/runs';
import { dropOlderStatements } from '#shared/persistence/statements';
import type { Stores } from '#shared/persistence/stores';
import { capitation } from '#shared/settling/capitation';
import { debts } from '#shared/settling/carried';
import { LOOK_BACK_MONTHS, settledMonths } from '#shared/settling/gathering';
import { housing } from '#shared/settling/housing';
import { lateVisits } from '#shared/settling/late-visits';
import { visitsOfThePeriod } from '#shared/settling/visits';
import { claimCarries, claimLines, type RunInHand } from './run-in-hand.ts';
import { sealing, type Sealing } from './seal.ts';

/** What is brought forward, by provider, below zero. Each debt by one run only; what it cannot use up it carries on under its own name. */
const broughtForward = async (hand: RunInHand): Promise<Map<string, number>> => {
  const carried = new Map<string, number>();
  for (const { providerId, carriedCents } of await claimCarries(hand, await debts(hand)))
    carried.set(providerId, (carried.get(providerId) ?? 0) + carriedCents);
  return carried;
};

/** How often progress is noted, which is also how often a worker asks whether the run is still its own. */
const NOTE_EVERY_MS = 300;
/** So many months that cannot be priced are named. */
const MOST_HELD = 200;

export interface Calculating {
  readonly stores: Stores;
  /** As taken up. */
  readonly run: RunRecord;
  /** Called at every boundary between two batches; a test stops a worker here. */
  readonly onBatch?: (() => void) | undefined;
}

/** Keeps a step of the run's own document. @throws Outdated when it is in other hands. */
const note = async (stores: Stores, run: RunRecord, step: (now: RunRecord) => object | undefined): Promise<void> => {
  const answer = await stores.runs.act(run.id, (now) => {
    const next = step(now);
    return next === undefined ? { next: now, answer: false } : { next: { ...now, ...next }, answer: true };
  });
  if (answer !== true) throw new Outdated(run.id);
};

/** Lines of services that are settled by the month, and of what became known late: written before the visits. */
async function* besidesVisits(hand: RunInHand): AsyncGenerator<NewLine[]> {
  const { programmes } = hand.stores;
  const all = (await programmes.collection.find({}).toArray()).map((document) => programmes.fromDb(document));
  yield* lateVisits(hand);
  yield* housing(hand, all);
  yield* capitation(hand, new Map(all.map((programme) => [programme.id, programme])));
}

/** Whoever recorded anything for the period: read off the index alone. */
const providersVisited = async ({ stores, run }: RunInHand): Promise<string[]> =>
  (await collectionOf(stores.connection, 'events').distinct('providerId', { month: run.period })) as string[];

/** So many inserts are under way while the next page is read. */
const AT_ONCE = 3;

/** Writes the period's visits; they are summed up in the order they were read, whichever insert ends first. */
const writeVisits = async (hand: RunInHand, sealed: Sealing): Promise<void> => {
  const inserts: Promise<unknown>[] = [];
  let summed: Promise<void> = Promise.resolve();
  for await (const lines of visitsOfThePeriod(hand)) {
    if (inserts.length >= AT_ONCE) await inserts.shift();
    const claimed = claimLines(hand, lines);
    inserts.push(claimed);
    summed = Promise.all([claimed, summed]).then(([ours]) => sealed.take(ours));
    // Told by the await at the end: until then it must not count as nobody's.
    summed.catch(() => undefined);
  }
  await summed;
};

/**
 * Calculates a run: everything recorded up to its cut-off that no approved run has settled. It may stop anywhere
 * and be begun again by another worker under a higher `calc`: lines are claims, so nothing is written twice, and
 * the same facts give the same hash.
 * @throws Outdated when the run is in other hands.
 */
export const calculate = async ({ stores, run, onBatch }: Calculating): Promise<void> => {
  await relayAll(stores, onBatch);
  const approved = await approvedRuns(stores);
  const held: Held[] = [];
  let done = 0;
  let notedAt = performance.now();
  const pulse = async () => {
    onBatch?.();
    if (performance.now() - notedAt < NOTE_EVERY_MS) return;
    notedAt = performance.now();
    await note(stores, run, (now) => noteProgress(now, run.calc, done));
  };
  const from = addMonthsToMonth(run.period, -LOOK_BACK_MONTHS);
  const settledSince = settledMonths(approved, run.period, from);
  const hold = (one: Held) => {
    if (held.length < MOST_HELD) held.push(one);
  };
  const hand: RunInHand = { stores, run, approved, settledSince, hold, pulse };

  await Promise.all([dropOlder(stores, run), dropOlderStatements(stores, run)]);
  const carried = await broughtForward(hand);
  const sealed = sealing(hand, carried, (statements) => {
    done = statements;
  });
  for await (const lines of besidesVisits(hand)) sealed.wait(await claimLines(hand, lines));
  const visited = await providersVisited(hand);
  const total = new Set([...visited, ...sealed.providers()]).size;
  await note(stores, run, (now) => beginCalculation(now, run.calc, total));
  await writeVisits(hand, sealed);
  const { hash, totals } = await sealed.finish();
  await note(stores, run, (now) => {
    const next = finishCalculation(now, run.calc, { hash, totals });
    return next && { ...next, held, failures: 0 };
  });
};

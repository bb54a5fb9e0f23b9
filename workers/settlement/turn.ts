import { beginCalculation, finishCalculation, takeNumber } from '#shared/domain/settlement/calculate-run';
import { Outdated } from '#shared/persistence/lines';
import { dropPieces, keepPieces, type PieceRecord, type Task } from '#shared/persistence/pieces';
import { tellAllLateTerms } from '#shared/persistence/late-terms';
import { relayAll } from '#shared/persistence/relay';
import { approvedRuns, type ApprovedRuns, type RunRecord, type Stage } from '#shared/persistence/runs';
import { dropOlderStatements } from '#shared/persistence/statements';
import type { Stores } from '#shared/persistence/stores';
import { dropTallies } from '#shared/persistence/tallies';
import { lookedBackTo, settledMonths } from '#shared/settling/gathering';
import { tasksOfMonths, tasksOfProviders, type PieceSizes } from './divide.ts';
import { LEASE_MS } from './hold.ts';
import type { RunInHand } from './run-in-hand.ts';
import { seal } from './seal.ts';

/** So many months that cannot be priced are named. */
const MOST_HELD = 200;

/**
 * Takes a run in hand as a whole, under a number of its own, to bring it to its next stage: whoever had it so before
 * has a lower number, and nothing it still keeps of the run is kept. Null where somebody has it, or it has gone on.
 */
export const takeTurn = (stores: Stores, seen: RunRecord): Promise<RunRecord | null> => {
  const taken = (run: RunRecord) => {
    const isTaken = run.leaseUntil >= Date.now() || run.stage?.set !== seen.stage?.set;
    const numbered = isTaken ? undefined : takeNumber(run, seen.generation);
    if (numbered === undefined) return { next: run, answer: null };
    const next = { ...run, ...numbered, leaseUntil: Date.now() + LEASE_MS };
    return { next, answer: next };
  };
  return stores.runs.act<RunRecord | null>(seen.id, taken, seen);
};

/** Keeps a step of the run's own document. @throws Outdated when it is in other hands. */
const note = async (stores: Stores, run: RunRecord, step: (now: RunRecord) => object | undefined): Promise<void> => {
  const answer = await stores.runs.act(run.id, (now) => {
    const next = step(now);
    return next === undefined ? { next: now, answer: false } : { next: { ...now, ...next }, answer: true };
  });
  if (answer !== true) throw new Outdated(run.id);
};

/** The approved runs that this one is calculated against: the same for all who take part in it, whenever they come. */
const against = async (stores: Stores, run: RunRecord): Promise<ApprovedRuns> => {
  const known = new Set(run.against);
  return new Map([...(await approvedRuns(stores))].filter(([id]) => known.has(id)));
};

/** All that a part of a run is done with; `run.calc` is the number of the attempt. */
export const inHand = async (
  stores: Stores,
  run: RunInHand['run'],
  { hold, pulse }: Pick<RunInHand, 'hold' | 'pulse'>,
): Promise<RunInHand> => {
  const approved = await against(stores, run);
  const settledSince = settledMonths(approved, run.period, lookedBackTo(run.period));
  return { stores, run, approved, settledSince, hold, pulse };
};

/** Lays a stage open to every worker. */
const open = async ({ stores, run, pulse }: RunInHand, name: Stage['name'], tasks: readonly Task[]): Promise<void> => {
  await keepPieces(stores, run, tasks);
  await pulse();
  const total = tasks.reduce((sum, task) => sum + (task.kind === 'providers' ? task.providers : 0), 0);
  const { against: known, calcs, held } = run;
  const stage = { name, set: run.calc, pieces: tasks.length };
  await note(stores, run, (now) => {
    const next = beginCalculation(now, run.calc, total);
    return next && { ...next, stage, against: known, calcs, held, leaseUntil: 0, failures: 0 };
  });
};

/**
 * The approved runs that a calculation goes by. A rehearsal as known at an instant works the month out anew if it was
 * settled by then: it goes by what the month's first run went by, or the run of that very cut-off.
 */
const goesAgainst = async (stores: Stores, { period, asKnownAt }: RunRecord): Promise<readonly string[]> => {
  const approved = [...(await approvedRuns(stores)).values()];
  if (!asKnownAt) return approved.map(({ id }) => id);
  const settled = approved
    .filter((run) => run.period === period && run.cutoffAt <= asKnownAt)
    .sort((a, b) => a.round - b.round);
  const replayed = settled.find(({ cutoffAt }) => cutoffAt === asKnownAt) ?? settled[0];
  return replayed?.against ?? approved.filter(({ approvedAt = '' }) => approvedAt < asKnownAt).map(({ id }) => id);
};

/** A calculation begins: everything of an earlier asking goes, and it is written down what the new one goes by. */
const begin = async (stores: Stores, run: RunRecord, pulse: () => Promise<void>): Promise<RunRecord> => {
  await tellAllLateTerms(stores, { at: run.requestedAt, by: 'system' });
  await relayAll(stores, run.requestedAt, pulse);
  await Promise.all([
    dropOlderStatements(stores, run),
    dropPieces(stores, run.id, run.calc),
    dropTallies(stores, run.id, run.calc),
  ]);
  return { ...run, against: await goesAgainst(stores, run) };
};

/** What the pieces of the stage that is over have added: which attempts count, and what could not be priced. */
const withAccepted = (run: RunRecord, pieces: readonly PieceRecord[]): RunRecord => ({
  ...run,
  calcs: [...run.calcs, ...pieces.map(({ attempt }) => attempt)],
  held: [...run.held, ...pieces.flatMap(({ held }) => held)].slice(0, MOST_HELD),
});

/**
 * Brings a run to its next stage: divides the months, then the providers, then seals. A stage of which there is
 * nothing is passed over. It may stop anywhere: the next to take the turn does it anew.
 * @param done the accepted pieces of the stage that is over.
 * @throws Outdated when another has taken the turn.
 */
export const turn = async (
  stores: Stores,
  taken: RunRecord,
  done: readonly PieceRecord[],
  { pulse, sizes }: { readonly pulse: () => Promise<void>; readonly sizes: PieceSizes },
): Promise<'opened' | 'calculated'> => {
  const isFirst = taken.stage === null;
  const run = isFirst ? await begin(stores, taken, pulse) : withAccepted(taken, done);
  const hand = await inHand(stores, { ...run, earlier: [] }, { hold: () => undefined, pulse });
  await pulse();
  if (isFirst) {
    const tasks = await tasksOfMonths(hand, sizes);
    if (tasks.length > 0) {
      await open(hand, 'months', tasks);
      return 'opened';
    }
  }
  if (run.stage?.name !== 'providers') {
    const tasks = await tasksOfProviders(stores, run, sizes);
    if (tasks.length > 0) {
      await open(hand, 'providers', tasks);
      return 'opened';
    }
  }
  const { hash, totals } = await seal(hand, run.stage?.name === 'providers' ? done : []);
  const { against: known, held } = run;
  await note(stores, run, (now) => {
    const next = finishCalculation(now, run.calc, { hash, totals });
    const calcs = [...run.calcs, run.calc];
    return next && { ...next, against: known, calcs, held, stage: null, failures: 0, leaseUntil: 0 };
  });
  await Promise.all([dropPieces(stores, run.id, run.calc), dropTallies(stores, run.id, run.calc)]);
  return 'calculated';
};

/**
 * What the next runs will pay a provider. A forecast gathers its lines with what a run gathers them with, leaves out
 * what approved runs have settled, as a run does, and sums up with the rule that seals a statement: it comes to what
 * the run comes to because there is no other way to count.
 */
import {
  dayIn,
  latest,
  monthOf,
  monthsFromTo,
  type CalendarDate,
  type Instant,
  type Month,
} from '#shared/domain/calendar';
import { runId } from '#shared/domain/ids';
import { sumCents, type Cents } from '#shared/domain/money';
import type { Programme } from '#shared/domain/programme/programme';
import { paymentDay } from '#shared/domain/settlement/bank-days';
import type { NewLine } from '#shared/domain/settlement/line';
import { earliestRunDate, type RunStatus } from '#shared/domain/settlement/run';
import { sealStatement, type LineAmounts, type StatementTotals } from '#shared/domain/settlement/statement';
import { firstMonth } from '#shared/persistence/installed';
import { linesOf, settledById } from '#shared/persistence/lines';
import { approvedRuns, countingIn, type ApprovedRuns, type Held, type RunRecord } from '#shared/persistence/runs';
import type { Stores } from '#shared/persistence/stores';
import { capitation } from './capitation.ts';
import { debts, type Debt } from './carried.ts';
import { lookedBackTo, settledMonths, type Gathering } from './gathering.ts';
import { housing } from './housing.ts';
import { lateVisits } from './late-visits.ts';
import { visitsOfThePeriod } from './visits.ts';

/** A run to come: asked for and not approved yet, or not asked for yet. */
export interface RunAhead {
  readonly id: string;
  readonly period: Month;
  /** Of a run that was asked for, its own; of any other, now: as if it were run now. */
  readonly cutoffAt: Instant;
  readonly runDay: CalendarDate;
  /** The run where there is one, whatever has become of its calculation. */
  readonly run: RunRecord | undefined;
}

export interface ProgrammeShare extends LineAmounts {
  readonly programmeId: string;
  readonly lines: number;
}

export interface ForecastRun extends StatementTotals {
  readonly period: Month;
  readonly cutoffAt: Instant;
  readonly runDay: CalendarDate;
  readonly paymentDay: CalendarDate;
  readonly programmes: readonly ProgrammeShare[];
}

export interface Forecast {
  readonly runs: readonly ForecastRun[];
  /** Months of its clients that cannot be priced. */
  readonly held: readonly Held[];
  readonly ahead: readonly RunAhead[];
  readonly approved: ApprovedRuns;
}

export interface Moment {
  readonly now: Instant;
  readonly today: CalendarDate;
}

const NOT_APPROVED = ['queued', 'calculating', 'calculated', 'failed'] as const satisfies readonly RunStatus[];

/** Runs that were asked for and no second person has approved yet. */
const runsInWork = async ({ runs }: Stores): Promise<RunRecord[]> => {
  const found = await runs.collection.find({ status: { $in: [...NOT_APPROVED] }, dryRun: false }).toArray();
  return found.map((document) => runs.fromDb(document));
};

/**
 * The runs to come, up to that of the running month, the next one first: months without an approved run, and
 * further runs that were asked for.
 */
export const runsAhead = async (
  stores: Stores,
  approved: ApprovedRuns,
  { now, today }: Moment,
): Promise<RunAhead[]> => {
  const [inWork, first] = await Promise.all([runsInWork(stores), firstMonth(stores.connection)]);
  const running = monthOf(today);
  const oldest = first ?? running;
  const settled = new Set([...approved.values()].map(({ period }) => period));
  const open = monthsFromTo(oldest, running).filter((period) => !settled.has(period));
  return [...new Set([...open, ...inWork.map(({ period }) => period)])].sort().map((period): RunAhead => {
    const run = inWork.find((one) => one.period === period);
    if (run !== undefined && run.status !== 'failed')
      return { id: run.id, period, cutoffAt: run.cutoffAt, runDay: dayIn(Date.parse(run.cutoffAt)), run };
    return { id: runId(period, 1), period, cutoffAt: now, runDay: latest(earliestRunDate(period), today), run };
  });
};

/** What a run finds besides its month's visits: lines of months, and what became known late. */
async function* besidesVisits(hand: Gathering, programmes: readonly Programme[]): AsyncGenerator<NewLine[]> {
  yield* lateVisits(hand);
  yield* housing(hand, programmes);
  yield* capitation(hand, new Map(programmes.map((programme) => [programme.id, programme])));
}

/** Those that no approved run has. */
const unsettled = async <T extends { readonly id: string }>(
  { stores, approved }: Gathering,
  items: readonly T[],
): Promise<T[]> => {
  const settled = await settledById(
    stores,
    approved,
    items.map(({ id }) => id),
  );
  return items.filter(({ id }) => !settled.has(id));
};

/** Those that a calculated run has: where two wait for approval, each debt and each correction is one's only. */
const heldBy = async <T extends { readonly id: string }>(
  stores: Stores,
  run: RunRecord,
  items: readonly T[],
): Promise<T[]> => {
  if (items.length === 0) return [];
  const own = { _id: { $in: items.map(({ id }) => id) }, runId: run.id, calc: countingIn(run) };
  const found = await linesOf(stores)
    .find(own, { projection: { _id: 1 } })
    .toArray();
  const held = new Set(found.map(({ _id }) => _id));
  return items.filter(({ id }) => held.has(id));
};

const NOTHING = { lines: 0, grossCents: 0, organiserCents: 0, clientCents: 0 };

const plus = (sum: typeof NOTHING, line: LineAmounts): typeof NOTHING => ({
  lines: sum.lines + 1,
  grossCents: sum.grossCents + line.grossCents,
  organiserCents: sum.organiserCents + line.organiserCents,
  clientCents: sum.clientCents + line.clientCents,
});

/** What forecasts of runs that are not calculated yet have taken, which no later run finds, and what they leave. */
interface Left {
  /** Ids of debts and lines; a month's visits are found by no run of another month. */
  readonly taken: ReadonlySet<string>;
  readonly cents: Cents;
}
const NOTHING_LEFT: Left = { taken: new Set(), cents: 0 };

/** What a run would say to a provider, and what it leaves to the next. */
const forecastRun = async (
  hand: Gathering & { readonly providerId: string },
  programmes: readonly Programme[],
  left: Left,
  done: RunRecord | undefined,
): Promise<{ told: StatementTotals & Pick<ForecastRun, 'programmes'>; left: Left }> => {
  const shares = new Map<string, typeof NOTHING>();
  const taken = new Set(left.taken);
  /** Those that no run has taken, nor an earlier forecast. */
  const free = async <T extends { readonly id: string; readonly providerId: string }>(items: readonly T[]) => {
    const own = items.filter(({ id, providerId }) => providerId === hand.providerId && !left.taken.has(id));
    return done === undefined ? unsettled(hand, own) : heldBy(hand.stores, done, own);
  };
  const add = (line: NewLine) => shares.set(line.programmeId, plus(shares.get(line.programmeId) ?? NOTHING, line));
  for await (const lines of besidesVisits(hand, programmes))
    for (const line of await free(lines)) {
      add(line);
      taken.add(line.id);
    }
  for await (const lines of visitsOfThePeriod(hand)) (await free(lines)).forEach(add);
  const owing: Debt[] = [];
  for await (const page of debts(hand)) owing.push(...(await free(page)));
  for (const { id } of owing) taken.add(id);
  const sums = [...shares.values()];
  const sheet = sealStatement({
    lines: sums,
    broughtForwardCents: left.cents + sumCents(owing.map(({ carriedCents }) => carriedCents)),
  });
  const byCode = [...shares].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    told: {
      ...sheet,
      lines: sumCents(sums.map(({ lines }) => lines)),
      programmes: byCode.map(([programmeId, share]) => ({ programmeId, ...share })),
    },
    left: { taken, cents: sheet.carriedForwardCents },
  };
};

/**
 * Forecasts every run to come for one provider, each as if those before it were approved as they are: what a
 * calculated one has settled is settled, and what one leaves as a debt the next brings forward. One that is calculated
 * is told as it was calculated. Reads vouchers' events as the relay has told them: the provider's untold vouchers have
 * to be told before.
 */
export const forecast = async (stores: Stores, providerId: string, moment: Moment): Promise<Forecast> => {
  const [decided, found] = await Promise.all([approvedRuns(stores), stores.programmes.collection.find({}).toArray()]);
  const programmes = found.map((document) => stores.programmes.fromDb(document));
  const ahead = await runsAhead(stores, decided, moment);
  const held = new Map<string, Held>();
  const hold = (one: Held) => held.set(`${one.voucherId} ${one.month}`, one);
  const runs: ForecastRun[] = [];
  let supposed: ApprovedRuns = decided;
  let left = NOTHING_LEFT;
  for (const { id, period, cutoffAt, runDay, run } of ahead) {
    const done = run?.status === 'calculated' ? run : undefined;
    const approved =
      done === undefined ? supposed : new Map([...decided].filter(([one]) => done.against.includes(one)));
    const settledSince = settledMonths(approved, period, lookedBackTo(period));
    const hand = { stores, run: { id, period, cutoffAt }, approved, settledSince, hold, providerId };
    const next = await forecastRun(hand, programmes, done === undefined ? left : NOTHING_LEFT, done);
    const day = paymentDay({ runDay, today: latest(runDay, moment.today) });
    runs.push({ ...next.told, period, cutoffAt, runDay, paymentDay: day });
    if (done === undefined) ({ left } = next);
    else supposed = new Map([...supposed, [id, { ...done, status: 'approved' }]]);
  }
  return { runs, held: [...held.values()], ahead, approved: decided };
};

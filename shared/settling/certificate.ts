/**
 * What a run certifies, counted by a stream of its own from what was recorded, from the lines and from the statements:
 * none of the run's sums are taken over. Read side by side in the order of providers, one in memory at a time.
 */
import { monthOf, type Instant, type Month } from '#shared/domain/calendar';
import { statementId } from '#shared/domain/ids';
import { identitiesOf, type Figures, type Identity, type LineService } from '#shared/domain/settlement/certificate';
import { visitsPrefix } from '#shared/domain/settlement/line';
import {
  eventsRecorded,
  linesApart,
  linesOfVisits,
  statementsOf,
  toldAfter,
  trueUpsOf,
  type CertifiedEvent,
  type CertifiedLine,
  type CertifiedStatement,
  type ToldLate,
} from '#shared/persistence/certificates-read';
import { relayAll } from '#shared/persistence/relay';
import type { RunRecord } from '#shared/persistence/runs';
import type { Stores } from '#shared/persistence/stores';
import { counting, type Counting, type Unexplained } from './counting.ts';
import { clientsWithoutLines, countStays, type EarlierLine } from './certify-stays.ts';
import { countVisits, type Whose } from './certify-visits.ts';
import type { Calculated } from './diff.ts';
import { unpricedAmong } from './housing.ts';
import { grouped, together } from './merge.ts';

export interface Certified {
  readonly figures: Figures;
  readonly identities: readonly Identity[];
  readonly holds: boolean;
  /** Visits, stays and statements that something is wrong with. */
  readonly unexplained: Unexplained;
}

/** What is known around a run. */
interface Around {
  readonly run: Calculated;
  /** Every run there is, by id. */
  readonly runs: ReadonlyMap<string, RunRecord>;
  /** Clients whose month could not be priced, as far as the run names them. */
  readonly unpriced: ReadonlySet<string>;
  /** Whether the run may have held more months than it names. */
  readonly mayHaveHeldMore: boolean;
}

/** So many months that could not be priced a run names at most. */
const MOST_HELD = 200;

const aroundOf = async (stores: Stores, run: Calculated): Promise<Around> => {
  const runs = await stores.runs.collection.find({ _id: { $gt: 'run-' } }, { projection: { held: 0 } }).toArray();
  const held = run.held.filter(({ month }) => month === run.period).map(({ voucherId }) => voucherId);
  const vouchers = await stores.vouchers.collection
    .find({ _id: { $in: held } }, { projection: { clientId: 1 } })
    .toArray();
  return {
    run,
    runs: new Map(runs.map((document) => [document._id, stores.runs.fromDb(document)])),
    unpriced: new Set(vouchers.map(({ clientId }) => clientId as string)),
    mayHaveHeldMore: run.held.length >= MOST_HELD,
  };
};

/** The runs that this one was calculated against and that may have settled something of its month. */
const before = ({ run, runs }: Around): RunRecord[] => {
  const known = run.against.flatMap((id) => runs.get(id) ?? []);
  return known.some(({ period }) => period === run.period) ? known.filter(({ period }) => period >= run.period) : [];
};

/**
 * Whether another run may have had a fact first: it is calculated, was asked for before this one was approved, and this one
 * was not calculated against it. A later one settles what this one has lost, which is no excuse; a rehearsal claims nothing, so it
 * loses nothing. When they were first asked for and approved never changes, so that the answer does not either.
 */
const isBeside = (run: RunRecord, other: RunRecord): boolean =>
  !run.dryRun && other.hash !== null && (run.approvedAt === undefined || other.createdAt < run.approvedAt);

const whose =
  ({ run, runs }: Around) =>
  ({ runId, calc }: CertifiedLine): Whose | undefined => {
    const other = runs.get(runId);
    if (other?.calcs.includes(calc) !== true) return undefined;
    if (runId === run.id) return 'own';
    if (run.against.includes(runId)) return 'before';
    return isBeside(run, other) ? 'elsewhere' : undefined;
  };

/** What there is of one provider. */
interface Sheet {
  readonly events: readonly CertifiedEvent[];
  readonly told: readonly ToldLate[];
  readonly ofVisits: readonly CertifiedLine[];
  readonly apart: readonly CertifiedLine[];
  readonly earlier: readonly EarlierLine[];
  readonly statements: readonly CertifiedStatement[];
}

const HOUSING = 'ln-hm-';
const serviceOf = (name: string): LineService =>
  name.startsWith(HOUSING) ? 'housing' : name.startsWith('ln-cap-') ? 'soteCentre' : 'visit';

/** Adds a provider's lines and statement; whether the one is that of the others. */
const countSheet = (count: Counting, { run }: Around, own: readonly CertifiedLine[], sheet: Sheet, nameOf: NameOf) => {
  const sums = { lines: 0, grossCents: 0, organiserCents: 0, broughtForwardCents: 0 };
  for (const line of own) {
    if (line.kind === 'carry') {
      sums.broughtForwardCents += line.carriedCents ?? 0;
      count.debt(line.carriedCents ?? 0);
      continue;
    }
    const { grossCents, organiserCents, trueUpCents = 0, kind = 'service' } = line;
    const month = monthOf(line.from) === run.period ? 'own' : 'earlier';
    const cents = { grossCents, organiserCents, clientCents: grossCents - organiserCents, trueUpCents };
    count.line({ service: serviceOf(nameOf(line)), month, kind }, cents);
    sums.lines += 1;
    sums.grossCents += grossCents;
    sums.organiserCents += organiserCents;
  }
  const [statement] = sheet.statements;
  if (statement === undefined) return own.length === 0;
  const balance = sums.organiserCents + sums.broughtForwardCents;
  const isAgreeing =
    statement.lines === sums.lines &&
    statement.grossCents === sums.grossCents &&
    statement.organiserCents === sums.organiserCents &&
    statement.clientCents === sums.grossCents - sums.organiserCents &&
    statement.broughtForwardCents === sums.broughtForwardCents &&
    statement.payableCents === Math.max(0, balance) &&
    statement.carriedForwardCents === Math.min(0, balance);
  count.statement(statement, isAgreeing);
  return isAgreeing;
};

type NameOf = (line: Pick<CertifiedLine, '_id'>) => string;

/**
 * Clients whose month is known to have been held. A run names only the first; of others it is worked out again whether
 * their month can be priced by what was known at the cut-off: what can be is not explained by there being many.
 */
const unpricedOf = async (
  stores: Stores,
  { run, runs, unpriced, mayHaveHeldMore }: Around,
  clientIds: readonly string[],
): Promise<ReadonlySet<string>> => {
  if (!mayHaveHeldMore) return unpriced;
  const approved = new Map(run.against.flatMap((id) => runs.get(id) ?? []).map((one) => [one.id, one]));
  const unnamed = [...new Set(clientIds)].filter((id) => !unpriced.has(id));
  return new Set([...unpriced, ...(await unpricedAmong({ stores, run, approved }, unnamed))]);
};

const countProvider = async (
  stores: Stores,
  count: Counting,
  around: Around,
  providerId: string,
  sheet: Sheet,
  nameOf: NameOf,
): Promise<void> => {
  const { run, runs } = around;
  const { period, cutoffAt } = run;
  const whoseIs = whose(around);
  const { events, told, ofVisits, apart, earlier } = sheet;
  const isOfVisits = (line: CertifiedLine) => nameOf(line).startsWith(visitsPrefix(period));
  const own = [...ofVisits.filter((line) => whoseIs(line) === 'own'), ...apart.filter((line) => !isOfVisits(line))];
  const visits = events.filter(({ kind }) => kind === 'rehabilitation');
  countVisits(count, { providerId, period, cutoffAt, visits, told, lines: ofVisits, nameOf, whoseIs });
  const firsts = run.against.flatMap((id) => runs.get(id) ?? []).filter((one) => one.period === period);
  const stays = events.filter(({ kind }) => kind === 'housing');
  const ofHousing = own.filter((line) => nameOf(line).startsWith(HOUSING) && monthOf(line.from) === period);
  const lineless = clientsWithoutLines({ period, stays, own: ofHousing, nameOf });
  const unpriced = await unpricedOf(stores, around, lineless);
  countStays(count, {
    period,
    cutoffAt,
    settledAt: firsts.map((one): Instant => one.cutoffAt).sort()[0],
    stays,
    told,
    own: ofHousing,
    before: earlier,
    nameOf,
    isUnpriced: (clientId) => unpriced.has(clientId),
  });
  if (!countSheet(count, around, own, sheet, nameOf)) count.unexplained(statementId(run.id, providerId));
};

const NO_SHEET: Sheet = { events: [], told: [], ofVisits: [], apart: [], earlier: [], statements: [] };

interface Part {
  readonly key: string;
  readonly sheet: Partial<Sheet>;
}

/** What a stream has of each provider, as a part of its sheet. */
async function* partsOf<N extends keyof Sheet>(
  name: N,
  pages: AsyncIterable<Sheet[N]>,
  keyOf: (item: Sheet[N][number]) => string,
): AsyncGenerator<Part> {
  for await (const { key, items } of grouped<Sheet[N][number]>(pages, keyOf)) yield { key, sheet: { [name]: items } };
}

const joined = (parts: readonly Part[]): Sheet =>
  parts.reduce<Sheet>(
    (all, { sheet }) => ({
      events: [...all.events, ...(sheet.events ?? [])],
      told: [...all.told, ...(sheet.told ?? [])],
      ofVisits: [...all.ofVisits, ...(sheet.ofVisits ?? [])],
      apart: [...all.apart, ...(sheet.apart ?? [])],
      earlier: [...all.earlier, ...(sheet.earlier ?? [])],
      statements: [...all.statements, ...(sheet.statements ?? [])],
    }),
    NO_SHEET,
  );

/** Lines of an approved run about a month of housing. */
async function* housingOf(
  stores: Stores,
  { id, calcs, cutoffAt }: RunRecord,
  month: Month,
): AsyncGenerator<EarlierLine[]> {
  for await (const page of linesApart(stores, { id, calcs }))
    yield page
      .filter(({ _id, from }) => _id.startsWith(HOUSING) && monthOf(from) === month)
      .map((line) => ({ ...line, cutoffAt }));
}

/** All there is of each provider, in order. */
async function* sheetsOf(
  stores: Stores,
  around: Around,
  nameOf: NameOf,
): AsyncGenerator<{ readonly key: string; readonly sheet: Sheet }> {
  const { run } = around;
  const start = visitsPrefix(run.period).length;
  const ofName = (line: CertifiedLine) => {
    const name = nameOf(line).slice(start);
    return `prv-${name.slice(0, name.indexOf('-'))}`;
  };
  const ofStatement =
    (runId: string) =>
    ({ statementId: id = '' }: CertifiedLine) =>
      `prv-${id.slice(statementId(runId, 'prv-').length)}`;
  const streams = [
    partsOf('events', eventsRecorded(stores, run.period, run.cutoffAt), ({ providerId }) => providerId),
    partsOf('told', toldAfter(stores, run.period, run.requestedAt), ({ providerId }) => providerId),
    partsOf('statements', statementsOf(stores, run), ({ providerId }) => providerId),
    partsOf('apart', linesApart(stores, run), ofStatement(run.id)),
    partsOf('ofVisits', linesOfVisits(stores, run.period), ofName),
    ...(run.dryRun ? [partsOf('ofVisits', linesOfVisits(stores, run.period, run), ofName)] : []),
    ...before(around).map((one) => partsOf('earlier', housingOf(stores, one, run.period), ofStatement(one.id))),
  ];
  for await (const { key, found } of together(streams)) yield { key, sheet: joined(found) };
}

/**
 * Counts everything again and says what holds, once all is told that was decided: so that it does not matter when it is
 * counted. A run that is calculated anew meanwhile does not come out even.
 */
export const certify = async (stores: Stores, run: Calculated, now: Instant): Promise<Certified> => {
  await relayAll(stores, now);
  const around = await aroundOf(stores, run);
  const prefix = run.dryRun ? `${run.id}.` : '';
  const nameOf: NameOf = ({ _id }) => (_id.startsWith(prefix) ? _id.slice(prefix.length) : _id);
  const count = counting();
  for await (const { key, sheet } of sheetsOf(stores, around, nameOf))
    await countProvider(stores, count, around, key, sheet, nameOf);
  const { figures, unexplained } = count.figures({ trueUps: await trueUpsOf(stores, run), totals: run.totals });
  const identities = identitiesOf(figures);
  return { figures, identities, holds: identities.every(({ holds }) => holds), unexplained };
};

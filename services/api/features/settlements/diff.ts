import * as contract from '#shared/contract/diff';
import { statementId } from '#shared/domain/ids';
import { refused } from '#shared/domain/outcome';
import { differenceOf } from '#shared/domain/settlement/difference';
import { runTotals, type RunTotals } from '#shared/domain/settlement/statement';
import type { Stores } from '#shared/persistence/stores';
import {
  compare,
  compareProviders,
  comparison,
  heldAgainst,
  isCalculated,
  type Calculated,
  type Comparison,
  type Found,
  type Part,
  type Place,
  type ProviderFound,
} from '#shared/settling/diff';
import type { Deps } from '#api/deps';
import { BAD_CURSOR, cursorOf, idOfCursor } from '#api/http/page';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';

/** So many lines are read for a page at most, whether they differ or not; but what is summed up by provider is read to its end. */
const MOST_LINES = 20_000;

/** No provider's id has a colon in it. */
const placeOf = (cursor: string): Place | undefined => {
  const [, providerId, key] = /^(prv-[^:]+):(.*)$/.exec(idOfCursor(cursor) ?? '') ?? [];
  return providerId === undefined || key === undefined ? undefined : { providerId, key };
};

const isOfProvider = (found: Found | ProviderFound): found is ProviderFound => 'counts' in found;

const itemView = (found: Found | ProviderFound) => ({
  change: found.change,
  providerId: found.place.providerId,
  before: found.before,
  after: found.after,
  difference: differenceOf(found.before, found.after),
  ...(isOfProvider(found) ? { counts: found.counts } : {}),
});

/** What a run comes to, or says to one provider; nothing of no run. */
const totalsOf = async (stores: Stores, run: Calculated | null, providerId?: string): Promise<RunTotals | null> => {
  if (run === null || providerId === undefined) return run?.totals ?? null;
  const statement = await stores.statements.load(statementId(run.id, providerId));
  return runTotals(statement !== null && run.calcs.includes(statement.calc) ? [statement] : []);
};

const TOLD = [
  ...['statements', 'lines', 'grossCents', 'organiserCents', 'clientCents'],
  ...['broughtForwardCents', 'payableCents', 'carriedForwardCents'],
] as readonly (keyof RunTotals)[];

/** What stands beside the other is not taken from it. */
const totalsView = async (stores: Stores, { run, against, adds }: Comparison, providerId?: string) => {
  const [before, after] = await Promise.all([totalsOf(stores, against, providerId), totalsOf(stores, run, providerId)]);
  const is = (name: keyof RunTotals) => (adds === 'against' ? 0 : (after?.[name] ?? 0));
  const was = (name: keyof RunTotals) => (adds === 'run' ? 0 : (before?.[name] ?? 0));
  return { before, after, difference: Object.fromEntries(TOLD.map((name) => [name, is(name) - was(name)])) };
};

/** A page of what differs, and the place it ends at where there may be more. */
const pageOf = async (
  stores: Stores,
  asked: Comparison,
  part: Part,
  { limit, by, most }: { readonly limit: number; readonly by: 'provider' | undefined; readonly most: number },
) => {
  const effort = { lines: 0 };
  const items: (Found | ProviderFound)[] = [];
  const all = (by === undefined ? compare : compareProviders)(stores, asked, part, effort);
  let last: Place | undefined;
  for await (const found of all) {
    const isFull = found.change !== undefined && items.length === limit;
    const mayEnd = asked.by === 'line' || last?.providerId !== found.place.providerId;
    if (last !== undefined && (isFull || (mayEnd && effort.lines > most))) return { items, last };
    if (found.change !== undefined) items.push(found);
    last = found.place;
  }
  return { items, last: undefined };
};

const countsOf = (items: readonly (Found | ProviderFound)[]) => {
  const counts = { added: 0, gone: 0, changed: 0 };
  for (const item of items) {
    if (!isOfProvider(item)) counts[item.change ?? 'changed'] += 1;
    else for (const change of ['added', 'gone', 'changed'] as const) counts[change] += item.counts[change];
  }
  return counts;
};

/** GET /v1/settlement-runs/{id}/diff: what a run settles otherwise than another. */
export const diff = ({ stores }: Deps, most = MOST_LINES) =>
  route(contract.diffRuns, async ({ params, query: { against: named, providerId, by, limit, cursor } }) => {
    const after = cursor === undefined ? undefined : placeOf(cursor);
    if (cursor !== undefined && after === undefined) return BAD_CURSOR;
    const run = await stores.runs.load(params.id);
    if (run === null) return NOT_FOUND;
    const other = named === undefined ? await heldAgainst(stores, run) : await stores.runs.load(named);
    if (other === null && named !== undefined) return NOT_FOUND;
    if (!isCalculated(run)) return refused('RUN_NOT_CALCULATED', { runStatus: run.status });
    if (other !== null && !isCalculated(other)) return refused('RUN_NOT_CALCULATED', { runStatus: other.status });
    const asked = comparison(run, other);
    const { items, last } = await pageOf(stores, asked, { after, providerId }, { limit, by, most });
    return reply({
      runId: run.id,
      against: other?.id ?? null,
      comparedBy: asked.by,
      addsTo: asked.adds === 'run',
      totals: await totalsView(stores, asked, providerId),
      counts: countsOf(items),
      items: items.map(itemView),
      nextCursor: last === undefined ? null : cursorOf(`${last.providerId}:${last.key}`),
    });
  });

import * as contract from '#shared/contract/forecast';
import { remedyForLeftOut } from '#shared/contract/left-out';
import { approvedRuns, type ApprovedRuns, type RunRecord } from '#shared/persistence/runs';
import type { Stores } from '#shared/persistence/stores';
import { leftOut, LEFT_OUT_KINDS, type LeftOut, type LeftOutKind } from '#shared/settling/left-out';
import type { Deps } from '#api/deps';
import { BAD_CURSOR, cursorOf, idOfCursor } from '#api/http/page';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';

const nameOf = {
  refused: 'refusalId',
  draft: 'draftId',
  disputed: 'eventId',
  late: 'eventId',
  reversed: 'eventId',
} as const;

const leftOutView = ({ what, id, ...row }: LeftOut) => ({
  what,
  ...(what === 'held' ? {} : { [nameOf[what]]: id }),
  ...row,
  remedy: remedyForLeftOut(row.code),
});

/** Where a page begins: after which id of which kind. */
interface Place {
  readonly kind: LeftOutKind;
  readonly after: string;
}

const placeOf = (cursor: string): Place | undefined => {
  const [, kind, after] = /^([a-z]+):(.+)$/.exec(idOfCursor(cursor) ?? '') ?? [];
  const known = LEFT_OUT_KINDS.find((one) => one === kind);
  return known === undefined || after === undefined ? undefined : { kind: known, after };
};

interface Read {
  readonly stores: Stores;
  readonly run: RunRecord;
  readonly approved: ApprovedRuns;
}

/** All that was left out of these kinds, beginning at a place. */
async function* rowsOf({ stores, run, approved }: Read, kinds: readonly LeftOutKind[], place?: Place) {
  for (const kind of place === undefined ? kinds : kinds.slice(kinds.indexOf(place.kind)))
    for await (const page of leftOut(stores, run, approved, kind, place?.kind === kind ? place.after : '')) yield* page;
}

const totalsOf = async (read: Read) => {
  const counts = new Map<string, { what: LeftOutKind; code: string; count: number }>();
  for await (const { what, code } of rowsOf(read, LEFT_OUT_KINDS)) {
    const known = counts.get(`${what} ${code}`) ?? { what, code, count: 0 };
    counts.set(`${what} ${code}`, { ...known, count: known.count + 1 });
  }
  return [...counts.values()];
};

/** GET /v1/settlement-runs/{id}/left-out: what of the run's month is not in the run, as of its cut-off. */
export const leftOutOfRun = ({ stores }: Deps) =>
  route(contract.listLeftOut, async ({ params, query: { kind, limit, cursor } }) => {
    const place = cursor === undefined ? undefined : placeOf(cursor);
    const kinds = kind === undefined ? LEFT_OUT_KINDS : [kind];
    if (cursor !== undefined && (place === undefined || !kinds.includes(place.kind))) return BAD_CURSOR;
    const run = await stores.runs.load(params.id);
    if (run === null) return NOT_FOUND;
    const read = { stores, run, approved: await approvedRuns(stores) };
    const rows: LeftOut[] = [];
    for await (const row of rowsOf(read, kinds, place)) if (rows.push(row) > limit) break;
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return reply({
      items: shown.map(leftOutView),
      nextCursor: last === undefined ? null : cursorOf(`${last.what}:${last.id}`),
      totals: cursor === undefined ? await totalsOf(read) : null,
    });
  });

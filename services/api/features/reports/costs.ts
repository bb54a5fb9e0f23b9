import { reportCosts as contract, type CostDimension } from '#shared/contract/reports';
import { costRows, costTotals, type CostField } from '#shared/persistence/reports';
import type { Deps } from '#api/deps';
import { BAD_CURSOR, cursorOf, idOfCursor } from '#api/http/page';
import { reply } from '#api/http/reply';
import { route } from '#api/http/route';

const FIELD_OF = {
  programme: 'programmeId',
  municipality: 'municipalityCode',
  provider: 'providerId',
  segment: 'segment',
  month: 'month',
} as const satisfies Record<CostDimension, CostField>;

/** GET /v1/reports/costs: sums over the statements of approved runs, which are those of the runs to the cent. */
export const reportCosts = ({ stores }: Pick<Deps, 'stores'>) =>
  route(contract, async ({ query: { groupBy, limit, cursor, ...asked } }) => {
    const after = cursor === undefined ? undefined : idOfCursor(cursor);
    if (cursor !== undefined && after === undefined) return BAD_CURSOR;
    const by = groupBy.map((dimension) => FIELD_OF[dimension]);
    const [found, totals] = await Promise.all([
      costRows(stores, { by, ...asked }, { limit, after }),
      costTotals(stores, { by, ...asked }),
    ]);
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    return reply({
      items: shown.map(({ key: _, ...row }) => row),
      nextCursor: last === undefined ? null : cursorOf(last.key),
      totals,
    });
  });

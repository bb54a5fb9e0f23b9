import * as contract from '#shared/contract/settlements';
import type { Deps } from '#api/deps';
import { BAD_CURSOR, cursorOf, idOfCursor } from '#api/http/page';
import { reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { runView } from './view.ts';

/** Newest first: by when a run was first asked for, which asking anew does not change. */
export const list = ({ stores }: Deps) =>
  route(contract.listRuns, async ({ query: { period, limit, cursor } }) => {
    const after = cursor === undefined ? undefined : idOfCursor(cursor);
    if (cursor !== undefined && after === undefined) return BAD_CURSOR;
    const [createdAt = '', id = ''] = after?.split('_') ?? [];
    const older = [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: id } }];
    const found = await stores.runs.collection
      .find({ ...(period === undefined ? {} : { period }), ...(after === undefined ? {} : { $or: older }) })
      .sort({ createdAt: -1, _id: -1 })
      .limit(limit + 1)
      .toArray();
    const runs = found.slice(0, limit).map((document) => stores.runs.fromDb(document));
    const last = found.length > limit ? runs.at(-1) : undefined;
    return reply({
      items: runs.map(runView),
      nextCursor: last === undefined ? null : cursorOf(`${last.createdAt}_${last.id}`),
    });
  });

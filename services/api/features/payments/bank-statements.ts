import * as contract from '#shared/contract/payments';
import type { Deps } from '#api/deps';
import { BAD_CURSOR, cursorOf, idOfCursor } from '#api/http/page';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { bankStatementView, summaryView } from './view.ts';

/** Newest first. What became of each transaction, and the message itself, are not read for a list. */
export const listBankStatements = ({ stores: { bankStatements } }: Deps) =>
  route(contract.listBankStatements, async ({ query: { limit, cursor } }) => {
    const after = cursor === undefined ? undefined : idOfCursor(cursor);
    if (cursor !== undefined && after === undefined) return BAD_CURSOR;
    const [importedAt = '', id = ''] = after?.split('_') ?? [];
    const older = { $or: [{ importedAt: { $lt: importedAt } }, { importedAt, _id: { $lt: id } }] };
    const found = await bankStatements.collection
      .find(after === undefined ? {} : older, { projection: { rows: 0, gzip: 0 } })
      .sort({ importedAt: -1, _id: -1 })
      .limit(limit + 1)
      .toArray();
    const shown = found
      .slice(0, limit)
      .map((document) => summaryView(bankStatements.fromDb(document) as unknown as Parameters<typeof summaryView>[0]));
    const last = found.length > limit ? shown.at(-1) : undefined;
    return reply({ items: shown, nextCursor: last === undefined ? null : cursorOf(`${last.importedAt}_${last.id}`) });
  });

export const getBankStatement = ({ stores: { bankStatements } }: Deps) =>
  route(contract.getBankStatement, async ({ params }) => {
    const found = await bankStatements.collection.findOne({ _id: params.id }, { projection: { gzip: 0 } });
    return found === null ? NOT_FOUND : reply(bankStatementView(bankStatements.fromDb(found)));
  });

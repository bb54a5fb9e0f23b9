import * as contract from '#shared/contract/settlements';
import type { Deps } from '#api/deps';
import { BAD_CURSOR, cursorOf, idOfCursor } from '#api/http/page';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { explained, linesAfter } from './lines-of-statement.ts';
import { documentOf } from './statement-document.ts';
import { isTold, lineView, statementView } from './view.ts';

/**
 * One statement: with a page of its lines, or whole as a PDF or CSV. A provider sees its own, and only once the run is
 * approved.
 */
export const statement = (deps: Deps) =>
  route(contract.getStatement, async ({ params, query: { limit, cursor, language }, wanted }, who) => {
    const { stores } = deps;
    const after = cursor === undefined ? undefined : idOfCursor(cursor);
    if (cursor !== undefined && after === undefined) return BAD_CURSOR;
    const found = await stores.statements.load(params.id);
    const run = found && (await stores.runs.load(found.runId));
    if (found === null || !run?.calcs.includes(found.calc)) return NOT_FOUND;
    if (who.role === 'provider' && (found.providerId !== who.providerId || !isTold(run))) return NOT_FOUND;
    const sheet = { run, statement: found };
    if (wanted.contentType === 'application/pdf' || wanted.contentType === 'text/csv')
      return documentOf(deps, sheet, wanted.contentType, language ?? wanted.language);
    const lines = await linesAfter(stores, sheet, limit + 1, after);
    const shown = lines.slice(0, limit);
    const last = lines.length > limit ? shown.at(-1) : undefined;
    return reply({
      ...statementView(found),
      items: (await explained(stores, sheet, shown)).map((line) => lineView(line, found.providerId)),
      nextCursor: last === undefined ? null : cursorOf(last._id),
    });
  });

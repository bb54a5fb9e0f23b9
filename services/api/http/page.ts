import type { Versioned } from '#shared/persistence/act';
import type { AggregateStore, Stored } from '#shared/persistence/aggregate';
import { pageById } from '#shared/persistence/page';
import { failed, reply, type Answer } from './reply.ts';

/** A cursor is the last id seen, made opaque so that nobody builds on its form. */
export const cursorOf = (id: string): string => Buffer.from(id, 'utf8').toString('base64url');

/** The id inside a cursor; undefined for a text that none of our answers ever held. */
export const idOfCursor = (cursor: string): string | undefined => {
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  return cursorOf(id) === cursor && /^[A-Za-z0-9._:-]+$/.test(id) ? id : undefined;
};

export const BAD_CURSOR = failed('INVALID_REQUEST', {
  detail: 'The cursor is none that this service gave.',
  errors: [{ path: 'query.cursor', code: 'invalid_format', message: 'must be the nextCursor of an answer' }],
});

/** Answers one page of what the filter finds, each shown by `view`; `view` may look further things up. */
export const replyPage = async <S>(
  store: Pick<AggregateStore<Versioned>, 'collection'> & { fromDb(document: Stored): S },
  filter: Readonly<Record<string, unknown>>,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  view: (state: S) => unknown,
): Promise<Answer> => {
  const afterId = cursor === undefined ? undefined : idOfCursor(cursor);
  if (cursor !== undefined && afterId === undefined) return BAD_CURSOR;
  const { items, lastId } = await pageById(store, filter, limit, afterId);
  return reply({
    items: await Promise.all(items.map(view)),
    nextCursor: lastId === null ? null : cursorOf(lastId),
  });
};

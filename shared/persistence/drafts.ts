import type { Connection } from 'mongoose';
import { isOpenDraft, type Draft } from '#shared/domain/draft/draft';
import { aggregateStore } from './aggregate.ts';

export const draftStore = (connection: Connection) =>
  aggregateStore<Draft>(connection, 'drafts', (draft) => ({
    open: isOpenDraft(draft),
    months: [...new Set([...draft.earlier.map(({ month }) => month), draft.month])],
  }));

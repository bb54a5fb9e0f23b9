import * as contract from '#shared/contract/programmes';
import type { Deps } from '#api/deps';
import { replyPage } from '#api/http/page';
import { route, type Caller } from '#api/http/route';
import { programmeView } from './view.ts';

/** Who decides on programmes sees the proposed ones too. */
export const readerOf = (who: Caller | null) => (who?.role === 'admin' ? 'full' : 'public');

const APPROVED = { 'versions.approvedAt': { $type: 'string' } };

export const list = ({ stores }: Deps) =>
  route(contract.listProgrammes, ({ query }, who) => {
    const reader = readerOf(who);
    return replyPage(stores.programmes, reader === 'full' ? {} : APPROVED, query, (programme) =>
      programmeView(programme, reader),
    );
  });

import * as contract from '#shared/contract/drafts';
import type { Deps } from '#api/deps';
import { replyPage } from '#api/http/page';
import { route } from '#api/http/route';
import { draftView } from './view.ts';

/** GET /v1/service-event-drafts: those of one's own organisation that are drafts still. */
export const list = ({ stores }: Deps) =>
  route(contract.listDrafts, ({ query }, who) =>
    replyPage(stores.drafts, { providerId: who.providerId, open: true }, query, draftView),
  );

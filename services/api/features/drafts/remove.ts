import { instantOf } from '#shared/clock';
import * as contract from '#shared/contract/drafts';
import { removeDraft } from '#shared/domain/draft/draft';
import { draftId } from '#shared/domain/ids';
import { isRefused } from '#shared/domain/outcome';
import { decidedBy } from '#shared/persistence/act';
import type { Deps } from '#api/deps';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';

/** POST /v1/service-event-drafts/{id}/removal: it is kept with the mark of when it was given up. */
export const remove = ({ stores, clock }: Deps) =>
  route(contract.removeDraft, async ({ params }, who) => {
    const done = { at: instantOf(clock), by: who.userId };
    const removed = await stores.drafts.act(draftId(who.providerId ?? '', params.id), (draft) =>
      decidedBy(draft, removeDraft(draft, done)),
    );
    if (removed === null) return NOT_FOUND;
    return isRefused(removed) ? removed : reply();
  });

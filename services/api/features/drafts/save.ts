import { instantOf, todayOf } from '#shared/clock';
import * as contract from '#shared/contract/drafts';
import { beginDraft, saveDraft } from '#shared/domain/draft/draft';
import { draftId } from '#shared/domain/ids';
import { isRefused } from '#shared/domain/outcome';
import { decidedBy } from '#shared/persistence/act';
import type { Deps } from '#api/deps';
import { reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { idOfVoucher } from '../vouchers/see.ts';
import { draftView } from './view.ts';

/** PUT /v1/service-event-drafts/{id}: the same again changes nothing but when it was saved. */
export const save = ({ stores: { drafts }, clock }: Deps) =>
  route(contract.saveDraft, async ({ params, body }, who) => {
    const providerId = who.providerId ?? '';
    const id = draftId(providerId, params.id);
    const done = { at: instantOf(clock), by: who.userId };
    const voucherId = body.voucherNumber === undefined ? null : idOfVoucher(body.voucherNumber);
    const begun = beginDraft({ id, providerId, name: params.id }, body, voucherId, todayOf(clock), done);
    if (await drafts.insert(begun)) return reply(draftView(begun));
    const saved = await drafts.act(id, (draft) =>
      decidedBy(draft, saveDraft(draft, body, voucherId, todayOf(clock), done)),
    );
    if (saved === null) throw new Error(`${id} has vanished`);
    return isRefused(saved) ? saved : reply(draftView(saved));
  });

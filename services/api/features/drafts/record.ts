import type { ZodError } from 'zod';
import { instantOf } from '#shared/clock';
import * as contract from '#shared/contract/drafts';
import { eventToRecord } from '#shared/contract/events';
import { factOf } from '#shared/contract/facts';
import { noteTry, tryDraft, type Draft } from '#shared/domain/draft/draft';
import { draftId, voucherOfEvent } from '#shared/domain/ids';
import { isRefused, type Refused } from '#shared/domain/outcome';
import { decidedBy, unchanged } from '#shared/persistence/act';
import { keyDigest } from '#shared/persistence/requests';
import type { Deps } from '#api/deps';
import { once } from '#api/http/once';
import { faultsOf } from '#api/http/parse';
import { failed, NOT_FOUND, reply, type Answer } from '#api/http/reply';
import { route, type Caller } from '#api/http/route';
import { recordedView, recordOne } from '../events/record-one.ts';

/** The answer to a draft that has become an event. */
const recordedBefore = async ({ stores }: Deps, eventId: string): Promise<Answer> => {
  const voucher = await stores.vouchers.load(voucherOfEvent(eventId) ?? '');
  const event = voucher?.events.find(({ id }) => id === eventId);
  if (event === undefined) throw new Error(`${eventId} is not in its voucher`);
  return reply(recordedView(event));
};

/** Records what the draft says and notes what came of it. The key is of the draft and its try, so that a try counts once. */
const recordTry = async (deps: Deps, who: Caller, draft: Draft): Promise<Answer> => {
  const { stores, clock } = deps;
  const told = eventToRecord.parse(draft.told);
  const digest = keyDigest(draft.id, String(draft.tries));
  const answer = await recordOne(deps, who, stores.providers.load(draft.providerId), {
    voucherNumber: told.voucherNumber,
    offeringId: told.offeringId,
    fact: factOf(told),
    digest,
    seen: stores.requests.see(digest, draft.told, instantOf(clock)),
  });
  if (answer === 'anotherBody') throw new Error(`${draft.id} was changed while it was being recorded`);
  const outcome =
    answer.outcome === 'recorded'
      ? { eventId: answer.event.id, recordedAt: answer.event.recordedAt }
      : { refusal: answer.code };
  await stores.drafts.act(draft.id, (now) => unchanged(noteTry(now, draft.tries, outcome), null));
  return answer.outcome === 'recorded' ? reply(recordedView(answer.event)) : answer;
};

/**
 * POST /v1/service-event-drafts/{id}/recording: the draft becomes an event, by the way every event is recorded. That
 * it is being tried is noted first: whoever asks after a process died takes up the same try, under the same key.
 */
export const record = (deps: Deps) =>
  route(contract.recordDraft, ({ params, key }, who) =>
    once(deps, contract.recordDraft.id, { key, params, body: undefined }, who, async () => {
      const id = draftId(who.providerId ?? '', params.id);
      const tried = await deps.stores.drafts.act<Draft | Refused | ZodError>(id, (draft) => {
        if (draft.eventId !== null) return unchanged(draft, draft);
        const { error } = eventToRecord.safeParse(draft.told);
        if (error !== undefined) return unchanged(draft, error);
        return decidedBy(draft, tryDraft(draft));
      });
      if (tried === null) return NOT_FOUND;
      if (isRefused(tried)) return tried;
      if ('issues' in tried) return failed('INVALID_REQUEST', { errors: faultsOf(tried, 'event') });
      return tried.eventId === null ? recordTry(deps, who, tried) : recordedBefore(deps, tried.eventId);
    }),
  );

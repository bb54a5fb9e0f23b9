import { instantOf } from '#shared/clock';
import * as contract from '#shared/contract/events';
import { factOf } from '#shared/contract/facts';
import { keyDigest } from '#shared/persistence/requests';
import type { Deps } from '#api/deps';
import { failed, replayed, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { recordedView, recordTold } from './record-one.ts';

/** POST /v1/service-events: redeem. */
export const record = (deps: Deps) =>
  route(contract.recordEvent, async ({ body, key }, who) => {
    const digest = keyDigest(who.userId, key);
    const answer = await recordTold(deps, who, deps.stores.providers.load(who.providerId ?? ''), {
      voucherNumber: body.voucherNumber,
      offeringId: body.offeringId,
      fact: factOf(body),
      digest,
      seen: deps.stores.requests.see(digest, body, instantOf(deps.clock)),
    });
    if (answer === 'anotherBody') return failed('IDEMPOTENCY_KEY_REUSED');
    if (answer.outcome === 'refused') return answer;
    const view = reply(recordedView(answer.event));
    return answer.replayed ? replayed(view) : view;
  });

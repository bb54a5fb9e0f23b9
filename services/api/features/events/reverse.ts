import { instantOf, todayOf } from '#shared/clock';
import * as contract from '#shared/contract/events';
import { factOf } from '#shared/contract/facts';
import { voucherOfEvent } from '#shared/domain/ids';
import { remembering } from '#shared/domain/voucher/remember-refusal';
import { reverseEvent } from '#shared/domain/voucher/reverse-event';
import type { Voucher } from '#shared/domain/voucher/voucher';
import { keyDigest } from '#shared/persistence/requests';
import type { Deps } from '#api/deps';
import { memoryOf, once } from '#api/http/once';
import { failed, NOT_FOUND, reply } from '#api/http/reply';
import { route, type Caller, type Input } from '#api/http/route';
import { idOfVoucher } from '../vouchers/see.ts';
import { claimOf, loadEvidence } from './evidence.ts';
import { recordedView } from './record-one.ts';

const OTHER_VOUCHER = failed('INVALID_REQUEST', {
  errors: [{ path: 'replacement.voucherNumber', code: 'custom', message: "must be the reversed event's voucher" }],
});

type ReversalInput = Input<typeof contract.reverseEvent>;

/** What is to stand in the event's place, ready to be decided with the reversal in one step. */
const replacementOf = async (
  deps: Deps,
  voucher: Voucher,
  providerId: string,
  { params, body }: ReversalInput,
  who: Caller,
) => {
  if (body.replacement === undefined) return undefined;
  const provider = await deps.stores.providers.load(providerId);
  if (provider === null) throw new Error(`${providerId} is missing`);
  const evidence = await loadEvidence(deps, voucher, provider);
  const { offeringId } = body.replacement;
  const fact = factOf(body.replacement);
  return {
    claim: (state: Voucher) => claimOf(state, evidence, offeringId, fact),
    command: { digest: keyDigest(params.id, 'replacement'), at: instantOf(deps.clock), by: who.userId },
    neighbours: evidence.neighbours,
  };
};

/** POST /v1/service-events/{id}/reversal: the correction, in one step (domain decision 10). */
export const reverse = (deps: Deps) =>
  route(contract.reverseEvent, (input, who) =>
    once(deps, contract.reverseEvent.id, input, who, async (token) => {
      const { params, body } = input;
      const voucherId = voucherOfEvent(params.id);
      const voucher = voucherId === undefined ? null : await deps.stores.vouchers.load(voucherId);
      const event = voucher?.events.find(({ id }) => id === params.id);
      if (voucher === null || event === undefined) return NOT_FOUND;
      if (who.role === 'provider' && event.providerId !== who.providerId) return NOT_FOUND;
      if (body.replacement !== undefined && idOfVoucher(body.replacement.voucherNumber) !== voucher.id)
        return OTHER_VOUCHER;
      const replacement = await replacementOf(deps, voucher, event.providerId, input, who);
      const done = { at: instantOf(deps.clock), by: who.userId };
      const command = { eventId: params.id, reason: body.reason };
      const answer = await deps.stores.vouchers.act(
        voucher.id,
        remembering(memoryOf(input, token), (state) =>
          reverseEvent(state, command, todayOf(deps.clock), done, replacement),
        ),
        voucher,
      );
      if (answer === null) throw new Error(`${voucher.id} has vanished`);
      if ('outcome' in answer) return answer;
      deps.nudge.nudge('relay', 'all');
      const right = answer.replacement;
      return reply({ id: params.id, status: 'reversed', replacement: right === null ? null : recordedView(right) });
    }),
  );

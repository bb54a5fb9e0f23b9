import { instantOf, todayOf } from '#shared/clock';
import * as contract from '#shared/contract/events';
import { voucherOfEvent } from '#shared/domain/ids';
import { isRefused } from '#shared/domain/outcome';
import { remembering } from '#shared/domain/voucher/remember-refusal';
import { disputeEvent, resolveDispute, type Disputed } from '#shared/domain/voucher/dispute-event';
import type { Voucher } from '#shared/domain/voucher/voucher';
import type { Deps } from '#api/deps';
import { memoryOf, once } from '#api/http/once';
import { failed, NOT_FOUND, reply } from '#api/http/reply';
import { route, type Caller } from '#api/http/route';
import { eventView, findEvent } from './list.ts';

interface Deciding {
  readonly eventId: string;
  readonly who: Caller;
  readonly key: string | undefined;
}

/** Decides about one event of a voucher that the caller may see. */
const decide = async (deps: Deps, { eventId, who, key }: Deciding, rule: (voucher: Voucher) => Disputed) => {
  const voucher = await deps.stores.vouchers.load(voucherOfEvent(eventId) ?? '');
  if (voucher === null || findEvent(voucher, eventId, who) === null) return NOT_FOUND;
  const answer = await deps.stores.vouchers.act(voucher.id, remembering(key, rule), voucher);
  if (answer === null) throw new Error(`${voucher.id} has vanished`);
  if (isRefused(answer)) return answer;
  deps.nudge.nudge('relay', 'all');
  return reply(eventView(voucher, answer));
};

/** POST /v1/service-events/{id}/dispute: by the client; the event is held out of settlement until resolved. */
export const dispute = (deps: Deps) =>
  route(contract.disputeEvent, (input, who) =>
    once(deps, contract.disputeEvent.id, input, who, (token) => {
      const { params, body } = input;
      const done = { at: instantOf(deps.clock), by: who.userId };
      const command = { eventId: params.id, reason: body.reason };
      const deciding = { eventId: params.id, who, key: memoryOf(input, token) };
      return decide(deps, deciding, (voucher) => disputeEvent(voucher, command, todayOf(deps.clock), done));
    }),
  );

/** POST /v1/service-events/{id}/dispute/resolution: the office resolves it; the client may only withdraw it. */
export const resolve = (deps: Deps) =>
  route(contract.resolveDispute, (input, who) =>
    once(deps, contract.resolveDispute.id, input, who, (token) => {
      const { params, body } = input;
      if (who.role === 'client' && body.outcome === 'upheld') return Promise.resolve(failed('FORBIDDEN'));
      const done = { at: instantOf(deps.clock), by: who.userId };
      const command = { eventId: params.id, ...body };
      const deciding = { eventId: params.id, who, key: memoryOf(input, token) };
      return decide(deps, deciding, (voucher) => resolveDispute(voucher, command, todayOf(deps.clock), done));
    }),
  );

import { instantOf, todayOf } from '#shared/clock';
import type { CalendarDate } from '#shared/domain/calendar';
import * as contract from '#shared/contract/vouchers';
import { isRefused, type Refused } from '#shared/domain/outcome';
import { cancel, refuse } from '#shared/domain/voucher/end';
import { resume, suspend } from '#shared/domain/voucher/govern';
import type { Voucher } from '#shared/domain/voucher/voucher';
import type { Done } from '#shared/domain/voucher/write';
import { decidedBy } from '#shared/persistence/act';
import type { Deps } from '#api/deps';
import { NOT_FOUND, reply, type Answer } from '#api/http/reply';
import { route, type Caller } from '#api/http/route';
import { findVoucher, voucherView } from './see.ts';

type Verdict = (voucher: Voucher, today: CalendarDate, done: Done) => Voucher | Refused;

/** Turns a voucher by a rule and answers with it. Doing twice what was done answers the same. */
export const turnVoucher = async (deps: Deps, id: string, who: Caller, verdict: Verdict): Promise<Answer> => {
  const voucher = await findVoucher(deps.stores, id, who);
  if (voucher === null) return NOT_FOUND;
  const today = todayOf(deps.clock);
  const done = { at: instantOf(deps.clock), by: who.userId };
  const answer = await deps.stores.vouchers.act(
    voucher.id,
    (state) => decidedBy(state, verdict(state, today, done)),
    voucher,
  );
  if (answer === null) return NOT_FOUND;
  if (isRefused(answer)) return answer;
  deps.nudge.nudge('relay', 'all');
  return reply(voucherView(answer, today, who));
};

/** POST /v1/vouchers/{id}/refusal */
export const refuseVoucher = (deps: Deps) =>
  route(contract.refuseVoucher, ({ params, body }, who) =>
    turnVoucher(deps, params.id, who, (voucher, today, done) => refuse(voucher, body.reason ?? '', today, done)),
  );

/** POST /v1/vouchers/{id}/cancellation */
export const cancelVoucher = (deps: Deps) =>
  route(contract.cancelVoucher, ({ params, body }, who) =>
    turnVoucher(deps, params.id, who, (voucher, today, done) => cancel(voucher, body.reason ?? '', today, done)),
  );

/** POST /v1/vouchers/{id}/suspension */
export const suspendVoucher = (deps: Deps) =>
  route(contract.suspendVoucher, ({ params, body }, who) =>
    turnVoucher(deps, params.id, who, (voucher, today, done) =>
      suspend(voucher, body.from ?? today, body.reason ?? '', today, done),
    ),
  );

/** POST /v1/vouchers/{id}/resumption */
export const resumeVoucher = (deps: Deps) =>
  route(contract.resumeVoucher, ({ params }, who) => turnVoucher(deps, params.id, who, resume));

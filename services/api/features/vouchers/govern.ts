import { instantOf, todayOf } from '#shared/clock';
import type { CalendarDate } from '#shared/domain/calendar';
import * as contract from '#shared/contract/vouchers';
import { isRefused, type Refused } from '#shared/domain/outcome';
import { cancel, refuse } from '#shared/domain/voucher/end';
import { resume, suspend } from '#shared/domain/voucher/govern';
import { remembering } from '#shared/domain/voucher/remember-refusal';
import type { Voucher } from '#shared/domain/voucher/voucher';
import type { Done } from '#shared/domain/voucher/write';
import { decidedBy, type Decide } from '#shared/persistence/act';
import { keepHeld, type Held, type Needed } from '#shared/persistence/keep-held';
import type { Deps } from '#api/deps';
import { memoryOf, onceKept, type Asked } from '#api/http/once';
import { NOT_FOUND, reply, type Answer } from '#api/http/reply';
import { route, type Caller } from '#api/http/route';
import { findVoucher, voucherView } from './see.ts';

export type Verdict = (voucher: Voucher, today: CalendarDate, done: Done) => Voucher | Refused;

/** A turn as its endpoint asks for it. */
interface Turn extends Asked {
  readonly params: { readonly id: string };
}

/** Keeps a turn, with its money held first where it commits any. */
const keep = async (
  { stores, clock }: Deps,
  voucher: Voucher,
  decide: Decide<Voucher, Voucher | Refused>,
  needed: Needed | undefined,
  key: string | undefined,
): Promise<Held<Voucher> | Refused | null> => {
  if (needed !== undefined) return keepHeld(stores, voucher.id, decide, needed, { clock, key });
  const answer = await stores.vouchers.act(voucher.id, remembering(key, decide), voucher);
  return answer === null || isRefused(answer) ? answer : { answer, warnings: [] };
};

/**
 * Turns a voucher by a rule and answers with it. Doing twice what was done answers the same, and asking again under
 * one key does nothing more, also when somebody has turned it back since. A turn that commits money is made when the
 * budgets have held it.
 */
export const turnVoucher = (
  deps: Deps,
  operation: string,
  asked: Turn,
  who: Caller,
  verdict: Verdict,
  needed?: Needed,
): Promise<Answer> =>
  onceKept(deps, operation, asked, who, async (token) => {
    const voucher = await findVoucher(deps.stores, asked.params.id, who);
    if (voucher === null) return NOT_FOUND;
    const today = todayOf(deps.clock);
    const done = { at: instantOf(deps.clock), by: who.userId };
    const decide = (state: Voucher) => decidedBy(state, verdict(state, today, done));
    const made = await keep(deps, voucher, decide, needed, memoryOf(asked, token));
    if (made === null) return NOT_FOUND;
    if (isRefused(made)) return made;
    deps.nudge.nudge('relay', 'all');
    const { answer, warnings } = made;
    return reply({ ...voucherView(answer, today, who), ...(warnings.length === 0 ? {} : { warnings }) });
  });

/** POST /v1/vouchers/{id}/refusal */
export const refuseVoucher = (deps: Deps) =>
  route(contract.refuseVoucher, (input, who) =>
    turnVoucher(deps, contract.refuseVoucher.id, input, who, (voucher, today, done) =>
      refuse(voucher, input.body.reason ?? '', today, done),
    ),
  );

/** POST /v1/vouchers/{id}/cancellation */
export const cancelVoucher = (deps: Deps) =>
  route(contract.cancelVoucher, (input, who) =>
    turnVoucher(deps, contract.cancelVoucher.id, input, who, (voucher, today, done) =>
      cancel(voucher, input.body.reason ?? '', today, done),
    ),
  );

/** POST /v1/vouchers/{id}/suspension */
export const suspendVoucher = (deps: Deps) =>
  route(contract.suspendVoucher, (input, who) =>
    turnVoucher(deps, contract.suspendVoucher.id, input, who, (voucher, today, done) =>
      suspend(voucher, input.body.from ?? today, input.body.reason ?? '', today, done),
    ),
  );

/** POST /v1/vouchers/{id}/resumption */
export const resumeVoucher = (deps: Deps) =>
  route(contract.resumeVoucher, (input, who) => turnVoucher(deps, contract.resumeVoucher.id, input, who, resume));

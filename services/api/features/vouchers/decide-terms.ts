import { instantOf, todayOf } from '#shared/clock';
import * as contract from '#shared/contract/vouchers';
import { isRefused, refused, type Refused } from '#shared/domain/outcome';
import { commitmentAtIssue } from '#shared/domain/pricing/commitment';
import { versionOn } from '#shared/domain/programme/programme';
import { extend, openEntryWindow, raiseValue } from '#shared/domain/voucher/govern';
import { reprice } from '#shared/domain/voucher/reprice';
import { remainingUnits, type ValueRaise, type Voucher } from '#shared/domain/voucher/voucher';
import { pricedBy } from '#shared/persistence/late-terms';
import { latest } from '#shared/domain/calendar';
import type { Deps } from '#api/deps';
import { once } from '#api/http/once';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { findVoucher } from './see.ts';
import { turnVoucher } from './govern.ts';

/** POST /v1/vouchers/{id}/entry-windows */
export const openVoucherWindow = (deps: Deps) =>
  route(contract.openEntryWindow, (input, who) =>
    once(deps, contract.openEntryWindow.id, input, who, async () => {
      const { params, body } = input;
      const voucher = await findVoucher(deps.stores, params.id, who);
      if (voucher === null) return NOT_FOUND;
      const done = { at: instantOf(deps.clock), by: who.userId };
      await deps.stores.vouchers.act(
        voucher.id,
        (state) => {
          const open = state.entryWindows.some(
            ({ period, openUntil }) => period === body.period && openUntil === body.openUntil,
          );
          return { next: open ? state : openEntryWindow(state, body, todayOf(deps.clock), done), answer: null };
        },
        voucher,
      );
      return reply({ voucherId: voucher.id, ...body });
    }),
  );

const raiseView = (voucher: Pick<Voucher, 'id'>, { validTo, ...raise }: ValueRaise) => ({
  ...raise,
  voucherId: voucher.id,
  validTo: validTo ?? null,
});

/** POST /v1/vouchers/{id}/value-raises: a written decision (569/2009 8 §). */
export const raiseVoucherValue = (deps: Deps) =>
  route(contract.raiseValue, (input, who) =>
    once(deps, contract.raiseValue.id, input, who, async (token) => {
      const voucher = await findVoucher(deps.stores, input.params.id, who);
      if (voucher === null) return NOT_FOUND;
      const raise = { ...input.body, id: `vra-${token.slice(0, 26)}` };
      const done = { at: instantOf(deps.clock), by: who.userId };
      const today = todayOf(deps.clock);
      const facts = await pricedBy(deps.stores, voucher);
      const answer = await deps.stores.vouchers.act<ValueRaise | Refused>(voucher.id, (state) => {
        const before = state.valueRaises.find(({ id }) => id === raise.id);
        if (before !== undefined) return { next: state, answer: before };
        const verdict = raiseValue(state, raise, today, done);
        if (isRefused(verdict)) return { next: state, answer: verdict };
        const because = { because: `value raised by ${raise.id}`, knownAt: done.at };
        return { next: reprice(verdict.voucher, facts, because, today, done), answer: verdict.raise };
      });
      if (answer === null) return NOT_FOUND;
      if (isRefused(answer)) return answer;
      deps.nudge.nudge('relay', 'all');
      return reply(raiseView(voucher, answer));
    }),
  );

/** POST /v1/vouchers/{id}/extension: a new decision on the last day, with the value of what is left committed anew. */
export const extendVoucher = (deps: Deps) =>
  route(contract.extendVoucher, async (input, who) => {
    const { params, body } = input;
    const found = await findVoucher(deps.stores, params.id, who);
    if (found === null) return NOT_FOUND;
    const [programme, client] = await Promise.all([
      deps.stores.programmes.load(found.programmeId),
      deps.stores.clients.load(found.clientId),
    ]);
    if (programme === null || client === null) throw new Error(`${found.id} has no programme or no client`);
    return turnVoucher(deps, contract.extendVoucher.id, input, who, (voucher, today, done) => {
      if (client.deathDate !== null) return refused('VOUCHER_NOT_OPEN');
      const validFrom = latest(today, voucher.validFrom);
      const version = versionOn(programme, validFrom);
      const grant = { kind: voucher.kind, units: remainingUnits(voucher), validFrom, validTo: body.validTo, today };
      const commitmentCents =
        version === undefined
          ? voucher.committedCents
          : commitmentAtIssue({ ...grant, version, birthDate: client.birthDate, area: client.area });
      return extend(voucher, { validTo: body.validTo, reason: body.reason ?? '', commitmentCents }, today, done);
    });
  });

import { instantOf, todayOf } from '#shared/clock';
import * as contract from '#shared/contract/vouchers';
import { yearOf } from '#shared/domain/calendar';
import { needOf } from '#shared/domain/budget/need';
import { isRefused, refused, type Refused } from '#shared/domain/outcome';
import { extend, extensionRef, openEntryWindow, raiseValue } from '#shared/domain/voucher/govern';
import { reprice } from '#shared/domain/voucher/reprice';
import { turnYear } from '#shared/domain/voucher/turn-year';
import type { ValueRaise, Voucher } from '#shared/domain/voucher/voucher';
import { purseOn, worthAhead, worthOfRaise, type WorthFacts } from '#shared/domain/voucher/worth-ahead';
import { unchanged, type Decided } from '#shared/persistence/act';
import { keepHeld, type Needed } from '#shared/persistence/keep-held';
import { pricedBy } from '#shared/persistence/late-terms';
import { allMunicipalities } from '#shared/persistence/municipalities';
import { offerersReader } from '#shared/persistence/offerers';
import type { Deps } from '#api/deps';
import { memoryOf, once, onceKept } from '#api/http/once';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { findVoucher } from './see.ts';
import { turnVoucher, type Verdict } from './govern.ts';

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

/** What decides how much a voucher promises and whose money that is, from the first day of this year on. */
const worthFactsOf = async ({ stores, clock }: Deps, voucher: Voucher): Promise<WorthFacts> => {
  const [programme, client, municipalities] = await Promise.all([
    stores.programmes.load(voucher.programmeId),
    stores.clients.load(voucher.clientId),
    allMunicipalities(stores),
  ]);
  if (programme === null || client === null) throw new Error(`${voucher.id} has no programme or no client`);
  const offerers = await offerersReader(stores)(programme, client, `${yearOf(todayOf(clock))}-01-01`);
  return { programme, client, municipalities, offerers };
};

/** POST /v1/vouchers/{id}/value-raises: a written decision (569/2009 8 §), with the money it needs held first. */
export const raiseVoucherValue = (deps: Deps) =>
  route(contract.raiseValue, (input, who) =>
    onceKept(deps, contract.raiseValue.id, input, who, async (token) => {
      const { stores, clock } = deps;
      const voucher = await findVoucher(stores, input.params.id, who);
      if (voucher === null) return NOT_FOUND;
      const raise = { ...input.body, id: `vra-${token.slice(0, 26)}` };
      const done = { at: instantOf(clock), by: who.userId };
      const today = todayOf(clock);
      const [priced, facts] = await Promise.all([pricedBy(stores, voucher), worthFactsOf(deps, voucher)]);
      const purse = purseOn(voucher, facts, today);
      const decide = (state: Voucher): Decided<Voucher, ValueRaise | Refused> => {
        const before = state.valueRaises.find(({ id }) => id === raise.id);
        if (before !== undefined) return unchanged(state, before);
        const current = turnYear(state, facts, today, done);
        const further = { commitmentCents: worthOfRaise(current, raise, facts, today), purse };
        const verdict = raiseValue(current, raise, today, done, further);
        if (isRefused(verdict)) return unchanged(state, verdict);
        const because = { because: `value raised by ${raise.id}`, knownAt: done.at };
        return { next: reprice(verdict.voucher, priced, because, today, done), answer: verdict.raise };
      };
      const needed: Needed = (state, next) => needOf(next, state.journal.length, purse, raise.id);
      const made = await keepHeld(stores, voucher.id, decide, needed, { clock, key: memoryOf(input, token) });
      if (made === null) return NOT_FOUND;
      if (isRefused(made)) return made;
      deps.nudge.nudge('relay', 'all');
      const { answer, warnings } = made;
      return reply({ ...raiseView(voucher, answer), ...(warnings.length === 0 ? {} : { warnings }) });
    }),
  );

/** POST /v1/vouchers/{id}/extension: a new decision on the last day, with the value of what is left committed anew. */
export const extendVoucher = (deps: Deps) =>
  route(contract.extendVoucher, async (input, who) => {
    const { params, body } = input;
    const found = await findVoucher(deps.stores, params.id, who);
    if (found === null) return NOT_FOUND;
    const facts = await worthFactsOf(deps, found);
    const purse = purseOn(found, facts, todayOf(deps.clock));
    const verdict: Verdict = (voucher, today, done) => {
      if (facts.client.deathDate !== null) return refused('VOUCHER_NOT_OPEN');
      const current = turnYear(voucher, facts, today, done);
      const { validTo, reason = '' } = body;
      const commitmentCents = worthAhead({ ...current, validTo }, facts, today) ?? current.committedCents;
      return extend(current, { validTo, reason, commitmentCents, purse }, today, done);
    };
    return turnVoucher(deps, contract.extendVoucher.id, input, who, verdict, (voucher, next) =>
      needOf(next, voucher.journal.length, purse, extensionRef(body.validTo)),
    );
  });

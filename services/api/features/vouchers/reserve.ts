import { instantOf, todayOf } from '#shared/clock';
import * as contract from '#shared/contract/vouchers';
import { voucherOfReservation } from '#shared/domain/ids';
import { isRefused, refused } from '#shared/domain/outcome';
import { remembering } from '#shared/domain/voucher/remember-refusal';
import { endReservation, lockInOf, reserve } from '#shared/domain/voucher/reserve';
import type { Reservation, Voucher } from '#shared/domain/voucher/voucher';
import { decidedBy, unchanged } from '#shared/persistence/act';
import { providerOfOffering } from '#shared/domain/ids';
import type { Deps } from '#api/deps';
import { memoryOf, onceKept } from '#api/http/once';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route, type Caller } from '#api/http/route';
import { findVoucher, idOfVoucher, reservationView } from './see.ts';

/** A provider may choose only itself, with a number the client has given it (contract, Vouchers). */
const mayChoose = (who: Caller, voucher: Voucher, providerId: string): boolean => {
  if (who.role === 'client') return voucher.clientId === who.clientId;
  if (who.role === 'provider') return providerId === who.providerId;
  return true;
};

/** The client's vouchers that enrol with a centre, this one among them; none beside a voucher of another kind. */
const enrolmentsOf = async ({ stores }: Deps, { kind, clientId }: Voucher): Promise<Voucher[]> => {
  if (kind !== 'soteCentre') return [];
  const documents = await stores.vouchers.collection.find({ clientId, kind }).toArray();
  return documents.map((document) => stores.vouchers.fromDb(document));
};

/** POST /v1/vouchers/{id}/reservations */
export const reserveVoucher = (deps: Deps) =>
  route(contract.reserveVoucher, (input, who) =>
    onceKept(deps, contract.reserveVoucher.id, input, who, async (token) => {
      const { stores, clock } = deps;
      const { params, body } = input;
      const providerId = providerOfOffering(body.offeringId) ?? '';
      const [voucher, provider] = await Promise.all([
        stores.vouchers.load(idOfVoucher(params.id)),
        stores.providers.load(providerId),
      ]);
      if (voucher === null || !mayChoose(who, voucher, providerId)) return NOT_FOUND;
      if (provider === null) return refused('OFFERING_NOT_FOR_PROGRAMME');
      const [programme, others] = await Promise.all([
        stores.programmes.load(voucher.programmeId),
        enrolmentsOf(deps, voucher),
      ]);
      if (programme === null) throw new Error(`${voucher.programmeId} is missing`);
      const facts = { provider, programme, others, today: todayOf(clock) };
      const done = { at: instantOf(clock), by: who.userId };
      const made = memoryOf(input, token);
      const madeAlready = (state: Voucher) =>
        made !== undefined && state.reservations.some(({ madeBy }) => madeBy === made);
      const answer = await stores.vouchers.act(
        voucher.id,
        remembering(made, (state) =>
          madeAlready(state)
            ? unchanged(state, state)
            : decidedBy(state, reserve(state, { ...body, madeBy: made }, facts, done)),
        ),
        voucher,
      );
      if (answer === null) throw new Error(`${voucher.id} has vanished`);
      if (isRefused(answer)) return answer;
      deps.nudge.nudge('relay', 'all');
      const reservation = answer.reservations.findLast(({ madeBy }) => madeBy === made);
      if (reservation === undefined) throw new Error(`${voucher.id} has no reservation after one was made`);
      return reply(reservationView(answer, reservation));
    }),
  );

/** An enrolment binds the client and the centre; only the office lets them go before its time. */
const lockInFor = async ({ stores }: Deps, who: Caller, voucher: Voucher, choice: Reservation): Promise<number> => {
  if (voucher.kind !== 'soteCentre' || who.role === 'coordinator') return 0;
  const programme = await stores.programmes.load(voucher.programmeId);
  return programme === null ? 0 : lockInOf(programme, choice);
};

/** POST /v1/reservations/{id}/end */
export const endVoucherReservation = (deps: Deps) =>
  route(contract.endReservation, (input, who) =>
    onceKept(deps, contract.endReservation.id, input, who, async (token) => {
      const { params, body } = input;
      const voucherId = voucherOfReservation(params.id);
      const voucher = voucherId === undefined ? null : await findVoucher(deps.stores, voucherId, who);
      const reservation = voucher?.reservations.find(({ id }) => id === params.id);
      if (voucher === null || reservation === undefined) return NOT_FOUND;
      if (who.role === 'provider' && reservation.providerId !== who.providerId) return NOT_FOUND;
      const lockInMonths = await lockInFor(deps, who, voucher, reservation);
      const command = { reservationId: params.id, ...body, lockInMonths };
      const done = { at: instantOf(deps.clock), by: who.userId };
      const answer = await deps.stores.vouchers.act(
        voucher.id,
        remembering(memoryOf(input, token), (state) =>
          decidedBy(state, endReservation(state, command, todayOf(deps.clock), done)),
        ),
        voucher,
      );
      if (answer === null) throw new Error(`${voucher.id} has vanished`);
      if (isRefused(answer)) return answer;
      const ended = answer.reservations.find(({ id }) => id === params.id) ?? reservation;
      return reply(reservationView(answer, ended));
    }),
  );

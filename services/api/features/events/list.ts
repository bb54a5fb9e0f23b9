import type { Document } from 'mongodb';
import * as contract from '#shared/contract/events';
import { voucherOfEvent } from '#shared/domain/ids';
import type { Dispute, ServiceEvent, Voucher } from '#shared/domain/voucher/voucher';
import type { Stored } from '#shared/persistence/aggregate';
import { collectionOf } from '#shared/persistence/records';
import type { Stores } from '#shared/persistence/stores';
import type { Deps } from '#api/deps';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route, type Caller } from '#api/http/route';
import { replyPage } from '#api/http/page';
import { idOfVoucher, maySee } from '../vouchers/see.ts';

const statusOf = ({ reversed, dispute }: ServiceEvent): 'accepted' | 'reversed' | 'disputed' => {
  if (reversed !== undefined) return 'reversed';
  return dispute !== undefined && dispute.resolved === undefined ? 'disputed' : 'accepted';
};

const disputeView = ({ at, reason, resolved }: Dispute) => ({
  at,
  reason,
  resolution: resolved === undefined ? null : { at: resolved.at, outcome: resolved.outcome, reason: resolved.reason },
});

export const eventView = (voucher: Voucher, event: ServiceEvent) => ({
  id: event.id,
  status: statusOf(event),
  voucherId: voucher.id,
  providerId: event.providerId,
  offeringId: event.offeringId,
  type: event.fact.type,
  from: event.fact.from,
  to: event.fact.to,
  recordedAt: event.recordedAt,
  pricing: event.pricing,
  replaces: event.replaces ?? null,
  reversal: event.reversed === undefined ? null : { at: event.reversed.at, reason: event.reversed.reason },
  dispute: event.dispute === undefined ? null : disputeView(event.dispute),
  earlierPricings: (event.earlierPricings ?? []).map(({ until, pricing }) => ({ until, pricing })),
});

const ownEvent = (who: Caller, event: ServiceEvent): boolean =>
  who.role !== 'provider' || event.providerId === who.providerId;

/** An event in its voucher, if the caller may see it. */
export const findEvent = (
  voucher: Voucher | null,
  id: string,
  who: Caller,
): { voucher: Voucher; event: ServiceEvent } | null => {
  const event = voucher?.events.find((candidate) => candidate.id === id);
  return voucher !== null && event !== undefined && maySee(who, voucher) && ownEvent(who, event)
    ? { voucher, event }
    : null;
};

/** GET /v1/service-events/{id} */
export const getEvent = (deps: Deps) =>
  route(contract.getEvent, async ({ params }, who) => {
    const voucherId = voucherOfEvent(params.id);
    const found = findEvent(
      voucherId === undefined ? null : await deps.stores.vouchers.load(voucherId),
      params.id,
      who,
    );
    return found === null ? NOT_FOUND : reply(eventView(found.voucher, found.event));
  });

/** What a caller's list is narrowed to. A client's events are found by their vouchers, which are few and known by client. */
const own = async ({ vouchers }: Stores, who: Caller): Promise<Document> => {
  if (who.role === 'provider') return { providerId: who.providerId };
  if (who.role !== 'client') return {};
  const held = await vouchers.collection.find({ clientId: who.clientId }, { projection: { _id: 1 } }).toArray();
  return { voucherId: { $in: held.map(({ _id }) => _id) } };
};

const eventIds = (connection: Deps['stores']['connection']) => ({
  collection: collectionOf(connection, 'events'),
  fromDb: ({ _id }: Stored) => ({ id: _id }),
});

/** GET /v1/service-events: found by what the relay has told, shown from the vouchers themselves. */
export const listEvents = (deps: Deps) =>
  route(contract.listEvents, async ({ query }, who) => {
    const { limit, cursor, voucherId, providerId, period } = query;
    const filter = {
      $and: [
        await own(deps.stores, who),
        ...(voucherId === undefined ? [] : [{ voucherId: idOfVoucher(voucherId) }]),
        ...(providerId === undefined ? [] : [{ providerId }]),
        ...(period === undefined ? [] : [{ month: period }]),
      ],
    };
    return replyPage(eventIds(deps.stores.connection), filter, { limit, cursor }, async ({ id }) => {
      const found = findEvent(await deps.stores.vouchers.load(voucherOfEvent(id) ?? ''), id, who);
      if (found === null) throw new Error(`${id} is not in its voucher`);
      return eventView(found.voucher, found.event);
    });
  });

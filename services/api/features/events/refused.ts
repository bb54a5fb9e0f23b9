import * as contract from '#shared/contract/forecast';
import { remedyFor } from '#shared/contract/problems';
import { refusedInMonths, type RefusedEvent } from '#shared/persistence/refused-events';
import type { Deps } from '#api/deps';
import { replyPage } from '#api/http/page';
import { route } from '#api/http/route';

const refusedView = ({ id, providerId, voucherNumber, offeringId, fact, code, at, by }: RefusedEvent) => ({
  id,
  providerId,
  voucherNumber,
  offeringId,
  type: fact.type,
  from: fact.from,
  to: fact.to,
  code,
  remedy: remedyFor(code),
  at,
  by,
});

/** GET /v1/service-events/refused: a provider's own, or those staff ask for. */
export const listRefused = ({ stores }: Deps) =>
  route(contract.listRefusedEvents, ({ query: { period, providerId, ...query } }, who) => {
    const filter = {
      $and: [
        ...(who.role === 'provider' ? [{ providerId: who.providerId }] : []),
        ...(providerId === undefined ? [] : [{ providerId }]),
        ...(period === undefined ? [] : [refusedInMonths(period, period)]),
        {},
      ],
    };
    return replyPage(stores.refusedEvents, filter, query, refusedView);
  });

import type { Document } from 'mongodb';
import { todayOf } from '#shared/clock';
import * as contract from '#shared/contract/vouchers';
import { KEPT } from '#shared/persistence/aggregate';
import type { Deps } from '#api/deps';
import { replyPage } from '#api/http/page';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route, type Caller } from '#api/http/route';
import { findVoucher, voucherView } from './see.ts';

/** What a caller's lists are narrowed to before anything the caller asks for. */
const own = (who: Caller): Document => {
  if (who.role === 'client') return { clientId: who.clientId };
  if (who.role === 'provider') return { 'reservations.providerId': who.providerId };
  return KEPT;
};

/** GET /v1/vouchers */
export const listVouchers = (deps: Deps) =>
  route(contract.listVouchers, ({ query }, who) => {
    const { limit, cursor, ...asked } = query;
    const wanted = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
    const today = todayOf(deps.clock);
    return replyPage(deps.stores.vouchers, { $and: [own(who), wanted] }, { limit, cursor }, (voucher) =>
      voucherView(voucher, today, who),
    );
  });

/** GET /v1/vouchers/{id} */
export const getVoucher = (deps: Deps) =>
  route(contract.getVoucher, async ({ params }, who) => {
    const voucher = await findVoucher(deps.stores, params.id, who);
    return voucher === null ? NOT_FOUND : reply(voucherView(voucher, todayOf(deps.clock), who));
  });

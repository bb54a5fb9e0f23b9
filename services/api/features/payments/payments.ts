import * as contract from '#shared/contract/payments';
import type { Deps } from '#api/deps';
import { replyPage } from '#api/http/page';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { maySee, paymentView } from './view.ts';

export const listPayments = ({ stores }: Deps) =>
  route(contract.listPayments, ({ query: { runId, status, ...query } }, who) => {
    const filter = {
      ...(who.role === 'provider' ? { providerId: who.providerId ?? '' } : {}),
      ...(runId === undefined ? {} : { runId }),
      ...(status === undefined ? {} : { status }),
    };
    return replyPage(stores.payments, filter, query, paymentView);
  });

export const getPayment = ({ stores }: Deps) =>
  route(contract.getPayment, async ({ params }, who) => {
    const payment = await stores.payments.load(params.id);
    return payment === null || !maySee(who, payment) ? NOT_FOUND : reply(paymentView(payment));
  });

import * as contract from '#shared/contract/providers';
import type { Deps } from '#api/deps';
import { replyPage } from '#api/http/page';
import { route } from '#api/http/route';
import { providerView } from './view.ts';

/** Staff see all; a provider's users find their own organisation in it and no other. */
export const list = ({ stores }: Deps) =>
  route(contract.listProviders, ({ query }, who) => {
    const seen = who.role === 'provider' ? { _id: who.providerId ?? '' } : {};
    const filter = query.status === undefined ? seen : { ...seen, status: query.status };
    return replyPage(stores.providers, filter, query, providerView);
  });

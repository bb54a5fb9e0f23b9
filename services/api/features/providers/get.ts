import * as contract from '#shared/contract/providers';
import type { Deps } from '#api/deps';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { maySee, providerView } from './view.ts';

export const get = ({ stores }: Deps) =>
  route(contract.getProvider, async ({ params }, who) => {
    if (!maySee(who, params.id)) return NOT_FOUND;
    const provider = await stores.providers.load(params.id);
    return provider === null ? NOT_FOUND : reply(providerView(provider));
  });

import * as contract from '#shared/contract/clients';
import type { Deps } from '#api/deps';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { clientView, maySee } from './view.ts';

export const get = ({ stores, seal }: Deps) =>
  route(contract.getClient, async ({ params }, who) => {
    if (!maySee(who, params.id)) return NOT_FOUND;
    const client = await stores.clients.load(params.id);
    return client === null ? NOT_FOUND : reply(clientView(client, seal));
  });

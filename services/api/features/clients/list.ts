import * as contract from '#shared/contract/clients';
import type { Deps } from '#api/deps';
import { replyPage } from '#api/http/page';
import { route } from '#api/http/route';
import { clientView } from './view.ts';

/** Staff see all; a client finds themself in it and no other. */
export const list = ({ stores, seal }: Deps) =>
  route(contract.listClients, ({ query }, who) =>
    replyPage(stores.clients, who.role === 'client' ? { _id: who.clientId ?? '' } : {}, query, (client) =>
      clientView(client, seal),
    ),
  );

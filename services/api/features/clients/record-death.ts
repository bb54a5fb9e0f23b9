import { instantOf, todayOf } from '#shared/clock';
import * as contract from '#shared/contract/clients';
import { recordDeath as record } from '#shared/domain/client/record-death';
import { isRefused } from '#shared/domain/outcome';
import { decidedBy } from '#shared/persistence/act';
import { endVouchersAfterDeath } from '#shared/persistence/deaths';
import type { Deps } from '#api/deps';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { clientView } from './view.ts';

/** Records the death, then ends the client's vouchers before answering; a worker ends those this could not. */
export const recordDeath = ({ stores, clock, seal }: Deps) =>
  route(contract.recordDeath, async ({ params, body }, who) => {
    const verdict = await stores.clients.act(params.id, (client) =>
      decidedBy(client, record(client, body.date, todayOf(clock), { at: instantOf(clock), by: who.userId })),
    );
    if (verdict === null) return NOT_FOUND;
    if (isRefused(verdict)) return verdict;
    await endVouchersAfterDeath(stores, params.id, clock);
    return reply(clientView(verdict, seal));
  });

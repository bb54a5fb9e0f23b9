import { instantOf } from '#shared/clock';
import * as contract from '#shared/contract/providers';
import { changeIban as changed } from '#shared/domain/provider/change-iban';
import type { Deps } from '#api/deps';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { providerView } from './view.ts';

/** POST /v1/providers/{id}/iban. Who pays cannot change the account, and who changes it cannot pay. */
export const changeIban = ({ stores, clock }: Deps) =>
  route(contract.changeIban, async ({ params, body }, who) => {
    const asked = { to: body.iban, reason: body.reason, by: who.userId, at: instantOf(clock) };
    const provider = await stores.providers.act(params.id, (known) => {
      const next = changed(known, asked);
      return { next, answer: next };
    });
    return provider === null ? NOT_FOUND : reply(providerView(provider));
  });

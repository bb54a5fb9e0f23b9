import { instantOf } from '#shared/clock';
import * as contract from '#shared/contract/providers';
import { providerId, unitId } from '#shared/domain/ids';
import type { Provider } from '#shared/domain/provider/provider';
import type { Deps } from '#api/deps';
import { once } from '#api/http/once';
import { reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { providerView } from './view.ts';

/** An application, from anyone. Two of the same business are two applications: the office decides which counts. */
export const apply = (deps: Deps) =>
  route(contract.applyAsProvider, (input, who) =>
    once(deps, contract.applyAsProvider.id, input, who, async (token) => {
      const id = providerId(token);
      const applicant: Provider = {
        ...input.body,
        id,
        ver: 0,
        status: 'applied',
        units: input.body.units.map((unit, index) => ({ ...unit, id: unitId(id, index) })),
        approvals: [],
        offerings: [],
        appliedAt: instantOf(deps.clock),
      };
      if (await deps.stores.providers.insert(applicant)) return reply(providerView(applicant));
      const known = await deps.stores.providers.load(id);
      return reply(providerView(known ?? applicant));
    }),
  );

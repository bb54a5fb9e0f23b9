import { instantOf } from '#shared/clock';
import * as contract from '#shared/contract/clients';
import type { Residence, Segmentation } from '#shared/domain/client/client';
import { assignSegment as assign, moveTo } from '#shared/domain/client/settle-in';
import type { Deps } from '#api/deps';
import { once } from '#api/http/once';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';

/** POST /v1/clients/{id}/residences */
export const recordResidence = (deps: Deps) =>
  route(contract.recordResidence, (input, who) =>
    once(deps, contract.recordResidence.id, input, who, async (token) => {
      const residence: Residence = { id: `res-${token}`, ...input.body, recordedAt: instantOf(deps.clock) };
      const client = await deps.stores.clients.act(input.params.id, (known) => {
        const next = moveTo(known, residence);
        return { next, answer: next };
      });
      if (client === null) return NOT_FOUND;
      return reply(client.residences?.find(({ id }) => id === residence.id) ?? residence);
    }),
  );

/** POST /v1/clients/{id}/segments */
export const assignSegment = (deps: Deps) =>
  route(contract.assignSegment, (input, who) =>
    once(deps, contract.assignSegment.id, input, who, async (token) => {
      const segmentation: Segmentation = { id: `sgm-${token}`, ...input.body, recordedAt: instantOf(deps.clock) };
      const client = await deps.stores.clients.act(input.params.id, (known) => {
        const next = assign(known, segmentation);
        return { next, answer: next };
      });
      if (client === null) return NOT_FOUND;
      return reply(client.segments?.find(({ id }) => id === segmentation.id) ?? segmentation);
    }),
  );

import { instantOf } from '#shared/clock';
import * as contract from '#shared/contract/providers';
import { approvalId } from '#shared/domain/ids';
import { isRefused } from '#shared/domain/outcome';
import { approve as approveFor, sameApproval } from '#shared/domain/provider/approve';
import { decidedBy } from '#shared/persistence/act';
import type { Deps } from '#api/deps';
import { once } from '#api/http/once';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { approvalView } from './view.ts';

export const approve = (deps: Deps) =>
  route(contract.approveProvider, (input, who) =>
    once(deps, contract.approveProvider.id, input, who, async (token) => {
      const { programmeId, validFrom, validTo } = input.body;
      if ((await deps.stores.programmes.load(programmeId)) === null) return NOT_FOUND;
      const asked = {
        id: approvalId(token),
        programmeId,
        validFrom,
        validTo: validTo ?? undefined,
        by: who.userId,
        at: instantOf(deps.clock),
      };
      const verdict = await deps.stores.providers.act(input.params.id, (provider) =>
        decidedBy(provider, approveFor(provider, asked)),
      );
      if (verdict === null) return NOT_FOUND;
      if (isRefused(verdict)) return verdict;
      const approval = sameApproval(verdict, asked);
      if (approval === undefined) throw new Error(`${verdict.id}: the approval given is not there`);
      return reply(approvalView(verdict, approval));
    }),
  );

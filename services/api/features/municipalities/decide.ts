import { instantOf } from '#shared/clock';
import * as contract from '#shared/contract/municipalities';
import { municipalityId } from '#shared/domain/ids';
import { decideMembership, type MembershipDecision, type Municipality } from '#shared/domain/municipality/municipality';
import { forgetMunicipalities } from '#shared/persistence/municipalities';
import type { Deps } from '#api/deps';
import { once } from '#api/http/once';
import { reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { municipalityView } from './view.ts';

/** POST /v1/municipalities: the first decision makes the municipality, every later one is added to it. */
export const decide = (deps: Deps) =>
  route(contract.decideMunicipality, (input, who) =>
    once(deps, contract.decideMunicipality.id, input, who, async (token) => {
      const { code, name, memberFrom, memberTo = null, mergedInto = null, mergedOn = null } = input.body;
      const told = { name, memberFrom, memberTo, mergedInto, mergedOn };
      const decision: MembershipDecision = {
        id: `mbr-${token}`,
        ...told,
        recordedAt: instantOf(deps.clock),
        recordedBy: who.userId,
      };
      const id = municipalityId(code);
      await deps.stores.municipalities.insert({ id, ver: 0, code, decisions: [decision] });
      const kept = await deps.stores.municipalities.act<Municipality>(id, (known) => {
        const next = decideMembership(known, decision);
        return { next, answer: next };
      });
      forgetMunicipalities(deps.stores);
      if (kept === null) throw new Error(`${id} has vanished`);
      return reply(municipalityView(kept));
    }),
  );

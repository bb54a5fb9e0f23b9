import { instantOf } from '#shared/clock';
import * as contract from '#shared/contract/programmes';
import { isRefused } from '#shared/domain/outcome';
import { proposeVersion as propose } from '#shared/domain/programme/propose-version';
import { decidedBy } from '#shared/persistence/act';
import type { Deps } from '#api/deps';
import { once } from '#api/http/once';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { termsOf } from './terms.ts';
import { versionAnswer } from './view.ts';

export const proposeVersion = (deps: Deps) =>
  route(contract.proposeVersion, (input, who) =>
    once(deps, contract.proposeVersion.id, input, who, async (origin) => {
      const proposal = { by: who.userId, at: instantOf(deps.clock), origin };
      const verdict = await deps.stores.programmes.act(input.params.id, (programme) =>
        decidedBy(programme, propose(programme, termsOf(programme.kind, input.body), proposal)),
      );
      if (verdict === null) return NOT_FOUND;
      if (isRefused(verdict)) return verdict;
      const version = verdict.versions.find((one) => one.origin === origin);
      if (version === undefined) throw new Error(`${verdict.id}: the version proposed is not there`);
      return reply(versionAnswer(verdict, version));
    }),
  );

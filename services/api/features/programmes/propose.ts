import { instantOf } from '#shared/clock';
import * as contract from '#shared/contract/programmes';
import { programmeId } from '#shared/domain/ids';
import { isRefused, refused } from '#shared/domain/outcome';
import { proposeProgramme } from '#shared/domain/programme/propose-version';
import type { Deps } from '#api/deps';
import { once } from '#api/http/once';
import { reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { termsOf } from './terms.ts';
import { programmeView } from './view.ts';

/** Proposes a programme with its first version. Its id is made of its code, which can thus be taken once. */
export const propose = (deps: Deps) =>
  route(contract.proposeProgramme, (input, who) =>
    once(deps, contract.proposeProgramme.id, input, who, async (origin) => {
      const { code, kind, name, version } = input.body;
      const id = programmeId(code);
      const proposal = { by: who.userId, at: instantOf(deps.clock), origin };
      const proposed = proposeProgramme({ id, code, kind, name }, termsOf(kind, version), proposal);
      if (isRefused(proposed)) return proposed;
      if (await deps.stores.programmes.insert(proposed)) return reply(programmeView(proposed, 'full'));
      const known = await deps.stores.programmes.load(id);
      const isOurs = known?.versions[0]?.origin === origin;
      return isOurs ? reply(programmeView(known, 'full')) : refused('PROGRAMME_EXISTS');
    }),
  );

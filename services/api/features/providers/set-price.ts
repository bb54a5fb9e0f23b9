import { instantOf } from '#shared/clock';
import * as contract from '#shared/contract/providers';
import { isRefused } from '#shared/domain/outcome';
import { offeringOf } from '#shared/domain/provider/provider';
import { offeringIdFor, setPrice as priceOf } from '#shared/domain/provider/set-price';
import { decidedBy } from '#shared/persistence/act';
import type { Deps } from '#api/deps';
import { once } from '#api/http/once';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { maySee, offeringView } from './view.ts';

export const setPrice = (deps: Deps) =>
  route(contract.setPrice, async (input, who) => {
    const { id } = input.params;
    const { programmeId, unitId, unitPriceCents, validFrom } = input.body;
    if (!maySee(who, id)) return NOT_FOUND;
    return once(deps, contract.setPrice.id, input, who, async (origin) => {
      const [known, programme] = await Promise.all([
        deps.stores.providers.load(id),
        deps.stores.programmes.load(programmeId),
      ]);
      if (programme === null || !known?.units.some((unit) => unit.id === unitId)) return NOT_FOUND;
      const asked = { unitId, unitPriceCents, validFrom, at: instantOf(deps.clock), origin };
      const verdict = await deps.stores.providers.act(id, (provider) =>
        decidedBy(provider, priceOf(provider, programme, asked)),
      );
      if (verdict === null) return NOT_FOUND;
      if (isRefused(verdict)) return verdict;
      if (verdict.termsUntold) deps.nudge.nudge('repricing', id);
      const offering = offeringOf(verdict, offeringIdFor(verdict, unitId, programmeId));
      if (offering === undefined) throw new Error(`${id}: the offering priced is not there`);
      return reply({ ...offeringView(verdict, offering), unitPriceCents, validFrom });
    });
  });

import { instantOf } from '#shared/clock';
import { factAskedOf } from '#shared/contract/facts';
import { PROBLEMS } from '#shared/contract/problems';
import * as contract from '#shared/contract/vouchers';
import type { RefusalCode } from '#shared/domain/outcome';
import { wouldRecord } from '#shared/domain/voucher/record-event';
import type { Deps } from '#api/deps';
import { reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { claimOf, loadEvidence, loadOffered } from '../events/evidence.ts';
import { idOfVoucher } from './see.ts';

const withRemedy = (code: RefusalCode) => ({ code, remedy: PROBLEMS[code].remedy });

/**
 * POST /v1/vouchers/validate: the same evidence, the same grounds and the same price as recording, so that the
 * two agree; it only does not write.
 */
export const validateVoucher = (deps: Deps) =>
  route(contract.validateVoucher, async ({ body }, who) => {
    const [voucher, provider, offered] = await Promise.all([
      deps.stores.vouchers.load(idOfVoucher(body.number)),
      deps.stores.providers.load(who.providerId ?? ''),
      loadOffered(deps, body.offeringId),
    ]);
    if (provider === null) throw new Error(`the organisation of user ${who.userId} is missing`);
    if (voucher === null) return reply({ valid: false, reasons: [withRemedy('VOUCHER_NOT_FOUND')], pricing: null });
    const evidence = await loadEvidence(deps, voucher, provider, offered);
    const claim = claimOf(voucher, evidence, body.offeringId, factAskedOf(body));
    const { reasons, pricing } = wouldRecord(claim, evidence.neighbours, { at: instantOf(deps.clock), by: who.userId });
    return reply({ valid: reasons.length === 0, reasons: reasons.map(withRemedy), pricing });
  });

import { instantOf } from '#shared/clock';
import * as contract from '#shared/contract/providers';
import { isRefused } from '#shared/domain/outcome';
import { revoke as revokeOf } from '#shared/domain/provider/revoke';
import { decidedBy } from '#shared/persistence/act';
import type { Deps } from '#api/deps';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { approvalView } from './view.ts';

/** Approvals are never taken away, only ended, so one that was there when asked is there when decided. */
export const revoke = ({ stores, clock }: Deps) =>
  route(contract.revokeApproval, async ({ params, body }) => {
    const known = await stores.providers.load(params.id);
    if (!known?.approvals.some((approval) => approval.id === params.approvalId)) return NOT_FOUND;
    const verdict = await stores.providers.act(params.id, (provider) =>
      decidedBy(provider, revokeOf(provider, params.approvalId, { ...body, at: instantOf(clock) })),
    );
    if (verdict === null) return NOT_FOUND;
    if (isRefused(verdict)) return verdict;
    const approval = verdict.approvals.find((one) => one.id === params.approvalId);
    return approval === undefined ? NOT_FOUND : reply(approvalView(verdict, approval));
  });

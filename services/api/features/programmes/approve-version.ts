import { instantOf } from '#shared/clock';
import * as contract from '#shared/contract/programmes';
import { isRefused } from '#shared/domain/outcome';
import { approveVersion as approve } from '#shared/domain/programme/approve-version';
import { decidedBy } from '#shared/persistence/act';
import type { Deps } from '#api/deps';
import { NOT_FOUND, reply } from '#api/http/reply';
import { route } from '#api/http/route';
import { versionAnswer } from './view.ts';

/** Versions are never taken away, so one that was there when asked is there when decided. */
export const approveVersion = ({ stores, clock, nudge }: Deps) =>
  route(contract.approveVersion, async ({ params }, who) => {
    const known = await stores.programmes.load(params.id);
    if (!known?.versions.some((version) => version.number === params.number)) return NOT_FOUND;
    const approval = { by: who.userId, at: instantOf(clock) };
    const verdict = await stores.programmes.act(params.id, (programme) =>
      decidedBy(programme, approve(programme, params.number, approval)),
    );
    if (verdict === null) return NOT_FOUND;
    if (isRefused(verdict)) return verdict;
    if (verdict.termsUntold) nudge.nudge('repricing', params.id);
    const version = verdict.versions.find((one) => one.number === params.number);
    return version === undefined ? NOT_FOUND : reply(versionAnswer(verdict, version));
  });

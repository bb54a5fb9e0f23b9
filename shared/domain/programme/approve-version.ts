import type { Instant } from '../calendar.ts';
import { lateTerms } from '../dated.ts';
import { refused, type Refused } from '../outcome.ts';
import type { Programme } from './programme.ts';

/**
 * Puts a proposed version in force from its day on. Money is spent by it, so a second person must look at it:
 * never the proposer. An approved version approved again stays as it is. The version must exist.
 */
export const approveVersion = (
  programme: Programme,
  number: number,
  approval: { readonly by: string; readonly at: Instant },
): Programme | Refused => {
  const version = programme.versions.find((one) => one.number === number);
  if (version === undefined) throw new Error(`${programme.id} has no version ${number}`);
  if (version.proposedBy === approval.by) return refused('FOUR_EYES_REQUIRED');
  if (version.approvedAt !== null) return programme;
  const approved = { ...version, approvedBy: approval.by, approvedAt: approval.at };
  return {
    ...programme,
    versions: programme.versions.map((one) => (one.number === number ? approved : one)),
    ...lateTerms(programme.termsUntold, { from: version.effectiveFrom, at: approval.at }),
  };
};

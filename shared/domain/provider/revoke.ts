import { FOREVER, type CalendarDate, type Instant } from '../calendar.ts';
import { refused, type Refused } from '../outcome.ts';
import type { Provider, ProviderApproval } from './provider.ts';

export interface Revocation {
  readonly validTo: CalendarDate;
  readonly reason: string;
  readonly at: Instant;
}

/** What it said before stays beside it: a month that was settled by it can be worked out again as it was. */
const ended = (approval: ProviderApproval, { validTo, reason, at }: Revocation): ProviderApproval => ({
  ...approval,
  validTo,
  revokedReason: reason,
  earlierValidTo: [{ until: at, ...(approval.validTo === undefined ? {} : { validTo: approval.validTo }) }],
});

/**
 * Revokes an approval when its conditions cease or the provider asks for it (569/2009 4 §). `validTo` is the
 * last day it holds; a day before its first means it never held. Revoking cannot make an approval longer.
 * The same revocation again changes nothing. The approval must exist.
 */
export const revoke = (provider: Provider, approvalId: string, revocation: Revocation): Provider | Refused => {
  const { validTo, reason } = revocation;
  const approval = provider.approvals.find((one) => one.id === approvalId);
  if (approval === undefined) throw new Error(`${provider.id} has no approval ${approvalId}`);
  if (approval.revokedReason !== undefined) {
    const same = approval.validTo === validTo && approval.revokedReason === reason;
    return same ? provider : refused('APPROVAL_ALREADY_REVOKED');
  }
  if (validTo > (approval.validTo ?? FOREVER)) return refused('INVALID_PERIOD');
  const approvals = provider.approvals.map((one) => (one.id === approvalId ? ended(one, revocation) : one));
  const open = approvals.some((one) => one.revokedReason === undefined);
  return { ...provider, status: open ? 'approved' : 'revoked', approvals };
};

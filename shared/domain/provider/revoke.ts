import { FOREVER, type CalendarDate } from '../calendar.ts';
import { refused, type Refused } from '../outcome.ts';
import type { Provider } from './provider.ts';

/**
 * Revokes an approval when its conditions cease or the provider asks for it (569/2009 4 §). `validTo` is the
 * last day it holds; a day before its first means it never held. Revoking cannot make an approval longer.
 * The same revocation again changes nothing. The approval must exist.
 */
export const revoke = (
  provider: Provider,
  approvalId: string,
  { validTo, reason }: { readonly validTo: CalendarDate; readonly reason: string },
): Provider | Refused => {
  const approval = provider.approvals.find((one) => one.id === approvalId);
  if (approval === undefined) throw new Error(`${provider.id} has no approval ${approvalId}`);
  if (approval.revokedReason !== undefined) {
    const same = approval.validTo === validTo && approval.revokedReason === reason;
    return same ? provider : refused('APPROVAL_ALREADY_REVOKED');
  }
  if (validTo > (approval.validTo ?? FOREVER)) return refused('INVALID_PERIOD');
  const approvals = provider.approvals.map((one) =>
    one.id === approvalId ? { ...one, validTo, revokedReason: reason } : one,
  );
  const open = approvals.some((one) => one.revokedReason === undefined);
  return { ...provider, status: open ? 'approved' : 'revoked', approvals };
};

import { FOREVER, type CalendarDate, type Instant } from '../calendar.ts';
import { refused, type Refused } from '../outcome.ts';
import { lackingOn } from './criteria.ts';
import type { Provider, ProviderApproval } from './provider.ts';

export interface ApprovalAsked {
  /** Made of the request: the same request can make one approval only. */
  readonly id: string;
  readonly programmeId: string;
  readonly validFrom: CalendarDate;
  readonly validTo?: CalendarDate | undefined;
  readonly by: string;
  readonly at: Instant;
}

/** The approval this request made, or one that still says the very same: nothing doubles. */
export const sameApproval = (provider: Provider, asked: ApprovalAsked): ProviderApproval | undefined =>
  provider.approvals.find((approval) => approval.id === asked.id) ??
  provider.approvals.find(
    (approval) =>
      approval.revokedReason === undefined &&
      approval.programmeId === asked.programmeId &&
      approval.validFrom === asked.validFrom &&
      (approval.validTo ?? FOREVER) === (asked.validTo ?? FOREVER),
  );

/** Approves a provider for a programme from a day on (569/2009 5 §); a refusal names everything that is lacking. */
export const approve = (provider: Provider, asked: ApprovalAsked): Provider | Refused => {
  if (sameApproval(provider, asked) !== undefined) return provider;
  const { id, programmeId, validFrom, validTo, by, at } = asked;
  if (validTo !== undefined && validTo < validFrom) return refused('INVALID_PERIOD');
  const lacking = lackingOn(provider, validFrom);
  if (lacking.length > 0) return refused('CRITERIA_NOT_MET', { lacking });
  const period = validTo === undefined ? { validFrom } : { validFrom, validTo };
  const approval: ProviderApproval = { id, programmeId, ...period, approvedBy: by, recordedAt: at };
  return { ...provider, status: 'approved', approvals: [...provider.approvals, approval] };
};

import type { CalendarDate, Instant } from '../calendar.ts';
import { covers, inForce, type FromTo, type LateTerms } from '../dated.ts';
import type { Cents } from '../money.ts';
import type { Until } from '../voucher/voucher.ts';
import type { IbanChange } from './change-iban.ts';

export interface ServiceUnit {
  readonly id: string;
  readonly name: string;
  readonly municipalityCode: string;
  readonly street: string;
  readonly languages: readonly string[];
}

/** A provider's approval for one programme (569/2009 4 § and 5 §), from a day, until its end or its revocation. */
export interface ProviderApproval extends FromTo {
  readonly id: string;
  readonly programmeId: string;
  readonly approvedBy: string;
  readonly recordedAt: Instant;
  /** Set when the approval was withdrawn before its time; `validTo` then is the last day it holds. */
  readonly revokedReason?: string | undefined;
  /** The last day it had until it was revoked. Left out by revocations from before that was kept: they hold since ever. */
  readonly earlierValidTo?: readonly Until<Pick<FromTo, 'validTo'>>[] | undefined;
}

export interface Price {
  readonly unitPriceCents: Cents;
  readonly validFrom: CalendarDate;
  readonly recordedAt: Instant;
  /** Made of the caller's idempotency key: the same request sets the same price, once. */
  readonly origin?: string | undefined;
}

/** One unit's service in one programme with its prices from their days on; a price change keeps the offering's id. */
export interface Offering {
  readonly id: string;
  readonly programmeId: string;
  readonly unitId: string;
  readonly prices: readonly Price[];
}

export type ProviderStatus = 'applied' | 'approved' | 'revoked';

/** A provider with all that decides whether and at what price its events count: one document, one version. */
export interface Provider {
  readonly id: string;
  readonly ver: number;
  readonly businessId: string;
  readonly name: string;
  readonly iban: string;
  /** Earlier accounts, and who changed them. */
  readonly ibanChanges?: readonly IbanChange[] | undefined;
  readonly email: string;
  readonly prepaymentRegister: boolean;
  readonly soteriRegistered: boolean;
  readonly insuranceValidTo: CalendarDate;
  /** The accepted rulebook's version, or a plain yes or no. */
  readonly rulebookAccepted: string | boolean;
  readonly status: ProviderStatus;
  readonly units: readonly ServiceUnit[];
  readonly approvals: readonly ProviderApproval[];
  readonly offerings: readonly Offering[];
  readonly appliedAt: Instant;
  /** A price whose days had begun when it was set, until recorded visits know of it. */
  readonly termsUntold?: LateTerms | null | undefined;
}

export const offeringOf = (provider: Provider, offeringId: string): Offering | undefined =>
  provider.offerings.find((offering) => offering.id === offeringId);

export const isApprovedOn = (provider: Pick<Provider, 'approvals'>, programmeId: string, date: CalendarDate): boolean =>
  provider.approvals.some((approval) => approval.programmeId === programmeId && covers(approval, date));

/** The price in force on a day (domain decision 3); undefined before the first. */
export const priceOn = (offering: Offering, date: CalendarDate): Cents | undefined =>
  inForce(offering.prices, date)?.unitPriceCents;

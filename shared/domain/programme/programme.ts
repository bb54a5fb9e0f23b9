import type { CalendarDate, Instant } from '../calendar.ts';
import { inForce, type LateTerms } from '../dated.ts';
import type { Cents } from '../money.ts';

/** What a voucher may buy. The kind fixes the unit: a day of housing, a visit, a month of a sote-centre's care. */
export type ServiceKind = 'housing' | 'rehabilitation' | 'soteCentre';
export type Unit = 'day' | 'visit' | 'month';
export const unitOf = { housing: 'day', rehabilitation: 'visit', soteCentre: 'month' } as const satisfies Record<
  ServiceKind,
  Unit
>;

/** Text in the three languages of the service. */
export interface Localised {
  readonly fi: string;
  readonly sv: string;
  readonly en: string;
}

/** What one enrolled client of an age (and area) is worth in a calendar year. */
export interface CapitationBand {
  readonly fromAge: number;
  /** The last year of age that belongs to the band; none means no upper end. */
  readonly toAge?: number | undefined;
  readonly area?: string | undefined;
  readonly annualCents: Cents;
}

/** How a version says what the organiser pays (569/2009 3 § and 7 §; contract, Programmes). */
export type ValueBasis =
  | { readonly basis: 'flat'; readonly unitValueCents: Cents }
  | {
      readonly basis: 'incomeTested';
      readonly formula: 'longTermCare';
      /** 734/1992 7 c §: at most so many per cent of the client's income after deductions. */
      readonly maxFeePercent: number;
      /** 734/1992 7 c.5 §: at most so many per cent of the spouses' joint income. */
      readonly spousePercent: number;
      readonly minimumDisposableCents: Cents;
    }
  | { readonly basis: 'fullCoverage' }
  | { readonly basis: 'capitation'; readonly bands: readonly CapitationBand[] };

/** The provider's share of the daily price on the n-th day of one unbroken absence, n from `fromDay` to `toDay`. */
export interface AbsenceRule {
  readonly fromDay: number;
  readonly toDay?: number | undefined;
  readonly providerPercent: number;
}

/** The terms a programme has from a day on. Only an approved version counts. */
export interface ProgrammeVersion {
  readonly number: number;
  readonly effectiveFrom: CalendarDate;
  readonly rulebook: string;
  readonly value: ValueBasis;
  readonly priceCeilingCents: Cents | null;
  readonly freeOfCharge: boolean;
  /** A client younger than this on the service date pays nothing; null where the programme has no such rule. */
  readonly fullCoverageUnderAge: number | null;
  readonly feeCollector: 'provider' | 'organiser';
  readonly validity: { readonly takeIntoUseDays: number | null; readonly months: number | null };
  /** The most a provider may bill for a missed visit; null means nothing. */
  readonly noShowMaxCents: Cents | null;
  readonly absenceRules: readonly AbsenceRule[];
  readonly lockInMonths: number;
  /** The official decision by which these terms were set, as the organiser's register names it. */
  readonly decisionReference?: string | undefined;
  /** Made of the proposer's idempotency key: the same request makes the same version. */
  readonly origin?: string | undefined;
  readonly proposedBy: string;
  readonly proposedAt: Instant;
  readonly approvedBy: string | null;
  readonly approvedAt: Instant | null;
}

export interface Programme {
  readonly id: string;
  readonly ver: number;
  readonly code: string;
  readonly kind: ServiceKind;
  readonly name: Localised;
  /** In order of number, each effective later than the one before. */
  readonly versions: readonly ProgrammeVersion[];
  /** Terms whose days had begun when they were approved, until recorded visits know of them. */
  readonly termsUntold?: LateTerms | null | undefined;
}

/** The approved version in force on a day, if there is one (domain decision 3: dates decide). */
export const versionOn = (programme: Programme, date: CalendarDate): ProgrammeVersion | undefined =>
  inForce(
    programme.versions
      .filter((version) => version.approvedAt !== null)
      .map((version) => ({ validFrom: version.effectiveFrom, version })),
    date,
  )?.version;

/**
 * Refusals are values with a name; faults are thrown. The names are the contract's: a code written here is
 * fixed for ever, and `shared/contract/problems.ts` must give each a status, a title and a remedy to compile.
 */
export const REFUSAL_CODES = [
  // The reasons for which a service event is not accepted (contract, Vouchers).
  'VOUCHER_NOT_FOUND',
  'OUT_OF_VALIDITY',
  'NO_UNITS_LEFT',
  'NOT_RESERVED_WITH_YOU',
  'PROVIDER_NOT_APPROVED_ON_DATE',
  'NO_PRICE_ON_DATE',
  'VOUCHER_SUSPENDED',
  'VOUCHER_EXPIRED',
  'VOUCHER_CANCELLED',
  'DUPLICATE_EVENT',
  'ENTRY_WINDOW_CLOSED',
  'IN_THE_FUTURE',
  'AFTER_DEATH',
  'INCOME_DECISION_MISSING',
  'EVENT_TYPE_NOT_FOR_SERVICE',
  // Reserving, switching, and a voucher's other turns.
  'ALREADY_RESERVED',
  'LOCKED_IN',
  'NOT_RESERVED',
  'OFFERING_NOT_FOR_PROGRAMME',
  'VOUCHER_NOT_OPEN',
  'VOUCHER_NOT_SUSPENDED',
  'VOUCHER_IN_USE',
  'EVENT_ALREADY_REVERSED',
  'EVENT_NOT_ACCEPTED',
  'EVENT_ALREADY_DISPUTED',
  'EVENT_NOT_DISPUTED',
  'DISPUTE_ALREADY_RESOLVED',
  'VOUCHER_FULL',
  'DRAFT_NOT_OPEN',
  'INVALID_PERIOD',
  'UNITS_REQUIRED',
  'UNITS_NOT_USED_HERE',
  'CLIENT_HAS_DIED',
  // Who pays, and of what.
  'MUNICIPALITY_NOT_MEMBER',
  'BUDGET_EXCEEDED',
  // Programmes and providers.
  'PROGRAMME_EXISTS',
  'VERSION_NOT_LATER',
  'VERSION_ALREADY_APPROVED',
  'PROGRAMME_NOT_IN_FORCE',
  'VALUE_BASIS_NOT_FOR_KIND',
  'FOUR_EYES_REQUIRED',
  'CRITERIA_NOT_MET',
  'APPROVAL_ALREADY_REVOKED',
  'ABOVE_CEILING',
  'FREE_SERVICE_PRICE_ABOVE_VALUE',
  'PROVIDER_NOT_APPROVED',
  'PRICE_MUST_BE_ZERO',
  // Clients and users.
  'CLIENT_EXISTS',
  'TEST_IDENTITY_NOT_ACCEPTED',
  'DEATH_ALREADY_RECORDED',
  'EMAIL_IN_USE',
  'ROLE_NEEDS_PROVIDER',
  'ROLE_NEEDS_CLIENT',
  // Settlement.
  'PERIOD_NOT_CLOSED',
  'RUN_NOT_CALCULATED',
  'RUN_NOT_APPROVED',
  'DRY_RUN_NOT_PAYABLE',
  'NOTHING_TO_PAY',
  'CONTENT_CHANGED',
  'DEBT_NOT_BROUGHT_FORWARD',
  'ORGANISER_DETAILS_MISSING',
  'PAYMENT_NOT_REJECTED',
  'NOTHING_TO_PAY_AGAIN',
  'BANK_MESSAGE_NOT_KNOWN',
  'CLOCK_NOT_FORWARD',
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** What a refusal tells besides its name: `earliestDate` of a switch, what a provider lacks, and the like. */
export type RefusalDetails = Readonly<Record<string, string | number | readonly string[]>>;

/** A "no" with a name. */
export interface Refused {
  readonly outcome: 'refused';
  readonly code: RefusalCode;
  readonly details?: RefusalDetails;
}

export const refused = (code: RefusalCode, details?: RefusalDetails): Refused =>
  details === undefined ? { outcome: 'refused', code } : { outcome: 'refused', code, details };

export const isRefused = (value: unknown): value is Refused =>
  typeof value === 'object' && value !== null && 'outcome' in value && value.outcome === 'refused';

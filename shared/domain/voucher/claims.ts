import { daysFromTo, monthOf, monthsFromTo, type CalendarDate, type Month } from '../calendar.ts';
import { incomeDecisionOn, type Client } from '../client/client.ts';
import type { Municipalities } from '../municipality/municipality.ts';
import type { RefusalCode } from '../outcome.ts';
import { hasFullCoverage } from '../pricing/value.ts';
import { versionOn, type Programme } from '../programme/programme.ts';
import { isApprovedOn, offeringOf, priceOn, type Provider } from '../provider/provider.ts';
import type { ServiceKind } from '../programme/programme.ts';
import { mayEnter } from './govern.ts';
import {
  isSuspendedOn,
  remainingUnits,
  reservationOn,
  standingEvents,
  type ServiceEventType,
  type ServiceFact,
  type Voucher,
} from './voucher.ts';
import { statusOf } from './write.ts';

/** What a provider says was done, with all that decides whether it may be claimed. */
export interface Claim {
  readonly voucher: Voucher;
  readonly offeringId: string;
  readonly fact: ServiceFact;
  /** The provider that asks. */
  readonly provider: Provider;
  readonly programme: Programme;
  readonly client: Client;
  /** What is known of memberships and mergers: with the residence it decides who pays. */
  readonly municipalities?: Municipalities | undefined;
  /** The client's other housing vouchers: a calendar day is paid once per client (domain decision 4). */
  readonly others: readonly Voucher[];
  readonly today: CalendarDate;
}

const EVENTS_OF = {
  rehabilitation: ['visit', 'noShow'],
  housing: ['stay', 'absence'],
  soteCentre: [],
} as const satisfies Record<ServiceKind, readonly ServiceEventType[]>;

const daysOf = ({ fact }: Claim): CalendarDate[] => daysFromTo(fact.from, fact.to);

const wrongType = ({ voucher, fact }: Claim): boolean =>
  !(EVENTS_OF[voucher.kind] as readonly ServiceEventType[]).includes(fact.type);

const cancelled = ({ voucher }: Claim): boolean => voucher.ended !== null && voucher.ended.because !== 'death';

const afterDeath = ({ voucher, client, fact }: Claim): boolean => {
  const died = voucher.ended?.because === 'death' ? voucher.ended.on : client.deathDate;
  return died !== null && fact.to > died;
};

const outOfValidity = ({ voucher, fact }: Claim): boolean => fact.from < voucher.validFrom || fact.to > voucher.validTo;

/** While suspended nothing is recorded; afterwards, nothing for the days of the suspension. */
const suspended = (claim: Claim): boolean =>
  claim.voucher.suspensions.some(({ resumedOn }) => resumedOn === null) ||
  daysOf(claim).some((day) => isSuspendedOn(claim.voucher, day));

const inTheFuture = ({ fact, today }: Claim): boolean => fact.to > today;

const neverTakenIntoUse = ({ voucher, today }: Claim): boolean =>
  voucher.reservations.length === 0 && statusOf(voucher, today) === 'expired';

const notReservedWithYou = (claim: Claim): boolean =>
  daysOf(claim).some((day) => {
    const reservation = reservationOn(claim.voucher, day);
    return reservation?.providerId !== claim.provider.id || reservation.offeringId !== claim.offeringId;
  });

/** Months of the fact of which nothing may be recorded any more (domain decision 9). */
export const closedMonths = ({ voucher, fact, today }: Claim): Month[] =>
  monthsFromTo(monthOf(fact.from), monthOf(fact.to)).filter((month) => !mayEnter(voucher, month, today));

const windowClosed = (claim: Claim): boolean => closedMonths(claim).length > 0;

const notApproved = (claim: Claim): boolean =>
  daysOf(claim).some((day) => !isApprovedOn(claim.provider, claim.voucher.programmeId, day));

const noPrice = (claim: Claim): boolean => {
  const offering = offeringOf(claim.provider, claim.offeringId);
  return daysOf(claim).some(
    (day) =>
      offering === undefined || priceOn(offering, day) === undefined || versionOn(claim.programme, day) === undefined,
  );
};

const noUnitsLeft = ({ voucher }: Claim): boolean => remainingUnits(voucher) === 0;

/** A stay and an absence may both speak of a day: the absence holds, whichever was told first. */
const bothHold = (one: ServiceFact, other: ServiceFact): boolean =>
  (one.type === 'stay' && other.type === 'absence') || (one.type === 'absence' && other.type === 'stay');

/** Whether a voucher's standing events already speak of the day, as told by the unit that has the day. */
const isTold = (voucher: Voucher, day: CalendarDate, { voucher: claimed, fact }: Claim): boolean =>
  standingEvents(voucher).some(
    (event) =>
      event.fact.from <= day &&
      day <= event.fact.to &&
      !(voucher.id === claimed.id && bothHold(event.fact, fact)) &&
      (voucher.kind !== 'housing' || event.offeringId === reservationOn(voucher, day)?.offeringId),
  );

const duplicate = (claim: Claim): boolean =>
  daysOf(claim).some((day) => [claim.voucher, ...claim.others].some((voucher) => isTold(voucher, day, claim)));

const incomeMissing = (claim: Claim): boolean =>
  claim.voucher.kind === 'housing' &&
  daysOf(claim).some((day) => {
    const version = versionOn(claim.programme, day);
    if (version?.value.basis !== 'incomeTested' || hasFullCoverage(version, claim.client.birthDate, day)) return false;
    return incomeDecisionOn(claim.client, day) === undefined;
  });

/**
 * Everything a claimable event must not be, in the order in which it is told. That no units are left comes
 * before a duplicate: who sends the last visit twice at once is told that the voucher is used up.
 */
const GROUNDS: readonly (readonly [RefusalCode, (claim: Claim) => boolean])[] = [
  ['EVENT_TYPE_NOT_FOR_SERVICE', wrongType],
  ['VOUCHER_CANCELLED', cancelled],
  ['AFTER_DEATH', afterDeath],
  ['OUT_OF_VALIDITY', outOfValidity],
  ['VOUCHER_SUSPENDED', suspended],
  ['IN_THE_FUTURE', inTheFuture],
  ['VOUCHER_EXPIRED', neverTakenIntoUse],
  ['NOT_RESERVED_WITH_YOU', notReservedWithYou],
  ['ENTRY_WINDOW_CLOSED', windowClosed],
  ['PROVIDER_NOT_APPROVED_ON_DATE', notApproved],
  ['NO_PRICE_ON_DATE', noPrice],
  ['NO_UNITS_LEFT', noUnitsLeft],
  ['DUPLICATE_EVENT', duplicate],
  ['INCOME_DECISION_MISSING', incomeMissing],
];

/** Every ground on which the event would be refused; none when it may be recorded. */
export const groundsAgainst = (claim: Claim): RefusalCode[] =>
  GROUNDS.filter(([, holds]) => holds(claim)).map(([code]) => code);

/**
 * Facts as they were known at an instant: what was recorded, ended, extended, reversed or disputed after it has not
 * happened yet. Nothing that a run reads is ever forgotten, so a run can be worked out again as it was (domain
 * decision 10), and a calculation begun again finds what it found.
 */
import type { Instant } from './calendar.ts';
import type { Client } from './client/client.ts';
import type { Mortal } from './client/record-death.ts';
import type { Programme } from './programme/programme.ts';
import type { Provider, ProviderApproval } from './provider/provider.ts';
import type { Reservation, ServiceEvent, Suspension, Until, Voucher } from './voucher/voucher.ts';

/** Those that were recorded by then. */
export const recordedBy = <T extends { readonly recordedAt: Instant }>(items: readonly T[], knownAt: Instant): T[] =>
  items.filter(({ recordedAt }) => recordedAt <= knownAt);

/** What held at an instant, of what holds now and what held before it, oldest first. */
const heldAt = <T>(now: T, earlier: readonly Until<T>[] | undefined, knownAt: Instant): T =>
  earlier?.find(({ until }) => until > knownAt) ?? now;

const reservationAsKnown = (reservation: Reservation, knownAt: Instant): Reservation => ({
  ...reservation,
  endDate: heldAt<Pick<Reservation, 'endDate'>>(reservation, reservation.earlierEnds, knownAt).endDate,
});

const suspensionAsKnown = ({ resumedOn, resumedAt, ...rest }: Suspension, knownAt: Instant): Suspension =>
  (resumedAt ?? '') <= knownAt ? { ...rest, resumedOn, resumedAt } : { ...rest, resumedOn: null };

/** An event that was recorded by then. */
export const eventAsKnown = (event: ServiceEvent, knownAt: Instant): ServiceEvent => {
  const { dispute, reversed } = event;
  const { pricing, owedCents } = heldAt<Pick<ServiceEvent, 'pricing' | 'owedCents'>>(
    event,
    event.earlierPricings,
    knownAt,
  );
  const resolved = dispute?.resolved !== undefined && dispute.resolved.at <= knownAt ? dispute.resolved : undefined;
  return {
    ...event,
    pricing,
    owedCents,
    reversed: reversed !== undefined && reversed.at <= knownAt ? reversed : undefined,
    dispute: dispute !== undefined && dispute.at <= knownAt ? { ...dispute, resolved } : undefined,
  };
};

/** What a voucher's days and months are worth follows from these as they were known. */
export const voucherAsKnown = <
  V extends Pick<Voucher, 'valueRaises' | 'reservations' | 'suspensions' | 'events' | 'validTo'>,
>(
  voucher: V & Pick<Voucher, 'earlierValidTo'>,
  knownAt: Instant,
): V => ({
  ...voucher,
  validTo: heldAt<Pick<Voucher, 'validTo'>>(voucher, voucher.earlierValidTo, knownAt).validTo,
  valueRaises: recordedBy(voucher.valueRaises, knownAt),
  reservations: voucher.reservations
    .filter(({ at }) => at <= knownAt)
    .map((reservation) => reservationAsKnown(reservation, knownAt)),
  suspensions: voucher.suspensions
    .filter(({ at = '' }) => at <= knownAt)
    .map((suspension) => suspensionAsKnown(suspension, knownAt)),
  events: recordedBy(voucher.events, knownAt).map((event) => eventAsKnown(event, knownAt)),
});

export const clientAsKnown = <C extends Pick<Client, 'incomeDecisions' | 'deathDate'>>(
  client: C & Partial<Pick<Mortal, 'deathRecordedAt'>>,
  knownAt: Instant,
): C => ({
  ...client,
  incomeDecisions: recordedBy(client.incomeDecisions, knownAt),
  deathDate: (client.deathRecordedAt ?? '') <= knownAt ? client.deathDate : null,
});

/** Only terms that were approved by then. */
export const programmeAsKnown = (programme: Programme, knownAt: Instant): Programme => ({
  ...programme,
  versions: programme.versions.filter(({ approvedAt }) => approvedAt !== null && approvedAt <= knownAt),
});

const approvalAsKnown = (approval: ProviderApproval, knownAt: Instant): ProviderApproval => ({
  ...approval,
  validTo: heldAt<Pick<ProviderApproval, 'validTo'>>(approval, approval.earlierValidTo, knownAt).validTo,
});

/** Only approvals and prices that were recorded by then; an approval that was revoked later still holds. */
export const providerAsKnown = (provider: Provider, knownAt: Instant): Provider => ({
  ...provider,
  approvals: recordedBy(provider.approvals, knownAt).map((approval) => approvalAsKnown(approval, knownAt)),
  offerings: provider.offerings.map((offering) => ({ ...offering, prices: recordedBy(offering.prices, knownAt) })),
});

import type { CalendarDate, Instant } from '../calendar.ts';
import { refused, type Refused } from '../outcome.ts';
import { takeBack } from './reverse-event.ts';
import type { Dispute, DisputeOutcome, ServiceEvent, Voucher } from './voucher.ts';
import { write, type Done } from './write.ts';

export interface Disputed {
  readonly next: Voucher;
  readonly answer: ServiceEvent | Refused;
}

const withDispute = (voucher: Voucher, event: ServiceEvent, dispute: Dispute) => ({
  events: voucher.events.map((one) => (one.id === event.id ? { ...event, dispute } : one)),
});

const eventIn = (voucher: Voucher, id: string): ServiceEvent | undefined =>
  voucher.events.find((event) => event.id === id);

const told = (next: Voucher, id: string): Disputed => ({
  next,
  answer: eventIn(next, id) ?? refused('EVENT_NOT_ACCEPTED'),
});

/**
 * The client says that an event is not as it was told. It is held out of settlement until that is resolved; one that
 * was settled before stays settled until then. Disputed once: what was looked into is not opened again.
 */
export const disputeEvent = (
  voucher: Voucher,
  { eventId, reason }: { readonly eventId: string; readonly reason: string },
  today: CalendarDate,
  { at, by }: Done,
): Disputed => {
  const event = eventIn(voucher, eventId);
  if (event === undefined) return told(voucher, eventId);
  const { dispute, reversed } = event;
  if (dispute?.by === by && dispute.reason === reason) return told(voucher, eventId);
  if (reversed !== undefined) return { next: voucher, answer: refused('EVENT_ALREADY_REVERSED') };
  if (dispute !== undefined) return { next: voucher, answer: refused('EVENT_ALREADY_DISPUTED') };
  const changed = withDispute(voucher, event, { at, by, reason });
  return told(
    write(voucher, today, changed, { kind: 'disputed', at, by, ref: eventId, reason, postings: [] }),
    eventId,
  );
};

/**
 * Resolves a dispute: upheld, the event is reversed in the same step; dismissed, it counts, and is settled by the
 * next run where its own has passed.
 */
export const resolveDispute = (
  voucher: Voucher,
  command: { readonly eventId: string; readonly outcome: DisputeOutcome; readonly reason: string },
  today: CalendarDate,
  { at, by }: Done,
): Disputed => {
  const { eventId, outcome, reason } = command;
  const event = eventIn(voucher, eventId);
  const dispute = event?.dispute;
  if (event === undefined || dispute === undefined) return { next: voucher, answer: refused('EVENT_NOT_DISPUTED') };
  if (dispute.resolved !== undefined)
    return dispute.resolved.outcome === outcome
      ? told(voucher, eventId)
      : { next: voucher, answer: refused('DISPUTE_ALREADY_RESOLVED') };
  const changed = withDispute(voucher, event, { ...dispute, resolved: { at, by, outcome, reason } });
  const line = { kind: 'disputeResolved', at, by, ref: eventId, reason, postings: [] } as const;
  const resolved = write(voucher, today, changed, line);
  const now = eventIn(resolved, eventId);
  const isTakenBack = outcome === 'upheld' && now !== undefined && now.reversed === undefined;
  return told(isTakenBack ? takeBack(resolved, now, reason, today, { at, by }) : resolved, eventId);
};

/**
 * Whether an event is held out of a month's settlement: its dispute is open, and did not come after the month had
 * been settled with it. `settledAt` are the cut-offs of the approved runs that settled the month.
 */
export const isHeldOut = (
  { dispute, recordedAt }: Pick<ServiceEvent, 'dispute' | 'recordedAt'>,
  settledAt: readonly Instant[],
): boolean => {
  if (dispute === undefined || dispute.resolved !== undefined) return false;
  return !settledAt.some((cutoffAt) => recordedAt <= cutoffAt && cutoffAt < dispute.at);
};

import { monthOf, monthsFromTo, type CalendarDate } from '../calendar.ts';
import { refused, type RefusalCode, type Refused } from '../outcome.ts';
import { closedMonths, groundsAgainst, type Claim } from './claims.ts';
import { isLate } from './govern.ts';
import { owe } from './owe.ts';
import type { ServiceEvent, ServiceFact, Voucher } from './voucher.ts';
import type { Neighbours } from './price-event.ts';
import { accept, type RecordCommand } from './record-event.ts';
import { write, type Done } from './write.ts';

export interface Reversed {
  readonly event: ServiceEvent;
  readonly replacement: ServiceEvent | null;
}

/**
 * Takes an event back: its unit and its money return (domain decision 10). Nothing is deleted: the event keeps
 * its place with the mark of its reversal, and the run sees from when it was known.
 */
export const takeBack = (
  voucher: Voucher,
  event: ServiceEvent,
  reason: string,
  today: CalendarDate,
  { at, by }: Done,
): Voucher => {
  const reversed: ServiceEvent = {
    ...event,
    reversed: { at, by, reason, late: isLate(monthOf(event.fact.from), today) },
  };
  const units = event.fact.type === 'visit' ? event.fact.units : 0;
  const { postings, committedCents } = owe(voucher.committedCents, -event.owedCents, 'event reversed');
  return write(
    voucher,
    today,
    {
      events: voucher.events.map((candidate) => (candidate.id === event.id ? reversed : candidate)),
      usedUnits: voucher.usedUnits - units,
      committedCents,
    },
    { kind: 'reversed', at, by, ref: event.id, reason, postings },
  );
};

const sameFact = (one: ServiceFact, other: ServiceFact): boolean => {
  const told: Readonly<Record<string, unknown>> = { ...one };
  return Object.entries(other).every(([field, value]) => told[field] === value);
};

/** Whether what took the event's place is what is asked for now; nothing is nothing. */
const isReplacement = (event: ServiceEvent | undefined, asked: Claim | undefined): boolean =>
  event === undefined || asked === undefined
    ? event === asked
    : event.offeringId === asked.offeringId && sameFact(event.fact, asked.fact);

/**
 * A correction is not a late entry: what stood in time may be put right at any time (domain decision 10). But only
 * where it stood: a closed month that the event never touched is opened by a coordinator alone (domain decision 9).
 */
const isWaived = (ground: RefusalCode, claim: Claim, { fact }: ServiceEvent): boolean => {
  const touched = monthsFromTo(monthOf(fact.from), monthOf(fact.to));
  return ground === 'ENTRY_WINDOW_CLOSED' && closedMonths(claim).every((month) => touched.includes(month));
};

/**
 * Reverses an event and, in the same step, records what should have stood in its place. Asking again for what
 * was done answers the same; a replacement that would be refused leaves the first event standing.
 */
export const reverseEvent = (
  voucher: Voucher,
  { eventId, reason }: { eventId: string; reason: string },
  today: Claim['today'],
  done: Done,
  replacement?: { claim: (voucher: Voucher) => Claim; command: RecordCommand; neighbours: Neighbours },
): { next: Voucher; answer: Reversed | Refused } => {
  const event = voucher.events.find((candidate) => candidate.id === eventId);
  if (event === undefined) return { next: voucher, answer: refused('EVENT_NOT_ACCEPTED') };
  if (event.reversed !== undefined) {
    const replacedBy = voucher.events.find((candidate) => candidate.replaces === eventId);
    const same = event.reversed.reason === reason && isReplacement(replacedBy, replacement?.claim(voucher));
    return {
      next: voucher,
      answer: same ? { event, replacement: replacedBy ?? null } : refused('EVENT_ALREADY_REVERSED'),
    };
  }
  const without = takeBack(voucher, event, reason, today, done);
  const reversed = without.events.find((candidate) => candidate.id === eventId) ?? event;
  if (replacement === undefined) return { next: without, answer: { event: reversed, replacement: null } };
  const claim = replacement.claim(without);
  const [code] = groundsAgainst(claim).filter((ground) => !isWaived(ground, claim, event));
  if (code !== undefined) return { next: voucher, answer: refused(code) };
  const { next, event: right } = accept(claim, { ...replacement.command, replaces: eventId }, replacement.neighbours);
  return { next, answer: { event: reversed, replacement: right } };
};

/**
 * A plan carried out on a copy of the voucher: the client chooses the offering, and what the plan holds is recorded
 * by the very rules that choosing and redeeming follow. Nothing of it is kept.
 */
import { addDays, daysBetween, daysFromTo, latest, type CalendarDate, type Instant } from '../calendar.ts';
import type { Client } from '../client/client.ts';
import { covers } from '../dated.ts';
import { isRefused, refused, type RefusalCode, type RefusalDetails, type Refused } from '../outcome.ts';
import type { Programme } from '../programme/programme.ts';
import { isApprovedOn, type Provider } from '../provider/provider.ts';
import { groundsAgainst, type Claim } from '../voucher/claims.ts';
import type { Neighbours } from '../voucher/price-event.ts';
import { accept, draft, isFull, type RecordCommand } from '../voucher/record-event.ts';
import { endReservation, reserve } from '../voucher/reserve.ts';
import { isSuspendedOn, reservationOn, type ServiceEvent, type ServiceFact, type Voucher } from '../voucher/voucher.ts';
import { factsOf, type Plan, type Span } from './plan.ts';

/** Whom the plan would be carried out with. */
export interface Offered {
  readonly provider: Provider;
  readonly offeringId: string;
}

/** All that decides it besides the offering. */
export interface Known {
  readonly voucher: Voucher;
  readonly client: Client;
  /** The client's other vouchers of the same kind of service. */
  readonly others: readonly Voucher[];
  readonly programme: Programme;
  /** Providers of all reservations of the client's. */
  readonly neighbours: Neighbours;
  readonly today: CalendarDate;
  readonly now: Instant;
}

/** Days of the plan that would be refused, and why. */
export interface NotTaken extends Span {
  readonly code: RefusalCode;
  readonly details?: RefusalDetails | undefined;
}

export interface CarriedOut {
  /** As it would be afterwards. */
  readonly voucher: Voucher;
  readonly events: readonly ServiceEvent[];
  readonly notTaken: readonly NotTaken[];
}

const PLANNER = 'plan';

/**
 * The offering is chosen from a day on. A choice that is in force ends that day, which belongs to the one that
 * follows (domain decision 4); between centres the choice itself is the switch.
 */
const choose = (voucher: Voucher, startDate: CalendarDate, offered: Offered, known: Known): Voucher | Refused => {
  const done = { at: known.now, by: PLANNER };
  const current = voucher.reservations.at(-1);
  const ended =
    voucher.kind !== 'soteCentre' && current?.endDate === null
      ? endReservation(voucher, { reservationId: current.id, endDate: startDate, reason: PLANNER }, known.today, done)
      : voucher;
  const facts = { ...known, provider: offered.provider };
  return reserve(isRefused(ended) ? voucher : ended, { offeringId: offered.offeringId, startDate }, facts, done);
};

/** Grounds that fall away once the offering is chosen. */
const UNTIL_CHOSEN: readonly RefusalCode[] = ['VOUCHER_EXPIRED', 'NOT_RESERVED_WITH_YOU'];

/** Every ground against a fact, as recording looks for them. */
const grounds = (claim: Claim): RefusalCode[] => (isFull(claim.voucher) ? ['VOUCHER_FULL'] : groundsAgainst(claim));

/** The claim as it can be made, with the offering chosen for it where it is not yet; or why it cannot. */
const claimable = (claim: Claim, offered: Offered, known: Known): Claim | Refused => {
  const against = grounds(claim);
  const isChosen = !against.includes('NOT_RESERVED_WITH_YOU');
  const voucher = isChosen ? claim.voucher : choose(claim.voucher, claim.fact.from, offered, known);
  if (isRefused(voucher)) {
    const other = against.find((code) => !UNTIL_CHOSEN.includes(code));
    return other === undefined ? voucher : refused(other);
  }
  const ready = { ...claim, voucher };
  const [no] = isChosen ? against : grounds(ready);
  return no === undefined ? ready : refused(no);
};

/** Its first half and its second. */
const halves = (fact: ServiceFact): ServiceFact[] => {
  const middle = addDays(fact.from, Math.floor(daysBetween(fact.from, fact.to) / 2));
  return [
    { ...fact, to: middle },
    { ...fact, from: addDays(middle, 1) },
  ];
};

/** A visit is recorded with its price. Days of housing are priced with their month, once all of them are told. */
const record = (
  claim: Claim,
  command: RecordCommand,
  neighbours: Neighbours,
): { next: Voucher; event: ServiceEvent } => {
  if (claim.voucher.kind !== 'housing') return accept(claim, command, neighbours);
  const event = draft(claim, command);
  return { next: { ...claim.voucher, events: [...claim.voucher.events, event] }, event };
};

/**
 * Records a fact on its own last day, or today where that has passed. Where it is refused as a whole, it is told in
 * halves, so that just those days are left out that stand against it.
 */
const take = (carried: CarriedOut, fact: ServiceFact, offered: Offered, known: Known): CarriedOut => {
  const { provider, offeringId } = offered;
  const { client, others, programme, neighbours, now } = known;
  const today = latest(known.today, fact.to);
  const { voucher } = carried;
  const claim = claimable({ voucher, offeringId, fact, provider, programme, client, others, today }, offered, known);
  if (!isRefused(claim)) {
    const command = { digest: `${PLANNER}${carried.events.length}`, at: now, by: PLANNER };
    const { next, event } = record(claim, command, neighbours);
    return { ...carried, voucher: next, events: [...carried.events, event] };
  }
  if (fact.from < fact.to) return halves(fact).reduce((state, half) => take(state, half, offered, known), carried);
  const { code, details } = claim;
  return { ...carried, notTaken: [...carried.notTaken, { from: fact.from, to: fact.to, code, details }] };
};

type EnrolmentPlan = Extract<Plan, { kind: 'soteCentre' }>;

/** Why the centre would not be responsible on a day; undefined where it would be. */
const groundsForNoOne = (
  voucher: Voucher,
  date: CalendarDate,
  { offered, known, no }: { offered: Offered; known: Known; no: Refused | undefined },
): Refused | undefined => {
  const { deathDate } = known.client;
  if (deathDate !== null && date > deathDate) return refused('AFTER_DEATH');
  if (!covers(voucher, date)) return refused('OUT_OF_VALIDITY');
  if (isSuspendedOn(voucher, date)) return refused('VOUCHER_SUSPENDED');
  if (!isApprovedOn(offered.provider, voucher.programmeId, date)) return refused('PROVIDER_NOT_APPROVED_ON_DATE');
  if (reservationOn(voucher, date)?.offeringId === offered.offeringId) return undefined;
  return no ?? refused('NOT_RESERVED_WITH_YOU');
};

/** An enrolment is carried out by being in force: from the first day it may, to the plan's last. */
const enrol = ({ from, to }: EnrolmentPlan, offered: Offered, known: Known): CarriedOut => {
  const { voucher, today, now } = known;
  const days = daysFromTo(from, to);
  const first = days.find(
    (date) =>
      covers(voucher, date) &&
      isApprovedOn(offered.provider, voucher.programmeId, date) &&
      reservationOn(voucher, date)?.offeringId !== offered.offeringId,
  );
  const chosen = first === undefined ? voucher : choose(voucher, first, offered, known);
  const no = isRefused(chosen) ? chosen : undefined;
  const enrolled = isRefused(chosen) ? voucher : chosen;
  const made = enrolled.reservations.at(-1);
  const left =
    enrolled === voucher || made === undefined
      ? enrolled
      : endReservation(enrolled, { reservationId: made.id, endDate: to, reason: PLANNER }, today, {
          at: now,
          by: PLANNER,
        });
  if (isRefused(left)) throw new Error(`an enrolment from ${from} cannot end on ${to}: ${left.code}`);
  const notTaken = days.flatMap((date) => {
    const ground = groundsForNoOne(left, date, { offered, known, no });
    return ground === undefined ? [] : [{ from: date, to: date, code: ground.code, details: ground.details }];
  });
  return { voucher: left, events: [], notTaken };
};

/** The plan carried out with an offering, as far as it may be. */
export const carryOut = (plan: Plan, offered: Offered, known: Known): CarriedOut => {
  if (plan.kind === 'soteCentre') return enrol(plan, offered, known);
  const start: CarriedOut = { voucher: known.voucher, events: [], notTaken: [] };
  return factsOf(plan).reduce((carried, fact) => take(carried, fact, offered, known), start);
};

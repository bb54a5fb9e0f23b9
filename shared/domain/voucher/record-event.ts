import { monthOf } from '../calendar.ts';
import { eventId } from '../ids.ts';
import { move } from '../ledger/postings.ts';
import { payerOn } from '../municipality/payer-on.ts';
import type { Cents } from '../money.ts';
import { refused, type RefusalCode, type Refused } from '../outcome.ts';
import type { Pricing } from '../pricing/pricing.ts';
import { groundsAgainst, type Claim } from './claims.ts';
import { isLate } from './govern.ts';
import { owe, type Owed } from './owe.ts';
import { payerDay } from './payer-day.ts';
import { priceEvent, type Neighbours } from './price-event.ts';
import { refusedBefore, rememberRefusal, remembersNoMore } from './remember-refusal.ts';
import { remainingUnits, type ServiceEvent, type Voucher } from './voucher.ts';
import { write, type Done } from './write.ts';

export interface RecordCommand extends Done {
  /** Made of the caller and its idempotency key: the same request can only ever make the same event. */
  readonly digest: string;
  /** The event this one replaces, where it comes with a reversal. */
  readonly replaces?: string | undefined;
}

/** What became of an event: recorded now, or told again because its key was here before. */
export type Recorded =
  | { readonly outcome: 'recorded'; readonly event: ServiceEvent; readonly replayed: boolean }
  | (Refused & { readonly replayed: boolean });

/** So many events fit in one voucher's document with ease; after that a successor is issued. */
export const MOST_EVENTS = 1_500;

/** The part of the commitment that a unit about to be used holds; the last one holds all that is left. */
const shareOfUnit = (voucher: Voucher, units: number): Cents => {
  const remaining = remainingUnits(voucher);
  return remaining === null || units === 0 ? 0 : Math.floor((voucher.committedCents * units) / remaining);
};

/** What an event takes from the commitment: what it owes, and the rest of its unit's value, which lapses. */
const owing = (voucher: Voucher, owedCents: Cents, units: number): Owed => {
  const { postings, committedCents } = owe(voucher.committedCents, owedCents, 'event accepted');
  const unused = Math.max(0, shareOfUnit(voucher, units) - Math.max(0, owedCents));
  return {
    postings: [...postings, ...move('committed', 'appropriation', unused, 'unused part of the unit')],
    committedCents: committedCents - unused,
  };
};

/** Whether it takes no more new keys, whatever is told with them. */
export const isFull = (voucher: Voucher): boolean => remembersNoMore(voucher) || voucher.events.length >= MOST_EVENTS;

/** The answer that was given under this key before, if there was one. */
const toldBefore = (voucher: Voucher, digest: string): Recorded | undefined => {
  const id = eventId(voucher.id, digest);
  const event = voucher.events.find((candidate) => candidate.id === id);
  if (event !== undefined) return { outcome: 'recorded', event, replayed: true };
  const no = refusedBefore(voucher, digest);
  return no && { ...no, replayed: true };
};

/** The event as it would stand, at no price yet. */
export const draft = (claim: Claim, { digest, at, by, replaces }: RecordCommand): ServiceEvent => ({
  id: eventId(claim.voucher.id, digest),
  providerId: claim.provider.id,
  offeringId: claim.offeringId,
  fact: claim.fact,
  ...payerOn(
    { client: claim.client, municipalities: claim.municipalities ?? new Map() },
    payerDay(claim.voucher, claim.fact.from),
  ),
  pricing: { grossCents: 0, organiserCents: 0, clientCents: 0, steps: [] },
  owedCents: 0,
  recordedAt: at,
  recordedBy: by,
  late: isLate(monthOf(claim.fact.from), claim.today),
  ...(replaces === undefined ? {} : { replaces }),
});

/** Adds an event that nothing speaks against. */
export const accept = (
  claim: Claim,
  command: RecordCommand,
  neighbours: Neighbours,
): { next: Voucher; event: ServiceEvent } => {
  const { voucher, fact, today } = claim;
  const unpriced = draft(claim, command);
  const event: ServiceEvent = { ...unpriced, ...priceEvent(claim, unpriced, neighbours) };
  const units = fact.type === 'visit' ? fact.units : 0;
  const { postings, committedCents } = owing(voucher, event.owedCents, units);
  const next = write(
    voucher,
    today,
    { events: [...voucher.events, event], usedUnits: voucher.usedUnits + units, committedCents },
    { kind: 'recorded', at: command.at, by: command.by, ref: event.id, postings },
  );
  return { next, event };
};

/**
 * Redeems: a provider records what was done (contract, Service events). The key is looked up first, so that a
 * repeat gets the first answer whatever has happened since; a refusal under a key is remembered too, so that a
 * duplicate that comes late can never turn into money.
 */
export const recordEvent = (
  claim: Claim,
  command: RecordCommand,
  neighbours: Neighbours,
): { next: Voucher; answer: Recorded } => {
  const { voucher } = claim;
  const before = toldBefore(voucher, command.digest);
  if (before !== undefined) return { next: voucher, answer: before };
  if (isFull(voucher)) return { next: voucher, answer: { ...refused('VOUCHER_FULL'), replayed: false } };
  const [code] = groundsAgainst(claim);
  if (code !== undefined) {
    const no = refused(code);
    return { next: rememberRefusal(voucher, command.digest, no), answer: { ...no, replayed: false } };
  }
  const { next, event } = accept(claim, command, neighbours);
  return { next, answer: { outcome: 'recorded', event, replayed: false } };
};

/** What recording would answer, changing nothing: the same grounds and the same price (contract, Vouchers). */
export const wouldRecord = (
  claim: Claim,
  neighbours: Neighbours,
  at: Done,
): { reasons: RefusalCode[]; pricing: Pricing | null } => {
  const reasons: RefusalCode[] = isFull(claim.voucher) ? ['VOUCHER_FULL'] : groundsAgainst(claim);
  if (reasons.length > 0) return { reasons, pricing: null };
  return { reasons, pricing: accept(claim, { ...at, digest: 'question' }, neighbours).event.pricing };
};

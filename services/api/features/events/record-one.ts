import { instantOf } from '#shared/clock';
import type { factOf } from '#shared/contract/facts';
import { isRefused, refused, type Refused } from '#shared/domain/outcome';
import type { Provider } from '#shared/domain/provider/provider';
import { recordEvent, type Recorded } from '#shared/domain/voucher/record-event';
import type { ServiceEvent } from '#shared/domain/voucher/voucher';
import { refusedEventId } from '#shared/persistence/refused-events';
import type { Seen } from '#shared/persistence/requests';
import type { Deps } from '#api/deps';
import type { Caller } from '#api/http/route';
import { idOfVoucher } from '../vouchers/see.ts';
import { claimOf, loadEvidence, loadOffered } from './evidence.ts';

/** One event to record: what was told, under which key, and what is known of that key. */
export interface ToRecord {
  readonly voucherNumber: string;
  readonly offeringId: string;
  readonly fact: ReturnType<typeof factOf>;
  readonly digest: string;
  readonly seen: Promise<Seen>;
}

/** The answer to a recorded event, the same whenever it is given (contract, Service events). */
export const recordedView = (event: ServiceEvent) => ({
  id: event.id,
  status: 'accepted' as const,
  pricing: event.earlierPricings?.[0]?.pricing ?? event.pricing,
});

/**
 * Load, decide, keep: the flow of a redemption. The voucher, the provider and the key travel to the store
 * together; the decision is one swap of the voucher. A voucher that does not exist cannot remember its "no",
 * so the key does.
 */
const decide = async (
  deps: Deps,
  who: Caller,
  provider: Promise<Provider | null>,
  { voucherNumber, offeringId, fact, digest, seen }: ToRecord,
): Promise<Recorded | 'anotherBody'> => {
  const [known, voucher, by, offered] = await Promise.all([
    seen,
    deps.stores.vouchers.load(idOfVoucher(voucherNumber)),
    provider,
    loadOffered(deps, offeringId),
  ]);
  if (known.is === 'anotherBody') return 'anotherBody';
  if (known.is === 'again' && isRefused(known.answer)) return { ...known.answer, replayed: true };
  if (by === null) throw new Error(`the organisation of user ${who.userId} is missing`);
  if (voucher === null) {
    const kept = (await deps.stores.requests.keepAnswer(digest, refused('VOUCHER_NOT_FOUND'))) as Refused;
    return { ...kept, replayed: known.is === 'again' };
  }
  const evidence = await loadEvidence(deps, voucher, by, offered);
  const done = { at: instantOf(deps.clock), by: who.userId, digest };
  const answer = await deps.stores.vouchers.act(
    voucher.id,
    (state) => recordEvent(claimOf(state, evidence, offeringId, fact), done, evidence.neighbours),
    voucher,
  );
  if (answer === null) throw new Error(`${voucher.id} has vanished`);
  return answer;
};

const onceMore = async (
  deps: Deps,
  who: Caller,
  provider: Promise<Provider | null>,
  toRecord: ToRecord,
): Promise<Recorded> => {
  const answer = await deps.stores.requests.confirm(toRecord.digest);
  const found = await decide(deps, who, provider, { ...toRecord, seen: Promise.resolve({ is: 'again', answer }) });
  if (found === 'anotherBody') throw new Error(`${toRecord.digest} stands for two bodies`);
  return found;
};

/**
 * Records one event. What is told again, a "no" too, is told as it is found once more after it was brought into the journal:
 * an engine that died in between has lost it, and it is recorded now. What is new, the relay tells on.
 */
export const recordOne = async (
  deps: Deps,
  who: Caller,
  provider: Promise<Provider | null>,
  toRecord: ToRecord,
): Promise<Recorded | 'anotherBody'> => {
  const first = await decide(deps, who, provider, toRecord);
  if (first === 'anotherBody') return first;
  const answer = first.replayed ? await onceMore(deps, who, provider, toRecord) : first;
  if (!answer.replayed && answer.outcome === 'recorded') deps.nudge.nudge('relay', 'all');
  return { ...answer, replayed: first.replayed };
};

/**
 * `recordOne` for what is told at the door: a "no" is also kept for the list of those that may still be put right.
 * Told again it is kept no second time; where a process died after saying no, it is kept now.
 */
export const recordTold = async (
  deps: Deps,
  who: Caller,
  provider: Promise<Provider | null>,
  toRecord: ToRecord,
): Promise<Recorded | 'anotherBody'> => {
  const answer = await recordOne(deps, who, provider, toRecord);
  if (answer === 'anotherBody' || answer.outcome !== 'refused') return answer;
  const { voucherNumber, offeringId, fact, digest } = toRecord;
  await deps.stores.refusedEvents.keep({
    id: refusedEventId(fact, digest),
    providerId: who.providerId ?? '',
    voucherNumber,
    voucherId: idOfVoucher(voucherNumber),
    offeringId,
    fact,
    code: answer.code,
    at: instantOf(deps.clock),
    by: who.userId,
  });
  return answer;
};

import { instantOf, type Clock } from '#shared/clock';
import { nameOfHold, type Budget, type Hold } from '#shared/domain/budget/budget';
import type { JournalLine } from '#shared/domain/voucher/voucher';
import { relayVouchers } from './relay.ts';
import type { Stores } from './stores.ts';

/** What a hold waits for: a line in a voucher's journal. */
type Awaited = Pick<Hold, 'ref' | 'voucherId'>;

/** A voucher that is not there yet is named by itself. */
const isGrant = ({ ref, voucherId }: Awaited): boolean => ref === voucherId;

/**
 * So long a decision may be on its way from its hold to its voucher before the next one asks what has become of it. A
 * process may stop for longer than that and go on: time alone lets go of nothing.
 */
const ON_ITS_WAY_MS = 60_000;

interface Told {
  readonly _id: string;
  readonly givenUp?: boolean;
  readonly toldSeq: number;
  readonly journal: readonly Pick<JournalLine, 'seq' | 'kind' | 'ref'>[];
}

const toldOf = async ({ vouchers }: Pick<Stores, 'vouchers'>, ids: readonly string[]): Promise<Map<string, Told>> => {
  const projection = { givenUp: 1, toldSeq: 1, 'journal.seq': 1, 'journal.kind': 1, 'journal.ref': 1 };
  const found = await vouchers.collection.find({ _id: { $in: [...ids] } }, { projection }).toArray();
  return new Map(found.map((document) => [document._id, { toldSeq: 0, journal: [], ...document }]));
};

/** The line by which a voucher's journal says that what was held for is decided: by its reference, or by being granted. */
const lineOf = (voucher: Told | undefined, hold: Awaited) =>
  voucher?.journal.find((line) => (isGrant(hold) ? line.kind === 'granted' : line.ref === hold.ref));

export const isDecided = async (stores: Pick<Stores, 'vouchers'>, hold: Awaited): Promise<boolean> =>
  lineOf((await toldOf(stores, [hold.voucherId])).get(hold.voucherId), hold) !== undefined;

/**
 * Makes it impossible that a decision is still kept on the strength of what was held for it until now, by a process that
 * was held up. The id of a voucher to be granted is given up; a voucher that is there moves on by a version without
 * changing, and `keepHeld` keeps nothing but on the version it held for. What was kept before this is in the journal:
 * that is to be looked at afterwards and not before.
 */
export const fence = async ({ vouchers }: Pick<Stores, 'vouchers'>, hold: Awaited): Promise<void> => {
  if (isGrant(hold)) await vouchers.giveUp(hold.voucherId);
  else await vouchers.act(hold.voucherId, (voucher) => ({ next: { ...voucher }, answer: null }));
};

/**
 * Holds that have done their part: the ledger has what they waited for, or it cannot come any more. What is decided
 * and not told yet is told here, so that what is read of the ledger next is all there is. They may be let go of
 * the budget as it was read before this, and of no later one: there the same decision may be held anew.
 */
export const settledHolds = async (stores: Stores, { holds }: Budget, clock: Clock): Promise<Set<string>> => {
  if (holds.length === 0) return new Set();
  const ids = [...new Set(holds.map(({ voucherId }) => voucherId))];
  await relayVouchers(stores, ids, instantOf(clock));
  const before = await toldOf(stores, ids);
  const isOverdue = (hold: Hold) => Date.now() - hold.at > ON_ITS_WAY_MS;
  const lost = holds.filter((hold) => isOverdue(hold) && lineOf(before.get(hold.voucherId), hold) === undefined);
  await Promise.all(lost.map((hold) => fence(stores, hold)));
  const vouchers = lost.length === 0 ? before : await toldOf(stores, ids);
  const isSettled = (hold: Hold): boolean => {
    const voucher = vouchers.get(hold.voucherId);
    const line = lineOf(voucher, hold);
    if (voucher === undefined || line === undefined) return voucher?.givenUp === true || lost.includes(hold);
    return line.seq <= voucher.toldSeq;
  };
  return new Set(holds.filter(isSettled).map(nameOfHold));
};

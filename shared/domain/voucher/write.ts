import { FOREVER, monthOf, yearOf, type CalendarDate, type Instant } from '../calendar.ts';
import { move, type Posting, type Purse } from '../ledger/postings.ts';
import { broughtForward, committedBy, inPurses, potsOf } from '../ledger/purses.ts';
import {
  isOpen,
  lastDayOf,
  remainingUnits,
  reservationOn,
  standingEvents,
  TRANSITIONS,
  type NewLine,
  type Voucher,
  type VoucherStatus,
} from './voucher.ts';

/** Who did it, and when. */
export interface Done {
  readonly at: Instant;
  readonly by: string;
}

type Changed = Partial<Omit<Voucher, 'id' | 'ver' | 'number' | 'status' | 'journal' | 'toldSeq'>>;

/**
 * Where a voucher stands by what it holds: the one place where a status is decided, so that a reversal, an
 * extension or a resumption brings a voucher back to where it would have been.
 */
export const statusOf = (voucher: Voucher, today: CalendarDate): VoucherStatus => {
  if (voucher.ended !== null)
    return ({ death: 'ended', cancellation: 'cancelled', refusal: 'refused' } as const)[voucher.ended.because];
  const last = lastDayOf(voucher);
  if (last !== FOREVER && today > last) return 'expired';
  if (voucher.suspensions.some((suspension) => suspension.resumedOn === null)) return 'suspended';
  if (remainingUnits(voucher) === 0) return 'usedUp';
  if (standingEvents(voucher).length > 0) return 'inUse';
  // An enrolment has no events: it is in use by being in force (contract, Service events).
  if (voucher.kind === 'soteCentre' && reservationOn(voucher, today) !== undefined) return 'inUse';
  return voucher.reservations.some(({ endDate }) => endDate === null || today < endDate) ? 'reserved' : 'issued';
};

/** A way that is not in the table is a fault of ours: better no answer than a voucher nobody decided on. */
const checkWay = ({ id, status }: Voucher, to: VoucherStatus): void => {
  const ways: readonly VoucherStatus[] = TRANSITIONS[status];
  if (to !== status && !ways.includes(to)) throw new Error(`${id} may not go from ${status} to ${to}`);
};

/** Whose money a line moves that is about an event: of the payer and the year of its day. */
const purseOf = ({ events }: Pick<Voucher, 'events'>, { ref }: Pick<NewLine, 'ref'>): Purse | undefined => {
  const event = ref === undefined ? undefined : events.find(({ id }) => id === ref);
  if (event?.municipalityCode === undefined) return undefined;
  const { municipalityCode, fact } = event;
  return { municipalityCode, year: yearOf(fact.from), month: monthOf(fact.from) };
};

/** A line's postings, each in its purse; and what was left of years gone by, brought to where the commitment is now. */
const placed = (voucher: Voucher, next: Voucher, line: NewLine): Posting[] => {
  const isTurned = next.committedYear !== voucher.committedYear;
  if (line.postings.length === 0 && !isTurned) return [];
  const isCounted = voucher.grantedUnits !== null;
  const postings = inPurses(line.postings, potsOf(voucher.journal), { purse: purseOf(next, line), isCounted });
  const { committedYear: year, committedMunicipality: municipalityCode } = next;
  if (year === undefined) return postings;
  const pots = potsOf([...voucher.journal, { postings }]);
  return [...postings, ...broughtForward(pots, { year, municipalityCode }, isCounted)];
};

/** What is committed when a voucher is closed, each part going home to its purse. */
const lapse = (journal: Voucher['journal'], postings: readonly Posting[], cents: number, because: string): Posting[] =>
  cents === 0
    ? []
    : inPurses(move('committed', 'appropriation', cents, because), potsOf([...journal, { postings }]), {
        isCounted: false,
      });

/**
 * The voucher with what changed and a line in its journal; its status follows from what it now holds, and its
 * commitment from what its postings leave. One that is closed holds no commitment: whatever closes it, what is left
 * lapses with the same line (domain decision 11).
 */
export const write = (voucher: Voucher, today: CalendarDate, changed: Changed, line: NewLine): Voucher => {
  const next: Voucher = { ...voucher, ...changed };
  const status = statusOf(next, today);
  checkWay(voucher, status);
  const moved = placed(voucher, next, line);
  const left = voucher.committedCents + committedBy(moved);
  const lapsing = isOpen({ status }) ? 0 : left;
  const postings = [...moved, ...lapse(voucher.journal, moved, lapsing, `lapsed: ${status}`)];
  return {
    ...next,
    status,
    committedCents: left - lapsing,
    journal: [...voucher.journal, { ...line, postings, seq: voucher.journal.length + 1 }],
  };
};

/** What does not go as planned in the month, on the evening it happens. */
import { recordDeath } from '#shared/contract/clients';
import { recordEvent, reverseEvent } from '#shared/contract/events';
import { revokeApproval, setPrice } from '#shared/contract/providers';
import {
  cancelVoucher,
  endReservation,
  raiseValue,
  reserveVoucher,
  resumeVoucher,
  suspendVoucher,
} from '#shared/contract/vouchers';
import { addDays, addMonths, firstDayOf, lastDayOf } from '#shared/domain/calendar';
import type { Book } from './book.ts';
import type { County, Firm } from './county.ts';
import { FLAT } from './programmes.ts';
import { dayOf, MOVES, stay, TRANSFER_DAY } from './stays.ts';
import { bodyOf, tell, tellInVain, type Fact } from './tell.ts';
import { CASE, DEATH, deathDay, saturday, visitDay } from './visits.ts';
import { ROLE, type Chosen, type Held } from './vouchers.ts';

export interface MonthPlayed {
  readonly county: County;
  readonly book: Book;
  readonly chosen: readonly Chosen[];
  readonly unchosen: readonly Held[];
  /** Where those who moved live now. */
  readonly moved: Chosen[];
}

type Incident = (month: MonthPlayed) => Promise<unknown>;

export const visitor = ({ chosen }: Pick<MonthPlayed, 'chosen'>, index: number): Chosen =>
  find(chosen, 'rehabilitation', index);
const resident = ({ chosen }: MonthPlayed, index: number): Chosen => find(chosen, 'housing', index);

const find = (chosen: readonly Chosen[], kind: Held['kind'], index: number): Chosen => {
  const found = chosen.find((held) => held.kind === kind && held.index === index);
  if (found === undefined) throw new Error(`${kind} ${index} is not taken up`);
  return found;
};

const visit = (date: string): Fact => ({ type: 'visit', date, units: 1 });
const reason = 'made up for the demonstration';

const anotherFirm = ({ county }: MonthPlayed, { place }: Chosen): Firm => {
  const firm = county.firms.find((one) => one.kind === place.firm.kind && one !== place.firm);
  if (firm === undefined) throw new Error('there is only one provider of its kind');
  return firm;
};

/** The same request again, as after a lost answer: one effect, and the first answer again. */
const sendTwice: Incident = async ({ county, book, chosen }) => {
  const held = chosen.find(({ kind, place }) => kind === 'rehabilitation' && place.firm.number % 2 === 1);
  if (held === undefined) throw new Error('nobody records visit by visit');
  const body = bodyOf({ held, fact: visit(visitDay(county.period, 0, held.index)) });
  const again = await held.place.firm.caller.ask(recordEvent, { body });
  if (again.ok && again.replayed) book.replays += 1;
  else book.faults.push('a repeated request was not answered as the first one was');
};

/** Slips of the keyboard and of memory. */
const slips: Incident = async (month) => {
  const { county, book } = month;
  const { period } = county;
  const day = visitDay(period, 0, 0);
  const [held, second, third] = [visitor(month, 0), visitor(month, 2), visitor(month, 3)];
  await tellInVain(book, { held, fact: visit(day) }, 'DUPLICATE_EVENT');
  await tellInVain(book, { held, fact: visit(addDays(firstDayOf(period), -1)) }, 'OUT_OF_VALIDITY');
  await tellInVain(book, { held, fact: stay(day, day) }, 'EVENT_TYPE_NOT_FOR_SERVICE');
  await tellInVain(book, { held: { ...held, number: 'NO-SUCH-VOUCHER' }, fact: visit(day) }, 'VOUCHER_NOT_FOUND');
  await tellInVain(book, { held: second, fact: visit(day) }, 'NOT_RESERVED_WITH_YOU', anotherFirm(month, second));
  await tellInVain(book, { held: third, fact: visit(visitDay(period, 2, 3)) }, 'IN_THE_FUTURE');
};

const suspendAndCancel: Incident = async (month) => {
  const { coordinator } = month.county.staff;
  const body = { reason };
  await coordinator.must(suspendVoucher, { params: { id: visitor(month, CASE.suspended).number }, body });
  await coordinator.must(cancelVoucher, { params: { id: visitor(month, CASE.cancelled).number }, body });
};

const raise: Incident = (month) =>
  month.county.staff.coordinator.must(raiseValue, {
    params: { id: visitor(month, CASE.raised).number },
    body: { validFrom: saturday(month.county.period, 0), unitValueCents: 20_000, reason },
  });

/** A visit too many is taken back; one on the wrong day is put right, and the right one comes in the same step. */
const correct: Incident = async (month) => {
  const { book, county } = month;
  const friday = addDays(visitDay(county.period, 1, 0), 4);
  for (const index of [CASE.takenBack, CASE.putRight]) {
    const held = visitor(month, index);
    const { caller, providerId } = held.place.firm;
    const wrong = await caller.must(recordEvent, { body: bodyOf({ held, fact: visit(friday) }) });
    book.accept('rehabilitation', providerId, wrong);
    const right = bodyOf({ held, fact: visit(addDays(friday, 1)) });
    const body = { reason, ...(index === CASE.putRight && { replacement: right }) };
    const { replacement } = await caller.must(reverseEvent, { params: { id: wrong.id }, body });
    book.reverse(wrong.id);
    if (replacement !== null) book.accept('rehabilitation', providerId, replacement);
  }
};

const resume: Incident = (month) =>
  month.county.staff.coordinator.must(resumeVoucher, {
    params: { id: visitor(month, CASE.suspended).number },
    body: { reason },
  });

const revoke: Incident = (month) => {
  const { place, programme } = visitor(month, CASE.revoked);
  const approvalId = place.firm.approvals.get(programme) ?? '';
  return month.county.staff.coordinator.must(revokeApproval, {
    params: { id: place.firm.providerId, approvalId },
    body: { validTo: saturday(month.county.period, 1), reason },
  });
};

const raisePrice: Incident = async (month) => {
  const { place, programme } = visitor(month, CASE.dearer);
  const programmeId = month.county.programmeIds.get(programme) ?? '';
  const validFrom = dayOf(month.county.period, 16);
  const body = { programmeId, unitId: place.unitId, unitPriceCents: 8_850, validFrom };
  await place.firm.caller.must(setPrice, { params: { id: place.firm.providerId }, body });
};

/** A resident moves: on the day itself the receiving unit has them. */
const move: Incident = async (month) => {
  const { county, book } = month;
  const { period } = county;
  const { coordinator } = county.staff;
  const from = resident(month, MOVES);
  const day = dayOf(period, TRANSFER_DAY);
  await coordinator.must(endReservation, { params: { id: from.reservationId }, body: { endDate: day, reason } });
  const place = county.places.find(({ programme, firm }) => programme === FLAT && firm !== from.place.firm);
  if (place === undefined) throw new Error('there is nowhere to move');
  const body = { offeringId: place.offeringId, startDate: day };
  const { id } = await coordinator.must(reserveVoucher, { params: { id: from.number }, body });
  await tellInVain(book, { held: from, fact: stay(firstDayOf(period), day) }, 'NOT_RESERVED_WITH_YOU');
  await tell(book, [{ held: from, fact: stay(firstDayOf(period), addDays(day, -1)) }]);
  month.moved.push({ ...from, place, reservationId: id, startDate: day });
};

const die: Incident = (month) => {
  const { person } = resident(month, DEATH.index);
  const body = { date: deathDay(month.county.period) };
  return month.county.staff.coordinator.must(recordDeath, { params: { id: person.clientId }, body });
};

/** Its twenty days are over and nobody was chosen: the expiry worker has been there. */
const useExpired: Incident = async (month) => {
  const held = month.unchosen.find(({ kind, index }) => kind === 'rehabilitation' && index === ROLE.neverUsed);
  const { place } = visitor(month, 0);
  if (held === undefined) throw new Error(`voucher ${ROLE.neverUsed} was taken up`);
  const chosen = { ...held, place, reservationId: '', startDate: firstDayOf(month.county.period) };
  await tellInVain(month.book, { held: chosen, fact: visit(dayOf(month.county.period, 10)) }, 'VOUCHER_EXPIRED');
};

/** What the last evening of the month brings besides the stays. */
export const tellTooMuch: Incident = async (month) => {
  const { period } = month.county;
  const whole = stay(firstDayOf(period), lastDayOf(period));
  await tellInVain(month.book, { held: resident(month, 3), fact: whole }, 'DUPLICATE_EVENT');
  await tellInVain(month.book, { held: resident(month, DEATH.index), fact: whole }, 'AFTER_DEATH');
};

/** After the 5th the month is closed. */
export const tellTooLate: Incident = (month) =>
  tellInVain(
    month.book,
    { held: visitor(month, 0), fact: visit(addDays(addMonths(firstDayOf(month.county.period), 1), -1)) },
    'ENTRY_WINDOW_CLOSED',
  );

/** By the Saturday of each week, after its visits were recorded. */
export const INCIDENTS: readonly (readonly Incident[])[] = [
  [sendTwice, slips, suspendAndCancel, raise],
  [correct, resume, revoke, raisePrice],
  [move],
  [die, useExpired],
];

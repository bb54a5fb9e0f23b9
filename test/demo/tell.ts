/** Providers telling what was done: half of them visit by visit, half of them in batches. */
import type { z } from 'zod';
import { recordBatch, recordEvent } from '#shared/contract/events';
import type { Book } from './book.ts';
import type { Firm } from './county.ts';
import { each } from './http.ts';
import type { Chosen } from './vouchers.ts';

type EventBody = z.input<typeof recordEvent.body>;
type Without<T> = T extends unknown ? Omit<T, 'voucherNumber' | 'offeringId'> : never;
export type Fact = Without<EventBody>;

export interface Told {
  readonly held: Chosen;
  readonly fact: Fact;
  /** The refusal it has to meet; absent where it has to be accepted. */
  readonly expect?: string | undefined;
  /** Income-tested housing: the answer tells the whole month as known so far. */
  readonly month?: string | undefined;
}

export const bodyOf = ({ held, fact }: Told): EventBody => ({
  voucherNumber: held.number,
  offeringId: held.place.offeringId,
  ...fact,
});

type Answered = { ok: true; body: { id: string; pricing: Parameters<Book['accept']>[2]['pricing'] } } | RefusedLine;
type RefusedLine = Exclude<Parameters<Book['refuse']>[1], { ok: true }>;

const note = (book: Book, { held, expect, month }: Told, answer: Answered): void => {
  if (expect !== undefined) book.refuse(expect, answer);
  else if (answer.ok) book.accept(held.kind, held.place.firm.providerId, answer.body, month);
  else book.faults.push(`${held.kind} ${held.index}: refused with ${answer.code}, though it should have been accepted`);
};

const tellBatch = async (book: Book, firm: Firm, told: readonly Told[]): Promise<void> => {
  const { items } = await firm.caller.must(recordBatch, { body: { events: told.map(bodyOf) } });
  told.forEach((one, index) => {
    const line = items[index];
    if (line?.status === 'accepted' && line.id !== undefined && line.pricing !== undefined)
      note(book, one, { ok: true, body: { id: line.id, pricing: line.pricing } });
    else if (line?.problem !== undefined) note(book, one, { ok: false, ...line.problem });
    else book.faults.push(`the batch of ${firm.name} has no answer for its line ${index}`);
  });
};

/** Keeps the order within a firm, so that what is told of one voucher is told in its order. */
export const tell = async (book: Book, told: readonly Told[]): Promise<void> => {
  const byFirm = new Map<Firm, Told[]>();
  for (const one of told) {
    const { firm } = one.held.place;
    byFirm.set(firm, [...(byFirm.get(firm) ?? []), one]);
  }
  await each([...byFirm], async ([firm, lines]) => {
    if (firm.number % 2 === 0) return tellBatch(book, firm, lines);
    for (const one of lines) note(book, one, await firm.caller.ask(recordEvent, { body: bodyOf(one) }));
  });
};

/** One more event under a key of its own, by the voucher's provider or by another; it has to be refused. */
export const tellInVain = async (book: Book, told: Told, expect: string, by: Firm = told.held.place.firm) => {
  const key = `in-vain-${expect}-${told.held.kind}-${told.held.index}`;
  book.refuse(expect, await by.caller.ask(recordEvent, { body: bodyOf(told), key }));
};

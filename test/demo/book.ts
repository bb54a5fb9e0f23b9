/**
 * The demonstration's own account of the month, kept from the answers it got, beside the system's: at the end the
 * two have to agree to the cent.
 */
import type { Cents } from '#shared/domain/money';
import type { ServiceKind } from '#shared/domain/programme/programme';
import type { No } from './http.ts';

export interface Sums {
  readonly grossCents: Cents;
  readonly organiserCents: Cents;
  readonly clientCents: Cents;
}

export const NOTHING: Sums = { grossCents: 0, organiserCents: 0, clientCents: 0 };

export const plus = (a: Sums, b: Sums): Sums => ({
  grossCents: a.grossCents + b.grossCents,
  organiserCents: a.organiserCents + b.organiserCents,
  clientCents: a.clientCents + b.clientCents,
});

export const sumOf = (all: Iterable<Sums>): Sums => [...all].reduce(plus, NOTHING);

interface Entry {
  readonly kind: ServiceKind;
  readonly providerId: string;
  readonly sums: Sums;
}

export interface Refusal {
  readonly code: string;
  readonly title: string;
}

export class Book {
  readonly #entries = new Map<string, Entry>();
  readonly #events = new Map<string, ServiceKind>();
  readonly refusals: Refusal[] = [];
  readonly faults: string[] = [];
  /** What the months before have to be worth. */
  earlierCents: Cents = 0;
  replays = 0;
  reversals = 0;

  /**
   * An accepted event. `month` names what an answer stands for where it tells the whole month as known so far
   * (income-tested housing): the last such answer counts, the earlier ones not.
   */
  accept(kind: ServiceKind, providerId: string, event: { id: string; pricing: Sums }, month?: string): void {
    const { grossCents, organiserCents, clientCents } = event.pricing;
    if (grossCents !== organiserCents + clientCents) this.faults.push(`${event.id}: gross is not organiser + client`);
    this.#events.set(event.id, kind);
    this.#entries.set(month ?? event.id, { kind, providerId, sums: { grossCents, organiserCents, clientCents } });
  }

  /** What is expected without an answer of its own: a month of responsibility in a sote-centre. */
  expect(kind: ServiceKind, providerId: string, id: string, organiserCents: Cents): void {
    const sums = { grossCents: organiserCents, organiserCents, clientCents: 0 };
    this.#events.set(id, kind);
    this.#entries.set(id, { kind, providerId, sums });
  }

  reverse(eventId: string): void {
    this.#events.delete(eventId);
    this.#entries.delete(eventId);
    this.reversals += 1;
  }

  /** A refusal that had to come, and with this code. */
  refuse(expected: string, answer: { ok: true } | No): void {
    if (answer.ok) this.faults.push(`accepted, though it should have been refused with ${expected}`);
    else if (answer.code !== expected) this.faults.push(`refused with ${answer.code} instead of ${expected}`);
    if (!answer.ok) this.refusals.push({ code: answer.code, title: answer.title });
  }

  events(kind: ServiceKind): number {
    return [...this.#events.values()].filter((one) => one === kind).length;
  }

  ofProvider(providerId: string): Sums {
    return sumOf(
      [...this.#entries.values()].filter((entry) => entry.providerId === providerId).map(({ sums }) => sums),
    );
  }

  ofKind(kind: ServiceKind): Sums {
    return sumOf([...this.#entries.values()].filter((entry) => entry.kind === kind).map(({ sums }) => sums));
  }
}

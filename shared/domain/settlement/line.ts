/** What a run writes for a fact: lines whose ids are made of the fact, so that it is settled once, for ever. */
import { monthOf, type CalendarDate, type Month } from '../calendar.ts';
import type { Cents } from '../money.ts';
import type { PricingStep } from '../pricing/pricing.ts';
import type { SettlementLine } from './statement.ts';

/** A line before any run has it, with what the books need besides. */
export interface NewLine extends SettlementLine {
  /** Whose cost it is: the payer of its first day. Null or left out where unknown. */
  readonly municipalityCode?: string | null | undefined;
  readonly segment?: string | null | undefined;
  readonly providerId: string;
  /**
   * What the settled amount has beyond what its events had posted as owed: the ledger is made even by it on
   * approval. None for a visit, which owes from the start what it is settled for.
   */
  readonly trueUpCents?: Cents | undefined;
  /** How the amount came about, where the run itself priced it; a visit's price is told by its event. */
  readonly steps?: readonly PricingStep[] | undefined;
}

/** Services that are settled by the month as a whole. */
export type MonthlyKind = 'housing' | 'soteCentre';
const SHORT = { housing: 'hm', soteCentre: 'cap' } as const satisfies Record<MonthlyKind, string>;

/** In front of the ids of a month's visits of a provider: a run writes them in the order of their ids, one beside the other. */
export const visitsPrefix = (month: Month, providerId = 'prv-'): string => `ln-${month}-${providerId.slice(4)}`;
/** The one line that settles a visit; made of what never changes of it. */
export const eventLineId = ({ id, providerId, from }: Pick<SettledEvent, 'id' | 'providerId' | 'from'>): string =>
  `${visitsPrefix(monthOf(from), providerId)}-${id.slice(4)}`;
export const reversalId = (lineId: string): string => `${lineId}-reversal`;
/** In front of the ids of everything that was ever settled of a voucher's month. */
export const monthPrefix = (kind: MonthlyKind, voucherId: string, month: Month): string =>
  `ln-${SHORT[kind]}-${voucherId}-${month}-`;
export const carryId = (statementId: string): string => `ln-bf-${statementId}`;

/** What is read of an event of rehabilitation. */
export interface SettledEvent {
  readonly id: string;
  readonly voucherId: string;
  readonly programmeId: string;
  readonly providerId: string;
  readonly from: CalendarDate;
  readonly municipalityCode?: string | null | undefined;
  readonly segment?: string | null | undefined;
  readonly grossCents: Cents;
  readonly organiserCents: Cents;
}

/** A visit's line; `answers` names the settled line of the event that it replaces, where there is one. */
export const visitLine = (event: SettledEvent, answers: string | null): NewLine => ({
  id: eventLineId(event),
  kind: 'service',
  voucherId: event.voucherId,
  programmeId: event.programmeId,
  providerId: event.providerId,
  municipalityCode: event.municipalityCode ?? null,
  segment: event.segment ?? null,
  from: event.from,
  to: event.from,
  grossCents: event.grossCents,
  organiserCents: event.organiserCents,
  clientCents: event.grossCents - event.organiserCents,
  answers,
});

/** Never minus zero: it would be told apart from zero where texts are compared. */
const minus = (cents: Cents): Cents => (cents === 0 ? 0 : -cents);

/**
 * Takes a settled line back: the same amounts negated (domain decision 10). What a reversed event had posted as
 * owed went back when it was reversed, so nothing is left to be made even.
 */
export const reversalOf = (
  line: Omit<NewLine, 'steps' | 'trueUpCents' | 'kind' | 'answers'>,
  trueUpCents = 0,
): NewLine => ({
  id: reversalId(line.id),
  kind: 'reversal',
  voucherId: line.voucherId,
  programmeId: line.programmeId,
  providerId: line.providerId,
  municipalityCode: line.municipalityCode ?? null,
  segment: line.segment ?? null,
  from: line.from,
  to: line.to,
  grossCents: minus(line.grossCents),
  organiserCents: minus(line.organiserCents),
  clientCents: minus(line.clientCents),
  answers: line.id,
  trueUpCents,
});

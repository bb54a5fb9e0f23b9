/** What a run writes for a fact: lines whose ids are made of the fact, so that it is settled once, for ever. */
import { monthOf, type CalendarDate, type Month } from '../calendar.ts';
import type { Cents } from '../money.ts';
import type { PricingStep } from '../pricing/pricing.ts';
import { takesBack } from './line-steps.ts';
import type { LineKind, SettlementLine } from './statement.ts';

/** A line before any run has it. */
export interface NewLine extends SettlementLine {
  readonly providerId: string;
  /** How the amount came about; left out of a visit's line, whose price is told by its event. */
  readonly steps?: readonly PricingStep[] | undefined;
}

/** Services that are settled by the month as a whole. */
export type MonthlyKind = 'housing' | 'soteCentre';
const SHORT = { housing: 'hm', soteCentre: 'cap' } as const satisfies Record<MonthlyKind, string>;

/** In front of the ids of a month's visits of a provider: a run writes them in the order of their ids, one beside the other. */
export const visitsPrefix = (month: Month, providerId = 'prv-'): string => `ln-${month}-${providerId.slice(4)}`;
/** The line that settles a visit first; made of what never changes of it, and in front of the ids of all that follow it. */
export const eventLineId = ({ id, providerId, from }: Pick<SettledEvent, 'id' | 'providerId' | 'from'>): string =>
  `${visitsPrefix(monthOf(from), providerId)}-${id.slice(4)}`;
/** `{first}`, `{first}-2` and so on, each with its `-reversal`. */
const SUFFIX = /(?:-(\d{1,3}))?(-reversal)?$/;
/** The number among its visit's lines of one of them. */
export const visitLineNumber = (firstId: string, id: string): number =>
  Number(SUFFIX.exec(id.slice(firstId.length))?.[1] ?? 1);
/** The visit that a line is about, read off the line's id; null for a line of a month. */
export const eventOfLine = ({ id, providerId, from }: Pick<NewLine, 'id' | 'providerId' | 'from'>): string | null => {
  const prefix = `${visitsPrefix(monthOf(from), providerId)}-`;
  const at = id.indexOf(prefix);
  return at === -1 ? null : `evt-${id.slice(at + prefix.length).replace(SUFFIX, '')}`;
};
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

/** A visit's line: its first, unless a place further on is given. `answers` names the line that it follows or replaces. */
export const visitLine = (
  event: SettledEvent,
  answers: string | null,
  { n, kind }: { readonly n: number; readonly kind: LineKind } = { n: 1, kind: 'service' },
): NewLine => ({
  id: n === 1 ? eventLineId(event) : `${eventLineId(event)}-${n}`,
  kind,
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
  line: Omit<NewLine, 'steps' | 'trueUpCents' | 'trueUpElsewhere' | 'kind' | 'answers'>,
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
  steps: [takesBack(line)],
});

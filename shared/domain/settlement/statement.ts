/** What a run says to one provider: the lines it settles, and what they come to. Whole cents throughout. */
import type { CalendarDate, Month } from '../calendar.ts';
import { assertCents, sumCents, type Cents } from '../money.ts';
import type { Cost } from './costs.ts';
import type { StatementReference } from './reference.ts';

export interface LineAmounts {
  /** Always `organiser + client`; all three are negative on a line that takes an earlier one back. */
  readonly grossCents: Cents;
  readonly organiserCents: Cents;
  readonly clientCents: Cents;
}

/**
 * `service`: a fact settled for the first time. `reversal`: the same amounts negated. `correction`: a
 * difference to a month that was settled before (domain decision 10).
 */
export const LINE_KINDS = ['service', 'reversal', 'correction'] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** What is about one payer: a municipality, or null where whose cost it is was not known. */
export interface PayerCents {
  readonly municipalityCode: string | null;
  readonly cents: Cents;
}

/** One settled line. Its id is made of the fact it settles, so the fact can be settled once, for ever. */
export interface SettlementLine extends LineAmounts {
  readonly id: string;
  readonly kind: LineKind;
  readonly voucherId: string;
  readonly programmeId: string;
  /** The first and last day of service, in the month that they belong to. */
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  /** The settled line that this one takes back, corrects or replaces; null where there is none. */
  readonly answers: string | null;
  /** Whose cost it is: the payer of its first day. Null or left out where unknown. */
  readonly municipalityCode?: string | null | undefined;
  readonly segment?: string | null | undefined;
  /**
   * What the settled amount has beyond what its events had posted as owed: the ledger is made even by it on
   * approval. None for a visit, which owes from the start what it is settled for.
   */
  readonly trueUpCents?: Cents | undefined;
  /** The parts of it that are in the purses of other payers: events may have been posted before the line's was known. */
  readonly trueUpElsewhere?: readonly PayerCents[] | undefined;
}

export interface StatementTotals extends LineAmounts {
  /** How many. */
  readonly lines: number;
  /** What the provider still owed from the run before; never above zero. */
  readonly broughtForwardCents: Cents;
  readonly payableCents: Cents;
  /** What the provider owes on to the next run; never above zero. */
  readonly carriedForwardCents: Cents;
}

/** Where the money goes, as it was at the calculation: who approves the run approves this too. */
export interface Payee {
  readonly name: string;
  readonly iban: string;
}

export interface Statement extends StatementTotals {
  readonly id: string;
  readonly runId: string;
  readonly period: Month;
  readonly providerId: string;
  readonly payee: Payee;
  readonly reference: StatementReference;
  /** Hash of the canonical text of its lines: with it, the totals' hash covers every line. */
  readonly linesHash: string;
  /** By programme, payer and month of service; they sum up to the statement's totals. */
  readonly costs: readonly Cost[];
}

/**
 * Sums up a provider's lines. A total below zero is paid as zero and carried forward, run after run, until it
 * is used up (domain decision 10), so that organiser + brought forward = payable + carried forward.
 */
export const sealStatement = (provider: {
  readonly lines: readonly LineAmounts[];
  readonly broughtForwardCents: Cents;
}): StatementTotals => {
  const { lines, broughtForwardCents } = provider;
  if (assertCents(broughtForwardCents) > 0) throw new Error('what is brought forward is a debt, never above zero');
  if (lines.some((line) => line.grossCents !== line.organiserCents + line.clientCents))
    throw new Error('a line whose gross is not organiser + client');
  const organiserCents = sumCents(lines.map((line) => line.organiserCents));
  const balance = assertCents(organiserCents + broughtForwardCents);
  return {
    lines: lines.length,
    grossCents: sumCents(lines.map((line) => line.grossCents)),
    organiserCents,
    clientCents: sumCents(lines.map((line) => line.clientCents)),
    broughtForwardCents,
    payableCents: Math.max(0, balance),
    carriedForwardCents: Math.min(0, balance),
  };
};

export interface RunTotals extends StatementTotals {
  /** How many. */
  readonly statements: number;
}

/** A run's totals are the sums of its statements' (contract, Settlement). */
export const runTotals = (statements: readonly StatementTotals[]): RunTotals => {
  const sum = (field: keyof StatementTotals) => sumCents(statements.map((statement) => statement[field]));
  return {
    statements: statements.length,
    lines: sum('lines'),
    grossCents: sum('grossCents'),
    organiserCents: sum('organiserCents'),
    clientCents: sum('clientCents'),
    broughtForwardCents: sum('broughtForwardCents'),
    payableCents: sum('payableCents'),
    carriedForwardCents: sum('carriedForwardCents'),
  };
};

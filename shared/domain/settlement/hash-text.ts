/**
 * The text over which a run's hash is taken. The same content gives the same text in whatever order it was read
 * and by whatever calculation it was made; any other content gives another: what is paid to whom, and whose cost it
 * is. So a person approves exactly what was shown, and an unchanged recalculation needs no second look.
 */
import { assertCents } from '../money.ts';
import type { Cost } from './costs.ts';
import type { SettlementLine, Statement } from './statement.ts';

/** Fields in fixed order as one line of JSON, which quotes and escapes, so that no two contents look alike. */
const row = (kind: string, fields: readonly (string | number | null)[]): string =>
  JSON.stringify([kind, ...fields.map((field) => (typeof field === 'number' ? assertCents(field, kind) : field))]);

/** By code unit, not by a language's alphabet: the same on every machine. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const joined = (rows: readonly string[]): string => rows.toSorted(byText).join('\n');

export const canonicalLine = (line: SettlementLine): string =>
  row('line', [
    line.id,
    line.kind,
    line.voucherId,
    line.programmeId,
    line.from,
    line.to,
    line.grossCents,
    line.organiserCents,
    line.clientCents,
    line.answers,
    line.municipalityCode ?? null,
    line.segment ?? null,
    line.trueUpCents ?? 0,
    ...(line.trueUpElsewhere ?? []).flatMap(({ municipalityCode, cents }) => [municipalityCode, cents]),
  ]);

/** All lines of a statement; its hash goes into the statement as `linesHash`. */
export const canonicalLines = (lines: readonly SettlementLine[]): string => joined(lines.map(canonicalLine));

const ofCost = (cost: Cost): (string | number | null)[] => [
  cost.programmeId,
  cost.municipalityCode,
  cost.segment,
  cost.month,
  cost.lines,
  cost.grossCents,
  cost.organiserCents,
  cost.clientCents,
];

export const canonicalStatement = (statement: Statement): string =>
  row('statement', [
    statement.id,
    statement.runId,
    statement.period,
    statement.providerId,
    statement.payee.name,
    statement.payee.iban,
    statement.reference.rf,
    statement.lines,
    statement.grossCents,
    statement.organiserCents,
    statement.clientCents,
    statement.broughtForwardCents,
    statement.payableCents,
    statement.carriedForwardCents,
    statement.linesHash,
    ...statement.costs.flatMap(ofCost),
  ]);

/** All statements of a run; its hash is the run's. */
export const canonicalRun = (statements: readonly Statement[]): string => joined(statements.map(canonicalStatement));

import { createHash, type Hash } from 'node:crypto';
import { statementId } from '#shared/domain/ids';
import { canonicalLine, canonicalStatement } from '#shared/domain/settlement/hash-text';
import type { NewLine } from '#shared/domain/settlement/line';
import { statementReference } from '#shared/domain/settlement/reference';
import {
  runTotals,
  sealStatement,
  type LineAmounts,
  type RunTotals,
  type Statement,
  type StatementTotals,
} from '#shared/domain/settlement/statement';
import { keepStatements } from '#shared/persistence/statements';
import type { RunInHand } from './run-in-hand.ts';

/** So many statements are kept with one command. */
const TOGETHER = 200;

/** A line as the sums and the hash need it: what else it says is in the store already. */
interface Row extends LineAmounts {
  readonly id: string;
  readonly text: string;
}
const rowOf = (line: NewLine): Row => ({
  id: line.id,
  text: canonicalLine(line),
  grossCents: line.grossCents,
  organiserCents: line.organiserCents,
  clientCents: line.clientCents,
});

/** Rows joined by newlines into a hash, as `canonicalLines` and `canonicalRun` join them: rows come in order. */
const joined = () => {
  const hash: Hash = createHash('sha256');
  let isFirst = true;
  return {
    add: (text: string) => {
      hash.update(isFirst ? text : `\n${text}`);
      isFirst = false;
    },
    digest: () => hash.digest('hex'),
  };
};

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A provider's sheet while its lines come in. */
const openSheet = (providerId: string) => {
  const text = joined();
  const sums = { grossCents: 0, organiserCents: 0, clientCents: 0 };
  let lines = 0;
  return {
    providerId,
    add: (row: Row) => {
      if (row.grossCents !== row.organiserCents + row.clientCents)
        throw new Error(`${row.id}: gross is not organiser + client`);
      text.add(row.text);
      sums.grossCents += row.grossCents;
      sums.organiserCents += row.organiserCents;
      sums.clientCents += row.clientCents;
      lines += 1;
    },
    close: (broughtForwardCents: number) => ({
      totals: { ...sealStatement({ lines: [sums], broughtForwardCents }), lines },
      linesHash: text.digest(),
    }),
  };
};

export interface Sealing {
  /** Lines that wait until their provider's turn comes: those of months, corrections. */
  wait(lines: readonly NewLine[]): void;
  /** Those that have a statement without any visit. */
  providers(): readonly string[];
  /** Lines in the order of provider and id. */
  take(lines: readonly NewLine[]): Promise<void>;
  finish(): Promise<{ readonly hash: string; readonly totals: RunTotals }>;
}

/**
 * Sums a run up while its lines are written, provider by provider in the order of their ids. Visits flow through;
 * what was written before them is held as short rows and merged in, so that a hash is over lines in one order
 * however they came about. `onStatement` is told of each provider done.
 */
export const sealing = (
  hand: RunInHand,
  carried: ReadonlyMap<string, number>,
  onStatement: (done: number) => void,
): Sealing => {
  const { stores, run, approved } = hand;
  const waiting = new Map<string, Row[]>();
  const earlier = [...approved.values()].filter(({ period, round }) => period === run.period && round < run.round);
  const numbered = earlier.reduce((sum, { totals }) => sum + (totals?.statements ?? 0), 0);
  const text = joined();
  const all: StatementTotals[] = [];
  let toKeep: Omit<Statement, 'payee'>[] = [];
  let providers: string[] | undefined;
  let sheet: ReturnType<typeof openSheet> | undefined;
  let rows: Row[] = [];

  const keep = async () => {
    const ids = toKeep.map(({ providerId }) => providerId);
    const found = await stores.providers.collection
      .find({ _id: { $in: ids } }, { projection: { name: 1, iban: 1 } })
      .toArray();
    const payees = new Map(found.map(({ _id, name, iban }) => [_id, { name: name as string, iban: iban as string }]));
    const made = toKeep.map((statement): Statement => {
      const payee = payees.get(statement.providerId);
      if (payee === undefined) throw new Error(`${statement.providerId} is missing`);
      return { ...statement, payee };
    });
    for (const statement of made) text.add(canonicalStatement(statement));
    toKeep = [];
    await keepStatements(stores, run, made);
    await hand.pulse();
  };

  /** Adds the waiting rows of the open sheet that come before an id. */
  const merge = (before?: string) => {
    let next = rows[0];
    while (next !== undefined && (before === undefined || next.id < before)) {
      sheet?.add(next);
      rows.shift();
      next = rows[0];
    }
  };

  const close = async () => {
    if (sheet === undefined) return;
    merge();
    const { providerId } = sheet;
    const { totals, linesHash } = sheet.close(carried.get(providerId) ?? 0);
    sheet = undefined;
    all.push(totals);
    const reference = statementReference(run.period, numbered + all.length);
    toKeep.push({
      id: statementId(run.id, providerId),
      runId: run.id,
      period: run.period,
      providerId,
      reference,
      ...totals,
      linesHash,
    });
    onStatement(all.length);
    if (toKeep.length >= TOGETHER) await keep();
  };

  const open = (providerId: string) => {
    sheet = openSheet(providerId);
    rows = (waiting.get(providerId) ?? []).sort((a, b) => byText(a.id, b.id));
    waiting.delete(providerId);
  };

  /** Providers without visits, up to but without one; all of them when none is named. */
  const closeUpTo = async (provider?: string) => {
    await close();
    providers ??= [...new Set([...waiting.keys(), ...carried.keys()])].sort(byText);
    for (;;) {
      const [next] = providers;
      if (next === undefined || (provider !== undefined && next >= provider)) break;
      providers.shift();
      open(next);
      await close();
    }
    if (providers[0] === provider) providers.shift();
  };

  return {
    wait: (lines) => {
      for (const line of lines) {
        const known = waiting.get(line.providerId);
        if (known === undefined) waiting.set(line.providerId, [rowOf(line)]);
        else known.push(rowOf(line));
      }
    },
    providers: () => [...new Set([...waiting.keys(), ...carried.keys()])],
    take: async (lines) => {
      for (const line of lines) {
        if (sheet?.providerId !== line.providerId) {
          await closeUpTo(line.providerId);
          open(line.providerId);
        }
        if (rows.length > 0) merge(line.id);
        sheet?.add(rowOf(line));
      }
    },
    finish: async () => {
      await closeUpTo();
      if (toKeep.length > 0) await keep();
      return { hash: text.digest(), totals: runTotals(all) };
    },
  };
};

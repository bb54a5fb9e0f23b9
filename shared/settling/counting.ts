/** The figures of a certificate while they are counted. */
import {
  OUTCOMES,
  type Amounts,
  type EventsTold,
  type Figures,
  type LinesTold,
  type Outcome,
} from '#shared/domain/settlement/certificate';
import { runTotals, type RunTotals, type StatementTotals } from '#shared/domain/settlement/statement';

export const NONE: Amounts = { count: 0, grossCents: 0, organiserCents: 0 };

export type Cents = Pick<Amounts, 'grossCents' | 'organiserCents'>;

/** One more, or as many as are said. */
export const plusOne = (sum: Amounts, { grossCents, organiserCents }: Cents, count = 1): Amounts => ({
  count: sum.count + count,
  grossCents: sum.grossCents + grossCents,
  organiserCents: sum.organiserCents + organiserCents,
});
export const bothOf = (a: Amounts, b: Amounts): Amounts => plusOne(a, b, b.count);

/** The first of what nobody can explain are named. */
const MOST_NAMED = 20;

type Row = 'recorded' | Outcome;
type Rows = Record<Row, Amounts>;
const emptyRows = (): Rows =>
  Object.fromEntries(['recorded', ...OUTCOMES].map((row) => [row, NONE])) as unknown as Rows;

export interface Unexplained {
  readonly count: number;
  readonly first: readonly string[];
}

export type LineCents = Omit<LinesTold, 'service' | 'month' | 'kind' | 'count'>;

export const counting = () => {
  const events = { visits: emptyRows(), stays: emptyRows() };
  const lines = new Map<string, LinesTold>();
  const statements: RunTotals[] = [];
  const debts = { count: 0, cents: 0 };
  const unexplained = { count: 0, first: [] as string[] };
  let [agreeingVisits, agreeingStatements, madeEvenCents, matched] = [0, 0, 0, NONE];
  return {
    add: (service: keyof typeof events, row: Row, { grossCents, organiserCents }: Cents, count = 1): void => {
      events[service][row] = plusOne(events[service][row], { grossCents, organiserCents }, count);
    },
    agrees: (): void => {
      agreeingVisits += 1;
    },
    matched: (sum: Amounts): void => {
      matched = bothOf(matched, sum);
    },
    madeEven: (cents: number): void => {
      madeEvenCents += cents;
    },
    line: (of: Pick<LinesTold, 'service' | 'month' | 'kind'>, cents: LineCents): void => {
      const { service, month, kind } = of;
      const key = `${service} ${month} ${kind}`;
      const known = lines.get(key);
      lines.set(key, {
        ...{ service, month, kind, count: (known?.count ?? 0) + 1 },
        grossCents: (known?.grossCents ?? 0) + cents.grossCents,
        organiserCents: (known?.organiserCents ?? 0) + cents.organiserCents,
        clientCents: (known?.clientCents ?? 0) + cents.clientCents,
        trueUpCents: (known?.trueUpCents ?? 0) + cents.trueUpCents,
      });
    },
    debt: (cents: number): void => {
      debts.count += 1;
      debts.cents += cents;
    },
    statement: (statement: StatementTotals, isAgreeing: boolean): void => {
      // Summed up by and by, lest there be one of each in memory.
      const sum = runTotals([...statements, statement]);
      statements.splice(0, 1, { ...sum, statements: (statements[0]?.statements ?? 0) + 1 });
      if (isAgreeing) agreeingStatements += 1;
    },
    unexplained: (id: string): void => {
      unexplained.count += 1;
      if (unexplained.first.length < MOST_NAMED) unexplained.first.push(id);
    },
    /** All that was counted, with what is found by other ways. */
    figures: (others: Pick<Figures, 'trueUps' | 'totals'>): { figures: Figures; unexplained: Unexplained } => ({
      figures: {
        visits: { ...(events.visits satisfies EventsTold), agreeing: agreeingVisits, matched },
        stays: { ...(events.stays satisfies EventsTold), madeEvenCents },
        lines: [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, told]) => told),
        statements: { ...(statements[0] ?? runTotals([])), agreeing: agreeingStatements },
        debts,
        ...others,
      },
      unexplained,
    }),
  };
};

export type Counting = ReturnType<typeof counting>;

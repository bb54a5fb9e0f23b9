/** What a statement's lines come to by whose cost they are: what reports and budgets count with. */
import { monthOf, type Month } from '../calendar.ts';
import type { NewLine } from './line.ts';
import type { LineAmounts } from './statement.ts';

/** All lines of one programme, payer and month of service; a statement's costs sum up to its totals. */
export interface Cost extends LineAmounts {
  readonly programmeId: string;
  /** Null where whose cost it is was not known. */
  readonly municipalityCode: string | null;
  readonly segment: string | null;
  /** The month of service, not of the run: a correction counts where it belongs. */
  readonly month: Month;
  /** How many. */
  readonly lines: number;
}

type Counted = Pick<
  NewLine,
  'programmeId' | 'municipalityCode' | 'segment' | 'from' | 'grossCents' | 'organiserCents' | 'clientCents'
>;

type Sum = { -readonly [Field in keyof Cost]: Cost[Field] };

const isOf = (cost: Sum, { programmeId, municipalityCode, segment, from }: Counted): boolean =>
  cost.programmeId === programmeId &&
  cost.municipalityCode === (municipalityCode ?? null) &&
  cost.segment === (segment ?? null) &&
  from.startsWith(cost.month);

/** Takes lines one by one, in any order; `all` gives the costs in one order. */
export const countingCosts = () => {
  const costs = new Map<string, Sum>();
  let last: Sum | undefined;
  const find = (line: Counted): Sum => {
    const { programmeId, municipalityCode = null, segment = null } = line;
    const month = monthOf(line.from);
    const key = `${programmeId}\n${municipalityCode ?? ''}\n${segment ?? ''}\n${month}`;
    const nothing = { lines: 0, grossCents: 0, organiserCents: 0, clientCents: 0 };
    const cost = costs.get(key) ?? { programmeId, municipalityCode, segment, month, ...nothing };
    costs.set(key, cost);
    return cost;
  };
  return {
    add: (line: Counted): void => {
      // Most often a line is of the same cost as the one before it.
      if (last === undefined || !isOf(last, line)) last = find(line);
      last.lines += 1;
      last.grossCents += line.grossCents;
      last.organiserCents += line.organiserCents;
      last.clientCents += line.clientCents;
    },
    all: (): Cost[] => [...costs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cost]) => cost),
  };
};

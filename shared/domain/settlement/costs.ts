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

/** Takes lines one by one, in any order; `all` gives the costs in one order. */
export const countingCosts = () => {
  const costs = new Map<string, { -readonly [Field in keyof Cost]: Cost[Field] }>();
  return {
    add: (line: Counted): void => {
      const { programmeId, municipalityCode = null, segment = null } = line;
      const month = monthOf(line.from);
      const key = `${programmeId}\n${municipalityCode ?? ''}\n${segment ?? ''}\n${month}`;
      let cost = costs.get(key);
      if (cost === undefined) {
        const nothing = { lines: 0, grossCents: 0, organiserCents: 0, clientCents: 0 };
        cost = { programmeId, municipalityCode, segment, month, ...nothing };
        costs.set(key, cost);
      }
      cost.lines += 1;
      cost.grossCents += line.grossCents;
      cost.organiserCents += line.organiserCents;
      cost.clientCents += line.clientCents;
    },
    all: (): Cost[] => [...costs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cost]) => cost),
  };
};

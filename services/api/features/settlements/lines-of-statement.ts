import type { EarlierPricing, ServiceEvent } from '#shared/domain/voucher/voucher';
import type { Pricing } from '#shared/domain/pricing/pricing';
import { lineOf, linesOf, placesOf, type LineRecord } from '#shared/persistence/lines';
import { countingIn, type RunRecord } from '#shared/persistence/runs';
import type { StatementRecord } from '#shared/persistence/statements';
import type { Stores } from '#shared/persistence/stores';
import { eventOf } from './view.ts';

/** Whose lines are read: a statement, and its run as loaded. They count where both name one calculation. */
export interface Sheet {
  readonly run: RunRecord;
  readonly statement: Pick<StatementRecord, 'id' | 'providerId' | 'calc'>;
}

/** A line with the steps it is explained by; none only where what it was priced by is missing. */
export type ExplainedLine = LineRecord & { readonly steps: NonNullable<LineRecord['steps']> };

/** As many lines are read at once when all are wanted. */
const PAGE = 500;

const pricesOf = ({ pricing, earlierPricings = [] }: Priced): Pricing[] => [
  pricing,
  ...earlierPricings.map((earlier) => earlier.pricing),
];
type Priced = Pick<ServiceEvent, 'id' | 'pricing'> & { readonly earlierPricings?: readonly EarlierPricing[] };

/** All prices, of now and of before, of the events of some vouchers on some days; by the event's id. */
const pricesOfVisits = async (
  { vouchers }: Stores,
  lines: readonly LineRecord[],
): Promise<ReadonlyMap<string, readonly Pricing[]>> => {
  if (lines.length === 0) return new Map();
  const days = lines.map(({ from }) => from).sort();
  const onTheDays = [{ $gte: ['$$event.fact.from', days[0]] }, { $lte: ['$$event.fact.from', days.at(-1)] }];
  const found = await vouchers.collection
    .aggregate<{ readonly events: readonly Priced[] }>([
      { $match: { _id: { $in: [...new Set(lines.map(({ voucherId }) => voucherId))] } } },
      { $project: { events: { $filter: { input: '$events', as: 'event', cond: { $and: onTheDays } } } } },
      { $project: { 'events.id': 1, 'events.pricing': 1, 'events.earlierPricings.pricing': 1 } },
    ])
    .toArray();
  return new Map(found.flatMap(({ events }) => events.map((event) => [event.id, pricesOf(event)])));
};

/**
 * Gives each line its steps. A line of a month and one that takes another back keep their own. A visit's are told by
 * its event: those of the price it was settled at, which may have changed since, so the amounts decide.
 */
export const explained = async (
  stores: Stores,
  { statement }: Sheet,
  lines: readonly LineRecord[],
): Promise<ExplainedLine[]> => {
  const prices = await pricesOfVisits(
    stores,
    lines.filter(({ steps }) => steps === undefined),
  );
  return lines.map((line) => {
    if (line.steps !== undefined) return { ...line, steps: line.steps };
    const told = prices.get(eventOf(line, statement.providerId) ?? '') ?? [];
    const settledAt = told.find(
      ({ grossCents, organiserCents }) => grossCents === line.grossCents && organiserCents === line.organiserCents,
    );
    return { ...line, steps: settledAt?.steps ?? [] };
  });
};

/** Some lines of a statement in the order of their ids, those after an id. */
export const linesAfter = async (
  stores: Stores,
  { run, statement }: Sheet,
  limit: number,
  after?: string,
): Promise<LineRecord[]> => {
  const from = after === undefined ? [] : [{ _id: { $gt: after } }];
  const places = { $or: placesOf(run, statement.providerId) };
  const found = await linesOf(stores)
    .find({ $and: [places, { calc: countingIn(run), kind: { $ne: 'carry' } }, ...from] })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.map(lineOf);
};

/** All lines of a statement with their steps, page by page, in the order over which its hash is taken. */
export async function* linesOfStatement(stores: Stores, sheet: Sheet): AsyncGenerator<ExplainedLine[]> {
  for (let after: string | undefined; ;) {
    const page = await linesAfter(stores, sheet, PAGE, after);
    if (page.length > 0) yield await explained(stores, sheet, page);
    if (page.length < PAGE) return;
    after = page.at(-1)?._id;
  }
}

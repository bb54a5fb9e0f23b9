import type { Document } from 'mongodb';
import type { Month } from '#shared/domain/calendar';
import type { LineAmounts } from '#shared/domain/settlement/statement';
import { collectionOf } from './records.ts';
import { approvedRuns } from './runs.ts';
import type { Stores } from './stores.ts';

/** Where each dimension of a cost stands in a statement. */
const FIELDS = {
  programmeId: '$costs.programmeId',
  municipalityCode: '$costs.municipalityCode',
  providerId: '$providerId',
  segment: '$costs.segment',
  month: '$costs.month',
} as const;
export type CostField = keyof typeof FIELDS;

export interface CostsAsked {
  /** Told apart by these, and sorted in their order. */
  readonly by: readonly CostField[];
  readonly from?: Month | undefined;
  readonly to?: Month | undefined;
  readonly programmeId?: string | undefined;
  readonly municipalityCode?: string | undefined;
  readonly providerId?: string | undefined;
  readonly segment?: string | undefined;
}

export interface CostSums extends LineAmounts {
  readonly lines: number;
}

export type CostRow = CostSums & Partial<Record<CostField, string | null>> & { readonly key: string };

const SUMS = {
  lines: { $sum: '$costs.lines' },
  grossCents: { $sum: '$costs.grossCents' },
  organiserCents: { $sum: '$costs.organiserCents' },
  clientCents: { $sum: '$costs.clientCents' },
};

const given = (filter: Record<string, unknown>): Document =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));

/**
 * The costs asked for in all approved runs, one document each. A run settles months up to its own, so a run of a month
 * before the first one asked for has none of them.
 */
const costsAsked = async (stores: Stores, asked: CostsAsked): Promise<Document[]> => {
  const runs = [...(await approvedRuns(stores)).values()].filter(({ period }) => period >= (asked.from ?? ''));
  const { providerId, programmeId, municipalityCode, segment, from, to } = asked;
  return [
    {
      $match: {
        ...given({ providerId }),
        ...(runs.length === 0 ? { runId: null } : { $or: runs.map(({ id, calc }) => ({ runId: id, calc })) }),
      },
    },
    { $unwind: '$costs' },
    {
      $match: given({
        'costs.programmeId': programmeId,
        'costs.municipalityCode': municipalityCode,
        'costs.segment': segment,
        ...(from === undefined && to === undefined ? {} : { 'costs.month': given({ $gte: from, $lte: to }) }),
      }),
    },
  ];
};

/** What a row is called in the order of the report: its dimensions, none of which holds a colon. */
const keyOf = (by: readonly CostField[]): Document => ({
  $concat: by.flatMap((field) => [':', { $ifNull: [`$_id.${field}`, ''] }]),
});

/** A page of costs, beginning after a key; one more than asked for tells that there are more. */
export const costRows = async (
  stores: Stores,
  asked: CostsAsked,
  { limit, after }: { readonly limit: number; readonly after: string | undefined },
): Promise<CostRow[]> => {
  const { by } = asked;
  const found = await collectionOf(stores.connection, 'statements')
    .aggregate<CostRow & { _id: Partial<Record<CostField, string | null>> | null }>([
      ...(await costsAsked(stores, asked)),
      {
        $group: {
          _id: by.length === 0 ? null : Object.fromEntries(by.map((field) => [field, FIELDS[field]])),
          ...SUMS,
        },
      },
      { $set: { key: by.length === 0 ? '' : keyOf(by) } },
      ...(after === undefined ? [] : [{ $match: { key: { $gt: after } } }]),
      { $sort: { key: 1 } },
      { $limit: limit + 1 },
    ])
    .toArray();
  return found.map(({ _id, ...sums }) => ({
    ...Object.fromEntries(by.map((field) => [field, _id?.[field] ?? null])),
    ...sums,
  }));
};

/** What all that is asked for comes to. */
export const costTotals = async (stores: Stores, asked: CostsAsked): Promise<CostSums> => {
  const [row] = await costRows(stores, { ...asked, by: [] }, { limit: 1, after: undefined });
  return {
    lines: row?.lines ?? 0,
    grossCents: row?.grossCents ?? 0,
    organiserCents: row?.organiserCents ?? 0,
    clientCents: row?.clientCents ?? 0,
  };
};

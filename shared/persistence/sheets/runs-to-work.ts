import { isLeft } from '../pieces.ts';
import type { RunRecord } from '../runs.ts';
import type { Stores } from '../stores.ts';

/**
 * Runs a worker can take a step with: to be divided, with a piece that nobody has in hand, to be sealed, or to be
 * posted. What a worker has died with is among them once its hold has run out.
 */
export const runsToWork = async (
  stores: Pick<Stores, 'runs' | 'pieces'>,
  now: number,
  limit: number,
): Promise<string[]> => {
  const found = await stores.runs.collection
    .find(
      {
        $or: [
          { status: { $in: ['queued', 'calculating'] } },
          { status: { $in: ['approved', 'sent', 'paid'] }, posted: false, leaseUntil: { $lt: now } },
        ],
      },
      { projection: { status: 1, stage: 1, leaseUntil: 1 } },
    )
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  const runs = found.map((document) => stores.runs.fromDb(document));
  const isToDo = async (run: RunRecord) => run.status !== 'calculating' || (await isLeft(stores, run, now));
  const toDo = await Promise.all(runs.map(isToDo));
  return runs.filter((_, index) => toDo[index]).map(({ id }) => id);
};

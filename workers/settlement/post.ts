import { instantOf, todayOf } from '#shared/clock';
import { monthOf, yearOf } from '#shared/domain/calendar';
import { evenedBy } from '#shared/domain/settlement/month-lines';
import { makeEven, type Evened } from '#shared/domain/voucher/settle';
import { keepOnce } from '#shared/persistence/keep-once';
import { linesOf, type LineRecord } from '#shared/persistence/lines';
import { notify } from '#shared/persistence/notifications';
import { relayVouchers } from '#shared/persistence/relay';
import { countingIn, type RunRecord } from '#shared/persistence/runs';
import { approvalRows } from '#shared/persistence/statement-postings';
import type { SettlementDeps } from './calculate.ts';
import { hold, LEASE_MS } from './hold.ts';
import { inGroups } from './in-groups.ts';

/** So many vouchers or statements are posted at a time. */
const TOGETHER = 200;

type PostDeps = Pick<SettlementDeps, 'stores' | 'clock' | 'log' | 'nudge' | 'onBatch'>;

/** What is read of a line that does not settle just what its events had posted. */
type TrueUp = Pick<LineRecord, 'trueUpCents' | 'trueUpElsewhere' | 'municipalityCode' | 'from'>;

const evenedOf = (line: TrueUp): Evened[] =>
  evenedBy(line).map(({ municipalityCode, cents }) => ({
    amountCents: cents,
    purse: { municipalityCode, year: yearOf(line.from), month: monthOf(line.from) },
  }));

/**
 * Makes owed what was settled: months are priced as a whole, so what their events had posted may differ. The
 * voucher tells it in its own journal, once for a run, so that its commitment stays what the ledger says.
 */
const makeVouchersEven = async ({ stores, clock, onBatch }: PostDeps, run: RunRecord): Promise<void> => {
  const done = { at: run.approvedAt ?? run.cutoffAt, by: run.approvedBy ?? run.startedBy };
  const differences = linesOf(stores).aggregate<{ _id: string; parts: TrueUp[] }>([
    { $match: { runId: run.id, calc: countingIn(run), trueUpCents: { $exists: true } } },
    {
      $group: {
        _id: '$voucherId',
        parts: {
          $push: {
            ...{ trueUpCents: '$trueUpCents', trueUpElsewhere: '$trueUpElsewhere' },
            ...{ municipalityCode: '$municipalityCode', from: '$from' },
          },
        },
      },
    },
  ]);
  for await (const group of inGroups(differences, TOGETHER)) {
    await Promise.all(
      group.map(({ _id, parts }) =>
        stores.vouchers.act(_id, (voucher) => ({
          next: makeEven(voucher, { runId: run.id, parts: parts.flatMap(evenedOf) }, todayOf(clock), done),
          answer: true,
        })),
      ),
    );
    await relayVouchers(
      stores,
      group.map(({ _id }) => _id),
      instantOf(clock),
    );
    await onBatch?.();
  }
};

/**
 * What the approval of a run posts (domain decision 11): what each statement settles moves from owed to payable;
 * below zero, it moves back; and the providers are told. Every posting and every message is named by its
 * statement, so this may stop anywhere, run again, or run in several workers at once.
 */
const postRun = async (deps: PostDeps, run: RunRecord): Promise<void> => {
  const { stores, clock, onBatch } = deps;
  await makeVouchersEven(deps, run);
  const statements = stores.statements.collection.find({ runId: run.id, calc: run.calc }).sort({ _id: 1 });
  for await (const group of inGroups(statements, TOGETHER)) {
    const sheets = group.map((document) => stores.statements.fromDb(document));
    const rows = sheets.flatMap((statement) => approvalRows(run, statement));
    await keepOnce(
      stores.connection,
      rows.map((row) => ({ collection: 'ledger', document: { ...row } })),
    );
    await notify(
      stores,
      sheets.map(({ id, providerId, period }) => ({
        kind: 'statement',
        to: { providerId },
        about: { statementId: id, period },
      })),
      instantOf(clock),
    );
    await onBatch?.();
  }
  await stores.runs.act(run.id, (now) => ({ next: now.posted ? now : { ...now, posted: true }, answer: true }));
};

/** Posts an approved run, unless it is posted or another is at it: twice would do no harm, but is twice the work. */
export const post = async (deps: PostDeps, { id }: RunRecord): Promise<void> => {
  const { stores, log, nudge } = deps;
  const run = await stores.runs.act<RunRecord | null>(id, (now) => {
    if (now.posted || now.leaseUntil >= Date.now()) return { next: now, answer: null };
    const next = { ...now, leaseUntil: Date.now() + LEASE_MS };
    return { next, answer: next };
  });
  if (run === null) return;
  const mine = { _id: id, posted: false };
  const renew = async () => {
    const renewed = await stores.runs.collection.updateOne(mine, { $set: { leaseUntil: Date.now() + LEASE_MS } });
    return renewed.matchedCount === 1;
  };
  const held = hold(renew, log);
  try {
    await postRun(deps, run);
  } catch (fault) {
    await stores.runs.collection.updateOne(mine, { $set: { leaseUntil: 0 } });
    throw fault;
  } finally {
    held.end();
  }
  nudge.nudge('notifications', 'all');
};

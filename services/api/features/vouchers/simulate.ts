import { setImmediate as nextTurn } from 'node:timers/promises';
import { instantOf, todayOf } from '#shared/clock';
import { PLAN_OF, planFor } from '#shared/contract/plan-of-use';
import { remedyFor } from '#shared/contract/problems';
import * as contract from '#shared/contract/simulation';
import { addDays } from '#shared/domain/calendar';
import type { Programme } from '#shared/domain/programme/programme';
import type { Provider } from '#shared/domain/provider/provider';
import type { NotTaken } from '#shared/domain/simulation/carry-out';
import { spanOf, type Plan } from '#shared/domain/simulation/plan';
import { simulate, type Question, type Simulation } from '#shared/domain/simulation/simulate';
import type { Voucher } from '#shared/domain/voucher/voucher';
import type { Stores } from '#shared/persistence/stores';
import type { Deps } from '#api/deps';
import { replyPage } from '#api/http/page';
import { failed, NOT_FOUND } from '#api/http/reply';
import { route } from '#api/http/route';
import { flattened, offeredTo, offeringsOf, offeringView, servingFilter, type Sought } from './offered.ts';
import { findToLookAhead } from './see.ts';

/** The client's other vouchers that the plan shares its days with; visits share theirs with none. */
const othersOf = async ({ vouchers }: Stores, { id, kind, clientId }: Voucher): Promise<Voucher[]> => {
  if (kind === 'rehabilitation') return [];
  const documents = await vouchers.collection.find({ clientId, kind, _id: { $ne: id } }).toArray();
  return documents.map((document) => vouchers.fromDb(document));
};

const distinct = <T>(items: readonly T[]): T[] => [...new Set(items)];

const there = <T>(found: readonly (T | null)[], what: string): T[] =>
  found.map((one) => {
    if (one === null) throw new Error(`something of ${what} is missing`);
    return one;
  });

/** Everything that decides what a plan would cost, besides the offering. */
const questionOf = async ({ stores, clock }: Deps, voucher: Voucher): Promise<Question> => {
  const [client, others] = await Promise.all([stores.clients.load(voucher.clientId), othersOf(stores, voucher)]);
  const all = [voucher, ...others];
  const [programmes, neighbours] = await Promise.all([
    Promise.all(distinct(all.map(({ programmeId }) => programmeId)).map((id) => stores.programmes.load(id))),
    Promise.all(
      distinct(all.flatMap(({ reservations }) => reservations.map(({ providerId }) => providerId))).map((id) =>
        stores.providers.load(id),
      ),
    ),
  ]);
  const known = there<Programme>(programmes, voucher.id);
  const programme = known.find(({ id }) => id === voucher.programmeId);
  if (client === null || programme === undefined) throw new Error(`${voucher.id} has no programme or no client`);
  const providers = there<Provider>(neighbours, voucher.id);
  return {
    voucher,
    client,
    others,
    programme,
    programmes: known,
    neighbours: providers,
    today: todayOf(clock),
    now: instantOf(clock),
  };
};

/** Days in a row as one period. */
const periodsOf = (days: readonly NotTaken[]): { from: string; to: string }[] => {
  const periods: { from: string; to: string }[] = [];
  for (const { from, to } of days) {
    const before = periods.at(-1);
    if (before !== undefined && addDays(before.to, 1) === from) before.to = to;
    else periods.push({ from, to });
  }
  return periods;
};

const refusedView = (notTaken: readonly NotTaken[]) =>
  distinct(notTaken.map(({ code }) => code)).map((code) => {
    const days = notTaken.filter((one) => one.code === code);
    const earliestDate = days[0]?.details?.['earliestDate'];
    return {
      code,
      remedy: remedyFor(code),
      ...(earliestDate === undefined ? {} : { earliestDate }),
      periods: periodsOf(days),
    };
  });

const simulationView = ({ months, years, total, notTaken }: Simulation, explained: boolean) => ({
  months: months.map(({ steps, ...month }) => (explained ? { ...month, steps } : month)),
  years,
  total,
  refused: refusedView(notTaken),
});

const planView = ({ kind: _, ...plan }: Plan) => plan;

/**
 * POST /v1/vouchers/{id}/simulation: what a plan of use would cost beforehand, with every approved offering
 * (569/2009 6 §), by the rules that redeeming and settling it would follow. Nothing is written.
 */
export const simulatePlan = (deps: Deps) =>
  route(contract.simulatePlan, async ({ params, query, body }, who) => {
    const voucher = await findToLookAhead(deps.stores, params.id, who, todayOf(deps.clock));
    if (voucher === null) return NOT_FOUND;
    const plan = planFor(voucher.kind, body.plan);
    if (plan === undefined) {
      const message = `a plan for a voucher of this kind (${voucher.kind}) ${PLAN_OF[voucher.kind]}`;
      return failed('INVALID_REQUEST', { detail: message, errors: [{ path: 'plan', code: 'custom', message }] });
    }
    const question = await questionOf(deps, voucher);
    const sought: Sought = { ...query, ...offeredTo(who), ...spanOf(plan), programmeId: voucher.programmeId };
    // Steps hold incomes. A provider reads them beside its own lines, not of what it only asks.
    const explained = query.offeringId !== undefined && who.role !== 'provider';
    // One provider after the other, and others' requests in between: a page of long plans is work for a while.
    let turn: Promise<unknown> = Promise.resolve();
    const simulated = (provider: Provider) => {
      const after = turn.then(async () => {
        await nextTurn();
        return offeringsOf(provider, sought).map((found) => ({
          ...offeringView(provider, found),
          ...simulationView(simulate(plan, { provider, offeringId: found.offering.id }, question), explained),
        }));
      });
      turn = after;
      return after;
    };
    const shown = await replyPage(deps.stores.providers, servingFilter(sought), query, simulated);
    return flattened(shown, { plan: planView(plan) });
  });

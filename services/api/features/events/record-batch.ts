import { instantOf } from '#shared/clock';
import * as contract from '#shared/contract/events';
import { factOf } from '#shared/contract/facts';
import type { Provider } from '#shared/domain/provider/provider';
import { keyDigest } from '#shared/persistence/requests';
import type { Deps } from '#api/deps';
import { faultsOf } from '#api/http/parse';
import { failureBody, refusalBody } from '#api/http/problem-details';
import { failed, replayed, reply } from '#api/http/reply';
import { route, type Caller } from '#api/http/route';
import { idOfVoucher } from '../vouchers/see.ts';
import { recordedView, recordTold, type ToRecord } from './record-one.ts';

type Line = { index: number } & (
  { status: 'accepted'; id: string; pricing: unknown } | { status: 'refused' | 'invalid'; problem: unknown }
);

interface Told {
  readonly index: number;
  readonly toRecord: Omit<ToRecord, 'seen'>;
}

const recordLine = async (
  deps: Deps,
  who: Caller,
  provider: Promise<Provider | null>,
  { index, toRecord }: Told,
): Promise<Line> => {
  // A line's key is remembered by itself: only there can the "no" to a voucher that does not exist be kept.
  const seen = deps.stores.requests.see(toRecord.digest, toRecord.fact, instantOf(deps.clock));
  const answer = await recordTold(deps, who, provider, { ...toRecord, seen });
  if (answer === 'anotherBody')
    return { index, status: 'invalid', problem: failureBody(failed('IDEMPOTENCY_KEY_REUSED')) };
  if (answer.outcome === 'refused') return { index, status: 'refused', problem: refusalBody(answer, 422) };
  const { id, pricing } = recordedView(answer.event);
  return { index, status: 'accepted', id, pricing };
};

/** Lines of one voucher go one after the other, in the order told; vouchers go side by side. */
const recordLines = async (deps: Deps, who: Caller, told: readonly Told[]): Promise<Line[]> => {
  // Without a line nobody would wait for the provider, nor hear of a store that is away.
  if (told.length === 0) return [];
  const provider = deps.stores.providers.load(who.providerId ?? '');
  const byVoucher = new Map<string, Told[]>();
  for (const line of told) {
    const id = idOfVoucher(line.toRecord.voucherNumber);
    byVoucher.set(id, [...(byVoucher.get(id) ?? []), line]);
  }
  const done = await Promise.all(
    [...byVoucher.values()].map(async (lines) => {
      const answers: Line[] = [];
      for (const line of lines) answers.push(await recordLine(deps, who, provider, line));
      return answers;
    }),
  );
  return done.flat();
};

/** POST /v1/service-events/batch: an answer for each line; one bad line loses none of the others. */
export const recordBatch = (deps: Deps) =>
  route(contract.recordBatch, async ({ body, key }, who) => {
    const digest = keyDigest(who.userId, key);
    const seen = await deps.stores.requests.see(digest, body, instantOf(deps.clock));
    if (seen.is === 'anotherBody') return failed('IDEMPOTENCY_KEY_REUSED');
    const told: Told[] = [];
    const lines: Line[] = [];
    body.events.forEach((event, index) => {
      const parsed = contract.eventToRecord.safeParse(event);
      if (!parsed.success) {
        const errors = faultsOf(parsed.error, `events.${index}`);
        lines.push({ index, status: 'invalid', problem: failureBody(failed('INVALID_REQUEST', { errors })) });
        return;
      }
      const { voucherNumber, offeringId } = parsed.data;
      const toRecord = {
        voucherNumber,
        offeringId,
        fact: factOf(parsed.data),
        digest: keyDigest(digest, String(index)),
      };
      told.push({ index, toRecord });
    });
    lines.push(...(await recordLines(deps, who, told)));
    lines.sort((a, b) => a.index - b.index);
    const accepted = lines.filter(({ status }) => status === 'accepted').length;
    const view = reply({ items: lines, accepted, refused: lines.length - accepted });
    return seen.is === 'again' ? replayed(view) : view;
  });

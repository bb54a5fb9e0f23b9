import { randomBytes } from 'node:crypto';
import { instantOf } from '#shared/clock';
import { isRefused, refused, type Refused } from '#shared/domain/outcome';
import { keyDigest } from '#shared/persistence/requests';
import type { Deps } from '#api/deps';
import { failed, replayed, reply, type Answer } from './reply.ts';
import type { Caller } from './route.ts';

/** What names a request: its key, if it has one, and what the key stands for. */
export interface Asked {
  readonly key: string | undefined;
  readonly params: unknown;
  readonly body: unknown;
}

/**
 * Lets a creating request count once. `make` gets a token to make its ids of: of caller and idempotency key, so
 * that asking again meets the thing the first one made, also when that one never heard the answer; or by
 * chance, where no key was sent. `make` must therefore answer the same for a token that has been used.
 * A key stands for one operation and one body, for ever; anonymous callers share one space of keys. A refusal is
 * remembered with its key too, so that a late duplicate of what was refused never counts (docs/decisions).
 */
export const once = async (
  { stores, clock }: Pick<Deps, 'stores' | 'clock'>,
  operation: string,
  { key, params, body }: Asked,
  who: Pick<Caller, 'userId'> | null,
  make: (token: string, kept?: unknown) => Promise<Answer>,
): Promise<Answer> => {
  if (key === undefined) return make(randomBytes(16).toString('hex'));
  const token = keyDigest(who?.userId ?? 'anonymous', key);
  const seen = await stores.requests.see(token, { operation, params, body }, instantOf(clock));
  if (seen.is === 'anotherBody') return failed('IDEMPOTENCY_KEY_REUSED');
  const isAgain = seen.is === 'again';
  const kept = isAgain ? seen.answer : undefined;
  if (isRefused(kept)) return { ...kept, replayed: true };
  const answer = await make(token, kept);
  if (answer.outcome === 'refused') return keptRefusal(stores, token, answer, isAgain);
  return isAgain && answer.outcome === 'reply' ? replayed(answer) : answer;
};

/** Keeps a "no" beside its key; of two copies that were answered at once, the answer kept first is told to both. */
const keptRefusal = async (
  { requests }: Deps['stores'],
  token: string,
  { code, details }: Refused,
  isAgain: boolean,
): Promise<Answer> => {
  const told = await requests.keepAnswer(token, refused(code, details));
  if (isRefused(told)) return { ...told, replayed: isAgain };
  return isAgain ? replayed(reply(told)) : reply(told);
};

/**
 * `once` for what moves on or may be undone meanwhile (a voucher, a suspension): the first answer is kept beside its
 * key and told for ever after, and nothing is done anew. A process that dies between doing and keeping leaves `make`
 * to be asked again, which must then let be what was done.
 */
export const onceKept = (
  deps: Pick<Deps, 'stores' | 'clock'>,
  operation: string,
  asked: Asked,
  who: Pick<Caller, 'userId'>,
  make: (token: string) => Promise<Answer>,
): Promise<Answer> =>
  once(deps, operation, asked, who, async (token, kept) => {
    if (kept !== undefined) return reply(kept);
    const answer = await make(token);
    if (asked.key === undefined || answer.outcome !== 'reply') return answer;
    const told = await deps.stores.requests.keepAnswer(token, answer.body);
    return isRefused(told) ? answer : reply(told);
  });

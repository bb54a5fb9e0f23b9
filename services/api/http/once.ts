import { randomBytes } from 'node:crypto';
import { instantOf } from '#shared/clock';
import { isRefused, refused } from '#shared/domain/outcome';
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
 * remembered with its key too, so that a late duplicate of what was refused never counts (docs/decisions). Whatever is
 * told again was only read, here or by `make`, so it is told as it is found once more after a write of its own has brought it
 * into the journal.
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
  if (seen.is === 'new') return marked(await answerTo(stores, token, undefined, make), false);
  await answerTo(stores, token, seen.answer, make);
  const kept = await stores.requests.confirm(token);
  return marked(await answerTo(stores, token, kept, make), true);
};

/**
 * The "no" that is kept beside the key, or what `make` answers. A new "no" is kept; of two copies that were answered at
 * once, the answer kept first is told to both.
 */
const answerTo = async (
  { requests }: Deps['stores'],
  token: string,
  kept: unknown,
  make: (token: string, kept?: unknown) => Promise<Answer>,
): Promise<Answer> => {
  if (isRefused(kept)) return kept;
  const answer = await make(token, kept);
  if (answer.outcome !== 'refused') return answer;
  const told = await requests.keepAnswer(token, refused(answer.code, answer.details));
  return isRefused(told) ? told : reply(told);
};

/** Under which key a "no" is remembered where it is decided: the request's token, if it was sent with a key. */
export const memoryOf = ({ key }: Pick<Asked, 'key'>, token: string): string | undefined =>
  key === undefined ? undefined : token;

/** The answer with the mark of whether it was given before. */
const marked = (answer: Answer, isAgain: boolean): Answer => {
  if (answer.outcome === 'refused') return { ...answer, replayed: isAgain };
  return isAgain && answer.outcome === 'reply' ? replayed(answer) : answer;
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

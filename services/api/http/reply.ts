import type { GENERAL_PROBLEMS } from '#shared/contract/problems';
import type { Refused } from '#shared/domain/outcome';

/** What a handler answers: values, so that nothing is half sent. */
export interface Reply {
  readonly outcome: 'reply';
  readonly status?: number;
  /** Sent as JSON, or as it is where `contentType` is set; an async iterable is sent piece by piece. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Set for answers that are not JSON. */
  readonly contentType?: string;
}

export type GeneralCode = keyof typeof GENERAL_PROBLEMS;

/** A "no" that no rule gave: not found, not allowed, malformed. */
export interface Failed {
  readonly outcome: 'failed';
  readonly code: GeneralCode;
  readonly detail?: string;
  readonly retryAfterSeconds?: number;
  readonly errors?: readonly Fault[];
}

/** One fault of a request, where it is and what is wrong. */
export interface Fault {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** A refusal under a key, told for the first time or again. */
export interface KeyedRefusal extends Refused {
  readonly replayed: boolean;
}

export type Answer = Reply | Refused | KeyedRefusal | Failed;

/** The answer with the endpoint's own status. */
export const reply = (body?: unknown, headers?: Readonly<Record<string, string>>): Reply => ({
  outcome: 'reply',
  body,
  ...(headers ? { headers } : {}),
});

/** An answer that was given before under the same key. */
export const replayed = (answer: Reply): Reply => ({
  ...answer,
  headers: { ...answer.headers, 'Idempotent-Replayed': 'true' },
});

export const failed = (code: GeneralCode, more: Omit<Failed, 'outcome' | 'code'> = {}): Failed => ({
  outcome: 'failed',
  code,
  ...more,
});

/** Also the answer for another party's object: its existence does not show. */
export const NOT_FOUND: Failed = failed('NOT_FOUND');

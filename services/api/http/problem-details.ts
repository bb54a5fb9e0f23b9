import type { Response } from 'express';
import { GENERAL_PROBLEMS, PROBLEMS } from '#shared/contract/problems';
import type { Refused } from '#shared/domain/outcome';
import type { Failed } from './reply.ts';

interface Written {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

const typeOf = (code: string) => `urn:valinta:problem:${code.toLowerCase().replaceAll('_', '-')}`;

/** A refusal by rule as RFC 9457, with what to do about it. */
export const refusalBody = (
  { code, details }: Refused,
  status: number = PROBLEMS[code].status,
): Record<string, unknown> => ({
  ...details,
  type: typeOf(code),
  title: PROBLEMS[code].title,
  status,
  detail: PROBLEMS[code].remedy.en,
  code,
  remedy: PROBLEMS[code].remedy,
});

/** A "no" that no rule gave, as RFC 9457. */
export const failureBody = (failure: Failed): Record<string, unknown> => {
  const entry = GENERAL_PROBLEMS[failure.code];
  return {
    type: typeOf(failure.code),
    title: entry.title,
    status: entry.status,
    detail: failure.detail ?? entry.title,
    code: failure.code,
    ...('remedy' in entry ? { remedy: entry.remedy } : {}),
    ...(failure.errors ? { errors: failure.errors } : {}),
  };
};

const writtenFailure = (failure: Failed): Written => {
  const { status } = GENERAL_PROBLEMS[failure.code];
  const headers = {
    ...(failure.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(failure.retryAfterSeconds) }),
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
  };
  return { status, headers, body: failureBody(failure) };
};

/** Sends a "no", by rule or otherwise, with the request's id. */
export const sendProblem = (response: Response, problem: Refused | Failed, refusalStatus?: number): void => {
  const written: Written =
    problem.outcome === 'failed'
      ? writtenFailure(problem)
      : {
          status: refusalStatus ?? PROBLEMS[problem.code].status,
          headers: {},
          body: refusalBody(problem, refusalStatus),
        };
  response
    .status(written.status)
    .set({ ...written.headers, 'Cache-Control': 'no-store' })
    .type('application/problem+json')
    .send(JSON.stringify({ ...written.body, requestId: String(response.locals['requestId']) }));
};

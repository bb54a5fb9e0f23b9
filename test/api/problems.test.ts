import { describe, expect, it } from '@jest/globals';
import { GENERAL_PROBLEMS, PROBLEMS, type Remedy, remedyFor } from '#shared/contract/problems';
import { BUDGET_PROBLEMS } from '#shared/contract/remedies/budget';
import { EVENT_PROBLEMS } from '#shared/contract/remedies/events';
import { PEOPLE_PROBLEMS } from '#shared/contract/remedies/people';
import { PROGRAMME_AND_PROVIDER_PROBLEMS } from '#shared/contract/remedies/programmes-providers';
import { SETTLEMENT_PROBLEMS } from '#shared/contract/remedies/settlement';
import { VOUCHER_PROBLEMS } from '#shared/contract/remedies/vouchers';
import { REFUSAL_CODES, type RefusalCode } from '#shared/domain/outcome';

const GROUPS = [
  EVENT_PROBLEMS,
  VOUCHER_PROBLEMS,
  PROGRAMME_AND_PROVIDER_PROBLEMS,
  PEOPLE_PROBLEMS,
  SETTLEMENT_PROBLEMS,
  BUDGET_PROBLEMS,
];

/** One whole sentence in each of three languages: a capital first, one full stop and that at the end. */
const expectPlainSentences = (remedy: Remedy) => {
  const sentences = [remedy.fi, remedy.sv, remedy.en];
  expect(new Set(sentences).size).toBe(3);
  for (const sentence of sentences) {
    expect(sentence).toMatch(/^\p{Lu}[^]{10,}\.$/u);
    expect(sentence.slice(0, -1)).not.toMatch(/\.\s+\p{Lu}/u);
    expect(sentence.length).toBeLessThan(160);
  }
};

describe('a refusal by rule', () => {
  it.each(REFUSAL_CODES)('%s tells what to do next in Finnish, Swedish and English', (code) => {
    expectPlainSentences(remedyFor(code));
  });

  it('has a short English title without a full stop', () => {
    for (const { title } of Object.values(PROBLEMS)) expect(title).toMatch(/^[A-Z].{5,70}[^.]$/);
  });

  it('is told in one place only', () => {
    const told = GROUPS.flatMap((group) => Object.keys(group));
    expect(told.sort()).toEqual([...REFUSAL_CODES].sort());
  });

  it('has a remedy of its own', () => {
    expect(new Set(REFUSAL_CODES.map((code) => remedyFor(code).fi)).size).toBe(REFUSAL_CODES.length);
  });
});

describe('the status of a refusal', () => {
  const FORBIDDEN_BY_STATE = [
    'ALREADY_RESERVED',
    'LOCKED_IN',
    'NOT_RESERVED',
    'CLIENT_EXISTS',
    'PROGRAMME_EXISTS',
    'EMAIL_IN_USE',
    'VOUCHER_NOT_OPEN',
    'VOUCHER_NOT_SUSPENDED',
    'VOUCHER_IN_USE',
    'VOUCHER_SUSPENDED',
    'VOUCHER_EXPIRED',
    'VOUCHER_CANCELLED',
    'EVENT_ALREADY_REVERSED',
    'EVENT_NOT_ACCEPTED',
    'EVENT_ALREADY_DISPUTED',
    'EVENT_NOT_DISPUTED',
    'DISPUTE_ALREADY_RESOLVED',
    'DRAFT_NOT_OPEN',
    'CONTENT_CHANGED',
    'DEBT_NOT_BROUGHT_FORWARD',
    'RUN_NOT_CALCULATED',
    'RUN_NOT_APPROVED',
    'DRY_RUN_NOT_PAYABLE',
    'NOTHING_TO_PAY',
    'NOTHING_TO_PAY_AGAIN',
    'PAYMENT_NOT_REJECTED',
    'CLIENT_HAS_DIED',
    'DEATH_ALREADY_RECORDED',
    'VERSION_ALREADY_APPROVED',
    'APPROVAL_ALREADY_REVOKED',
    'CLOCK_NOT_FORWARD',
  ] as const satisfies readonly RefusalCode[];
  const elsewhere: Partial<Record<RefusalCode, number>> = { FOUR_EYES_REQUIRED: 403, VOUCHER_FULL: 429 };
  const byState: readonly RefusalCode[] = FORBIDDEN_BY_STATE;

  it.each(FORBIDDEN_BY_STATE)('is 409 for %s, because a state forbids it', (code) => {
    expect(PROBLEMS[code].status).toBe(409);
  });

  it('is 403 where another person is needed', () => {
    expect(PROBLEMS.FOUR_EYES_REQUIRED.status).toBe(403);
  });

  it('is 429 where a voucher holds too many refused attempts', () => {
    expect(PROBLEMS.VOUCHER_FULL.status).toBe(429);
  });

  it.each(REFUSAL_CODES.filter((code) => !byState.includes(code) && !(code in elsewhere)))(
    'is 422 for %s, because a rule refuses it',
    (code) => {
      expect(PROBLEMS[code].status).toBe(422);
    },
  );
});

describe('a problem that no rule gave', () => {
  it('has the status of the contract', () => {
    const statuses = Object.fromEntries(Object.entries(GENERAL_PROBLEMS).map(([code, { status }]) => [code, status]));
    expect(statuses).toEqual({
      INVALID_REQUEST: 400,
      IDEMPOTENCY_KEY_REQUIRED: 400,
      UNAUTHENTICATED: 401,
      INVALID_CREDENTIALS: 401,
      TOKEN_REUSED: 401,
      FORBIDDEN: 403,
      NOT_FOUND: 404,
      NOT_ACCEPTABLE: 406,
      METHOD_NOT_ALLOWED: 405,
      STALE_VERSION: 412,
      PAYLOAD_TOO_LARGE: 413,
      UNSUPPORTED_MEDIA_TYPE: 415,
      IDEMPOTENCY_KEY_REUSED: 422,
      TOO_MANY_REQUESTS: 429,
      INTERNAL: 500,
      STORE_UNAVAILABLE: 503,
    });
  });

  it('tells in three languages what to do, where a person can do something', () => {
    for (const entry of Object.values(GENERAL_PROBLEMS)) if ('remedy' in entry) expectPlainSentences(entry.remedy);
  });

  it('never shares its name with a refusal by rule', () => {
    expect(Object.keys(GENERAL_PROBLEMS).filter((code) => code in PROBLEMS)).toEqual([]);
  });
});

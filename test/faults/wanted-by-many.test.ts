import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openInstallation, play, send, visit, type Installation, type Played } from './installation.ts';

interface Body {
  readonly id?: string;
  readonly code?: string;
}

describe('one voucher wanted by many at once, through two API processes', () => {
  let installation: Installation;
  let played: Played;

  beforeAll(async () => {
    installation = await openInstallation({ workerCount: 1 });
    played = await play(installation, { vouchers: 12, units: 1 });
  });

  afterAll(() => installation.close(), 60_000);

  const redeem = (turn: number, number: string, key: string, day = 1) =>
    send<Body>(
      installation.system.addresses[turn % 2] ?? '',
      played.provider,
      'POST',
      '/v1/service-events',
      visit(played, number, day),
      key,
    );

  it.each(Array.from({ length: 10 }, (_, round) => round))(
    'gives the last unit to one of 200, and 199 a plain no (round %i)',
    async (round) => {
      const { number } = played.vouchers[round] ?? { number: '' };
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, turn) => redeem(turn, number, `last-${round}-${turn}`, 1 + (turn % 28))),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      const refusals = answers.filter(({ status, body }) => status === 422 && body.code === 'NO_UNITS_LEFT');
      expect(refusals).toHaveLength(199);
    },
    30_000,
  );

  it('does one thing for 50 copies of one request, and answers each the same', async () => {
    const { number } = played.vouchers[10] ?? { number: '' };
    const answers = await Promise.all(Array.from({ length: 50 }, (_, turn) => redeem(turn, number, 'fifty')));
    expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    const voucher = await installation.stores.vouchers.load(played.vouchers[10]?.id ?? '');
    expect(voucher?.events).toHaveLength(1);
  });

  it('says the same no to 50 copies of a refused request', async () => {
    const { number } = played.vouchers[0] ?? { number: '' };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, turn) => redeem(turn, number, 'fifty-times-no', 5)),
    );
    expect(answers.every(({ status, body }) => status === 422 && body.code === 'NO_UNITS_LEFT')).toBe(true);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
  });
});

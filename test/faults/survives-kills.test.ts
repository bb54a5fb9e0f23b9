import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { earliestRunDate } from '#shared/domain/settlement/run';
import { trialBalance } from '#shared/persistence/trial-balance';
import { verifyBooks } from '#shared/persistence/verify';
import { openInstallation, play, visit, VISIT, type Installation, type Played } from './installation.ts';
import { killAtRandom, type Victim } from './kill.ts';

const KILLS_OF_EACH = 20;
const CLIENTS = 12;
const VOUCHERS = 120;
const UNITS = 26;
const DAYS = 28;

interface Recorded {
  readonly id: string;
  readonly pricing: { readonly organiserCents: number };
}

/** What the providers were told, by key: an acknowledgement is a promise. */
interface Told {
  readonly accepted: Map<string, string>;
  readonly refused: Map<string, string>;
}

/**
 * Records visits until the killing is over: each voucher more days than it has units, every fifth request sent
 * twice at once. A request is repeated with its key until it is answered.
 */
const recordWhile = async ({ ask }: Installation, played: Played, told: Told, goesOn: () => boolean): Promise<void> => {
  let next = 0;
  const answerTo = async (count: number): Promise<string> => {
    const voucher = played.vouchers[count % VOUCHERS];
    const key = `visit-${count}`;
    const body = visit(played, voucher?.number ?? '', 1 + Math.floor(count / VOUCHERS));
    const { status, body: answer } = await ask<Recorded & { code?: string }>(
      played.provider,
      'POST',
      '/v1/service-events',
      body,
      key,
    );
    if (status !== 201 && status !== 422) throw new Error(`${key}: ${status} ${JSON.stringify(answer)}`);
    (status === 201 ? told.accepted : told.refused).set(key, status === 201 ? answer.id : (answer.code ?? ''));
    return `${status} ${JSON.stringify(status === 201 ? answer : answer.code)}`;
  };
  const client = async () => {
    while (goesOn() && next < VOUCHERS * DAYS) {
      const count = next;
      next += 1;
      const copies = await Promise.all(count % 5 === 0 ? [answerTo(count), answerTo(count)] : [answerTo(count)]);
      if (new Set(copies).size !== 1) throw new Error(`two answers to visit-${count}: ${copies.join(' and ')}`);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
};

describe('processes are killed at random under load', () => {
  let installation: Installation;
  let played: Played;
  const told: Told = { accepted: new Map(), refused: new Map() };
  let killed: Record<Victim, number>;

  beforeAll(async () => {
    installation = await openInstallation();
    played = await play(installation, { vouchers: VOUCHERS, units: UNITS });
    let killing = true;
    const load = recordWhile(installation, played, told, () => killing);
    const answered = () => told.accepted.size + told.refused.size;
    killed = await killAtRandom(installation, KILLS_OF_EACH, answered).finally(() => {
      killing = false;
    });
    await load;
    await installation.untilIdle(120);
  });

  afterAll(() => installation.close(), 60_000);

  it('kills every kind of process as often as promised, with work going on all the while', () => {
    expect(killed).toEqual({ api: KILLS_OF_EACH, worker: KILLS_OF_EACH, engine: KILLS_OF_EACH, redis: KILLS_OF_EACH });
    expect(told.accepted.size).toBeGreaterThan(4 * KILLS_OF_EACH);
  });

  it('loses nothing that was acknowledged, and counts nothing twice', async () => {
    const standing = new Map<string, number>();
    for (const { id } of played.vouchers) {
      const voucher = await installation.stores.vouchers.load(id);
      for (const event of voucher?.events ?? []) standing.set(event.id, (standing.get(event.id) ?? 0) + 1);
      expect(voucher?.usedUnits).toBe(voucher?.events.length);
      expect(new Set(voucher?.events.map(({ fact }) => fact.from)).size).toBe(voucher?.events.length);
    }
    const acknowledged = [...told.accepted.values()];
    expect(acknowledged.filter((id) => standing.get(id) !== 1)).toEqual([]);
    expect(standing.size).toBe(new Set(acknowledged).size);
  });

  it('keeps the books: every journal line is in the ledger once, and the trial balance is equal', async () => {
    expect(await verifyBooks(installation.stores)).toEqual([]);
    const balance = await trialBalance(installation.stores, '9999-12-31');
    expect(balance.totalDebitCents).toBe(balance.totalCreditCents);
    const owed = balance.accounts.find(({ account }) => account === 'owed');
    expect(owed?.balanceCents).toBe(told.accepted.size * VISIT.organiserCents);
  });

  it('settles exactly what was accepted, to the cent', async () => {
    const { turnClock, untilIdle, must } = installation;
    await turnClock(`${earliestRunDate(played.period)}T08:00:00Z`);
    const { id } = await must<{ id: string }>(played.finance, 'POST', '/v1/settlement-runs', { period: played.period });
    await untilIdle();
    const run = await must<{ status: string; totals: object }>(played.finance, 'GET', `/v1/settlement-runs/${id}`);
    const count = told.accepted.size;
    expect(run.status).toBe('calculated');
    expect(run.totals).toMatchObject({
      lines: count,
      grossCents: count * VISIT.grossCents,
      organiserCents: count * VISIT.organiserCents,
      clientCents: count * VISIT.clientCents,
      payableCents: count * VISIT.organiserCents,
    });
  });
});

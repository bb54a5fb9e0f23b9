import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { earliestRunDate, type SettlementRun } from '#shared/domain/settlement/run';
import { linesOf } from '#shared/persistence/lines';
import { countingIn } from '#shared/persistence/runs';
import { PERIOD, seedEvents } from '../bench/seed.ts';
import { killOne } from './kill.ts';
import { openInstallation, type Installation } from './installation.ts';

const EVENTS = 60_000;
const VALUE = 4435;

describe('a settlement run of sixty thousand events is interrupted', () => {
  let installation: Installation;
  let [finance, second] = ['', ''];
  let undisturbed: SettlementRun;

  const ask = (token: string) =>
    installation.must<{ id: string }>(token, 'POST', '/v1/settlement-runs', { period: PERIOD });

  const runNow = async (id: string): Promise<SettlementRun> => {
    const run = await installation.stores.runs.load(id);
    if (run === null) throw new Error(`${id} is missing`);
    return run;
  };

  /** Looks again and again, also while the store is being started again. */
  const until = async (id: string, holds: (run: SettlementRun) => boolean): Promise<SettlementRun> => {
    let seen: unknown;
    for (const end = Date.now() + 80_000; Date.now() < end; await wait(4)) {
      seen = await runNow(id).catch((fault: unknown) => fault);
      if (!(seen instanceof Error) && holds(seen as SettlementRun)) return seen as SettlementRun;
    }
    throw new Error(`${id} did not come so far: ${seen instanceof Error ? seen.message : JSON.stringify(seen)}`);
  };

  const calculated = ({ status }: SettlementRun) => status === 'calculated';
  const midway = ({ status, progress: { done, total } }: SettlementRun) =>
    status === 'calculating' && done > 0 && done < total;

  /** Whatever else lies about: what counts is a line for each event, and each of them once. */
  const expectEachOnce = async (id: string): Promise<void> => {
    const calc = countingIn((await installation.stores.runs.load(id)) ?? { calcs: [] });
    expect(await linesOf(installation.stores).countDocuments({ runId: id, calc })).toBe(EVENTS);
  };

  beforeAll(async () => {
    installation = await openInstallation({ apiCount: 1, workerCount: 3 });
    await seedEvents(installation.connection, EVENTS);
    await installation.turnClock(`${earliestRunDate(PERIOD)}T08:00:00Z`);
    finance = await installation.person('finance@example.test', 'finance');
    second = await installation.person('second@example.test', 'finance');
    undisturbed = await until((await ask(finance)).id, calculated);
  });

  afterAll(() => installation.close(), 60_000);

  it('runs through undisturbed once, for the others to be compared with', () => {
    const organiserCents = EVENTS * VALUE;
    expect(undisturbed.totals).toMatchObject({ lines: EVENTS, organiserCents, payableCents: organiserCents });
  });

  it('gives the same hash when every worker is killed in the middle', async () => {
    const { id } = await ask(finance);
    await until(id, midway);
    for (const pid of installation.system.workerPids()) process.kill(pid, 'SIGKILL');
    const resumed = await until(id, calculated);
    expect(resumed.hash).toBe(undisturbed.hash);
    expect(resumed.totals).toEqual(undisturbed.totals);
  });

  it('gives the same hash when one worker after another is killed', async () => {
    const { id } = await ask(finance);
    let kills = 0;
    while (kills < 8 && !calculated(await runNow(id))) {
      if (await killOne(installation, 'worker')) kills += 1;
      await wait(150 + Math.random() * 400);
    }
    expect(kills).toBeGreaterThan(2);
    const resumed = await until(id, calculated);
    expect(resumed.hash).toBe(undisturbed.hash);
    await expectEachOnce(id);
  });

  it('gives the same hash when a worker falls asleep in the middle, and nothing changes when it wakes', async () => {
    const { id } = await ask(finance);
    await until(id, midway);
    const [sleeper] = installation.system.workerPids();
    if (sleeper === undefined) throw new Error('there is no worker');
    process.kill(sleeper, 'SIGSTOP');
    try {
      expect((await until(id, calculated)).hash).toBe(undisturbed.hash);
    } finally {
      process.kill(sleeper, 'SIGCONT');
    }
    await wait(3_000);
    expect(await runNow(id)).toMatchObject({ status: 'calculated', hash: undisturbed.hash });
    await expectEachOnce(id);
  });

  it('gives the same hash when it is asked for anew in the middle', async () => {
    const { id } = await ask(finance);
    await until(id, midway);
    const generation = (await runNow(id)).generation;
    await ask(finance);
    const anew = await until(id, calculated);
    expect(anew.generation).toBeGreaterThan(generation);
    expect(anew.hash).toBe(undisturbed.hash);
    await expectEachOnce(id);
  });

  it('gives the same hash when Redis loses everything in the middle', async () => {
    const { id } = await ask(finance);
    await until(id, midway);
    const { redisUrl } = installation.system;
    const redis = redisUrl.startsWith('unix://')
      ? new Redis({ path: redisUrl.slice('unix://'.length) })
      : new Redis(redisUrl);
    await redis.flushall();
    redis.disconnect();
    expect((await until(id, calculated)).hash).toBe(undisturbed.hash);
  });

  it('gives the same hash when the store is killed in the middle', async () => {
    const { id } = await ask(finance);
    await until(id, midway);
    process.kill(installation.system.mongoPid(), 'SIGKILL');
    await wait(1_000);
    expect((await until(id, calculated)).hash).toBe(undisturbed.hash);
  });

  it('pays nothing twice: a run after the approved one has nothing in it, and the file is the same bytes again', async () => {
    const { must, ask: request, untilIdle } = installation;
    const { id } = await ask(finance);
    const { hash } = await until(id, calculated);
    await must(second, 'POST', `/v1/settlement-runs/${id}/approval`, { hash });
    const [file, again] = [
      await request<string>(finance, 'POST', `/v1/settlement-runs/${id}/payment-files`, {}),
      await request<string>(finance, 'POST', `/v1/settlement-runs/${id}/payment-files`, {}),
    ];
    expect(file.status).toBe(201);
    expect(again.body).toBe(file.body);
    await untilIdle();
    const further = await ask(finance);
    expect(further.id).not.toBe(id);
    expect((await until(further.id, calculated)).totals).toMatchObject({
      lines: 0,
      organiserCents: 0,
      payableCents: 0,
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allRoutes } from '#api/features/index';
import { calendarWork } from '#workers/calendar/worker';
import { expiryWork } from '#workers/expiry/worker';
import { openPost } from '#workers/notifications/post';
import { notificationsWork } from '#workers/notifications/worker';
import { relayWork } from '#workers/relay/worker';
import { settlementWork } from '#workers/settlement/worker';
import { todayOf } from '#shared/clock';
import { addDays, yearOf } from '#shared/domain/calendar';
import { connectMongo } from '#shared/persistence/connect';
import { knowFirstDay } from '#shared/persistence/installed';
import { sandboxClock, type SandboxClock } from '#shared/persistence/sandbox-clock';
import { QUEUE_NAMES } from '#shared/queues/nudges';
import type { Work } from '#shared/queues/run-worker';
import { aVoucher } from '../stores/voucher-builder.ts';
import { openWorld, type World } from '../world.ts';

let world: World;
let clock: SandboxClock;
/** The clock can be opened only when the world has its database; until then nobody asks it. */
const itsClock: SandboxClock = {
  now: () => clock.now(),
  refresh: () => clock.refresh(),
  turnTo: (instant) => clock.turnTo(instant),
  stop: () => clock.stop(),
};
beforeAll(async () => {
  world = await openWorld({ routes: (deps) => allRoutes({ ...deps, sandboxClock: itsClock }) });
  clock = await sandboxClock(world.stores.connection);
});
afterAll(async () => {
  clock.stop();
  await world.close();
});

const DAY_MS = 86_400_000;
const turnTo = (instant: number) =>
  world
    .anyone()
    .put('/v1/sandbox/clock')
    .send({ now: new Date(instant).toISOString() });
const idle = () => world.anyone().get('/v1/sandbox/idle');

/** What the workers' process does, one round of it. */
const workOff = async (): Promise<void> => {
  const deps = { ...world.deps, clock };
  const post = openPost({ ...world.deps.env, dataDir: world.deps.env.keysDir });
  const works: Work[] = [
    ...[expiryWork(deps), calendarWork(deps), settlementWork(deps), relayWork(deps)],
    notificationsWork(deps, post),
  ];
  for (const work of works) {
    const ids = await work.due(500);
    if (ids.length > 0 && work.many) await work.many(ids);
    else for (const id of ids) await work.one?.(id);
  }
};

describe('the clock of the sandbox', () => {
  it('starts at real time and goes on', async () => {
    const first = await world.anyone().get('/v1/sandbox/clock');
    expect(first.status).toBe(200);
    expect(Math.abs(Date.parse((first.body as { now: string }).now) - Date.now())).toBeLessThan(2_000);
  });

  it('goes forward, for every process and every queue, and goes on from there', async () => {
    const other = await connectMongo({ uri: process.env['MONGODB_URI'] ?? '', dbName: world.stores.connection.name });
    const elsewhere = await sandboxClock(other);
    world.nudged.length = 0;
    const instant = Date.now() + 10 * DAY_MS;
    const turned = await turnTo(instant);
    expect([turned.status, turned.body]).toEqual([200, { now: new Date(instant).toISOString() }]);
    expect(elsewhere.now() - instant).toBeGreaterThanOrEqual(0);
    expect(elsewhere.now() - instant).toBeLessThan(5_000);
    expect(new Set(world.nudged.map(([queue]) => queue))).toEqual(new Set(QUEUE_NAMES));
    elsewhere.stop();
    await other.close();
  });

  it('never goes back, nor to where it is', async () => {
    for (const instant of [Date.now(), clock.now() - 1]) {
      const refusal = await turnTo(instant);
      expect([refusal.status, (refusal.body as { code: string }).code]).toEqual([409, 'CLOCK_NOT_FORWARD']);
    }
  });

  it('lands at the later of two instants asked for at once', async () => {
    const later = clock.now() + 3 * DAY_MS;
    await Promise.all([turnTo(later - DAY_MS), turnTo(later)]);
    expect(clock.now()).toBeGreaterThanOrEqual(later);
  });

  it.each([{}, { now: 'tomorrow' }, { now: 5 }, { now: '2300-01-01T00:00:00Z' }, { now: '2027-01-01' }])(
    'is not turned by %j',
    async (body) => {
      expect((await world.anyone().put('/v1/sandbox/clock').send(body)).status).toBe(400);
    },
  );
});

describe('a month that goes by in the sandbox', () => {
  it('is not over until everything that fell due is done', async () => {
    const today = todayOf(clock);
    await knowFirstDay(world.stores.connection, today);
    const validTo = addDays(today, 20);
    // Committed for the year it ends in: whatever day the test is run on, no year turns within it.
    const committedYear = yearOf(validTo);
    await world.stores.vouchers.insert(
      aVoucher('AAAA-0001', { issuedOn: today, validFrom: today, validTo, committedYear }),
    );
    const before = await idle();
    expect([before.status, before.body]).toMatchObject([202, { idle: false, waiting: { untold: 1, reminders: 1 } }]);
    await workOff();
    await workOff();
    expect((await idle()).body).toEqual({ idle: true });

    await turnTo(clock.now() + 40 * DAY_MS);
    expect((await idle()).body).toMatchObject({ idle: false, waiting: { expiries: 1, runsDue: 1, reminders: 1 } });
    for (let round = 0; round < 3; round += 1) await workOff();
    const after = await idle();
    expect([after.status, after.body]).toEqual([200, { idle: true }]);
    expect((await world.stores.vouchers.load('vch-AAAA-0001'))?.status).toBe('expired');
  });
});

describe('an installation in earnest', () => {
  it('has no such doors', async () => {
    const earnest = await openWorld({ sandbox: false });
    expect((await earnest.anyone().get('/v1/sandbox/clock')).status).toBe(404);
    expect((await earnest.anyone().put('/v1/sandbox/clock').send({ now: '2030-01-01T00:00:00Z' })).status).toBe(404);
    await earnest.close();
  });
});

describe('the trial balance', () => {
  it('is for finance, auditors and administrators, at the end of a day or today', async () => {
    const finance = await world.as('finance');
    const answer = await finance.get('/v1/ledger/trial-balance?asOf=2026-01-02');
    expect([answer.status, answer.body]).toMatchObject([
      200,
      { asOf: '2026-01-02', totalDebitCents: 44_350, totalCreditCents: 44_350 },
    ]);
    const now = (await finance.get('/v1/ledger/trial-balance')).body as {
      totalDebitCents: number;
      totalCreditCents: number;
    };
    expect(now.totalDebitCents).toBe(now.totalCreditCents);
    expect((await finance.get('/v1/ledger/trial-balance?asOf=2026-02-30')).status).toBe(400);
    for (const role of ['client', 'provider', 'coordinator'] as const) {
      expect((await (await world.as(role)).get('/v1/ledger/trial-balance')).status).toBe(403);
    }
  });
});

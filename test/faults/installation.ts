import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { firstDayOf, lastDayOf, monthAfter, monthOf, type Month } from '#shared/domain/calendar';
import { connectMongo } from '#shared/persistence/connect';
import { openStores } from '#shared/persistence/stores';
import { startAll } from '../../services/supervisor/start-all.ts';
import { identityCode } from '../builders/identity-code.ts';

const PASSWORD = 'aika pitkä salasana';
const ADMIN = 'admin@example.test';

interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly replayed: boolean;
}

/** A request to one address, told as it came. @throws when nothing answers within 20 s. */
export const send = async <T>(
  address: string,
  token: string | null,
  method: string,
  path: string,
  body?: unknown,
  key?: string,
): Promise<Answer<T>> => {
  const response = await fetch(`${address}${path}`, {
    method,
    signal: AbortSignal.timeout(20_000),
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    body: (isJson ? JSON.parse(text) : text) as T,
    replayed: response.headers.get('idempotent-replayed') === 'true',
  };
};

/**
 * Asks until there is an answer: a connection that breaks and a 503 are no answer, and the same key makes asking
 * again harmless. This is what the contract tells an integrator to do.
 */
export const insist = async <T>(
  addresses: readonly string[],
  token: string | null,
  method: string,
  path: string,
  body?: unknown,
  key?: string,
): Promise<Answer<T>> => {
  const until = Date.now() + 90_000;
  for (let turn = 0; ; turn += 1) {
    const address = addresses[turn % addresses.length] ?? '';
    const answer = await send<T>(address, token, method, path, body, key).catch((fault: unknown) => {
      if (Date.now() > until) throw fault;
      return null;
    });
    if (answer !== null && answer.status !== 503) return answer;
    if (Date.now() > until) throw new Error(`${path}: still ${answer?.status ?? 'no answer'} after 90 s`);
    await wait(50 + Math.random() * 100);
  }
};

const shuffledFrom = (addresses: readonly string[]): string[] => {
  const from = Math.floor(Math.random() * addresses.length);
  return [...addresses.slice(from), ...addresses.slice(0, from)];
};

/** A whole installation of its own: engines, two APIs, two workers, each a process that can be killed. */
export const openInstallation = async ({ apiCount = 2, workerCount = 2 } = {}) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'vf-'));
  const givenRedis = process.env['REDIS_URL']?.startsWith('redis') === true ? process.env['REDIS_URL'] : undefined;
  const system = await startAll({
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'test',
      LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
      DATA_DIR: dataDir,
      SANDBOX: 'true',
      PORT: '0',
      QUEUE_PREFIX: `faults-${process.pid}-${Date.now()}`,
      ADMIN_EMAIL: ADMIN,
      ADMIN_PASSWORD: PASSWORD,
      ...(givenRedis === undefined ? {} : { REDIS_URL: givenRedis }),
    },
    apiCount,
    workerCount,
    quiet: process.env['LOG_LEVEL'] === undefined,
  });
  const connection = await connectMongo({ uri: system.mongodbUri, dbName: 'valinta' });
  const stores = openStores(connection);
  const ask = <T>(token: string | null, method: string, path: string, body?: unknown, key?: string) =>
    insist<T>(shuffledFrom(system.addresses), token, method, path, body, key);
  const must = async <T>(token: string | null, method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await ask<T>(token, method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const login = async (email: string): Promise<string> =>
    (await must<{ accessToken: string }>(null, 'POST', '/v1/auth/login', { email, password: PASSWORD })).accessToken;
  const admin = await login(ADMIN);
  const person = async (email: string, role: string, belonging: object = {}): Promise<string> => {
    await must(admin, 'POST', '/v1/users', { email, password: PASSWORD, name: email, role, ...belonging });
    return login(email);
  };
  const turnClock = (now: string) => must(null, 'PUT', '/v1/sandbox/clock', { now });
  const untilIdle = async (seconds = 60): Promise<void> => {
    const until = Date.now() + seconds * 1000;
    let answer = await ask<unknown>(null, 'GET', '/v1/sandbox/idle');
    while (answer.status !== 200) {
      if (Date.now() > until) throw new Error(`not idle after ${seconds} s: ${JSON.stringify(answer.body)}`);
      await wait(100);
      answer = await ask(null, 'GET', '/v1/sandbox/idle');
    }
  };
  return {
    system,
    connection,
    stores,
    admin,
    person,
    ask,
    must,
    turnClock,
    untilIdle,
    close: async () => {
      await connection.close();
      await system.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};

export type Installation = Awaited<ReturnType<typeof openInstallation>>;

/** What the faults play on: a month, a provider that serves it, and vouchers that are reserved with it. */
export interface Played {
  readonly period: Month;
  readonly providerId: string;
  readonly offeringId: string;
  readonly vouchers: readonly { id: string; number: string }[];
  /** Tokens by role; `finance` and `second` are two people. */
  readonly coordinator: string;
  readonly provider: string;
  readonly finance: string;
  readonly second: string;
}

const VISIT_VALUE = 4435;
const VISIT_PRICE = 6200;
export const VISIT = {
  grossCents: VISIT_PRICE,
  organiserCents: VISIT_VALUE,
  clientCents: VISIT_PRICE - VISIT_VALUE,
} as const;

/** The month after the clock's, its last day at noon: all its days can be recorded. */
const turnToMonthEnd = async ({ must, turnClock }: Installation): Promise<Month> => {
  const { now } = await must<{ now: string }>(null, 'GET', '/v1/sandbox/clock');
  const period = monthAfter(monthOf(now.slice(0, 10)));
  await turnClock(`${lastDayOf(period)}T10:00:00Z`);
  return period;
};

const openProgramme = async ({ must, admin, person }: Installation): Promise<string> => {
  const programme = await must<{ id: string }>(admin, 'POST', '/v1/programmes', {
    code: 'PHYSIO-60',
    kind: 'rehabilitation',
    name: { fi: 'Fysioterapia', sv: 'Fysioterapi', en: 'Physiotherapy' },
    version: {
      effectiveFrom: '2025-01-01',
      rulebook: '2025-1',
      value: { basis: 'flat', unitValueCents: VISIT_VALUE },
      priceCeilingCents: null,
      freeOfCharge: false,
      fullCoverageUnderAge: 18,
      feeCollector: 'provider',
      validity: { takeIntoUseDays: 60, months: 12 },
      noShowMaxCents: 5670,
    },
  });
  const approver = await person('approver@example.test', 'admin');
  await must(approver, 'POST', `/v1/programmes/${programme.id}/versions/1/approval`, {});
  return programme.id;
};

/** Fills an installation with so many vouchers of so many visits each, all reserved from the month's first day. */
export const play = async (
  installation: Installation,
  { vouchers: count, units }: { vouchers: number; units: number },
): Promise<Played> => {
  const { must, admin, person } = installation;
  const period = await turnToMonthEnd(installation);
  const programmeId = await openProgramme(installation);
  const coordinator = await person('coordinator@example.test', 'coordinator');
  const provider = await must<{ id: string; units: { id: string }[] }>(admin, 'POST', '/v1/providers', {
    businessId: '1234567-1',
    name: 'Koekuntoutus Oy',
    iban: 'FI2112345600000785',
    email: 'kuntoutus@example.test',
    prepaymentRegister: true,
    soteriRegistered: true,
    insuranceValidTo: '2099-12-31',
    rulebookAccepted: '2025-1',
    units: [{ name: 'Vastaanotto', municipalityCode: '398', street: 'Koekatu 1', languages: ['fi'] }],
  });
  await must(coordinator, 'POST', `/v1/providers/${provider.id}/approvals`, { programmeId, validFrom: '2025-01-01' });
  const offer = { programmeId, unitId: provider.units[0]?.id, unitPriceCents: VISIT_PRICE, validFrom: '2025-01-01' };
  const offering = await must<{ id: string }>(admin, 'POST', `/v1/providers/${provider.id}/offerings`, offer);
  const personalIdentityCode = identityCode('1950-03-15', 901);
  const about = {
    personalIdentityCode,
    firstName: 'Koe',
    lastName: 'Esimerkkinen',
    municipalityCode: '398',
    language: 'fi',
  };
  const client = await must<{ id: string }>(coordinator, 'POST', '/v1/clients', about);
  const startDate = firstDayOf(period);
  const vouchers = await Promise.all(
    Array.from({ length: count }, async () => {
      const voucher = await must<{ id: string; number: string }>(coordinator, 'POST', '/v1/vouchers', {
        clientId: client.id,
        programmeId,
        units,
        validFrom: startDate,
      });
      await must(coordinator, 'POST', `/v1/vouchers/${voucher.id}/reservations`, {
        offeringId: offering.id,
        startDate,
      });
      return voucher;
    }),
  );
  return {
    period,
    providerId: provider.id,
    offeringId: offering.id,
    vouchers,
    coordinator,
    provider: await person('provider@example.test', 'provider', { providerId: provider.id }),
    finance: await person('finance@example.test', 'finance'),
    second: await person('second@example.test', 'finance'),
  };
};

/** A visit as a provider tells it. */
export const visit = ({ offeringId, period }: Played, voucherNumber: string, day: number) => ({
  voucherNumber,
  offeringId,
  type: 'visit',
  date: `${period}-${String(day).padStart(2, '0')}`,
  units: 1,
});

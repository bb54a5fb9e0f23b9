import { randomBytes } from 'node:crypto';
import express from 'express';
import request from 'supertest';
import type { Role } from '#shared/domain/access';
import { createSeal } from '#shared/persistence/seal';
import { openStores } from '#shared/persistence/stores';
import { logTo } from '#shared/log';
import type { Deps } from '#api/deps';
import { faults, notFound } from '#api/http/faults';
import { mount } from '#api/http/mount';
import type { Caller, Route } from '#api/http/route';
import { openTestDatabase } from '../database.ts';

/** Who knocks in a test; whether a token is good is another test's question. */
export interface Someone {
  readonly role: Role;
  readonly userId?: string;
  readonly providerId?: string;
  readonly clientId?: string;
}

/** What comes back, as far as the tests here look into it. */
export interface Told {
  readonly id: string;
  readonly code: string;
  readonly items: readonly Told[];
  readonly nextCursor: string | null;
  readonly errors: readonly { readonly path: string }[];
  readonly versions: readonly Told[];
  readonly units: readonly Told[];
  readonly services: readonly Told[];
  readonly approvals: readonly Told[];
  readonly offerings: readonly Told[];
  readonly incomeDecisions: readonly Told[];
  readonly [field: string]: unknown;
}

export interface Asking extends PromiseLike<{ readonly status: number; readonly body: Told }> {
  expect(status: number): Asking;
  expect(header: string, value: string): Asking;
}

/**
 * The routes of some features behind their real door (shapes, permissions, problems) on a database of their
 * own, with callers made up by the test instead of logged in.
 */
export const openDoor = async (
  routesOf: (deps: Deps) => readonly Route[],
  { today, sandbox = true }: { readonly today: string; readonly sandbox?: boolean },
) => {
  const database = await openTestDatabase();
  const stores = openStores(database.connection);
  const clock = { ms: Date.parse(`${today}T09:00:00Z`), now: () => clock.ms };
  const log = logTo('test');
  const seal = createSeal({ encryptionKey: randomBytes(32), indexKey: randomBytes(32) });
  const nudge = { nudge: () => undefined, close: () => Promise.resolve() };
  const deps = { stores, clock, seal, log, nudge, env: { sandbox } } as unknown as Deps;
  const app = express();
  app.use(
    mount(routesOf(deps), {
      authenticate: (incoming) => {
        const caller = incoming.get('x-caller');
        return Promise.resolve(caller === undefined ? null : (JSON.parse(caller) as Caller));
      },
      observe: () => undefined,
    }),
  );
  app.use(notFound, faults(log));

  const asker = (someone: Someone | null) => {
    const caller = someone && {
      userId: `usr-${someone.role}`,
      providerId: null,
      clientId: null,
      sessionId: 'ses-1',
      ...someone,
    };
    const headers = caller === null ? {} : { 'x-caller': JSON.stringify(caller) };
    return {
      get: (path: string): Asking => request(app).get(path).set(headers),
      post: (path: string, body: object = {}, key?: string): Asking =>
        request(app)
          .post(path)
          .set({ ...headers, ...(key === undefined ? {} : { 'Idempotency-Key': key }) })
          .send(body),
    };
  };
  return {
    stores,
    clock,
    as: (someone: Someone) => asker(someone),
    anyone: asker(null),
    close: database.close,
  };
};

export type Door = Awaited<ReturnType<typeof openDoor>>;

export const physiotherapy = (over: object = {}, version: object = {}) => ({
  code: 'PHYSIO-60',
  kind: 'rehabilitation',
  name: { fi: 'Fysioterapia 60 min', sv: 'Fysioterapi 60 min', en: 'Physiotherapy 60 min' },
  version: {
    effectiveFrom: '2026-01-01',
    rulebook: '2026-1',
    value: { basis: 'flat', unitValueCents: 4435 },
    fullCoverageUnderAge: 18,
    validity: { takeIntoUseDays: 60, months: 12 },
    noShowMaxCents: 5670,
    ...version,
  },
  ...over,
});

export const application = (over: object = {}) => ({
  businessId: '1234567-1',
  name: 'Kuntoutus Oy',
  iban: 'FI2112345600000785',
  email: 'office@example.invalid',
  prepaymentRegister: true,
  soteriRegistered: true,
  insuranceValidTo: '2027-12-31',
  rulebookAccepted: '2026-1',
  units: [
    { name: 'Keskusta', municipalityCode: '398', street: 'Aleksanterinkatu 1', languages: ['fi', 'sv'] },
    { name: 'Ranta', municipalityCode: '016', street: 'Rantatie 2', languages: ['fi'] },
  ],
  ...over,
});

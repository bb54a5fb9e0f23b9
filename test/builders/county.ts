import type { CalendarDate, Month } from '#shared/domain/calendar';
import type { Client, IncomeDecision } from '#shared/domain/client/client';
import { instantOf } from '#shared/clock';
import { offeringId } from '#shared/domain/ids';
import type { Programme, ProgrammeVersion, ServiceKind } from '#shared/domain/programme/programme';
import type { Provider } from '#shared/domain/provider/provider';
import { lineOf, linesOf, type LineRecord } from '#shared/persistence/lines';
import type { ClientRecord } from '#shared/persistence/clients';
import { placeOf } from '#shared/persistence/seal';
import { relayPending } from '#shared/persistence/relay';
import { verifyBooks } from '#shared/persistence/verify';
import { settlementWork, type SettlementDeps } from '#workers/settlement/worker';
import { aDecision, aVersion, INCOME_TESTED } from '../domain/pricing-builders.ts';
import { openWorld, type Agent, type WorldOptions } from '../world.ts';

const LONG_AGO = '2020-01-01T08:00:00.000Z';
/** Noon in Helsinki in summer. */
export const noon = (day: CalendarDate): string => `${day}T09:00:00.000Z`;

export interface Told {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** What a run comes to, and what it says to whom. */
export interface Settled {
  readonly id: string;
  readonly status: string;
  readonly hash: string;
  readonly totals: Record<string, number>;
  readonly held: readonly { code: string }[];
}

const VERSIONS: Record<ServiceKind, Partial<ProgrammeVersion>> = {
  rehabilitation: {},
  housing: { value: INCOME_TESTED, validity: { takeIntoUseDays: null, months: null } },
  soteCentre: {
    value: { basis: 'capitation', bands: [{ fromAge: 0, annualCents: 9_287 }] },
    validity: { takeIntoUseDays: null, months: null },
    fullCoverageUnderAge: null,
    feeCollector: 'organiser',
    lockInMonths: 0,
  },
};

/**
 * A small county behind the application's own doors: programmes, providers and clients stand ready, everything
 * else is done by somebody who is logged in. The settlement worker is run by hand.
 */
export const openCounty = async (now: CalendarDate, options: WorldOptions = {}) => {
  const world = await openWorld({ now: noon(now), ...options });
  const { stores, clock, deps } = world;
  const [coordinator, finance, approver] = await Promise.all([
    world.as('coordinator'),
    world.as('finance'),
    world.as('finance'),
  ]);
  const agents = new Map<string, Agent>();
  let keys = 0;

  const programme = async (kind: ServiceKind, version: Partial<ProgrammeVersion> = {}): Promise<Programme> => {
    const made: Programme = {
      id: `prg-${kind}`,
      ver: 1,
      code: kind.toUpperCase(),
      kind,
      name: { fi: kind, sv: kind, en: kind },
      versions: [aVersion({ ...VERSIONS[kind], ...version })],
    };
    await stores.programmes.insert(made);
    return made;
  };

  /** A provider with units `u1`, `u2`… of the programme, each at a price; and one of its people. */
  const provider = async (letter: string, kind: ServiceKind, ...prices: number[]): Promise<Provider> => {
    const id = `prv-${letter}`;
    const programmeId = `prg-${kind}`;
    const made: Provider = {
      id,
      ver: 1,
      businessId: '2345678-1',
      name: `Palvelu ${letter} Oy`,
      iban: 'FI2112345600000785',
      email: `${letter}@example.invalid`,
      prepaymentRegister: true,
      soteriRegistered: true,
      insuranceValidTo: '2030-12-31',
      rulebookAccepted: '2026-1',
      status: 'approved',
      units: [],
      approvals: [
        { id: `apr-${letter}`, programmeId, validFrom: '2020-01-01', approvedBy: 'usr-1', recordedAt: LONG_AGO },
      ],
      offerings: prices.map((unitPriceCents, index) => ({
        id: offeringId(id, index, programmeId),
        programmeId,
        unitId: `unt-${letter}-${index + 1}`,
        prices: [{ unitPriceCents, validFrom: '2020-01-01', recordedAt: LONG_AGO }],
      })),
      appliedAt: LONG_AGO,
    };
    await stores.providers.insert(made);
    agents.set(id, await world.as('provider', { providerId: id }));
    return made;
  };

  const client = async (letter: string, over: Partial<Client> = {}): Promise<string> => {
    const id = `cli-${letter}`;
    const sealed = (field: string, text: string) => deps.seal.seal(text, placeOf('clients', id, field));
    const made: ClientRecord = {
      id,
      ver: 1,
      birthDate: '1940-03-01',
      municipalityCode: '398',
      area: null,
      language: 'fi',
      incomeDecisions: [aDecision()],
      deathDate: null,
      deathUntold: false,
      deathRecordedBy: null,
      deathRecordedAt: null,
      sealed: {
        firstName: sealed('firstName', 'Testi'),
        lastName: sealed('lastName', letter),
        personalIdentityCode: sealed('personalIdentityCode', '010340-900X'),
      },
      origin: letter,
      registeredAt: LONG_AGO,
      registeredBy: 'usr-1',
      ...over,
    };
    await stores.clients.insert(made);
    return made.id;
  };

  const offering = (provider: string, kind: ServiceKind, unit = 1) =>
    offeringId(`prv-${provider}`, unit - 1, `prg-${kind}`);

  const reserve = async (
    voucher: Told,
    provider: string,
    kind: ServiceKind,
    startDate: CalendarDate,
    unit = 1,
  ): Promise<Told> => {
    const body = { offeringId: offering(provider, kind, unit), startDate };
    return (await coordinator.post(`/v1/vouchers/${voucher.id}/reservations`).send(body).expect(201)).body as Told;
  };

  /** A voucher of the kind's programme, reserved from its first day. */
  const voucher = async (
    clientId: string,
    kind: ServiceKind,
    provider: string,
    validFrom: CalendarDate,
  ): Promise<Told> => {
    const units = kind === 'rehabilitation' ? { units: 50 } : {};
    const body = { clientId, programmeId: `prg-${kind}`, validFrom, ...units };
    const issued = (await coordinator.post('/v1/vouchers').send(body).expect(201)).body as Told;
    await reserve(issued, provider, kind, validFrom);
    return issued;
  };

  const post = (provider: string, body: object) =>
    (agents.get(`prv-${provider}`) as Agent)
      .post('/v1/service-events')
      .set('Idempotency-Key', `k-${(keys += 1)}`)
      .send(body);

  const record = async (voucher: Told, provider: string, kind: ServiceKind, fact: object, unit = 1): Promise<Told> => {
    const told = await post(provider, {
      voucherNumber: voucher['number'],
      offeringId: offering(provider, kind, unit),
      ...fact,
    });
    if (told.status !== 201) throw new Error(JSON.stringify(told.body));
    return told.body as Told;
  };
  const visit = (voucher: Told, provider: string, date: CalendarDate): Promise<Told> =>
    record(voucher, provider, 'rehabilitation', { type: 'visit', date, units: 1 });

  const reverse = (event: Told, replacement?: object) =>
    coordinator
      .post(`/v1/service-events/${event.id}/reversal`)
      .send({ reason: 'a mistake', ...(replacement === undefined ? {} : { replacement }) })
      .expect(201);

  const workerDeps: SettlementDeps = { stores, clock, log: deps.log, nudge: deps.nudge };
  const work = (more: Partial<SettlementDeps> = {}) => settlementWork({ ...workerDeps, ...more });

  /** Does what a settlement worker finds to do. */
  const settleAll = async (): Promise<void> => {
    const worker = work();
    for (const id of await worker.due(100)) await worker.one?.(id);
  };

  const run = async (id: string): Promise<Settled> =>
    (await finance.get(`/v1/settlement-runs/${id}`).expect(200)).body as Settled;

  /** Asks for a run and lets it be calculated. */
  const calculate = async (period: Month, body: object = {}): Promise<Settled> => {
    const asked = await finance
      .post('/v1/settlement-runs')
      .send({ period, ...body })
      .expect(202);
    await settleAll();
    return run((asked.body as Told).id);
  };

  const approve = async ({ id, hash }: { readonly id: string; readonly hash: string }): Promise<Settled> => {
    await approver.post(`/v1/settlement-runs/${id}/approval`).send({ hash }).expect(200);
    await settleAll();
    return run(id);
  };

  return {
    world,
    stores,
    clock,
    coordinator,
    finance,
    approver,
    programme,
    provider,
    client,
    voucher,
    offering,
    reserve,
    record,
    visit,
    reverse,
    post,
    work,
    settleAll,
    run,
    calculate,
    approve,
    settle: async (period: Month): Promise<Settled> => approve(await calculate(period)),
    turnTo: (day: CalendarDate) => clock.turnTo(noon(day)),
    agent: (provider: string): Agent => agents.get(`prv-${provider}`) as Agent,
    statements: async (runId: string): Promise<Told[]> =>
      ((await finance.get(`/v1/settlement-runs/${runId}/statements?limit=200`).expect(200)).body as { items: Told[] })
        .items,
    /** All lines that count of a run, in order. */
    lines: async (runId: string): Promise<LineRecord[]> => {
      const kept = await stores.runs.load(runId);
      const counting = { runId, calc: { $in: [...(kept?.calcs ?? [])] }, kind: { $ne: 'carry' } };
      const found = (await linesOf(stores).find(counting).sort({ _id: 1 }).toArray()).map(lineOf);
      return found.sort((a, b) => (a.statementId < b.statementId ? -1 : a.statementId > b.statementId ? 1 : 0));
    },
    balance: async (): Promise<Record<string, number>> => {
      while ((await relayPending(stores, 100, instantOf(clock))) > 0);
      const told = await finance.get('/v1/ledger/trial-balance');
      if (told.status !== 200) {
        const sums: Record<string, number> = {};
        for await (const row of stores.connection.getClient().db(stores.connection.name).collection('ledger').find()) {
          const { from, to, amountCents } = row as unknown as { from: string; to: string; amountCents: number };
          sums[from] = (sums[from] ?? 0) - amountCents;
          sums[to] = (sums[to] ?? 0) + amountCents;
        }
        return sums;
      }
      const { accounts } = told.body as { accounts: { account: string; balanceCents: number }[] };
      return Object.fromEntries(accounts.map(({ account, balanceCents }) => [account, balanceCents]));
    },
    /** Whatever the books say twice, and not alike. */
    differences: () => verifyBooks(stores),
    decision: (over: Partial<IncomeDecision>) => aDecision(over),
    close: () => world.close(),
  };
};

export type County = Awaited<ReturnType<typeof openCounty>>;

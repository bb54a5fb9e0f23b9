import type { Pricing } from '#shared/domain/pricing/pricing';
import { openWorld, type Agent, type WorldOptions } from '../world.ts';

/** What comes back, as far as tests look into it. */
export interface Told {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly code: string;
  readonly pricing: Pricing;
  readonly valid: boolean;
  readonly reasons: readonly { readonly code: string; readonly remedy: object }[];
  readonly items: readonly Told[];
  readonly nextCursor: string | null;
  readonly units: readonly Told[];
  readonly problem: Told;
  readonly replacement: Told | null;
  readonly [field: string]: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: Told;
  /** Whether the answer says that it was given before. */
  readonly replayed: boolean;
}

/** Somebody who asks. */
export interface Person {
  get(path: string): Promise<Answer>;
  post(path: string, body?: object, key?: string): Promise<Answer>;
}

interface Got {
  readonly status: number;
  readonly body: unknown;
  readonly headers: unknown;
}

const told = ({ status, body, headers }: Got): Answer => ({
  status,
  body: body as Told,
  replayed: (headers as Record<string, string>)['idempotent-replayed'] === 'true',
});

export const personOf = (agent: Agent): Person => ({
  get: async (path) => told(await agent.get(path)),
  post: async (path, body = {}, key) => {
    const asking = agent.post(path).send(body);
    return told(await (key === undefined ? asking : asking.set('Idempotency-Key', key)));
  },
});

/** What must have gone well: the body, or a test that says what did not. */
export const made = ({ status, body }: Answer): Told => {
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};

/** Status and code in one, as a test likes to compare them. */
export const saidNo = ({ status, body }: Answer): [number, string] => [status, body.code];

/** Three amounts, in the order gross, organiser, client. */
export const amounts = ({ grossCents, organiserCents, clientCents }: Pricing): [number, number, number] => [
  grossCents,
  organiserCents,
  clientCents,
];

const CHECK = '0123456789ABCDEFHJKLMNPRSTUVWXY';
/** A personal identity code of the 900 series, which is given to nobody. */
const identityOf = (birthDate: string, individual: number): string => {
  const [year = '', month = '', day = ''] = birthDate.split('-');
  const digits = `${day}${month}${year.slice(2)}`;
  const sign = year.startsWith('20') ? 'A' : '-';
  return `${digits}${sign}${individual}${CHECK.charAt(Number(`${digits}${individual}`) % 31)}`;
};

const MANY_YEARS = { takeIntoUseDays: null, months: 120 };

/** The terms of a visit to a physiotherapist at 44,35, in force for long. */
const PHYSIOTHERAPY = {
  effectiveFrom: '2018-01-01',
  rulebook: '2018-1',
  value: { basis: 'flat', unitValueCents: 4435 },
  fullCoverageUnderAge: 18,
  validity: MANY_YEARS,
  noShowMaxCents: 5670,
};

export const FLAT_HOUSING = { value: { basis: 'flat', unitValueCents: 11_000 } };
export const INCOME_TESTED = {
  value: { basis: 'incomeTested', minimumDisposableCents: 18_200 },
  fullCoverageUnderAge: null,
};
export const CAPITATION = {
  value: { basis: 'capitation', bands: [{ fromAge: 0, annualCents: 9287 }] },
  lockInMonths: 6,
};

/** T10's client: 1 308,00 a month after deductions. */
export const INCOME = {
  validFrom: '2018-01-01',
  netMonthlyIncomeCents: 180_000,
  housingCostCents: 62_000,
  housingAllowanceCents: 18_000,
  medicineCents: 5_200,
};

export interface VoucherAsked {
  readonly clientId?: string;
  readonly programmeId?: string;
  readonly units?: number;
  readonly validFrom?: string;
  readonly validTo?: string;
}

/** A whole office behind the front door: people with roles, and what they do every day, each in one line. */
export const openOffice = async (options: WorldOptions = {}) => {
  const world = await openWorld(options);
  const [admin, approver, coordinator, finance, auditor] = (await Promise.all(
    (['admin', 'admin', 'coordinator', 'finance', 'auditor'] as const).map(async (role) =>
      personOf(await world.as(role)),
    ),
  )) as [Person, Person, Person, Person, Person];
  let count = 0;

  const programme = async (version: object = {}, kind = 'rehabilitation'): Promise<string> => {
    const code = `SERVICE-${(count += 1)}`;
    const name = { fi: 'Palvelu', sv: 'Tjänst', en: 'Service' };
    const { id } = made(
      await admin.post('/v1/programmes', { code, kind, name, version: { ...PHYSIOTHERAPY, ...version } }),
    );
    made(await approver.post(`/v1/programmes/${id}/versions/1/approval`));
    return id;
  };

  /** A provider with one unit, approved for the programmes, and a user of its own. */
  const provider = async (...programmeIds: string[]) => {
    const { id, units } = made(
      await admin.post('/v1/providers', {
        businessId: '1234567-1',
        name: 'Kuntoutus Oy',
        iban: 'FI2112345600000785',
        email: 'office@example.invalid',
        prepaymentRegister: true,
        soteriRegistered: true,
        insuranceValidTo: '2040-12-31',
        rulebookAccepted: true,
        units: [{ name: 'Keskusta', municipalityCode: '398', street: 'Aleksanterinkatu 1', languages: ['fi', 'sv'] }],
      }),
    );
    const approve = (programmeId: string) =>
      coordinator.post(`/v1/providers/${id}/approvals`, { programmeId, validFrom: '2018-01-01' });
    for (const programmeId of programmeIds) made(await approve(programmeId));
    const person = personOf(await world.as('provider', { providerId: id }));
    const offer = (programmeId: string, unitPriceCents: number, validFrom = '2018-01-01') =>
      person.post(`/v1/providers/${id}/offerings`, { programmeId, unitId: units[0]?.id, unitPriceCents, validFrom });
    return { ...person, id, offer };
  };

  /** A provider with one offering at a price. */
  const seller = async (programmeId: string, unitPriceCents = 6200) => {
    const person = await provider(programmeId);
    const offering = made(await person.offer(programmeId, unitPriceCents));
    return { ...person, offeringId: offering.id };
  };

  const client = async (birthDate = '1980-05-05', income?: object) => {
    const { id } = made(
      await coordinator.post('/v1/clients', {
        personalIdentityCode: identityOf(birthDate, 900 + (count += 1)),
        firstName: 'Aino',
        lastName: 'Esimerkki',
        municipalityCode: '398',
        language: 'fi',
      }),
    );
    if (income !== undefined) made(await coordinator.post(`/v1/clients/${id}/income-decisions`, income));
    return { ...personOf(await world.as('client', { clientId: id })), id };
  };

  return {
    world,
    clock: world.clock,
    admin,
    approver,
    coordinator,
    finance,
    auditor,
    programme,
    provider,
    seller,
    client,
    issue: async (asked: VoucherAsked): Promise<Told> =>
      made(await coordinator.post('/v1/vouchers', { validFrom: '2018-01-01', ...asked })),
    close: () => world.close(),
  };
};

export type Office = Awaited<ReturnType<typeof openOffice>>;
export type Seller = Awaited<ReturnType<Office['seller']>>;

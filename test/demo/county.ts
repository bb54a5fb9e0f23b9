/** The test county: staff, programmes, and forty providers with sixty units in the ten municipalities. */
import { approveVersion, proposeProgramme } from '#shared/contract/programmes';
import { applyAsProvider, approveProvider, setPrice } from '#shared/contract/providers';
import { createUser } from '#shared/contract/users';
import { addMonths, firstDayOf, type CalendarDate, type Month } from '#shared/domain/calendar';
import type { Role } from '#shared/domain/access';
import type { ServiceKind } from '#shared/domain/programme/programme';
import { anyone, each, logIn, type Caller, type No } from './http.ts';
import type { Progress } from './print.ts';
import { application, FIRMS, kindOfFirm, MUNICIPALITIES, priceOf, servicesOf } from './firms.ts';
import { BY_INCOME, FREE, proposals } from './programmes.ts';

/** One password for all test log-ins; they exist in the sandbox only. */
export const PASSWORD = 'valinta-demo';
export const EMAILS = {
  admin: 'admin@example.invalid',
  secondAdmin: 'admin2@example.invalid',
  coordinator: 'coordinator@example.invalid',
  finance: 'finance@example.invalid',
  secondFinance: 'finance2@example.invalid',
  auditor: 'auditor@example.invalid',
  provider: 'provider1@example.invalid',
  client: 'client@example.invalid',
} as const;

type StaffName = 'admin' | 'secondAdmin' | 'coordinator' | 'finance' | 'secondFinance' | 'auditor';

/** A unit that can be chosen for a programme. */
export interface Place {
  readonly firm: Firm;
  readonly unitId: string;
  readonly municipalityCode: string;
  readonly offeringId: string;
  readonly programme: string;
}

export interface Firm {
  readonly number: number;
  readonly name: string;
  readonly kind: ServiceKind;
  readonly providerId: string;
  readonly approvals: ReadonlyMap<string, string>;
  readonly caller: Caller;
}

export interface County {
  readonly base: string;
  readonly period: Month;
  /** The programmes, approvals and prices are in force from here: half a year before the month that is played. */
  readonly since: CalendarDate;
  readonly municipalities: typeof MUNICIPALITIES;
  readonly staff: Readonly<Record<StaffName, Caller>>;
  readonly programmeIds: ReadonlyMap<string, string>;
  readonly firms: readonly Firm[];
  readonly places: readonly Place[];
  /** Prices that were refused when they were offered. */
  readonly refusedOffers: readonly No[];
}

const staffAt = async (base: string): Promise<County['staff']> => {
  const admin = await logIn(base, EMAILS.admin, PASSWORD);
  const make = async (name: Exclude<StaffName, 'admin'>, role: Role): Promise<Caller> => {
    await admin.must(createUser, { body: { email: EMAILS[name], password: PASSWORD, name: `Demo ${role}`, role } });
    return logIn(base, EMAILS[name], PASSWORD);
  };
  const [secondAdmin, coordinator, finance, secondFinance, auditor] = await Promise.all([
    make('secondAdmin', 'admin'),
    make('coordinator', 'coordinator'),
    make('finance', 'finance'),
    make('secondFinance', 'finance'),
    make('auditor', 'auditor'),
  ]);
  return { admin, secondAdmin, coordinator, finance, secondFinance, auditor };
};

/** One person proposes, another approves. */
const setProgrammes = async ({ admin, secondAdmin }: County['staff'], since: CalendarDate) => {
  const ids = await each(proposals(since), async (proposal): Promise<[string, string]> => {
    const { id } = await admin.must(proposeProgramme, { body: proposal });
    await secondAdmin.must(approveVersion, { params: { id, number: 1 } });
    return [proposal.code, id];
  });
  return new Map(ids);
};

type Bare = Pick<County, 'base' | 'since' | 'staff' | 'programmeIds'>;

const foundFirm = async ({ base, since, staff, programmeIds }: Bare, index: number) => {
  const { id, name, units } = await anyone(base).must(applyAsProvider, { body: application(index) });
  const email = `provider${index + 1}@example.invalid`;
  await staff.admin.must(createUser, {
    body: { email, password: PASSWORD, name: `Demo provider ${index + 1}`, role: 'provider', providerId: id },
  });
  const caller = await logIn(base, email, PASSWORD);
  const approvals = new Map<string, string>();
  const offers: { programme: string; unitId: string; municipalityCode: string; offeringId: string }[] = [];
  for (const programme of servicesOf(index)) {
    const programmeId = programmeIds.get(programme) ?? '';
    const approval = { programmeId, validFrom: since };
    approvals.set(programme, (await staff.coordinator.must(approveProvider, { params: { id }, body: approval })).id);
    for (const { id: unitId, municipalityCode } of units) {
      const offer = { programmeId, unitId, unitPriceCents: priceOf(programme, index), validFrom: since };
      const offering = await caller.must(setPrice, { params: { id }, body: offer });
      offers.push({ programme, unitId, municipalityCode, offeringId: offering.id });
    }
  }
  const firm: Firm = { number: index + 1, name, kind: kindOfFirm(index), providerId: id, approvals, caller };
  return { firm, places: offers.map((offer): Place => ({ firm, ...offer })) };
};

/** Two prices that no county may accept: above the ceiling, and above the value of what the law makes free. */
const refusedPrices = async ({ programmeIds, since }: Bare, places: readonly Place[]): Promise<No[]> => {
  const tries = [
    { programme: BY_INCOME, unitPriceCents: 17_800 },
    { programme: FREE, unitPriceCents: 16_500 },
  ];
  const answers = await each(tries, ({ programme, unitPriceCents }) => {
    const place = places.find((candidate) => candidate.programme === programme);
    if (place === undefined) throw new Error(`nobody offers ${programme}`);
    const body = { programmeId: programmeIds.get(programme) ?? '', unitId: place.unitId, unitPriceCents };
    const params = { id: place.firm.providerId };
    return place.firm.caller.ask(setPrice, { params, body: { ...body, validFrom: since } });
  });
  return answers.filter((answer) => !answer.ok);
};

/** Fills the county: staff, programmes, providers with their approvals, prices and log-ins. */
export const foundCounty = async (base: string, period: Month, progress: Progress): Promise<County> => {
  const since = addMonths(firstDayOf(period), -6);
  const staff = await staffAt(base);
  const programmeIds = await setProgrammes(staff, since);
  const bare = { base, since, staff, programmeIds };
  const founded = await each(
    Array.from({ length: FIRMS }, (_, index) => index),
    async (index) => {
      const made = await foundFirm(bare, index);
      progress.step();
      return made;
    },
    8,
  );
  const places = founded.flatMap((one) => one.places);
  const refusedOffers = await refusedPrices(bare, places);
  const firms = founded.map(({ firm }) => firm);
  return { ...bare, period, municipalities: MUNICIPALITIES, firms, places, refusedOffers };
};

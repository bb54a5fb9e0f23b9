import type { CalendarDate } from '#shared/domain/calendar';
import type { Client } from '#shared/domain/client/client';
import type { ProgrammeVersion, ServiceKind } from '#shared/domain/programme/programme';
import { isRefused, type Refused } from '#shared/domain/outcome';
import type { Provider, ProviderApproval } from '#shared/domain/provider/provider';
import type { Claim } from '#shared/domain/voucher/claims';
import { recordEvent, type Recorded } from '#shared/domain/voucher/record-event';
import type { ServiceEvent, ServiceFact, Voucher } from '#shared/domain/voucher/voucher';
import type { Done } from '#shared/domain/voucher/write';
import { aDecision, aHome, aPrice, aProgramme, aStayAt, INCOME_TESTED } from '../domain/pricing-builders.ts';

/** The day on which things happen, unless a test says otherwise: inside the entry window of May and of June. */
export const TODAY = '2026-06-04';
export const ADULT = '1980-05-05';

/** An instant of a day, and who acts at it. */
export const on = (day: CalendarDate, by = 'usr-1'): Done => ({ at: `${day}T09:00:00.000Z`, by });

const GRANTED = {
  seq: 1,
  kind: 'granted',
  at: '2026-01-02T08:00:00.000Z',
  by: 'usr-office',
  postings: [{ from: 'appropriation', to: 'committed', amountCents: 44_350, because: 'granted' }],
} as const;

/** Ten visits of 44,35 for 2026, reserved with provider A. */
export const aVoucher = (over: Partial<Voucher> = {}): Voucher => ({
  id: 'vch-V1',
  ver: 1,
  number: 'V1',
  clientId: 'cli-1',
  clientBirthDate: ADULT,
  programmeId: 'prg-1',
  kind: 'rehabilitation',
  status: 'reserved',
  issuedOn: '2026-01-02',
  validFrom: '2026-01-01',
  validTo: '2026-12-31',
  takeIntoUseBy: '2026-03-03',
  grantedUnits: 10,
  usedUnits: 0,
  reservations: [aStayAt('A', '2026-01-01')],
  events: [],
  suspensions: [],
  entryWindows: [],
  valueRaises: [],
  ended: null,
  committedCents: 44_350,
  journal: [GRANTED],
  toldSeq: 0,
  refusals: [],
  ...over,
});

/** The same before anyone was chosen. */
export const anIssued = (over: Partial<Voucher> = {}): Voucher =>
  aVoucher({ status: 'issued', reservations: [], ...over });

/** Housing until further notice with provider A, nothing committed unless said. */
export const aHousing = (over: Partial<Voucher> = {}): Voucher =>
  aVoucher({
    kind: 'housing',
    clientBirthDate: '1940-03-01',
    grantedUnits: null,
    validTo: '9999-12-31',
    takeIntoUseBy: '9999-12-31',
    ...over,
  });

/** An enrolment at centre A since the first of May 2018, as in T26. */
export const anEnrolment = (over: Partial<Voucher> = {}): Voucher =>
  aVoucher({
    kind: 'soteCentre',
    status: 'inUse',
    grantedUnits: null,
    validFrom: '2018-01-01',
    validTo: '9999-12-31',
    takeIntoUseBy: '9999-12-31',
    reservations: [aStayAt('A', '2018-05-02')],
    ...over,
  });

export const anApproval = (over: Partial<ProviderApproval> = {}): ProviderApproval => ({
  id: 'apr-1',
  programmeId: 'prg-1',
  validFrom: '2018-01-01',
  approvedBy: 'usr-1',
  recordedAt: '2018-01-01T08:00:00.000Z',
  ...over,
});

/** Provider `prv-X` with offering `off-X` at 62,00 a visit (or what is given), approved. */
export const aProvider = (letter = 'A', over: Partial<Provider> = {}, priceCents = 6200): Provider => ({
  ...aHome(letter, aPrice(priceCents, '2018-01-01')),
  approvals: [anApproval()],
  ...over,
});

export const aClient = (over: Partial<Client> = {}): Client => ({
  id: 'cli-1',
  ver: 1,
  birthDate: ADULT,
  municipalityCode: '398',
  area: null,
  language: 'fi',
  incomeDecisions: [],
  deathDate: null,
  ...over,
});

/** A programme `prg-1` of the kind; its version is in force from 2018 on. */
export const aProgrammeOf = (kind: ServiceKind, version: Partial<ProgrammeVersion> = {}) => ({
  ...aProgramme({ effectiveFrom: '2018-01-01', ...version }),
  kind,
});

export const aVisit = (date: CalendarDate): ServiceFact => ({ type: 'visit', from: date, to: date, units: 1 });
export const aNoShow = (date: CalendarDate, cancelledHoursBefore = 10): ServiceFact => ({
  type: 'noShow',
  from: date,
  to: date,
  cancelledHoursBefore,
});
export const aStay = (from: CalendarDate, to: CalendarDate): ServiceFact => ({ type: 'stay', from, to });
export const anAbsence = (from: CalendarDate, to: CalendarDate): ServiceFact => ({
  type: 'absence',
  from,
  to,
  reason: 'hospital',
});

/** A claim that nothing speaks against: a visit today on a voucher reserved with the provider that asks. */
export const aClaim = (over: Partial<Claim> = {}): Claim => {
  const voucher = over.voucher ?? aVoucher();
  return {
    voucher,
    offeringId: 'off-A',
    fact: aVisit(over.today ?? TODAY),
    provider: aProvider(),
    programme: aProgrammeOf(voucher.kind),
    client: aClient({ birthDate: voucher.clientBirthDate }),
    others: [],
    today: TODAY,
    ...over,
  };
};

/** A claim on income-tested housing at 170,00 a day for T10's client. */
export const aHousingClaim = (over: Partial<Claim> = {}): Claim =>
  aClaim({
    voucher: aHousing(),
    fact: aStay('2026-05-01', '2026-05-31'),
    provider: aProvider('A', {}, 17_000),
    programme: aProgrammeOf('housing', { value: INCOME_TESTED }),
    client: aClient({ birthDate: '1940-03-01', incomeDecisions: [aDecision()] }),
    ...over,
  });

/** Records what is claimed under a key; whatever comes of it. */
export const told = (claim: Claim, digest = 'k1') =>
  recordEvent(claim, { digest, ...on(claim.today, 'usr-provider') }, []);

/** The voucher and the event after a claim that must hold. */
export const accepted = (claim: Claim, digest = 'k1'): { voucher: Voucher; event: ServiceEvent } => {
  const { next, answer } = told(claim, digest);
  if (answer.outcome === 'refused') throw new Error(`refused: ${answer.code}`);
  return { voucher: next, event: answer.event };
};

/** The voucher after a visit on each of the days. */
export const withVisits = (voucher: Voucher, ...days: CalendarDate[]): Voucher =>
  days.reduce(
    (held, day) => accepted(aClaim({ voucher: held, fact: aVisit(day), today: day }), `v${day}`).voucher,
    voucher,
  );

/** What a rule made of it, when it must not have refused. */
export const done = <T>(verdict: T | Refused): T => {
  if (isRefused(verdict)) throw new Error(`refused: ${verdict.code}`);
  return verdict;
};

/** The name of a refusal; `none` where there is no refusal. */
export const codeOf = (verdict: unknown): string => (isRefused(verdict) ? verdict.code : 'none');

export const outcomeOf = (answer: Recorded): string => (answer.outcome === 'refused' ? answer.code : answer.outcome);

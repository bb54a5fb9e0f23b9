import { describe, expect, it } from '@jest/globals';
import type { Provider } from '#shared/domain/provider/provider';
import type { AbsenceReason, Voucher } from '#shared/domain/voucher/voucher';
import { disputeEvent } from '#shared/domain/voucher/dispute-event';
import { MOST_VISITS, visitsInRhythm, type Plan } from '#shared/domain/simulation/plan';
import type { NotTaken } from '#shared/domain/simulation/carry-out';
import { simulate, type Question } from '#shared/domain/simulation/simulate';
import {
  accepted,
  aClient,
  aHousing,
  aHousingClaim,
  anApproval,
  anEnrolment,
  anIssued,
  aProgrammeOf,
  aProvider,
  aStay,
  on,
} from '../builders/voucher.ts';
import { aDecision, INCOME_TESTED } from './pricing-builders.ts';

const TODAY = '2026-05-20';

const asking = (
  voucher: Voucher,
  version: Parameters<typeof aProgrammeOf>[1],
  over: Partial<Question> = {},
): Question => {
  const programme = aProgrammeOf(voucher.kind, version);
  const client = aClient({ birthDate: voucher.clientBirthDate, incomeDecisions: [aDecision()] });
  return {
    ...{ voucher, client, others: [], programme, programmes: [programme], neighbours: [] },
    ...{ today: TODAY, now: `${TODAY}T09:00:00.000Z` },
    ...over,
  };
};

const told = (plan: Plan, question: Question, priceCents = 6200) => {
  const { total, months, notTaken } = simulate(
    plan,
    { provider: aProvider('A', {}, priceCents), offeringId: 'off-A' },
    question,
  );
  return { sums: [total.grossCents, total.organiserCents, total.clientCents], months, notTaken };
};

const june = (absences: Extract<Plan, { kind: 'housing' }>['absences'] = []): Plan => ({
  ...{ kind: 'housing', from: '2026-06-01', to: '2026-06-30' },
  absences,
});
const away = (reason: AbsenceReason) => [{ from: '2026-06-10', to: '2026-06-21', reason }];

describe('the worked examples, beforehand', () => {
  it('T02: ten visits with an own share', () => {
    const visits = visitsInRhythm({ from: '2026-06-01', to: '2026-08-03', times: 1, every: 'week' });
    const voucher = anIssued({ takeIntoUseBy: '2026-06-30' });
    expect(told({ kind: 'rehabilitation', visits }, asking(voucher, {})).sums).toEqual([62_000, 44_350, 17_650]);
  });

  it('T10, T15 and T16: a month of housing, with leave and in hospital', () => {
    const question = asking(aHousing(), { value: INCOME_TESTED });
    expect(told(june(), question, 17_000).sums).toEqual([510_000, 398_820, 111_180]);
    expect(told(june(away('leave')), question, 17_000).sums).toEqual([450_500, 365_262, 85_238]);
    expect(told(june(away('hospital')), question, 17_000).sums).toEqual([450_500, 383_792, 66_708]);
  });

  it('T22: a year of capitation', () => {
    const value = { basis: 'capitation', bands: [{ fromAge: 0, annualCents: 9_287 }] } as const;
    const plan: Plan = { kind: 'soteCentre', from: '2027-01-01', to: '2027-12-31' };
    const { months, sums } = told(plan, asking(anEnrolment(), { value }));
    expect(months.map(({ organiserCents }) => organiserCents)).toEqual([
      774,
      774,
      774,
      774,
      774,
      774,
      773,
      ...Array<number>(5).fill(774),
    ]);
    expect(sums).toEqual([9_287, 9_287, 0]);
  });
});

describe('what is known already', () => {
  const stayed = () => accepted(aHousingClaim({ fact: aStay('2026-05-01', '2026-05-10'), today: TODAY })).voucher;
  const rest: Plan = { kind: 'housing', from: '2026-05-11', to: '2026-05-31', absences: [] };

  it('belongs to the month of housing', () => {
    const { months } = told(rest, asking(stayed(), { value: INCOME_TESTED }), 17_000);
    expect(months).toMatchObject([{ units: 31, refusedUnits: 0, grossCents: 31 * 17_000, clientCents: 111_180 }]);
  });

  it('is left out while it is disputed, as a run would', () => {
    const voucher = stayed();
    const eventId = voucher.events[0]?.id ?? '';
    const { next } = disputeEvent(voucher, { eventId, reason: 'was not there' }, TODAY, on(TODAY));
    const { months } = told(rest, asking(next, { value: INCOME_TESTED }), 17_000);
    expect(months).toMatchObject([{ units: 21, grossCents: 21 * 17_000 }]);
  });

  it('may leave nothing to be had, and says so for each day', () => {
    const { notTaken, sums } = told(
      rest,
      asking(aHousing({ status: 'suspended', suspensions: [{ from: TODAY, resumedOn: null, reason: 'x' }] }), {
        value: INCOME_TESTED,
      }),
    );
    expect(new Set(notTaken.map(({ code }) => code))).toEqual(new Set(['VOUCHER_SUSPENDED']));
    expect(notTaken).toHaveLength(21);
    expect(sums).toEqual([0, 0, 0]);
  });

  it('tells of a centre that is responsible while no terms are in force', () => {
    const value = { basis: 'capitation', bands: [{ fromAge: 0, annualCents: 9_287 }] } as const;
    const plan: Plan = { kind: 'soteCentre', from: '2026-06-01', to: '2026-07-31' };
    const { notTaken, months } = told(plan, asking(anEnrolment(), { value, effectiveFrom: '2026-07-01' }));
    expect(months.map(({ units, refusedUnits }) => [units, refusedUnits])).toEqual([
      [0, 30],
      [31, 0],
    ]);
    expect(notTaken).toEqual([
      { from: '2026-06-01', to: '2026-06-30', code: 'PROGRAMME_NOT_IN_FORCE', details: undefined },
    ]);
  });
});

describe('a centre that is not approved to the end of the plan', () => {
  const value = { basis: 'capitation', bands: [{ fromAge: 0, annualCents: 9_287 }] } as const;
  const plan: Plan = { kind: 'soteCentre', from: '2026-05-01', to: '2026-06-30' };
  const told = (provider: Provider, over: Partial<Voucher> = {}) => {
    const { months, notTaken } = simulate(
      plan,
      { provider, offeringId: 'off-A' },
      asking(anEnrolment(over), { value }),
    );
    return { months: months.map(({ units, organiserCents }) => [units, organiserCents]), notTaken };
  };
  const last = (days: readonly NotTaken[]) => days.map(({ from, code }) => [from, code]).at(-1);

  it('earns the days it is approved on, as in its settlement', () => {
    const { months, notTaken } = told(aProvider('A', { approvals: [anApproval({ validTo: '2026-05-10' })] }));
    expect(months).toEqual([
      [10, 250],
      [0, 0],
    ]);
    expect([notTaken.length, last(notTaken)]).toEqual([51, ['2026-06-30', 'PROVIDER_NOT_APPROVED_ON_DATE']]);
  });

  it('or whose voucher is suspended, earns the other days', () => {
    const suspensions = [{ from: '2026-05-11', resumedOn: '2026-06-29', reason: 'abroad' }];
    const { months, notTaken } = told(aProvider(), { suspensions });
    expect(months).toEqual([
      [10, 250],
      [2, 52],
    ]);
    expect([notTaken.length, last(notTaken)]).toEqual([49, ['2026-06-28', 'VOUCHER_SUSPENDED']]);
  });
});

describe('visits in a rhythm', () => {
  it('are spread over each week from the first day on', () => {
    const visits = visitsInRhythm({ from: '2028-02-28', to: '2028-03-09', times: 3, every: 'week' });
    expect(visits).toEqual(['2028-02-28', '2028-03-01', '2028-03-03', '2028-03-06', '2028-03-08']);
  });

  it('are as many in a short month as in a long one', () => {
    const visits = visitsInRhythm({ from: '2027-01-31', to: '2027-04-29', times: 2, every: 'month' });
    expect(visits).toEqual(['2027-01-31', '2027-02-14', '2027-02-28', '2027-03-15', '2027-03-31', '2027-04-15']);
  });

  it('end with the first that is too many, whatever number is asked', () => {
    const span = { from: '2027-11-06', to: '2027-11-20' };
    for (const times of [3_000_000, Number.MAX_SAFE_INTEGER, 1e308, Infinity])
      expect(visitsInRhythm({ ...span, times, every: 'week' })).toHaveLength(MOST_VISITS + 1);
    const long = visitsInRhythm({ from: '2027-01-01', to: '2199-12-31', times: 7, every: 'week' });
    expect(long).toHaveLength(MOST_VISITS + 1);
    for (const times of [0, -1])
      expect(visitsInRhythm({ from: '0001-01-01', to: '9999-12-31', times, every: 'week' })).toEqual([]);
  });
});

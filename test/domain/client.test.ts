import { describe, expect, it } from '@jest/globals';
import { incomeDecisionOn } from '#shared/domain/client/client';
import { decideIncome } from '#shared/domain/client/decide-income';
import { birthDateOf, hasIndividualNumber, isTestIdentity, maskedIdentity } from '#shared/domain/client/identity';
import { deathTold, recordDeath, type Mortal } from '#shared/domain/client/record-death';
import { aDecision } from './pricing-builders.ts';

const aClient = (over: Partial<Mortal> = {}): Mortal => ({
  id: 'cli-1',
  ver: 0,
  birthDate: '1940-03-01',
  municipalityCode: '398',
  area: null,
  language: 'fi',
  incomeDecisions: [],
  deathDate: null,
  deathUntold: false,
  deathRecordedBy: null,
  deathRecordedAt: null,
  ...over,
});

describe('a personal identity code', () => {
  it.each([
    ['010150+900X', '1850-01-01'],
    ['010190-900P', '1990-01-01'],
    ['010190Y900P', '1990-01-01'],
    ['311299U900X', '1999-12-31'],
    ['290204A900X', '2004-02-29'],
    ['010105F900X', '2005-01-01'],
  ])('%s tells the birth date %s', (code, birthDate) => {
    expect(birthDateOf(code)).toBe(birthDate);
  });

  it('is a test identity from individual number 900 on, and no one has a number below 002', () => {
    expect(isTestIdentity('010190-899P')).toBe(false);
    expect(isTestIdentity('010190-900P')).toBe(true);
    expect(hasIndividualNumber('010190-001P')).toBe(false);
    expect(hasIndividualNumber('010190-002P')).toBe(true);
  });

  it('is shown without its second half', () => {
    expect(maskedIdentity('010190-900P')).toBe('010190-****');
  });
});

describe('an income decision', () => {
  it('holds from its day on; of two from one day the later recorded counts', () => {
    const decided = [
      aDecision({ id: 'inc-1', validFrom: '2026-01-01' }),
      aDecision({ id: 'inc-2', validFrom: '2026-07-01' }),
      aDecision({ id: 'inc-3', validFrom: '2026-07-01', medicineCents: 0 }),
    ].reduce(decideIncome, aClient());
    expect(incomeDecisionOn(decided, '2025-12-31')).toBeUndefined();
    expect(incomeDecisionOn(decided, '2026-06-30')?.id).toBe('inc-1');
    expect(incomeDecisionOn(decided, '2026-07-01')?.id).toBe('inc-3');
  });

  it('is added once by the same request', () => {
    const once = decideIncome(aClient(), aDecision());
    expect(decideIncome(once, aDecision())).toBe(once);
  });
});

describe('a death', () => {
  const record = (client: Mortal, date: string) =>
    recordDeath(client, date, '2026-06-10', { at: '2026-06-10T08:00:00.000Z', by: 'usr-c' });

  it('is kept, and still to be told to the vouchers', () => {
    const client = record(aClient(), '2026-06-10');
    expect(client).toMatchObject({ deathDate: '2026-06-10', deathUntold: true, deathRecordedBy: 'usr-c' });
    expect(deathTold(aClient({ deathUntold: true })).deathUntold).toBe(false);
    const told = aClient();
    expect(deathTold(told)).toBe(told);
  });

  it('can be recorded again for the same day and no other', () => {
    const client = aClient({ deathDate: '2026-06-01' });
    expect(record(client, '2026-06-01')).toBe(client);
    expect(record(client, '2026-06-02')).toMatchObject({ code: 'DEATH_ALREADY_RECORDED' });
  });

  it('lies neither in the future nor before birth', () => {
    expect(record(aClient(), '2026-06-11')).toMatchObject({ code: 'IN_THE_FUTURE' });
    expect(record(aClient(), '1940-02-29')).toMatchObject({ code: 'INVALID_PERIOD' });
    expect(record(aClient(), '1940-03-01')).toMatchObject({ deathDate: '1940-03-01' });
  });
});

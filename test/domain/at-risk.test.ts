import { describe, expect, it } from '@jest/globals';
import { isToldAfterAll, lastDayToClear, lastDayToTell, stoodAt, whoTells } from '#shared/domain/settlement/at-risk';
import type { ServiceEventType } from '#shared/domain/voucher/voucher';

const told = (type: ServiceEventType, from: string, to = from) => ({ type, from, to });
const june = { from: '2026-06-10', to: '2026-06-10' };
const window = (period: string, openUntil: string) => ({ period, openUntil });

describe('what was refused is told after all', () => {
  it.each([
    [told('visit', '2026-06-10'), [told('visit', '2026-06-10')], true],
    [told('visit', '2026-06-10'), [told('noShow', '2026-06-10')], true],
    [told('visit', '2026-06-10'), [told('visit', '2026-06-11')], false],
    [told('stay', '2026-06-01', '2026-06-30'), [told('stay', '2026-06-01', '2026-06-15')], false],
    [
      told('stay', '2026-06-01', '2026-06-30'),
      [told('stay', '2026-06-16', '2026-06-30'), told('stay', '2026-06-01', '2026-06-15')],
      true,
    ],
    [told('absence', '2026-06-10', '2026-06-12'), [told('stay', '2026-06-01', '2026-06-30')], false],
    [told('absence', '2026-06-10', '2026-06-12'), [told('absence', '2026-06-09', '2026-06-12')], true],
    [told('stay', '2026-06-10', '2026-06-12'), [told('absence', '2026-06-01', '2026-06-30')], true],
    [told('visit', '2026-06-10'), [], false],
  ])('%j by %j: %s', (tried, standing, isTold) => {
    expect(isToldAfterAll(tried, standing)).toBe(isTold);
  });
});

describe('the last day to tell', () => {
  it.each([
    [june, [], '2026-06-11', '2026-07-05'],
    [june, [], '2026-07-05', '2026-07-05'],
    [june, [], '2026-07-06', null],
    [{ from: '1850-01-01', to: '1850-01-01' }, [], '2026-06-11', null],
    [june, [window('2026-06', '2026-07-20')], '2026-07-06', '2026-07-20'],
    [june, [window('2026-06', '2026-07-20')], '2026-07-21', null],
    [june, [window('2026-05', '2026-07-20')], '2026-07-06', null],
    // A window that ends before the ordinary one takes nothing away.
    [june, [window('2026-06', '2026-06-20')], '2026-06-25', '2026-07-05'],
    // Days of two months wait for the one that closes first.
    [{ from: '2026-05-30', to: '2026-06-02' }, [], '2026-06-03', '2026-06-05'],
    [{ from: '2026-05-30', to: '2026-06-02' }, [window('2026-05', '2026-06-30')], '2026-06-10', '2026-06-30'],
  ])('of %j with %j on %s is %s', (days, windows, today, last) => {
    expect(lastDayToTell(days, windows, today)).toBe(last);
  });

  it('is nobody’s but the coordinator’s where the provider can do nothing', () => {
    const coordinator = { whoActs: 'coordinator', lastDayToAct: null };
    const provider = { whoActs: 'provider', lastDayToAct: '2026-07-05' };
    const inTime = { whoActs: 'coordinator', lastDayToAct: '2026-07-05' };
    expect(whoTells('NOT_RESERVED_WITH_YOU', june, [], '2026-06-11')).toEqual(provider);
    expect(whoTells('INCOME_DECISION_MISSING', june, [], '2026-06-11')).toEqual(inTime);
    expect(whoTells('INCOME_DECISION_MISSING', june, [], '2026-07-06')).toEqual(coordinator);
    expect(whoTells('NOT_RESERVED_WITH_YOU', june, [], '2026-07-06')).toEqual(coordinator);
    expect(whoTells('ENTRY_WINDOW_CLOSED', june, [], '2026-07-08')).toEqual(coordinator);
    expect(whoTells('ENTRY_WINDOW_CLOSED', june, [window('2026-06', '2026-07-20')], '2026-07-08')).toEqual({
      whoActs: 'provider',
      lastDayToAct: '2026-07-20',
    });
  });
});

describe('what is told but not cleared up', () => {
  it.each([
    ['2026-06-30', '2026-07-05'],
    ['2026-07-05', '2026-07-05'],
    ['2026-07-06', '2026-08-05'],
    ['2026-12-31', '2027-01-05'],
  ])('of June has, on %s, until the next run that takes it: %s', (today, last) => {
    expect(lastDayToClear({ to: '2026-06-12' }, today)).toBe(last);
  });
});

describe('an event stood at a cut-off', () => {
  it.each([
    ['2026-07-05', null, true],
    ['2026-07-06', null, true],
    ['2026-07-07', null, false],
    ['2026-07-01', '2026-07-06', false],
    ['2026-07-01', '2026-07-07', true],
  ])('recorded %s, reversed %s: %s', (recordedAt, reversedAt, stood) => {
    expect(stoodAt({ recordedAt, reversedAt }, '2026-07-06')).toBe(stood);
  });
});

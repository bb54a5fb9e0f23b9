import { describe, expect, it } from '@jest/globals';
import { mayPayOn, type MembershipDecision, type Municipality } from '#shared/domain/municipality/municipality';
import { payerOn, successorOn } from '#shared/domain/municipality/payer-on';
import { assignSegment, moveTo } from '#shared/domain/client/settle-in';
import { aClient } from '../builders/voucher.ts';

const EARLY = '2025-01-01T08:00:00.000Z';
const LATE = '2026-05-01T08:00:00.000Z';

const decision = (over: Partial<MembershipDecision> = {}): MembershipDecision => ({
  id: 'mbr-1',
  name: 'Kunta',
  memberFrom: '2007-01-01',
  memberTo: null,
  mergedInto: null,
  mergedOn: null,
  recordedAt: EARLY,
  recordedBy: 'usr-1',
  ...over,
});
const of = (...municipalities: [string, ...Partial<MembershipDecision>[]][]): Map<string, Municipality> =>
  new Map(
    municipalities.map(([code, ...decisions]) => [
      code,
      { id: `mun-${code}`, ver: 1, code, decisions: decisions.map(decision) },
    ]),
  );

describe('a municipality that was merged', () => {
  const chain = of(
    ['001', { mergedInto: '002', mergedOn: '2010-01-01' }],
    ['002', { mergedInto: '003', mergedOn: '2020-01-01' }],
    ['003', {}],
  );

  it.each([
    ['2009-12-31', '001'],
    ['2010-01-01', '002'],
    ['2019-12-31', '002'],
    ['2020-01-01', '003'],
  ])('is carried on along the chain: on %s by %s', (date, code) => {
    expect(successorOn(chain, '001', date)).toBe(code);
  });

  it('is its own successor where somebody led the chain into a circle', () => {
    const circle = of(
      ['001', { mergedInto: '002', mergedOn: '2010-01-01' }],
      ['002', { mergedInto: '001', mergedOn: '2010-01-01' }],
    );
    expect(successorOn(circle, '001', '2026-01-01')).toBe('001');
  });

  it('is not yet, for whoever asks by what was known before', () => {
    const told = of(['001', {}, { id: 'mbr-2', mergedInto: '002', mergedOn: '2026-01-01', recordedAt: LATE }]);
    expect(successorOn(told, '001', '2026-02-01')).toBe('002');
    expect(successorOn(told, '001', '2026-02-01', '2026-04-30T00:00:00.000Z')).toBe('001');
  });
});

describe('a membership', () => {
  const kept = of(['001', { memberFrom: '2023-01-01', memberTo: '2025-12-31' }]);
  it.each([
    ['001', '2022-12-31', false],
    ['001', '2023-01-01', true],
    ['001', '2025-12-31', true],
    ['001', '2026-01-01', false],
    ['002', '2026-01-01', true],
  ])('of %s on %s: %s', (code, date, may) => {
    expect(mayPayOn(kept, code, date)).toBe(may);
  });
});

describe('who pays', () => {
  const residence = { id: 'res-1', validFrom: '2026-03-01', municipalityCode: '111', recordedAt: LATE };
  const moved = moveTo(aClient(), residence);

  it('is where the client lives on the day, by what was known', () => {
    const municipalities = of();
    expect(payerOn({ client: moved, municipalities }, '2026-02-28').municipalityCode).toBe('398');
    expect(payerOn({ client: moved, municipalities }, '2026-03-01').municipalityCode).toBe('111');
    expect(payerOn({ client: moved, municipalities, knownAt: EARLY }, '2026-03-01').municipalityCode).toBe('398');
  });

  it('stays as it is when the same move is told again', () => {
    expect(moveTo(moved, residence)).toBe(moved);
  });

  it('is counted in the segment of the day, until it is taken away', () => {
    const one = { id: 'sgm-1', validFrom: '2026-03-01', segment: 'many', recordedAt: EARLY };
    const client = assignSegment(assignSegment(aClient(), one), {
      ...one,
      id: 'sgm-2',
      validFrom: '2026-04-01',
      segment: null,
    });
    const segment = (date: string) => payerOn({ client, municipalities: of() }, date).segment;
    expect(['2026-02-28', '2026-03-31', '2026-04-01'].map(segment)).toEqual([null, 'many', null]);
  });

  it('is nobody for a client nothing is known of', () => {
    expect(payerOn({ client: aClient({ municipalityCode: '' }), municipalities: of() }, '2026-01-01')).toEqual({
      municipalityCode: null,
      segment: null,
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import { canonicalLine, canonicalLines, canonicalRun, canonicalStatement } from '#shared/domain/settlement/hash-text';
import type { Cost } from '#shared/domain/settlement/costs';
import { sealStatement, type SettlementLine, type Statement } from '#shared/domain/settlement/statement';

const line: SettlementLine = {
  id: 'evt-1-a',
  kind: 'service',
  voucherId: 'vch-1',
  programmeId: 'prg-physio',
  from: '2026-06-01',
  to: '2026-06-01',
  grossCents: 6200,
  organiserCents: 4435,
  clientCents: 1765,
  answers: null,
};
const cost: Cost = {
  ...{ programmeId: 'prg-physio', municipalityCode: '398', segment: null, month: '2026-06' },
  ...{ lines: 1, grossCents: 6200, organiserCents: 4435, clientCents: 1765 },
};
const statement: Statement = {
  ...sealStatement({ lines: [line], broughtForwardCents: 0 }),
  id: 'stl-settle-2026-06-1',
  runId: 'run-settle-2026-06',
  period: '2026-06',
  providerId: 'prv-1',
  payee: { name: 'Kuntoutus Oy', iban: 'FI2112345600000785' },
  reference: { finnish: '2026060019', rf: 'RF382026060019' },
  linesHash: 'abc',
  costs: [cost],
};

describe('the text that a hash is taken over', () => {
  it('is fixed, field by field', () => {
    expect(canonicalLine(line)).toBe(
      '["line","evt-1-a","service","vch-1","prg-physio","2026-06-01","2026-06-01",6200,4435,1765,null,' +
        'null,null,0]',
    );
    expect(canonicalStatement(statement)).toBe(
      '["statement","stl-settle-2026-06-1","run-settle-2026-06","2026-06","prv-1","Kuntoutus Oy","FI2112345600000785",' +
        '"RF382026060019",1,6200,4435,1765,0,4435,0,"abc","prg-physio","398",null,"2026-06",1,6200,4435,1765]',
    );
  });

  it('does not depend on the order in which lines and statements were read', () => {
    const lines = ['b', 'ä', 'a', 'B'].map((id) => ({ ...line, id }));
    const statements = ['2', '10', '1'].map((id) => ({ ...statement, id }));
    expect(canonicalLines(lines.toReversed())).toBe(canonicalLines(lines));
    expect(canonicalRun(statements.toReversed())).toBe(canonicalRun(statements));
  });

  it('does not depend on the order in which an object was built, nor on what a store adds to it', () => {
    const shuffled = {
      ...Object.fromEntries(Object.entries(line).toReversed()),
      stored: true,
    } as unknown as SettlementLine;
    expect(canonicalLine(shuffled)).toBe(canonicalLine(line));
  });

  it.each<[string, Partial<SettlementLine>]>([
    ['the payer', { municipalityCode: '111' }],
    ['the segment', { segment: 'seg-a' }],
    ['what is made even', { trueUpCents: 1 }],
    ['what is made even of another payer', { trueUpElsewhere: [{ municipalityCode: '111', cents: -1 }] }],
  ])('changes when %s of a line changes', (_, change) => {
    expect(canonicalLine({ ...line, ...change })).not.toBe(canonicalLine(line));
  });

  it.each(Object.keys(line) as (keyof SettlementLine)[])('changes when the %s of a line changes', (field) => {
    const changed = { ...line, [field]: typeof line[field] === 'number' ? 1 : 'x' };
    expect(canonicalLine(changed)).not.toBe(canonicalLine(line));
  });

  it.each([
    ['the account', { payee: { name: 'Kuntoutus Oy', iban: 'FI4250001510000023' } }],
    ['the amount', { payableCents: 4436 }],
    ['a line', { linesHash: 'abd' }],
    ['the provider', { providerId: 'prv-2' }],
    ['whose cost', { costs: [{ ...cost, municipalityCode: '111' }] }],
  ])('changes when %s of a statement changes', (_, change) => {
    expect(canonicalStatement({ ...statement, ...change })).not.toBe(canonicalStatement(statement));
  });

  it('cannot be imitated by names that contain its own marks', () => {
    const one = canonicalLine({ ...line, voucherId: 'a","b', programmeId: 'c' });
    const other = canonicalLine({ ...line, voucherId: 'a', programmeId: 'b","c' });
    expect(one).not.toBe(other);
    expect(canonicalLine({ ...line, id: 'a\nb' })).not.toContain('\n');
  });

  it('is not made over fractions of a cent', () => {
    expect(() => canonicalLine({ ...line, organiserCents: 44.35 })).toThrow('whole number of cents');
  });
});

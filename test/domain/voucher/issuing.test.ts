import { describe, expect, it } from '@jest/globals';
import type { ServiceKind } from '#shared/domain/programme/programme';
import { issue, type IssueCommand } from '#shared/domain/voucher/issue';
import { balanceOf } from '../../builders/books.ts';
import { aClient, aProgrammeOf, codeOf, done, on, TODAY } from '../../builders/voucher.ts';
import { INCOME_TESTED } from '../pricing-builders.ts';

interface Asked extends Partial<IssueCommand> {
  readonly kind?: ServiceKind;
  readonly version?: Parameters<typeof aProgrammeOf>[1];
  readonly deathDate?: string | null;
}

const issued = ({ kind = 'rehabilitation', version, deathDate = null, ...command }: Asked = {}) =>
  issue(
    { number: 'V1', validFrom: '2026-06-10', ...(kind === 'rehabilitation' ? { units: 10 } : {}), ...command },
    { client: aClient({ deathDate }), programme: aProgrammeOf(kind, version), today: TODAY },
    on(TODAY, 'usr-office'),
  );

describe('granting a voucher', () => {
  it('gives it the terms of its programme and commits its value', () => {
    const voucher = done(issued());
    expect(voucher).toMatchObject({
      id: 'vch-V1',
      ver: 1,
      status: 'issued',
      issuedOn: TODAY,
      validFrom: '2026-06-10',
      validTo: '2027-06-09',
      takeIntoUseBy: '2026-08-03',
      grantedUnits: 10,
      committedCents: 44_350,
    });
    expect([balanceOf(voucher, 'committed'), balanceOf(voucher, 'appropriation')]).toEqual([44_350, -44_350]);
  });

  it('has no end and no time to take it into use where the programme sets none', () => {
    const version = { value: INCOME_TESTED, validity: { takeIntoUseDays: null, months: null } };
    expect(done(issued({ kind: 'housing', version }))).toMatchObject({
      validTo: '9999-12-31',
      takeIntoUseBy: '9999-12-31',
      grantedUnits: null,
    });
  });

  it('ends on the day that the decision says', () => {
    expect(done(issued({ validTo: '2026-06-10' })).validTo).toBe('2026-06-10');
  });

  it.each<[string, Asked, string]>([
    ['before the programme is in force', { validFrom: '2017-12-31' }, 'PROGRAMME_NOT_IN_FORCE'],
    ['on terms that nobody approved', { version: { approvedAt: null } }, 'PROGRAMME_NOT_IN_FORCE'],
    ['to one who has died', { deathDate: '2026-06-01' }, 'CLIENT_HAS_DIED'],
    ['of visits without their number', { units: undefined }, 'UNITS_REQUIRED'],
    ['of housing by a number', { kind: 'housing', units: 3 }, 'UNITS_NOT_USED_HERE'],
    ['that ends before it begins', { validTo: '2026-06-09' }, 'INVALID_PERIOD'],
  ])('%s is refused', (_what, asked, code) => expect(codeOf(issued(asked))).toBe(code));
});

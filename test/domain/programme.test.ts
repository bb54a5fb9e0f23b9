import { describe, expect, it } from '@jest/globals';
import { isRefused, type Refused } from '#shared/domain/outcome';
import { approveVersion } from '#shared/domain/programme/approve-version';
import { proposeProgramme, proposeVersion, type ProgrammeTerms } from '#shared/domain/programme/propose-version';
import { versionOn, type Programme } from '#shared/domain/programme/programme';

const terms = (over: Partial<ProgrammeTerms> = {}): ProgrammeTerms => ({
  effectiveFrom: '2026-01-01',
  rulebook: '2026-1',
  value: { basis: 'flat', unitValueCents: 4435 },
  priceCeilingCents: null,
  freeOfCharge: false,
  fullCoverageUnderAge: 18,
  feeCollector: 'provider',
  validity: { takeIntoUseDays: 60, months: 12 },
  noShowMaxCents: 5670,
  absenceRules: [],
  lockInMonths: 0,
  ...over,
});

const named = {
  id: 'prg-physio-60',
  code: 'PHYSIO-60',
  kind: 'rehabilitation',
  name: { fi: 'Fysioterapia', sv: 'Fysioterapi', en: 'Physiotherapy' },
} as const;
const capitation = { basis: 'capitation', bands: [{ fromAge: 0, annualCents: 9287 }] } as const;

const by = (who: string, origin = `${who}-1`) => ({ by: who, at: '2025-11-01T08:00:00.000Z', origin });
const sure = <T>(value: T | Refused): T => {
  if (isRefused(value)) throw new Error(value.code);
  return value;
};
const proposed = (): Programme => sure(proposeProgramme(named, terms(), by('usr-a')));

describe('a programme that was proposed', () => {
  it('has its first version, which does not count yet', () => {
    const programme = proposed();
    expect(programme.versions).toEqual([
      expect.objectContaining({ number: 1, proposedBy: 'usr-a', approvedBy: null, effectiveFrom: '2026-01-01' }),
    ]);
    expect(versionOn(programme, '2026-06-01')).toBeUndefined();
  });

  it('counts from its day on once another person has approved it', () => {
    const programme = sure(approveVersion(proposed(), 1, by('usr-b')));
    expect(versionOn(programme, '2025-12-31')).toBeUndefined();
    expect(versionOn(programme, '2026-01-01')?.approvedBy).toBe('usr-b');
  });

  it('cannot be approved by the one who proposed it, neither before nor after another did', () => {
    expect(approveVersion(proposed(), 1, by('usr-a'))).toMatchObject({ code: 'FOUR_EYES_REQUIRED' });
    const approved = sure(approveVersion(proposed(), 1, by('usr-b')));
    expect(approveVersion(approved, 1, by('usr-a'))).toMatchObject({ code: 'FOUR_EYES_REQUIRED' });
  });

  it('stays as it is when it is approved again', () => {
    const approved = sure(approveVersion(proposed(), 1, by('usr-b')));
    expect(approveVersion(approved, 1, by('usr-c'))).toBe(approved);
  });

  it('is paid by capitation if it is a sote-centre, and by nothing else', () => {
    expect(proposeProgramme(named, terms({ value: capitation }), by('usr-a'))).toMatchObject({
      code: 'VALUE_BASIS_NOT_FOR_KIND',
    });
    const centre = { ...named, kind: 'soteCentre' } as const;
    expect(proposeProgramme(centre, terms(), by('usr-a'))).toMatchObject({ code: 'VALUE_BASIS_NOT_FOR_KIND' });
    expect(sure(proposeProgramme(centre, terms({ value: capitation }), by('usr-a'))).versions).toHaveLength(1);
  });
});

describe('a further version', () => {
  it('takes the next number and leaves the earlier in force until its day', () => {
    const raised = terms({ effectiveFrom: '2027-01-01', value: { basis: 'flat', unitValueCents: 4600 } });
    const both = sure(proposeVersion(sure(approveVersion(proposed(), 1, by('usr-b'))), raised, by('usr-a', 'second')));
    const approved = sure(approveVersion(both, 2, by('usr-b')));
    expect(versionOn(approved, '2026-12-31')?.number).toBe(1);
    expect(versionOn(approved, '2027-01-01')?.number).toBe(2);
  });

  it('takes effect later than the last one, approved or not', () => {
    expect(proposeVersion(proposed(), terms(), by('usr-a', 'second'))).toMatchObject({ code: 'VERSION_NOT_LATER' });
  });

  it('is proposed once, however often the same request comes', () => {
    const later = terms({ effectiveFrom: '2027-01-01' });
    const both = sure(proposeVersion(proposed(), later, by('usr-a', 'second')));
    expect(proposeVersion(both, later, by('usr-a', 'second'))).toBe(both);
  });

  it('cannot change what pays a sote-centre', () => {
    const later = terms({ effectiveFrom: '2027-01-01', value: capitation });
    expect(proposeVersion(proposed(), later, by('usr-a', 'second'))).toMatchObject({
      code: 'VALUE_BASIS_NOT_FOR_KIND',
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import { providerAsKnown } from '#shared/domain/as-known';
import { isRefused, type Refused } from '#shared/domain/outcome';
import type { Programme, ProgrammeVersion } from '#shared/domain/programme/programme';
import { approve } from '#shared/domain/provider/approve';
import { highestPriceOn } from '#shared/domain/provider/highest-price';
import { isApprovedOn, priceOn, type Provider } from '#shared/domain/provider/provider';
import { revoke } from '#shared/domain/provider/revoke';
import { offeringIdFor, setPrice } from '#shared/domain/provider/set-price';
import { aVersion } from './pricing-builders.ts';

const AT = '2026-01-01T08:00:00.000Z';
const applicant = (over: Partial<Provider> = {}): Provider => ({
  id: 'prv-abc',
  ver: 0,
  businessId: '1234567-1',
  name: 'Kuntoutus Oy',
  iban: 'FI2112345600000785',
  email: 'office@example.invalid',
  prepaymentRegister: true,
  soteriRegistered: true,
  insuranceValidTo: '2026-12-31',
  rulebookAccepted: '2026-1',
  status: 'applied',
  units: [
    { id: 'unt-abc-1', name: 'Keskusta', municipalityCode: '398', street: 'Katu 1', languages: ['fi'] },
    { id: 'unt-abc-2', name: 'Ranta', municipalityCode: '398', street: 'Katu 2', languages: ['sv'] },
  ],
  approvals: [],
  offerings: [],
  appliedAt: AT,
  ...over,
});
const programme = (version: Partial<ProgrammeVersion> = {}, over: Partial<Programme> = {}): Programme => ({
  id: 'prg-physio',
  ver: 0,
  code: 'PHYSIO',
  kind: 'rehabilitation',
  name: { fi: 'F', sv: 'F', en: 'P' },
  versions: [aVersion(version)],
  ...over,
});
const sure = <T>(value: T | Refused): T => {
  if (isRefused(value)) throw new Error(value.code);
  return value;
};
const asked = (over: object = {}) => ({
  id: 'apr-1',
  programmeId: 'prg-physio',
  validFrom: '2026-01-01',
  by: 'usr-c',
  at: AT,
  ...over,
});
const approved = () => sure(approve(applicant(), asked()));
const price = (unitPriceCents: number, validFrom = '2026-01-01', origin = `${unitPriceCents} ${validFrom}`) => ({
  unitId: 'unt-abc-1',
  unitPriceCents,
  validFrom,
  at: AT,
  origin,
});

describe('an applicant that meets every criterion', () => {
  it('is approved for the programme from its day on, until further notice', () => {
    expect(approved().status).toBe('approved');
    expect(isApprovedOn(approved(), 'prg-physio', '2025-12-31')).toBe(false);
    expect(isApprovedOn(approved(), 'prg-physio', '2039-01-01')).toBe(true);
    expect(isApprovedOn(approved(), 'prg-other', '2026-06-01')).toBe(false);
  });

  it('is not approved twice by the same request, nor by one that says the same', () => {
    const once = approved();
    expect(approve(once, asked())).toBe(once);
    expect(approve(once, asked({ id: 'apr-2' }))).toBe(once);
    expect(sure(approve(once, asked({ id: 'apr-2', programmeId: 'prg-other' }))).approvals).toHaveLength(2);
  });

  it('cannot be approved until a day before the first', () => {
    expect(approve(applicant(), asked({ validTo: '2025-12-31' }))).toMatchObject({ code: 'INVALID_PERIOD' });
  });
});

describe('an applicant that lacks something', () => {
  it.each([
    ['the prepayment register', { prepaymentRegister: false }, ['prepaymentRegister']],
    ['Soteri', { soteriRegistered: false }, ['soteriRegistered']],
    ['insurance on the first day', { insuranceValidTo: '2025-12-31' }, ['insuranceValidTo']],
    ['the rulebook, said with no', { rulebookAccepted: false }, ['rulebookAccepted']],
    ['the rulebook, said with nothing', { rulebookAccepted: '' }, ['rulebookAccepted']],
    ['two things at once', { soteriRegistered: false, rulebookAccepted: '' }, ['soteriRegistered', 'rulebookAccepted']],
  ])('is told: %s', (_what, over, lacking) => {
    expect(approve(applicant(over), asked())).toEqual({
      outcome: 'refused',
      code: 'CRITERIA_NOT_MET',
      details: { lacking },
    });
  });

  it('is approved when its insurance ends on the first day, and when it only says yes to the rulebook', () => {
    expect(isRefused(approve(applicant({ insuranceValidTo: '2026-01-01', rulebookAccepted: true }), asked()))).toBe(
      false,
    );
  });
});

describe('an approval that is revoked', () => {
  const end = { validTo: '2026-06-15', reason: 'Vakuutus päättyi', at: '2026-06-20T08:00:00.000Z' };

  it('holds to its last day and not longer', () => {
    const provider = sure(revoke(approved(), 'apr-1', end));
    expect(provider.status).toBe('revoked');
    expect(isApprovedOn(provider, 'prg-physio', '2026-06-15')).toBe(true);
    expect(isApprovedOn(provider, 'prg-physio', '2026-06-16')).toBe(false);
  });

  it('still held, at the time, until it became known', () => {
    const open = { validFrom: '2026-01-01' };
    for (const [given, before] of [
      [open, open],
      [
        { ...open, validTo: '2026-12-31' },
        { ...open, validTo: '2026-12-31' },
      ],
    ] as const) {
      const provider = sure(revoke(sure(approve(applicant(), asked(given))), 'apr-1', end));
      expect(providerAsKnown(provider, '2026-06-19T23:59:59.999Z').approvals).toMatchObject([before]);
      expect(isApprovedOn(providerAsKnown(provider, '2026-06-19T23:59:59.999Z'), 'prg-physio', '2026-06-16')).toBe(
        true,
      );
      expect(isApprovedOn(providerAsKnown(provider, end.at), 'prg-physio', '2026-06-16')).toBe(false);
      expect(providerAsKnown(provider, '2025-12-31T08:00:00.000Z').approvals).toEqual([]);
    }
  });

  it('is known since ever where it was revoked before its instant was kept', () => {
    const { approvals, ...provider } = sure(revoke(approved(), 'apr-1', end));
    const old = { ...provider, approvals: approvals.map(({ earlierValidTo: _, ...approval }) => approval) };
    expect(isApprovedOn(providerAsKnown(old, AT), 'prg-physio', '2026-06-16')).toBe(false);
  });

  it('leaves the provider approved while another approval stands', () => {
    const both = sure(approve(approved(), asked({ id: 'apr-2', programmeId: 'prg-other' })));
    expect(sure(revoke(both, 'apr-1', end)).status).toBe('approved');
  });

  it('may be revoked again with the same words, not with others', () => {
    const provider = sure(revoke(approved(), 'apr-1', end));
    expect(revoke(provider, 'apr-1', end)).toBe(provider);
    expect(revoke(provider, 'apr-1', { ...end, validTo: '2026-07-01' })).toMatchObject({
      code: 'APPROVAL_ALREADY_REVOKED',
    });
  });

  it('cannot be made longer by revoking it', () => {
    const short = sure(approve(applicant(), asked({ validTo: '2026-03-31' })));
    expect(revoke(short, 'apr-1', end)).toMatchObject({ code: 'INVALID_PERIOD' });
  });
});

describe('a price', () => {
  const id = offeringIdFor(applicant(), 'unt-abc-1', 'prg-physio');

  it('changes from its day on under the same offering', () => {
    const first = sure(setPrice(approved(), programme(), price(6200)));
    const changed = sure(setPrice(first, programme(), price(6400, '2026-07-01')));
    expect(changed.offerings).toHaveLength(1);
    const [offering] = changed.offerings;
    expect(offering?.id).toBe(id);
    expect(offering && priceOn(offering, '2026-06-30')).toBe(6200);
    expect(offering && priceOn(offering, '2026-07-01')).toBe(6400);
  });

  it('is set once by the same request, also when another came in between', () => {
    const first = sure(setPrice(approved(), programme(), price(6200)));
    const corrected = sure(setPrice(first, programme(), price(6300)));
    expect(setPrice(corrected, programme(), price(6200))).toBe(corrected);
  });

  it('is the highest of a day among those in force there with an approval', () => {
    const before = sure(setPrice(approved(), programme(), price(6200)));
    const cheap = sure(setPrice(before, programme(), price(5900, '2026-07-01')));
    const dear = sure(setPrice(approved(), programme(), { ...price(6400), unitId: 'unt-abc-2' }));
    const gone = sure(revoke(dear, 'apr-1', { validTo: '2026-06-30', reason: 'Vakuutus päättyi', at: AT }));
    const highest = (date: string, ...all: Provider[]) => highestPriceOn(all, 'prg-physio', date);
    expect([highest('2026-06-30', cheap, gone), highest('2026-07-01', cheap, gone)]).toEqual([6400, 5900]);
    expect([highest('2025-12-31', cheap, dear), highestPriceOn([cheap], 'prg-2', '2026-07-01')]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('has an offering of its own at another unit', () => {
    const first = sure(setPrice(approved(), programme(), price(6200)));
    const second = sure(setPrice(first, programme(), { ...price(6000), unitId: 'unt-abc-2' }));
    expect(second.offerings.map((offering) => offering.id)).toEqual([
      id,
      offeringIdFor(applicant(), 'unt-abc-2', 'prg-physio'),
    ]);
  });

  it('may reach the ceiling of 175,00 but not go above it (T09)', () => {
    const capped = programme({ priceCeilingCents: 17_500 });
    expect(setPrice(approved(), capped, price(17_800))).toMatchObject({ code: 'ABOVE_CEILING' });
    expect(isRefused(setPrice(approved(), capped, price(17_500)))).toBe(false);
  });

  it('may not be above the value where the service is free by law (T19)', () => {
    const free = programme({ freeOfCharge: true, value: { basis: 'flat', unitValueCents: 16_000 } });
    expect(setPrice(approved(), free, price(16_500))).toMatchObject({ code: 'FREE_SERVICE_PRICE_ABOVE_VALUE' });
    expect(isRefused(setPrice(approved(), free, price(16_000)))).toBe(false);
  });

  it('needs an approval for the programme on its day or after it', () => {
    expect(setPrice(applicant(), programme(), price(6200))).toMatchObject({ code: 'PROVIDER_NOT_APPROVED' });
    const ended = sure(revoke(approved(), 'apr-1', { validTo: '2026-06-15', reason: 'Lopetti', at: AT }));
    expect(setPrice(ended, programme(), price(6200, '2026-06-16'))).toMatchObject({ code: 'PROVIDER_NOT_APPROVED' });
    expect(isRefused(setPrice(ended, programme(), price(6200, '2026-06-15')))).toBe(false);
  });

  it('is measured by the version in force on its day, or the first one after', () => {
    const versions = [
      aVersion({ number: 1, effectiveFrom: '2026-03-01', priceCeilingCents: 6000 }),
      aVersion({ number: 2, effectiveFrom: '2026-07-01', priceCeilingCents: 6500 }),
    ];
    const capped = programme({}, { versions });
    expect(setPrice(approved(), capped, price(6200, '2026-01-01'))).toMatchObject({ code: 'ABOVE_CEILING' });
    expect(isRefused(setPrice(approved(), capped, price(6200, '2026-07-01')))).toBe(false);
  });

  it('needs a programme that someone has approved', () => {
    const proposed = programme({ approvedAt: null, approvedBy: null });
    expect(setPrice(approved(), proposed, price(6200))).toMatchObject({ code: 'PROGRAMME_NOT_IN_FORCE' });
  });

  it('is zero for a sote-centre, which capitation pays', () => {
    const centre = programme({ value: { basis: 'capitation', bands: [] } }, { kind: 'soteCentre' });
    expect(setPrice(approved(), centre, price(1))).toMatchObject({ code: 'PRICE_MUST_BE_ZERO' });
    expect(isRefused(setPrice(approved(), centre, price(0)))).toBe(false);
  });
});

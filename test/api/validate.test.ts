import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '#shared/domain/calendar';
import {
  CAPITATION,
  FLAT_HOUSING,
  INCOME,
  INCOME_TESTED,
  made,
  openOffice,
  saidNo,
  type Office,
  type Seller,
  type Told,
  type VoucherAsked,
} from '../builders/office.ts';

const TODAY = '2026-06-04';

let office: Office;
/** Vouchers in every condition, and two providers that ask. */
let vouchers: Told[];
let sellers: Seller[];

beforeAll(async () => {
  office = await openOffice({ now: `${TODAY}T09:00:00Z` });
  const physio = await office.programme();
  const [flat, tested] = [
    await office.programme(FLAT_HOUSING, 'housing'),
    await office.programme(INCOME_TESTED, 'housing'),
  ];
  const centres = await office.programme(CAPITATION, 'soteCentre');
  const [visits, rival, cheap, home, centre] = (sellers = [
    await office.seller(physio),
    await office.seller(physio, 4000),
    await office.seller(flat, 12_850),
    await office.seller(tested, 17_000),
    await office.seller(centres, 0),
  ]) as [Seller, Seller, Seller, Seller, Seller];
  const client = await office.client();
  const resident = await office.client('1940-03-01', { ...INCOME, validFrom: '2026-05-10' });
  const mortal = await office.client();
  const at = async ({ offeringId }: Seller, asked: VoucherAsked) => {
    const voucher = await office.issue({ validFrom: '2026-01-01', ...asked });
    const startDate = '2026-05-01';
    made(await office.coordinator.post(`/v1/vouchers/${voucher.id}/reservations`, { offeringId, startDate }));
    return voucher;
  };
  const turned = async (voucher: Told, verb: string, body: object = {}) => {
    made(await office.coordinator.post(`/v1/vouchers/${voucher.id}/${verb}`, body));
    return voucher;
  };
  const forVisits = (over: VoucherAsked = {}) =>
    at(visits, { clientId: client.id, programmeId: physio, units: 8, ...over });
  vouchers = [
    await forVisits(),
    await forVisits({ units: 2 }),
    await forVisits({ validTo: '2026-05-25' }),
    await forVisits({ clientId: mortal.id }),
    await at(rival, { clientId: client.id, programmeId: physio, units: 8 }),
    await turned(await forVisits(), 'suspension'),
    await turned(await forVisits(), 'cancellation'),
    await turned(await forVisits(), 'entry-windows', { period: '2026-04', openUntil: TODAY, reason: 'illness' }),
    await at(cheap, { clientId: resident.id, programmeId: flat }),
    await at(home, { clientId: resident.id, programmeId: tested }),
    await at(centre, { clientId: client.id, programmeId: centres }),
    await office.issue({ clientId: client.id, programmeId: physio, units: 1 }),
    { number: 'NONE' } as Told,
  ];
  made(await office.coordinator.post(`/v1/clients/${mortal.id}/death`, { date: '2026-05-30' }));
});
afterAll(() => office.close());

const facts = fc.record({
  voucher: fc.nat({ max: 12 }),
  /** Mostly the provider that the voucher is with. */
  seller: fc.nat({ max: 4 }),
  own: fc.integer({ min: 0, max: 9 }),
  type: fc.constantFrom('visit', 'visit', 'noShow', 'stay', 'absence'),
  day: fc.integer({ min: -40, max: 1 }),
  length: fc.integer({ min: 0, max: 6 }),
  fitting: fc.integer({ min: 0, max: 9 }),
});
const SELLER_OF = [0, 0, 0, 0, 1, 0, 0, 0, 2, 3, 4, 0, 0];

describe('asking whether an event would be accepted', () => {
  it('agrees with what recording it answers, whatever is asked', async () => {
    const heard = new Set<string>();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(facts, async ({ voucher, seller, own, type, day, length, fitting }) => {
        const index = own > 0 ? (SELLER_OF[voucher] ?? 0) : seller;
        const [asker, told] = [sellers[index], vouchers[voucher]];
        if (asker === undefined || told === undefined) throw new Error('out of range');
        const isHousing = fitting > 0 ? index === 2 || index === 3 : type === 'stay' || type === 'absence';
        const from = addDays(TODAY, day);
        const days = isHousing ? { from, to: addDays(from, length) } : { date: from };
        const fact = isHousing
          ? type === 'absence'
            ? { type, reason: 'leave', ...days }
            : { type: 'stay', ...days }
          : { type: type === 'noShow' ? type : 'visit', ...days };
        const about = { offeringId: asker.offeringId, ...fact };
        const asked = made(await asker.post('/v1/vouchers/validate', { number: told.number, ...about }));
        const key = `k-${(count += 1)}`;
        const { status, body } = await asker.post('/v1/service-events', { voucherNumber: told.number, ...about }, key);
        expect([asked.valid, asked.reasons.length === 0]).toEqual([status === 201, status === 201]);
        if (status === 201) expect(asked.pricing).toEqual(body.pricing);
        else expect([422, asked.reasons[0]?.code, asked.pricing]).toEqual([status, body.code, null]);
        heard.add(status === 201 ? `accepted ${fact.type}` : body.code);
      }),
      { numRuns: 150, endOnFailure: true },
    );
    // The walk has been far enough to mean something.
    expect(heard.size).toBeGreaterThan(7);
  });

  it('changes nothing and may be asked again', async () => {
    const [asker, voucher] = [sellers[0], vouchers[7]];
    if (asker === undefined || voucher === undefined) throw new Error('nobody to ask');
    const before = await office.world.stores.vouchers.load(voucher.id);
    const ask = () =>
      asker.post('/v1/vouchers/validate', {
        number: voucher.number,
        offeringId: asker.offeringId,
        type: 'visit',
        date: '2026-04-02',
        units: 1,
      });
    expect((await ask()).body).toEqual((await ask()).body);
    expect(await office.world.stores.vouchers.load(voucher.id)).toEqual(before);
  });

  it('takes days of housing by their range, or by the first of them and how many', async () => {
    const [asker, voucher] = [sellers[2], vouchers[8]];
    if (asker === undefined || voucher === undefined) throw new Error('nobody to ask');
    const ask = (told: object) =>
      asker.post('/v1/vouchers/validate', { number: voucher.number, offeringId: asker.offeringId, ...told });
    for (const [type, first, last, units] of [
      ['stay', '2026-05-11', '2026-05-13', 3],
      ['stay', '2026-05-11', '2026-05-11', undefined],
      ['absence', '2026-05-30', '2026-06-09', 11],
    ] as const)
      expect(made(await ask({ type, date: first, units }))).toEqual(
        made(await ask({ type, from: first, to: last, ...(type === 'absence' ? { reason: 'leave' } : {}) })),
      );
    for (const [told, paths] of [
      [{}, ['from', 'to']],
      [{ units: 2 }, ['from', 'to']],
      [{ from: '2026-05-11' }, ['to']],
      [{ date: '2026-05-11', to: '2026-05-12' }, ['to']],
      [{ from: '2026-05-11', to: '2026-05-12', units: 3 }, ['units']],
    ] as const) {
      const { status, body } = await ask({ type: 'stay', ...told });
      expect([status, (body.errors as { path: string }[]).map(({ path }) => path)]).toEqual([400, paths]);
    }
  });

  it('tells every reason with what to do, and is for providers', async () => {
    const [asker, voucher] = [sellers[1], vouchers[11]];
    if (asker === undefined || voucher === undefined) throw new Error('nobody to ask');
    const body = { number: voucher.number, offeringId: asker.offeringId, type: 'visit', date: '2026-06-05' };
    const answer = made(await asker.post('/v1/vouchers/validate', body));
    expect(answer.reasons).toEqual([
      { code: 'IN_THE_FUTURE', remedy: { fi: expect.any(String), sv: expect.any(String), en: expect.any(String) } },
      {
        code: 'NOT_RESERVED_WITH_YOU',
        remedy: { fi: expect.any(String), sv: expect.any(String), en: expect.any(String) },
      },
    ]);
    expect(saidNo(await office.coordinator.post('/v1/vouchers/validate', body))).toEqual([403, 'FORBIDDEN']);
    expect(saidNo(await asker.post('/v1/vouchers/validate', { ...body, date: 'today' }))).toEqual([
      400,
      'INVALID_REQUEST',
    ]);
  });
});

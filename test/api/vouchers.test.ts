import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CAPITATION,
  FLAT_HOUSING,
  INCOME,
  INCOME_TESTED,
  made,
  openOffice,
  saidNo,
  type Office,
  type Person,
  type Seller,
  type Told,
  type VoucherAsked,
} from '../builders/office.ts';

const TODAY = '2026-06-10';

let office: Office;
let physio: string;
let seller: Seller;
let rival: Seller;
let client: Awaited<ReturnType<Office['client']>>;
beforeAll(async () => {
  office = await openOffice({ now: `${TODAY}T09:00:00Z` });
  physio = await office.programme({ validity: { takeIntoUseDays: 60, months: 12 } });
  seller = await office.seller(physio);
  rival = await office.seller(physio, 5000);
  client = await office.client();
});
afterAll(() => office.close());

const issue = (asked: VoucherAsked = {}) =>
  office.issue({ clientId: client.id, programmeId: physio, units: 10, validFrom: '2026-06-01', ...asked });
const choose = (
  by: Person,
  { id }: Told,
  { offeringId }: { offeringId: string } = seller,
  startDate = TODAY,
  key?: string,
) => by.post(`/v1/vouchers/${id}/reservations`, { offeringId, startDate }, key);
const reserved = async (asked: VoucherAsked = {}) => {
  const voucher = await issue(asked);
  made(await choose(office.coordinator, voucher));
  return voucher;
};
const turn = (voucher: Told, verb: string, body: object = {}, key?: string) =>
  office.coordinator.post(`/v1/vouchers/${voucher.id}/${verb}`, body, key);
const seen = async (voucher: Told) => made(await office.coordinator.get(`/v1/vouchers/${voucher.id}`));

describe('issuing a voucher', () => {
  it('answers with the voucher and its days', async () => {
    const voucher = await issue();
    expect(voucher).toMatchObject({
      number: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/),
      status: 'issued',
      kind: 'rehabilitation',
      issuedOn: TODAY,
      validFrom: '2026-06-01',
      validTo: '2027-05-31',
      takeIntoUseBy: '2026-08-09',
      grantedUnits: 10,
      usedUnits: 0,
      remainingUnits: 10,
      reservation: null,
    });
  });

  it('is done once under one key, whatever has become of the client since', async () => {
    const mortal = await office.client();
    const ask = () =>
      office.coordinator.post(
        '/v1/vouchers',
        { clientId: mortal.id, programmeId: physio, units: 1, validFrom: TODAY },
        'issue-1',
      );
    const [first, second] = await Promise.all([ask(), ask()]);
    expect([first.status, second.status, first.body.id]).toEqual([201, 201, second.body.id]);
    made(await office.coordinator.post(`/v1/clients/${mortal.id}/death`, { date: TODAY }));
    expect(await ask()).toMatchObject({ status: 201, replayed: true, body: { id: first.body.id } });
    const other = await office.coordinator.post(
      '/v1/vouchers',
      { clientId: mortal.id, programmeId: physio, units: 2, validFrom: TODAY },
      'issue-1',
    );
    expect(saidNo(other)).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('takes null for what may be left out, as answers tell it', async () => {
    const asked = { clientId: client.id, programmeId: physio, units: 10, validFrom: '2026-06-01', validTo: null };
    expect(made(await office.coordinator.post('/v1/vouchers', asked))['validTo']).toBe('2027-05-31');
  });

  it('tells the first answer again under its key, whatever the voucher has come to since', async () => {
    const asked = { clientId: client.id, programmeId: physio, units: 1, validFrom: TODAY };
    const ask = () => office.coordinator.post('/v1/vouchers', asked, 'issue-2');
    const first = await ask();
    const chosen = () => choose(client, first.body, seller, TODAY, 'choice-2');
    const choice = await chosen();
    made(await office.coordinator.post(`/v1/reservations/${choice.body.id}/end`, { endDate: TODAY, reason: 'moves' }));
    made(await turn(first.body, 'cancellation'));
    expect(await ask()).toEqual({ ...first, replayed: true });
    expect(await chosen()).toEqual({ ...choice, replayed: true });
  });

  it('is refused again under its key', async () => {
    const asked = { clientId: client.id, programmeId: physio, validFrom: TODAY, units: 1, validTo: '2026-06-09' };
    const ask = () => office.coordinator.post('/v1/vouchers', asked, 'issue-3');
    const first = await ask();
    expect(saidNo(first)).toEqual([422, 'INVALID_PERIOD']);
    const again = await ask();
    expect([saidNo(again), again.replayed]).toEqual([saidNo(first), true]);
  });

  it('is refused by name', async () => {
    const dead = await office.client();
    made(await office.coordinator.post(`/v1/clients/${dead.id}/death`, { date: TODAY }));
    const housing = await office.programme(FLAT_HOUSING, 'housing');
    const ask = async (over: VoucherAsked & { colour?: string }) =>
      saidNo(
        await office.coordinator.post('/v1/vouchers', {
          clientId: client.id,
          programmeId: physio,
          validFrom: TODAY,
          ...over,
        }),
      );
    expect(await ask({ validFrom: '2017-12-31', units: 1 })).toEqual([422, 'PROGRAMME_NOT_IN_FORCE']);
    expect(await ask({ clientId: dead.id, units: 1 })).toEqual([409, 'CLIENT_HAS_DIED']);
    expect(await ask({})).toEqual([422, 'UNITS_REQUIRED']);
    expect(await ask({ programmeId: housing, units: 1 })).toEqual([422, 'UNITS_NOT_USED_HERE']);
    expect(await ask({ units: 1, validTo: '2026-06-09' })).toEqual([422, 'INVALID_PERIOD']);
    expect(await ask({ units: 1, clientId: 'cli-none' })).toEqual([404, 'NOT_FOUND']);
    expect(await ask({ units: 1, programmeId: 'prg-none' })).toEqual([404, 'NOT_FOUND']);
    expect(await ask({ units: 0 })).toEqual([400, 'INVALID_REQUEST']);
    expect(await ask({ units: 1, colour: 'red' })).toEqual([400, 'INVALID_REQUEST']);
  });
});

describe('looking at a voucher', () => {
  it('takes its id or its number, as people write it', async () => {
    const { id, number } = await issue();
    for (const name of [id, number, number.toLowerCase(), number.replaceAll('-', '')])
      expect(made(await client.get(`/v1/vouchers/${name}`))).toMatchObject({ id, number });
  });

  it("is not for others: another's voucher is not there", async () => {
    const voucher = await reserved();
    const stranger = await office.client();
    for (const [person, status] of [
      [client, 200],
      [seller, 200],
      [office.auditor, 200],
      [stranger, 404],
      [rival, 404],
    ] as const)
      expect((await person.get(`/v1/vouchers/${voucher.id}`)).status).toBe(status);
    expect((await client.get('/v1/vouchers/vch-none')).status).toBe(404);
    expect(made(await stranger.get('/v1/vouchers')).items).toEqual([]);
    expect(made(await client.get('/v1/vouchers?limit=200')).items.map(({ id }) => id)).toContain(voucher.id);
    expect(made(await seller.get('/v1/vouchers?limit=200')).items.map(({ id }) => id)).toContain(voucher.id);
    expect(made(await rival.get('/v1/vouchers')).items).toEqual([]);
  });

  it('is paged and narrowed by what is asked', async () => {
    const { id: clientId } = await office.client();
    const ids = (await Promise.all([1, 2, 3].map(() => issue({ clientId })))).map(({ id }) => id).sort();
    made(await turn({ id: ids[0] } as Told, 'cancellation'));
    const list = async (query: string) =>
      made(await office.coordinator.get(`/v1/vouchers?clientId=${clientId}${query}`));
    const page = await list('&limit=2');
    const rest = await list(`&limit=2&cursor=${page.nextCursor}`);
    expect([...page.items, ...rest.items].map(({ id }) => id)).toEqual(ids);
    expect(rest.nextCursor).toBeNull();
    expect((await list('&status=cancelled')).items.map(({ id }) => id)).toEqual([ids[0]]);
    expect((await list(`&programmeId=prg-none`)).items).toEqual([]);
  });

  it('shows the status of the day, also before expiry has run', async () => {
    const voucher = await issue({ validTo: '2026-06-09' });
    expect((await seen(voucher)).status).toBe('expired');
  });
});

describe('the options of a voucher', () => {
  const options = async (voucher: Told, query = '', by: Person = client) =>
    made(await by.get(`/v1/vouchers/${voucher.number}/options${query}`)).items;

  it('are the approved offerings, with what each would pay', async () => {
    const voucher = await issue();
    const found = await options(voucher);
    const of = ({ offeringId }: Seller) => found.find((option) => option['offeringId'] === offeringId);
    expect(of(seller)).toMatchObject({
      per: 'visit',
      unitPriceCents: 6200,
      organiserCents: 4435,
      clientCents: 1765,
      municipalityCode: '398',
      languages: ['fi', 'sv'],
    });
    expect(of(rival)).toMatchObject({ unitPriceCents: 5000, organiserCents: 4435, clientCents: 565 });
    expect(await options(voucher, '?municipalityCode=016')).toEqual([]);
    expect(await options(voucher, '?language=se')).toEqual([]);
    expect(await options(voucher, '?municipalityCode=398&language=sv')).toHaveLength(2);
  });

  it('tell by the month where the fee is, and nothing while the income is not known', async () => {
    const programmeId = await office.programme(INCOME_TESTED, 'housing');
    const home = await office.seller(programmeId, 17_000);
    const resident = await office.client('1940-03-01');
    const voucher = await office.issue({ clientId: resident.id, programmeId });
    expect(await options(voucher, '', resident)).toMatchObject([
      { per: 'month', organiserCents: null, clientCents: null },
    ]);
    made(await office.coordinator.post(`/v1/clients/${resident.id}/income-decisions`, INCOME));
    expect(await options(voucher, '', resident)).toMatchObject([
      { offeringId: home.offeringId, per: 'month', organiserCents: 398_820, clientCents: 111_180 },
    ]);
  });

  it('tell what is free, what is raised, and what a centre earns', async () => {
    const child = await office.client('2015-05-05');
    expect(await options(await issue({ clientId: child.id }), '', child)).toMatchObject([
      { clientCents: 0 },
      { clientCents: 0 },
    ]);
    const raised = await issue();
    made(await turn(raised, 'value-raises', { validFrom: TODAY, unitValueCents: 6000, reason: 'livelihood' }));
    expect((await options(raised)).map(({ clientCents }) => clientCents).sort()).toEqual([0, 200]);
    const centres = await office.programme(CAPITATION, 'soteCentre');
    await office.seller(centres, 0);
    const enrolment = await office.issue({ clientId: client.id, programmeId: centres });
    expect(await options(enrolment)).toMatchObject([{ per: 'month', organiserCents: 774, clientCents: 0 }]);
  });
});

describe('choosing a provider', () => {
  it('is for the client, the coordinator and the provider itself', async () => {
    for (const by of [client, office.coordinator, seller]) {
      const voucher = await issue();
      const answer = await choose(by, voucher);
      expect(answer).toMatchObject({
        status: 201,
        body: {
          voucherId: voucher.id,
          providerId: seller.id,
          offeringId: seller.offeringId,
          startDate: TODAY,
          endDate: null,
        },
      });
      expect(await seen(voucher)).toMatchObject({ status: 'reserved', reservation: { id: answer.body.id } });
    }
  });

  it('is not for others', async () => {
    const voucher = await issue();
    expect(saidNo(await choose(rival, voucher))).toEqual([404, 'NOT_FOUND']);
    expect(saidNo(await choose(await office.client(), voucher))).toEqual([404, 'NOT_FOUND']);
    expect(saidNo(await choose(office.finance, voucher))).toEqual([403, 'FORBIDDEN']);
    expect(saidNo(await choose(client, { ...voucher, id: 'vch-none' }))).toEqual([404, 'NOT_FOUND']);
  });

  it('lets one of two through that come at once', async () => {
    const voucher = await issue();
    const both = await Promise.all([choose(seller, voucher), choose(rival, voucher, rival)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(both.map(({ body }) => body.code)).toContain('ALREADY_RESERVED');
  });

  it('enrols a client with one centre at a time, whichever voucher is asked with', async () => {
    const centres = await office.programme(CAPITATION, 'soteCentre');
    const [here, there] = [await office.seller(centres, 0), await office.seller(centres, 0)];
    const enrolling = { clientId: (await office.client()).id, programmeId: centres };
    const [first, second] = [await office.issue(enrolling), await office.issue(enrolling)];
    made(await choose(office.coordinator, first, here));
    expect(saidNo(await choose(office.coordinator, second, there))).toEqual([409, 'ALREADY_RESERVED']);
    made(await turn(first, 'cancellation'));
    made(await choose(office.coordinator, second, there, '2026-06-11'));
  });

  it('answers the same under one key, and takes no other body with it', async () => {
    const voucher = await issue();
    const ask = (at = seller) => choose(client, voucher, at, TODAY, `choice-${voucher.id}`);
    const [first, second] = await Promise.all([ask(), ask()]);
    expect([first.status, first.body]).toEqual([second.status, second.body]);
    expect(await ask()).toMatchObject({ status: 201, replayed: true, body: first.body });
    expect(saidNo(await ask(rival))).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('is refused by name', async () => {
    const other = await office.seller(await office.programme());
    const unapproved = await office.seller(physio);
    const { body } = await office.coordinator.get(`/v1/providers/${unapproved.id}`);
    const [approval] = body['approvals'] as Told[];
    const revocation = `/v1/providers/${unapproved.id}/approvals/${approval?.id}/revocation`;
    made(await office.coordinator.post(revocation, { validTo: '2026-06-09', reason: 'conditions ceased' }));
    const ask = async (voucher: Told, at?: { offeringId: string }, startDate?: string) =>
      saidNo(await choose(office.coordinator, voucher, at, startDate));
    const voucher = await issue();
    expect(await ask(voucher, other)).toEqual([422, 'OFFERING_NOT_FOR_PROGRAMME']);
    expect(await ask(voucher, { offeringId: 'off-none' })).toEqual([422, 'OFFERING_NOT_FOR_PROGRAMME']);
    expect(await ask(voucher, seller, '2026-05-31')).toEqual([422, 'OUT_OF_VALIDITY']);
    expect(await ask(voucher, unapproved)).toEqual([422, 'PROVIDER_NOT_APPROVED_ON_DATE']);
    expect(await ask(await reserved())).toEqual([409, 'ALREADY_RESERVED']);
    expect(await ask(await issue({ validTo: '2026-06-09' }))).toEqual([409, 'VOUCHER_EXPIRED']);
    made(await turn(voucher, 'suspension'));
    expect(await ask(voucher)).toEqual([409, 'VOUCHER_SUSPENDED']);
    made(await turn(voucher, 'cancellation'));
    expect(await ask(voucher)).toEqual([409, 'VOUCHER_CANCELLED']);
  });
});

describe('ending a reservation', () => {
  const end = (by: Person, id: string, endDate = TODAY, key?: string) =>
    by.post(`/v1/reservations/${id}/end`, { endDate, reason: 'moves away' }, key);
  const reservationOf = async (voucher: Told) => (await seen(voucher))['reservation'] as Told;

  it('on a last day leaves the client free to choose again', async () => {
    const voucher = await reserved();
    const { id } = await reservationOf(voucher);
    const ended = await end(client, id, TODAY, `end-${id}`);
    expect(ended).toMatchObject({ status: 200, body: { id, endDate: TODAY } });
    expect(await end(client, id, TODAY, `end-${id}`)).toMatchObject({ replayed: true, body: ended.body });
    expect((await end(client, id)).status).toBe(200);
    expect(saidNo(await end(client, id, '2026-06-11'))).toEqual([409, 'NOT_RESERVED']);
    made(await choose(client, voucher, rival));
    expect(await reservationOf(voucher)).toMatchObject({ providerId: rival.id });
    // Each provider sees its own reservation only.
    expect(made(await seller.get(`/v1/vouchers/${voucher.id}`))['reservation']).toBeNull();
    expect(saidNo(await end(seller, (await reservationOf(voucher)).id))).toEqual([404, 'NOT_FOUND']);
  });

  it('is refused before its first day, and not there for others', async () => {
    const { id } = await reservationOf(await reserved());
    expect(saidNo(await end(client, id, '2026-06-09'))).toEqual([422, 'INVALID_PERIOD']);
    expect(saidNo(await end(rival, id))).toEqual([404, 'NOT_FOUND']);
    expect(saidNo(await end(client, 'rsv-none-1'))).toEqual([404, 'NOT_FOUND']);
    expect(saidNo(await end(client, 'nonsense'))).toEqual([404, 'NOT_FOUND']);
    expect(saidNo(await end(office.auditor, id))).toEqual([403, 'FORBIDDEN']);
  });
});

describe("a voucher's other turns", () => {
  it('go there and back', async () => {
    const voucher = await reserved();
    expect(made(await turn(voucher, 'suspension', { reason: 'in hospital' })).status).toBe('suspended');
    expect(made(await turn(voucher, 'resumption')).status).toBe('reserved');
    expect(saidNo(await turn(voucher, 'resumption'))).toEqual([409, 'VOUCHER_NOT_SUSPENDED']);
    expect(made(await turn(voucher, 'extension', { validTo: '2027-12-31' }))['validTo']).toBe('2027-12-31');
    expect(saidNo(await turn(voucher, 'extension', { validTo: '2027-01-01' }))).toEqual([422, 'INVALID_PERIOD']);
    expect(made(await turn(voucher, 'refusal')).status).toBe('refused');
    for (const verb of ['cancellation', 'suspension'])
      expect(saidNo(await turn(voucher, verb))).toEqual([409, 'VOUCHER_NOT_OPEN']);
    expect(saidNo(await turn(voucher, 'extension', { validTo: '2028-12-31' }))).toEqual([409, 'VOUCHER_NOT_OPEN']);
    expect(saidNo(await turn({ ...voucher, id: 'vch-none' }, 'cancellation'))).toEqual([404, 'NOT_FOUND']);
  });

  it('are not taken again by a request that comes late', async () => {
    const voucher = await reserved();
    const suspend = () => turn(voucher, 'suspension', { reason: 'in hospital' }, `stop-${voucher.id}`);
    const resume = () => turn(voucher, 'resumption', {}, `go-${voucher.id}`);
    const [stopped, resumed] = [await suspend(), await resume()];
    expect(await suspend()).toMatchObject({ status: 200, replayed: true, body: stopped.body });
    expect(await resume()).toMatchObject({ status: 200, replayed: true, body: resumed.body });
    expect((await seen(voucher)).status).toBe('reserved');
    expect(saidNo(await turn(voucher, 'suspension', { reason: 'x' }, `stop-${voucher.id}`))).toEqual([
      422,
      'IDEMPOTENCY_KEY_REUSED',
    ]);
  });

  it('belong to the coordinator; refusing also to the client', async () => {
    const voucher = await reserved();
    const refusal = `/v1/vouchers/${voucher.id}/refusal`;
    expect(saidNo(await client.post(`/v1/vouchers/${voucher.id}/cancellation`))).toEqual([403, 'FORBIDDEN']);
    expect(saidNo(await seller.post(refusal))).toEqual([403, 'FORBIDDEN']);
    expect(saidNo(await (await office.client()).post(refusal))).toEqual([404, 'NOT_FOUND']);
    expect(made(await client.post(refusal, { reason: 'rather the own service' })).status).toBe('refused');
  });

  it('cannot be a refusal once it is in use', async () => {
    const voucher = await reserved();
    const visit = { voucherNumber: voucher.number, offeringId: seller.offeringId, type: 'visit', date: TODAY };
    made(await seller.post('/v1/service-events', visit, `use-${voucher.id}`));
    expect(saidNo(await client.post(`/v1/vouchers/${voucher.id}/refusal`))).toEqual([409, 'VOUCHER_IN_USE']);
  });

  it('come to an end with the client, and no extension brings one back', async () => {
    const mortal = await office.client();
    const [open, over] = [
      await issue({ clientId: mortal.id }),
      await issue({ clientId: mortal.id, validTo: '2026-06-05' }),
    ];
    made(await office.coordinator.post(`/v1/clients/${mortal.id}/death`, { date: '2026-06-08' }));
    expect([(await seen(open)).status, (await seen(over)).status]).toEqual(['ended', 'expired']);
    for (const voucher of [open, over])
      expect(saidNo(await turn(voucher, 'extension', { validTo: '2027-12-31' }))).toEqual([409, 'VOUCHER_NOT_OPEN']);
    expect(saidNo(await choose(office.coordinator, open))).toEqual([409, 'VOUCHER_NOT_OPEN']);
  });
});

describe('deciding on terms', () => {
  it('opens the entry window of a month, once', async () => {
    const voucher = await reserved();
    const body = { period: '2026-05', openUntil: '2026-06-20', reason: 'illness' };
    const open = (key?: string) => turn(voucher, 'entry-windows', body, key);
    expect(await open(`window-${voucher.id}`)).toMatchObject({ status: 201, body: { voucherId: voucher.id, ...body } });
    expect(await open(`window-${voucher.id}`)).toMatchObject({ status: 201, replayed: true });
    made(await open());
    const kept = await office.world.stores.vouchers.load(voucher.id);
    expect(kept?.entryWindows).toEqual([body]);
    expect(saidNo(await seller.post(`/v1/vouchers/${voucher.id}/entry-windows`, body))).toEqual([403, 'FORBIDDEN']);
    expect(saidNo(await turn({ ...voucher, id: 'vch-none' }, 'entry-windows', body))).toEqual([404, 'NOT_FOUND']);
    expect(saidNo(await turn(voucher, 'entry-windows', { ...body, period: '2026-13' }))).toEqual([
      400,
      'INVALID_REQUEST',
    ]);
  });

  it('raises the value, once under one key', async () => {
    const voucher = await reserved();
    const body = { validFrom: '2026-06-01', unitValueCents: 6200, reason: 'livelihood' };
    const raise = (over: object = {}, key?: string) => turn(voucher, 'value-raises', { ...body, ...over }, key);
    const first = await raise({}, `raise-${voucher.id}`);
    expect(first).toMatchObject({ status: 201, body: { voucherId: voucher.id, ...body, validTo: null } });
    expect(await raise({}, `raise-${voucher.id}`)).toMatchObject({ replayed: true, body: first.body });
    expect((await office.world.stores.vouchers.load(voucher.id))?.valueRaises).toHaveLength(1);
    expect(saidNo(await raise({ validTo: '2026-05-31' }))).toEqual([422, 'INVALID_PERIOD']);
    expect(saidNo(await raise({ unitValueCents: 62.5 }))).toEqual([400, 'INVALID_REQUEST']);
    made(await turn(voucher, 'cancellation'));
    expect(saidNo(await raise())).toEqual([409, 'VOUCHER_NOT_OPEN']);
    expect(saidNo(await turn({ ...voucher, id: 'vch-none' }, 'value-raises', body))).toEqual([404, 'NOT_FOUND']);
  });

  it('extends an expired voucher and commits the value of what is left', async () => {
    const voucher = await issue({ validTo: '2026-06-09' });
    expect(
      made(await turn(voucher, 'extension', { validTo: '2026-12-31', reason: 'healing takes longer' })),
    ).toMatchObject({
      status: 'issued',
      validTo: '2026-12-31',
    });
    expect((await office.world.stores.vouchers.load(voucher.id))?.committedCents).toBe(44_350);
  });
});

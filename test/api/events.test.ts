import { instantOf } from '#shared/clock';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PROBLEMS } from '#shared/contract/problems';
import { collectionOf } from '#shared/persistence/records';
import { relayPending } from '#shared/persistence/relay';
import { keyDigest } from '#shared/persistence/requests';
import {
  amounts,
  CAPITATION,
  INCOME,
  INCOME_TESTED,
  made,
  openOffice,
  saidNo,
  type Answer,
  type Office,
  type Person,
  type Seller,
  type Told,
  type VoucherAsked,
} from '../builders/office.ts';

const TODAY = '2026-06-04';

let office: Office;
let physio: string;
let homes: string;
let seller: Seller;
let rival: Seller;
let home: Seller;
let client: Awaited<ReturnType<Office['client']>>;
let resident: Awaited<ReturnType<Office['client']>>;
beforeAll(async () => {
  office = await openOffice({ now: `${TODAY}T09:00:00Z` });
  physio = await office.programme();
  homes = await office.programme(INCOME_TESTED, 'housing');
  seller = await office.seller(physio);
  rival = await office.seller(physio);
  home = await office.seller(homes, 17_000);
  client = await office.client();
  resident = await office.client('1940-03-01', INCOME);
});
afterAll(() => office.close());

const reserve = async (voucher: Told, { offeringId }: Seller, startDate = '2026-01-01') => {
  made(await office.coordinator.post(`/v1/vouchers/${voucher.id}/reservations`, { offeringId, startDate }));
  return voucher;
};
const forVisits = async (asked: VoucherAsked = {}) =>
  reserve(
    await office.issue({ clientId: client.id, programmeId: physio, units: 10, validFrom: '2026-01-01', ...asked }),
    seller,
  );
const forHousing = async (clientId?: string, asked: VoucherAsked = {}) => {
  const whose = clientId ?? (await office.client('1940-03-01', INCOME)).id;
  return reserve(await office.issue({ clientId: whose, programmeId: homes, validFrom: '2026-01-01', ...asked }), home);
};
const turn = async (voucher: Told, verb: string, body: object = {}) =>
  made(await office.coordinator.post(`/v1/vouchers/${voucher.id}/${verb}`, body));
const held = async (voucher: Told) => {
  const { usedUnits, status } = made(await office.coordinator.get(`/v1/vouchers/${voucher.id}`));
  return [usedUnits, status];
};

const visit = (voucher: Told, date = TODAY, over: object = {}) => ({
  voucherNumber: voucher.number,
  offeringId: seller.offeringId,
  type: 'visit',
  date,
  units: 1,
  ...over,
});
const stay = (voucher: Told, from: string, to: string, over: object = {}) => ({
  voucherNumber: voucher.number,
  offeringId: home.offeringId,
  type: 'stay',
  from,
  to,
  ...over,
});
let keys = 0;
const aKey = () => `key-${(keys += 1)}`;
const record = (fact: object, key: string | undefined = aKey(), by: Seller = seller) =>
  by.post('/v1/service-events', fact, key);

describe('recording an event', () => {
  it('answers with a price that can be worked out again', async () => {
    const voucher = await forVisits();
    const { status, body } = await record(
      visit(voucher, TODAY, { voucherNumber: voucher.number.toLowerCase().replaceAll('-', '') }),
    );
    expect(status).toBe(201);
    expect(body).toMatchObject({ id: expect.stringMatching(/^evt-/), status: 'accepted' });
    expect(amounts(body.pricing)).toEqual([6200, 4435, 1765]);
    expect(body.pricing.steps).toEqual([
      {
        rule: 'organiserPaysLesserOfPriceAndValue',
        source: expect.stringContaining(' v1, rulebook 2018-1'),
        inputs: { priceCents: 6200, unitValueCents: 4435 },
        resultCents: 4435,
      },
      {
        rule: 'clientPaysTheRest',
        source: '569/2009 3 §',
        inputs: { priceCents: 6200, organiserCents: 4435 },
        resultCents: 1765,
      },
    ]);
    expect(await held(voucher)).toEqual([1, 'inUse']);
  });

  it('takes a missed visit, a stay and an absence too', async () => {
    const voucher = await forVisits();
    const missed = visit(voucher, TODAY, { type: 'noShow', units: undefined, cancelledHoursBefore: 10 });
    expect(amounts(made(await record(missed)).pricing)).toEqual([5670, 0, 5670]);
    expect(await held(voucher)).toEqual([0, 'inUse']);
    const living = await forHousing();
    expect(amounts(made(await record(stay(living, '2026-05-01', '2026-05-31'), aKey(), home)).pricing)).toEqual([
      527_000, 415_820, 111_180,
    ]);
    const away = stay(living, '2026-05-10', '2026-05-21', { type: 'absence', reason: 'hospital' });
    expect(amounts(made(await record(away, aKey(), home)).pricing)).toEqual([467_500, 399_352, 68_148]);
  });

  it('is for providers', async () => {
    const voucher = await forVisits();
    for (const person of [office.coordinator, client, office.admin])
      expect(saidNo(await person.post('/v1/service-events', visit(voucher), aKey()))).toEqual([403, 'FORBIDDEN']);
  });

  it('names what is wrong with a request', async () => {
    const voucher = await forVisits();
    for (const over of [{ date: '2026-02-30' }, { units: 2 }, { from: TODAY }, { type: 'series' }, { offeringId: '' }])
      expect(saidNo(await record(visit(voucher, TODAY, over)))).toEqual([400, 'INVALID_REQUEST']);
    for (const over of [
      { to: '2026-04-30' },
      { to: '2027-06-01' },
      { type: 'absence' },
      { type: 'absence', reason: 'bored' },
    ])
      expect(saidNo(await record(stay(voucher, '2026-05-01', '2026-05-02', over)))).toEqual([400, 'INVALID_REQUEST']);
    expect(await held(voucher)).toEqual([0, 'reserved']);
  });
});

describe('an event is refused with 422, a name and what to do', () => {
  const revoked = async () => {
    const shop = await office.seller(physio);
    const { body } = await office.coordinator.get(`/v1/providers/${shop.id}`);
    const [approval] = body['approvals'] as Told[];
    const path = `/v1/providers/${shop.id}/approvals/${approval?.id}/revocation`;
    return {
      shop,
      revoke: async () => made(await office.coordinator.post(path, { validTo: '2026-06-01', reason: 'ceased' })),
    };
  };
  it.each<[string, () => Promise<[object, Seller?]>]>([
    ['VOUCHER_NOT_FOUND', () => Promise.resolve([visit({ number: '0000-0000-0000' } as Told)])],
    [
      'EVENT_TYPE_NOT_FOR_SERVICE',
      async () => [{ ...stay(await forVisits(), TODAY, TODAY), offeringId: seller.offeringId }],
    ],
    [
      'EVENT_TYPE_NOT_FOR_SERVICE',
      async () => {
        const programmeId = await office.programme(CAPITATION, 'soteCentre');
        const centre = await office.seller(programmeId, 0);
        const enrolment = await reserve(await office.issue({ clientId: client.id, programmeId }), centre);
        return [visit(enrolment, TODAY, { offeringId: centre.offeringId }), centre];
      },
    ],
    [
      'VOUCHER_CANCELLED',
      async () => {
        const voucher = await forVisits();
        await turn(voucher, 'cancellation');
        return [visit(voucher)];
      },
    ],
    [
      'AFTER_DEATH',
      async () => {
        const mortal = await office.client();
        const voucher = await forVisits({ clientId: mortal.id });
        made(await office.coordinator.post(`/v1/clients/${mortal.id}/death`, { date: '2026-06-03' }));
        return [visit(voucher)];
      },
    ],
    ['OUT_OF_VALIDITY', async () => [visit(await forVisits({ validTo: '2026-06-03' }))]],
    [
      'VOUCHER_SUSPENDED',
      async () => {
        const voucher = await forVisits();
        await turn(voucher, 'suspension');
        return [visit(voucher)];
      },
    ],
    ['IN_THE_FUTURE', async () => [visit(await forVisits(), '2026-06-05')]],
    [
      'VOUCHER_EXPIRED',
      async () => {
        const programmeId = await office.programme({ validity: { takeIntoUseDays: 1, months: 12 } });
        const voucher = await office.issue({ clientId: client.id, programmeId, units: 1, validFrom: TODAY });
        office.clock.turnTo('2026-06-06T09:00:00Z');
        return [visit(voucher, '2026-06-06')];
      },
    ],
    ['NOT_RESERVED_WITH_YOU', async () => [visit(await forVisits(), TODAY, { offeringId: rival.offeringId }), rival]],
    ['ENTRY_WINDOW_CLOSED', async () => [visit(await forVisits(), '2026-04-30')]],
    [
      'PROVIDER_NOT_APPROVED_ON_DATE',
      async () => {
        const { shop, revoke } = await revoked();
        const voucher = await reserve(await office.issue({ clientId: client.id, programmeId: physio, units: 1 }), shop);
        await revoke();
        return [visit(voucher, TODAY, { offeringId: shop.offeringId }), shop];
      },
    ],
    [
      'NO_PRICE_ON_DATE',
      async () => {
        const shop = await office.provider(physio);
        const { id: offeringId } = made(await shop.offer(physio, 6200, '2026-06-03'));
        const voucher = await office.issue({ clientId: client.id, programmeId: physio, units: 1 });
        await reserve(voucher, { ...shop, offeringId }, '2026-06-01');
        return [visit(voucher, '2026-06-02', { offeringId }), { ...shop, offeringId }];
      },
    ],
    [
      'NO_UNITS_LEFT',
      async () => {
        const voucher = await forVisits({ units: 1 });
        made(await record(visit(voucher, '2026-06-03')));
        return [visit(voucher)];
      },
    ],
    [
      'DUPLICATE_EVENT',
      async () => {
        const voucher = await forVisits();
        made(await record(visit(voucher)));
        return [visit(voucher)];
      },
    ],
    [
      'DUPLICATE_EVENT',
      async () => {
        const [one, two] = [await forHousing(resident.id), await forHousing(resident.id)];
        made(await record(stay(one, '2026-05-01', '2026-05-10'), aKey(), home));
        return [stay(two, '2026-05-10', '2026-05-20'), home];
      },
    ],
    [
      'INCOME_DECISION_MISSING',
      async () => {
        const poor = await office.client('1940-03-01');
        return [stay(await forHousing(poor.id), '2026-05-01', '2026-05-02'), home];
      },
    ],
  ])('%s', async (code, scene) => {
    try {
      const [fact, by] = await scene();
      const key = aKey();
      const first = await record(fact, key, by);
      expect(saidNo(first)).toEqual([422, code]);
      expect(first.body['remedy']).toEqual(PROBLEMS[code as keyof typeof PROBLEMS].remedy);
      const again = await record(fact, key, by);
      expect([saidNo(again), again.replayed]).toEqual([[422, code], true]);
    } finally {
      office.clock.turnTo(`${TODAY}T09:00:00Z`);
    }
  });

  it('and a late duplicate of it never turns into money', async () => {
    const voucher = await forVisits();
    const key = aKey();
    expect(saidNo(await record(visit(voucher, '2026-06-05'), key))).toEqual([422, 'IN_THE_FUTURE']);
    office.clock.turnTo('2026-06-05T09:00:00Z');
    expect(await record(visit(voucher, '2026-06-05'), key)).toMatchObject({
      status: 422,
      replayed: true,
      body: { code: 'IN_THE_FUTURE' },
    });
    expect(await held(voucher)).toEqual([0, 'reserved']);
    made(await record(visit(voucher, '2026-06-05')));
    office.clock.turnTo(`${TODAY}T09:00:00Z`);
  });

  it('but a late event of an opened month is taken', async () => {
    const voucher = await forVisits();
    await turn(voucher, 'entry-windows', { period: '2026-04', openUntil: TODAY, reason: 'illness' });
    expect((await record(visit(voucher, '2026-04-30'))).status).toBe(201);
  });
});

describe('the key of an event', () => {
  it('is needed', async () => {
    const answer = await seller.post('/v1/service-events', visit(await forVisits()));
    expect(saidNo(answer)).toEqual([400, 'IDEMPOTENCY_KEY_REQUIRED']);
    expect(saidNo(await seller.post('/v1/service-events/batch', { events: [{}] }))).toEqual([
      400,
      'IDEMPOTENCY_KEY_REQUIRED',
    ]);
  });

  it.each([
    ['longer than 128 characters', 'k'.repeat(129)],
    ['of several words', 'with space'],
    ['empty between its quotes', '""'],
  ])('may not be %s', async (_what, key) => {
    expect(saidNo(await record(visit(await forVisits()), key))).toEqual([400, 'INVALID_REQUEST']);
  });

  it('tells the first answer again, quoted or not, with units or by default', async () => {
    const voucher = await forVisits();
    const key = aKey();
    const first = await record(visit(voucher), key);
    expect([first.status, first.replayed]).toEqual([201, false]);
    for (const again of [
      await record(visit(voucher), key),
      await record(visit(voucher, TODAY, { units: undefined }), `"${key}"`),
    ])
      expect(again).toEqual({ ...first, replayed: true });
    expect(await held(voucher)).toEqual([1, 'inUse']);
  });

  it('is written to before its answer is told again, whether that was a yes or a no', async () => {
    const { stores } = office.world;
    /** How often the answer was made sure of, after the first telling and after the second. */
    const madeSure = async (by: Person, ask: (key: string) => Promise<Answer>) => {
      const key = aKey();
      const digest = keyDigest(made(await by.get('/v1/me')).id, key);
      const times = async () =>
        (await collectionOf(stores.connection, 'requests').findOne({ _id: digest }))?.['again'] as number | undefined;
      const first = await ask(key);
      const before = await times();
      const again = await ask(key);
      expect([saidNo(again), again.body.id, again.replayed]).toEqual([saidNo(first), first.body.id, true]);
      return [first.status, before, await times()];
    };
    const voucher = await forVisits();
    const [right, wrong] = [visit(voucher), visit(voucher, '2026-06-03')];
    for (const [status, fact] of [
      [201, right],
      [422, right],
      [422, { ...right, voucherNumber: 'NONE' }],
    ] as const)
      expect(await madeSure(seller, (key) => record(fact, key))).toEqual([status, undefined, 1]);
    const { id } = made(await record(wrong));
    const reverse = (reason: string) => (key: string) =>
      seller.post(`/v1/service-events/${id}/reversal`, { reason }, key);
    expect(await madeSure(seller, reverse('wrong day'))).toEqual([201, undefined, 1]);
    expect(await madeSure(seller, reverse('no visit'))).toEqual([409, undefined, 1]);
  });

  it('stands for one body of one caller', async () => {
    const [voucher, other] = [await forVisits(), await forVisits()];
    const key = aKey();
    made(await record(visit(voucher), key));
    expect(saidNo(await record(visit(voucher, '2026-06-03'), key))).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(saidNo(await record(visit(other), key))).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(saidNo(await record(visit(voucher), key, rival))).toEqual([422, 'NOT_RESERVED_WITH_YOU']);
    expect([await held(voucher), await held(other)]).toEqual([
      [1, 'inUse'],
      [0, 'reserved'],
    ]);
  });
});

describe('many at once', () => {
  it('with one key have one effect and fifty times the same answer', async () => {
    const voucher = await forVisits();
    const key = aKey();
    const answers = await Promise.all(Array.from({ length: 50 }, () => record(visit(voucher), key)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await held(voucher)).toEqual([1, 'inUse']);
  });

  it('want the last unit: one gets it, and the others are told that it is gone', async () => {
    const voucher = await forVisits({ units: 1 });
    const answers = await Promise.all(Array.from({ length: 200 }, () => record(visit(voucher))));
    const tally: Record<string, number> = {};
    for (const { status, body } of answers) {
      const name = status === 201 ? '201' : `${status} ${body.code}`;
      tally[name] = (tally[name] ?? 0) + 1;
    }
    expect(tally).toEqual({ '201': 1, '422 NO_UNITS_LEFT': 199 });
    expect(await held(voucher)).toEqual([1, 'usedUp']);
  });
});

describe('a batch', () => {
  const batch = (events: unknown[], key = aKey()) => seller.post('/v1/service-events/batch', { events }, key);

  it('answers each line, and a bad one loses none of the others', async () => {
    const voucher = await forVisits({ units: 2 });
    const { status, body } = await batch([
      visit(voucher, '2026-06-01'),
      { type: 'visit' },
      visit(voucher, '2026-06-01'),
      null,
      visit(voucher, '2026-06-02'),
      visit(voucher, '2026-06-03'),
      visit({ number: 'NONE' } as Told),
    ]);
    expect([status, body['accepted'], body['refused']]).toEqual([200, 2, 5]);
    expect(
      body.items.map((line) => [
        line['index'],
        line.status,
        line.status === 'accepted' ? undefined : line.problem.code,
      ]),
    ).toEqual([
      [0, 'accepted', undefined],
      [1, 'invalid', 'INVALID_REQUEST'],
      [2, 'refused', 'DUPLICATE_EVENT'],
      [3, 'invalid', 'INVALID_REQUEST'],
      [4, 'accepted', undefined],
      [5, 'refused', 'NO_UNITS_LEFT'],
      [6, 'refused', 'VOUCHER_NOT_FOUND'],
    ]);
    expect(body.items[1]?.problem).toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ path: 'events.1.date' })]),
    });
    expect(amounts(body.items[0]?.pricing as never)).toEqual([6200, 4435, 1765]);
    expect(await held(voucher)).toEqual([2, 'usedUp']);
  });

  it('takes a line of nothing but brackets for a bad one', async () => {
    const agent = await office.world.as('provider', { providerId: seller.id });
    const text = `{"events":[${'['.repeat(50_000)}${']'.repeat(50_000)}]}`;
    const asking = agent.post('/v1/service-events/batch').set('Idempotency-Key', aKey()).type('json');
    const { status, body } = (await asking.send(text)) as { status: number; body: Told };
    expect([status, body['accepted'], body.items[0]?.problem.code]).toEqual([200, 0, 'INVALID_REQUEST']);
  });

  it('sent twice, or at once, creates nothing more and answers the same', async () => {
    const voucher = await forVisits();
    const [lines, key] = [['2026-06-01', '2026-06-02', '2026-07-02'].map((date) => visit(voucher, date)), aKey()];
    const [one, two] = await Promise.all([batch(lines, key), batch(lines, key)]);
    const three = await batch(lines, key);
    expect([one.body, two.body]).toEqual([three.body, three.body]);
    expect([one.replayed || two.replayed, three.replayed]).toEqual([true, true]);
    expect(await held(voucher)).toEqual([2, 'inUse']);
    expect(saidNo(await batch(lines.slice(1), key))).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('holds a thousand lines and no more', async () => {
    const vouchers = await Promise.all(Array.from({ length: 25 }, () => forVisits({ units: 40 })));
    const dates = Array.from(
      { length: 40 },
      (_, index) => `2026-0${index < 31 ? 5 : 6}-${String((index % 31) + 1).padStart(2, '0')}`,
    );
    const lines = vouchers.flatMap((voucher) => dates.map((date) => visit(voucher, date)));
    const { status, body } = await batch(lines);
    // 35 of each voucher's days have come; the other five lie ahead.
    expect([status, body.items.length, body['accepted'], body['refused']]).toEqual([200, 1000, 875, 125]);
    expect(saidNo(await batch([...lines, lines[0]]))).toEqual([400, 'INVALID_REQUEST']);
    expect(saidNo(await batch([]))).toEqual([400, 'INVALID_REQUEST']);
  });
});

describe('reversing an event', () => {
  const reversal = (
    id: string,
    body: object = { reason: 'wrong day' },
    by: Pick<Seller, 'post'> = seller,
    key?: string,
  ) => by.post(`/v1/service-events/${id}/reversal`, body, key);
  const recorded = async (asked: VoucherAsked = {}) => {
    const voucher = await forVisits(asked);
    return { voucher, id: made(await record(visit(voucher))).id };
  };

  it('gives the unit back, once', async () => {
    const { voucher, id } = await recorded({ units: 1 });
    expect(await held(voucher)).toEqual([1, 'usedUp']);
    const answer = await reversal(id, { reason: 'wrong day' }, seller, `rev-${id}`);
    expect(answer).toMatchObject({ status: 201, body: { id, status: 'reversed', replacement: null } });
    expect(await reversal(id, { reason: 'wrong day' }, seller, `rev-${id}`)).toEqual({ ...answer, replayed: true });
    expect((await reversal(id)).status).toBe(201);
    expect(await held(voucher)).toEqual([0, 'reserved']);
    expect(saidNo(await reversal(id, { reason: 'else' }))).toEqual([409, 'EVENT_ALREADY_REVERSED']);
    expect(saidNo(await reversal(id, { reason: 'else' }, seller, `rev-${id}`))).toEqual([
      422,
      'IDEMPOTENCY_KEY_REUSED',
    ]);
  });

  it('records what should have stood in its place, in one step', async () => {
    const { voucher, id } = await recorded({ units: 1 });
    const body = { reason: 'wrong day', replacement: visit(voucher, '2026-06-03') };
    const { status, body: answer } = await reversal(id, body);
    expect([status, answer.replacement && amounts(answer.replacement.pricing)]).toEqual([201, [6200, 4435, 1765]]);
    expect(await held(voucher)).toEqual([1, 'usedUp']);
    expect((await reversal(id, body)).body).toEqual(answer);
    const right = made(await client.get(`/v1/service-events/${answer.replacement?.id}`));
    expect(right).toMatchObject({ status: 'accepted', from: '2026-06-03', replaces: id });
  });

  it('leaves all as it was when the replacement is refused', async () => {
    const { voucher, id } = await recorded();
    const answer = await reversal(id, { reason: 'wrong day', replacement: visit(voucher, '2026-06-05') });
    expect(saidNo(answer)).toEqual([422, 'IN_THE_FUTURE']);
    expect(made(await seller.get(`/v1/service-events/${id}`))).toMatchObject({ status: 'accepted', reversal: null });
    const late = () => reversal(id, { reason: 'wrong day', replacement: visit(voucher, '2026-06-05') }, seller, 'late');
    expect(saidNo(await late())).toEqual([422, 'IN_THE_FUTURE']);
    office.clock.turnTo('2026-06-05T09:00:00Z');
    const again = await late();
    expect([saidNo(again), again.replayed]).toEqual([[422, 'IN_THE_FUTURE'], true]);
    office.clock.turnTo(`${TODAY}T09:00:00Z`);
    const elsewhere = await reversal(id, { reason: 'x', replacement: visit(await forVisits()) });
    expect(saidNo(elsewhere)).toEqual([400, 'INVALID_REQUEST']);
  });

  it('puts another closed month in its place only through a window', async () => {
    const { voucher, id } = await recorded();
    const correct = () => reversal(id, { reason: 'wrong day', replacement: visit(voucher, '2026-01-15') });
    const no = await correct();
    expect([saidNo(no), no.body['remedy']]).toEqual([
      [422, 'ENTRY_WINDOW_CLOSED'],
      PROBLEMS.ENTRY_WINDOW_CLOSED.remedy,
    ]);
    expect(made(await seller.get(`/v1/service-events/${id}`))).toMatchObject({ status: 'accepted', reversal: null });
    expect(await held(voucher)).toEqual([1, 'inUse']);
    await turn(voucher, 'entry-windows', { period: '2026-01', openUntil: TODAY, reason: 'told late' });
    expect(made(await correct()).replacement?.pricing.grossCents).toBe(6200);
  });

  it('is for its provider and the office', async () => {
    const [one, two] = [await recorded(), await recorded()];
    expect(saidNo(await reversal(one.id, undefined, rival))).toEqual([404, 'NOT_FOUND']);
    expect(saidNo(await reversal(one.id, undefined, client))).toEqual([403, 'FORBIDDEN']);
    expect(saidNo(await reversal('evt-none-0', undefined, seller))).toEqual([404, 'NOT_FOUND']);
    expect(saidNo(await reversal('nonsense', undefined, seller))).toEqual([404, 'NOT_FOUND']);
    expect((await reversal(one.id, undefined, office.coordinator)).status).toBe(201);
    expect((await reversal(two.id, undefined, office.finance)).status).toBe(201);
  });
});

describe('looking at events', () => {
  it('shows clients all of their own, over all of their vouchers, and of nobody else', async () => {
    const [someone, nobody] = [await office.client(), await office.client()];
    const vouchers = [await forVisits({ clientId: someone.id }), await forVisits({ clientId: someone.id })];
    const ids = await Promise.all(vouchers.map(async (voucher) => made(await record(visit(voucher))).id));
    while ((await relayPending(office.world.stores, 500, instantOf(office.world.clock))) > 0);
    expect(made(await someone.get('/v1/service-events')).items.map(({ id }) => id)).toEqual(ids.sort());
    expect(made(await nobody.get('/v1/service-events')).items).toEqual([]);
  });

  it('shows each to its provider, its client and the office', async () => {
    const voucher = await forVisits();
    const { id } = made(await record(visit(voucher)));
    const gone = made(await record(visit(voucher, '2026-06-01'))).id;
    made(await seller.post(`/v1/service-events/${gone}/reversal`, { reason: 'wrong day' }));
    expect(made(await client.get(`/v1/service-events/${id}`))).toMatchObject({
      id,
      voucherId: voucher.id,
      type: 'visit',
      from: TODAY,
      to: TODAY,
    });
    for (const person of [rival, resident]) {
      expect(saidNo(await person.get(`/v1/service-events/${id}`))).toEqual([404, 'NOT_FOUND']);
    }
    // Lists are fed by the relay.
    while ((await relayPending(office.world.stores, 500, instantOf(office.world.clock))) > 0);
    const list = async (person: { get: Office['admin']['get'] }, query = '') =>
      made(await person.get(`/v1/service-events?voucherId=${voucher.number}${query}`)).items.map((event) => [
        event.id,
        event.status,
      ]);
    const both = [
      [id, 'accepted'],
      [gone, 'reversed'],
    ];
    for (const person of [seller, client, office.auditor]) expect(new Set(await list(person))).toEqual(new Set(both));
    expect(await list(office.admin, '&period=2026-05')).toEqual([]);
    expect(await list(office.admin, `&period=2026-06&providerId=${seller.id}`)).toHaveLength(2);
    expect([await list(rival), await list(resident)]).toEqual([[], []]);
    expect(await list(office.admin, '&limit=1')).toHaveLength(1);
  });
});

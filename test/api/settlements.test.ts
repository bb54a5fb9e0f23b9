import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openCounty, type County, type Settled, type Told } from '../builders/county.ts';

let county: County;
afterEach(() => county.close());

const KIND = 'rehabilitation';
const open = async (env: Record<string, string> = {}, sandbox = true) => {
  county = await openCounty('2026-06-01', { env, sandbox });
  await county.programme(KIND);
  await county.provider('a', KIND, 6_200);
  await county.provider('b', KIND, 4_000);
};

const twoProviders = async () => {
  const [first, second] = [await county.client('1'), await county.client('2')];
  const [one, two] = [
    await county.voucher(first, KIND, 'a', '2026-06-01'),
    await county.voucher(second, KIND, 'b', '2026-06-01'),
  ];
  county.turnTo('2026-06-20');
  await county.visit(one, 'a', '2026-06-10');
  await county.visit(one, 'a', '2026-06-11');
  await county.visit(two, 'b', '2026-06-12');
};

const fileOf = (run: Pick<Settled, 'id'>, query = '') =>
  county.finance.post(`/v1/settlement-runs/${run.id}/payment-files${query}`).buffer(true);

describe('asking for a run', () => {
  beforeEach(() => open());

  it('is too early before the sixth, but not for a rehearsal', async () => {
    county.turnTo('2026-07-05');
    const early = await county.finance.post('/v1/settlement-runs').send({ period: '2026-06' });
    expect(early.status).toBe(422);
    expect(early.body).toMatchObject({ code: 'PERIOD_NOT_CLOSED', earliestDate: '2026-07-06' });
    // Its next month has five digits to its year: none of the years there are.
    await county.finance.post('/v1/settlement-runs').send({ period: '9999-12' }).expect(400);
    const dry = await county.finance.post('/v1/settlement-runs').send({ period: '2026-06', dryRun: true });
    expect(dry.status).toBe(202);
    expect(dry.body).toEqual({ id: 'run-dry-2026-06', status: 'queued' });
  });

  it('makes one run, however many ask at once', async () => {
    county.turnTo('2026-07-06');
    const asked = await Promise.all(
      Array.from({ length: 8 }, () => county.finance.post('/v1/settlement-runs').send({ period: '2026-06' })),
    );
    expect(asked.map(({ status }) => status)).toEqual(Array(8).fill(202));
    const list = await county.finance.get('/v1/settlement-runs?period=2026-06').expect(200);
    expect((list.body as { items: Told[] }).items.map(({ id }) => id)).toEqual(['run-settle-2026-06']);
  });

  it('is heard once under one key, also after the run was approved', async () => {
    county.turnTo('2026-07-06');
    const asking = () =>
      county.finance.post('/v1/settlement-runs').set('Idempotency-Key', 'june').send({ period: '2026-06' });
    const first = await asking();
    await county.settleAll();
    await county.approve(await county.run('run-settle-2026-06'));
    const again = await asking();
    expect(again.body).toEqual(first.body);
    expect(again.get('Idempotent-Replayed')).toBe('true');
  });

  it('shows the runs newest first, page by page', async () => {
    for (const [day, period] of [
      ['2026-07-06', '2026-06'],
      ['2026-08-06', '2026-07'],
      ['2026-09-06', '2026-08'],
    ] as const) {
      county.turnTo(day);
      await county.settle(period);
    }
    const ids: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await county.finance
        .get(`/v1/settlement-runs?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
        .expect(200);
      const body = page.body as { items: Told[]; nextCursor: string | null };
      ids.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor;
    }
    expect(ids).toEqual(['run-settle-2026-08', 'run-settle-2026-07', 'run-settle-2026-06']);
  });
});

describe('approving a run', () => {
  beforeEach(async () => {
    await open();
    await twoProviders();
    county.turnTo('2026-07-06');
  });
  const approval = (who: 'finance' | 'approver', id: string, hash: string) =>
    county[who].post(`/v1/settlement-runs/${id}/approval`).send({ hash });

  it('takes another person than the one who asked', async () => {
    const run = await county.calculate('2026-06');
    const own = await approval('finance', run.id, run.hash);
    expect([own.status, (own.body as { code: string }).code]).toEqual([403, 'FOUR_EYES_REQUIRED']);
    await approval('approver', run.id, run.hash).expect(200);
    await approval('approver', run.id, run.hash).expect(200);
  });

  it('takes the hash of what was looked at', async () => {
    const run = await county.calculate('2026-06');
    const other = await approval('approver', run.id, 'a'.repeat(64));
    expect([other.status, (other.body as { code: string }).code]).toEqual([409, 'CONTENT_CHANGED']);
  });

  it('cannot be done before it is calculated', async () => {
    await county.finance.post('/v1/settlement-runs').send({ period: '2026-06' }).expect(202);
    const early = await approval('approver', 'run-settle-2026-06', 'x');
    expect([early.status, (early.body as { code: string }).code]).toEqual([409, 'RUN_NOT_CALCULATED']);
  });

  it('cannot be done to a rehearsal', async () => {
    const dry = await county.calculate('2026-06', { dryRun: true });
    const answer = await approval('approver', dry.id, dry.hash);
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([409, 'DRY_RUN_NOT_PAYABLE']);
  });
});

describe('statements', () => {
  beforeEach(async () => {
    await open();
    await twoProviders();
    county.turnTo('2026-07-06');
  });

  it('sum up to the run, and their lines to them', async () => {
    const run = await county.settle('2026-06');
    const statements = await county.statements(run.id);
    for (const field of ['lines', 'grossCents', 'organiserCents', 'clientCents', 'payableCents'] as const)
      expect(statements.reduce((sum, one) => sum + (one[field] as number), 0)).toBe(run.totals[field]);
    for (const { id, ...statement } of statements) {
      const told = await county.finance.get(`/v1/statements/${id}`).expect(200);
      const { items } = told.body as { items: { organiserCents: number; eventId: string }[] };
      expect(items).toHaveLength(statement['lines'] as number);
      expect(items.reduce((sum, { organiserCents }) => sum + organiserCents, 0)).toBe(statement['organiserCents']);
      expect(items.every(({ eventId }) => eventId.startsWith('evt-'))).toBe(true);
    }
  });

  it('are shown to their own provider alone, and only once approved', async () => {
    const run = await county.calculate('2026-06');
    const mine = `/v1/statements/stl-settle-2026-06-a`;
    await county.agent('a').get(mine).expect(404);
    await county.approve(run);
    await county.agent('a').get(mine).expect(200);
    await county.agent('b').get(mine).expect(404);
    const list = await county.agent('b').get('/v1/statements?providerId=prv-a').expect(200);
    expect((list.body as { items: Told[] }).items.map(({ id }) => id)).toEqual(['stl-settle-2026-06-b']);
    await county.agent('a').get(`/v1/settlement-runs/${run.id}/statements`).expect(403);
  });

  it('are paged line by line', async () => {
    const run = await county.settle('2026-06');
    const first = await county.finance.get('/v1/statements/stl-settle-2026-06-a?limit=1').expect(200);
    const { items, nextCursor } = first.body as { items: Told[]; nextCursor: string };
    const second = await county.finance
      .get(`/v1/statements/stl-settle-2026-06-a?limit=1&cursor=${nextCursor}`)
      .expect(200);
    const rest = second.body as { items: Told[]; nextCursor: null };
    expect(rest.nextCursor).toBeNull();
    expect([...items, ...rest.items].map(({ id }) => id)).toEqual(
      (await county.lines(run.id)).filter(({ statementId }) => statementId.endsWith('-a')).map(({ _id }) => _id),
    );
  });
});

describe('the payment file', () => {
  it('says what the run says, and is the same bytes ever after', async () => {
    await open();
    await twoProviders();
    county.turnTo('2026-07-06');
    const run = await county.settle('2026-06');
    const first = await fileOf(run);
    expect(first.status).toBe(201);
    expect(first.get('Content-Type')).toContain('application/xml');
    const xml = first.text;
    expect(xml).toContain('<NbOfTxs>2</NbOfTxs>');
    expect(xml).toContain(`<CtrlSum>${(4_435 * 2 + 4_000) / 100}`);
    expect(run.totals['payableCents']).toBe(4_435 * 2 + 4_000);
    expect(xml).toContain('<EndToEndId>pay-settle-2026-06-a</EndToEndId>');
    expect(xml).toContain('RF382026060019');
    county.turnTo('2026-07-20');
    await county.stores.providers.collection.updateOne({ _id: 'prv-a' }, { $set: { iban: 'FI0000000000000000' } });
    expect((await fileOf(run)).text).toBe(xml);
    expect(await county.run(run.id)).toMatchObject({ status: 'sent', paymentDay: '2026-07-27' });
  });

  it('is one file for two who ask at once', async () => {
    await open();
    await twoProviders();
    county.turnTo('2026-07-06');
    const run = await county.settle('2026-06');
    const files = await Promise.all([fileOf(run), fileOf(run), fileOf(run)]);
    expect(new Set(files.map(({ text }) => text)).size).toBe(1);
  });

  it('names the same payments and message in its older version', async () => {
    await open();
    await twoProviders();
    county.turnTo('2026-07-06');
    const run = await county.settle('2026-06');
    const [older, newer] = [(await fileOf(run, '?version=03')).text, (await fileOf(run)).text];
    const told = (xml: string) =>
      ['MsgId', 'EndToEndId', 'InstdAmt', 'Ref'].map((tag) => xml.match(new RegExp(`<${tag}[ >].*?</${tag}>`, 'g')));
    expect(told(older)).toEqual(told(newer));
    expect(older).toContain('pain.001.001.03');
  });

  it('is refused before approval, and where there is nothing to pay', async () => {
    await open();
    await twoProviders();
    county.turnTo('2026-07-06');
    const run = await county.calculate('2026-06');
    expect((await fileOf(run)).status).toBe(409);
    await county.approve(run);
    const empty = await county.settle('2026-06');
    const answer = await county.finance.post(`/v1/settlement-runs/${empty.id}/payment-files`);
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([409, 'NOTHING_TO_PAY']);
  });

  it('is refused while the payer is not known', async () => {
    await open({}, false);
    await twoProviders();
    county.turnTo('2026-07-06');
    const run = await county.settle('2026-06');
    const answer = await county.finance.post(`/v1/settlement-runs/${run.id}/payment-files`);
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([422, 'ORGANISER_DETAILS_MISSING']);
    expect((await county.run(run.id)).status).toBe('approved');
  });
});

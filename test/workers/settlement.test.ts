import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openCounty, type County, type Settled, type Told } from '../builders/county.ts';

/** The line of a visit in June with provider a. */
const lineOf = (visit: { readonly id: string } | undefined): string => `ln-2026-06-a-${visit?.id.slice(4) ?? ''}`;

let county: County;
afterEach(() => county.close());

const PHYSIO = 'rehabilitation';

/** June of one provider, `count` visits on as many days of one voucher. */
const june = async (count: number, letter = 'a'): Promise<{ voucher: Told; visits: Told[] }> => {
  await county.provider(letter, PHYSIO, 6_200);
  const voucher = await county.voucher(await county.client(letter), PHYSIO, letter, '2026-06-01');
  county.turnTo('2026-06-30');
  const visits: Told[] = [];
  for (let day = 1; day <= count; day += 1)
    visits.push(await county.visit(voucher, letter, `2026-06-${String(day).padStart(2, '0')}`));
  return { voucher, visits };
};

const organiser = ({ totals }: Settled) => totals['organiserCents'];

describe('a month of visits', () => {
  beforeEach(async () => {
    county = await openCounty('2026-06-01');
    await county.programme(PHYSIO);
  });

  it('is settled visit by visit, with sums that are the lines', async () => {
    await june(10);
    county.turnTo('2026-07-06');
    const run = await county.calculate('2026-06');
    expect(run).toMatchObject({
      id: 'run-settle-2026-06',
      status: 'calculated',
      totals: {
        statements: 1,
        lines: 10,
        grossCents: 62_000,
        organiserCents: 44_350,
        clientCents: 17_650,
        payableCents: 44_350,
      },
    });
    const lines = await county.lines(run.id);
    expect(lines.map(({ organiserCents }) => organiserCents)).toEqual(Array(10).fill(4_435));
    expect(lines.every(({ kind, _id }) => kind === 'service' && _id.startsWith('ln-2026-06-a-'))).toBe(true);
    expect(await county.statements(run.id)).toMatchObject([
      { id: 'stl-settle-2026-06-a', reference: 'RF382026060019', lines: 10 },
    ]);
  });

  it('moves from owed to payable when it is approved, and owed is empty', async () => {
    await june(3);
    county.turnTo('2026-07-06');
    const run = await county.settle('2026-06');
    expect(run.status).toBe('approved');
    expect(await county.balance()).toMatchObject({ owed: 0, payable: 3 * 4_435 });
    expect(await county.differences()).toEqual([]);
  });

  it('is not paid twice by a further run', async () => {
    await june(3);
    county.turnTo('2026-07-06');
    const first = await county.settle('2026-06');
    const second = await county.calculate('2026-06');
    expect(second.id).toBe('run-settle-2026-06-2');
    expect(second.totals).toMatchObject({ statements: 0, lines: 0, payableCents: 0 });
    expect((await county.run(first.id)).totals).toEqual(first.totals);
  });

  it('has the same hash when it is calculated anew and nothing has changed', async () => {
    await june(3);
    county.turnTo('2026-07-06');
    const first = await county.calculate('2026-06');
    const again = await county.calculate('2026-06');
    expect(again.id).toBe(first.id);
    expect(again.hash).toBe(first.hash);
  });

  it('loses a visit that is reversed before approval, under the same id', async () => {
    const { visits } = await june(3);
    county.turnTo('2026-07-06');
    const first = await county.calculate('2026-06');
    await county.reverse(visits[1] as Told);
    const again = await county.calculate('2026-06');
    expect(again.id).toBe(first.id);
    expect(again.hash).not.toBe(first.hash);
    expect((await county.lines(again.id)).map(({ _id }) => _id)).toEqual([0, 2].map((n) => lineOf(visits[n])).sort());
    expect(organiser(again)).toBe(2 * 4_435);
    await county.approve(again);
    expect(await county.balance()).toMatchObject({ owed: 0, payable: 2 * 4_435 });
  });

  it('keeps what was known at its cut-off, whatever is reversed before its worker comes', async () => {
    const { visits } = await june(3);
    county.turnTo('2026-07-06');
    await county.finance.post('/v1/settlement-runs').send({ period: '2026-06' }).expect(202);
    county.turnTo('2026-07-07');
    await county.reverse(visits[0] as Told);
    await county.settleAll();
    expect((await county.run('run-settle-2026-06')).totals).toMatchObject({ lines: 3 });
  });

  it('corrects a duplicate found a month later: T29', async () => {
    const { voucher, visits } = await june(10);
    county.turnTo('2026-07-06');
    const settled = await county.settle('2026-06');
    const before = await county.lines(settled.id);
    county.turnTo('2026-07-31');
    for (let day = 10; day < 16; day += 1) await county.visit(voucher, 'a', `2026-07-${day}`);
    await county.reverse(visits[9] as Told);
    county.turnTo('2026-08-06');
    const july = await county.calculate('2026-07');
    expect(july.totals).toMatchObject({ lines: 7, organiserCents: 22_175, payableCents: 22_175 });
    const correction = (await county.lines(july.id)).find(({ kind }) => kind === 'reversal');
    expect(correction).toMatchObject({
      _id: `${lineOf(visits[9])}-reversal`,
      answers: lineOf(visits[9]),
      grossCents: -6_200,
      organiserCents: -4_435,
      clientCents: -1_765,
      from: '2026-06-10',
    });
    expect(await county.lines(settled.id)).toEqual(before);
    await county.approve(july);
    expect(await county.balance()).toMatchObject({ owed: 0, payable: 44_350 + 22_175 });
    expect(await county.differences()).toEqual([]);
  });

  it('puts what replaces a settled visit beside its reversal, each naming the line it answers', async () => {
    const { voucher, visits } = await june(2);
    county.turnTo('2026-07-06');
    await county.settle('2026-06');
    county.turnTo('2026-07-10');
    await county.reverse(visits[0] as Told, {
      voucherNumber: voucher['number'],
      offeringId: county.offering('a', PHYSIO),
      type: 'visit',
      date: '2026-06-20',
      units: 1,
    });
    county.turnTo('2026-08-06');
    const lines = await county.lines((await county.calculate('2026-07')).id);
    const wrong = lineOf(visits[0]);
    expect(
      lines
        .map(({ kind, answers, organiserCents }) => ({ kind, answers, organiserCents }))
        .sort((a, b) => a.organiserCents - b.organiserCents),
    ).toEqual([
      { kind: 'reversal', answers: wrong, organiserCents: -4_435 },
      { kind: 'service', answers: wrong, organiserCents: 4_435 },
    ]);
  });

  it('takes a visit that was recorded through an opened window into the next run', async () => {
    const { voucher } = await june(1);
    county.turnTo('2026-07-06');
    await county.settle('2026-06');
    county.turnTo('2026-07-08');
    const window = { period: '2026-06', openUntil: '2026-07-20', reason: 'system was away' };
    await county.coordinator.post(`/v1/vouchers/${voucher.id}/entry-windows`).send(window).expect(201);
    const late = await county.visit(voucher, 'a', '2026-06-15');
    county.turnTo('2026-08-06');
    const july = await county.settle('2026-07');
    expect((await county.lines(july.id)).map(({ _id, kind }) => [_id, kind])).toEqual([[lineOf(late), 'service']]);
    expect((await county.calculate('2026-06')).totals).toMatchObject({ lines: 0 });
  });

  it('leaves a late visit to its own month while that is not approved', async () => {
    const { voucher } = await june(1);
    county.turnTo('2026-07-08');
    const window = { period: '2026-06', openUntil: '2026-07-20', reason: 'system was away' };
    await county.coordinator.post(`/v1/vouchers/${voucher.id}/entry-windows`).send(window).expect(201);
    await county.visit(voucher, 'a', '2026-06-15');
    county.turnTo('2026-08-06');
    expect((await county.calculate('2026-07')).totals).toMatchObject({ lines: 0 });
    expect((await county.calculate('2026-06')).totals).toMatchObject({ lines: 2 });
  });

  it('carries a debt forward, run after run, until it is used up', async () => {
    const { voucher, visits } = await june(4);
    county.turnTo('2026-07-06');
    await county.settle('2026-06');
    county.turnTo('2026-07-10');
    for (const visit of visits.slice(0, 3)) await county.reverse(visit);
    const owed = -3 * 4_435;
    county.turnTo('2026-08-06');
    const july = await county.settle('2026-07');
    expect(july.totals).toMatchObject({
      organiserCents: owed,
      broughtForwardCents: 0,
      payableCents: 0,
      carriedForwardCents: owed,
    });
    county.turnTo('2026-08-20');
    await county.visit(voucher, 'a', '2026-08-19');
    county.turnTo('2026-09-06');
    const august = await county.settle('2026-08');
    expect(august.totals).toMatchObject({
      organiserCents: 4_435,
      broughtForwardCents: owed,
      payableCents: 0,
      carriedForwardCents: -2 * 4_435,
    });
    county.turnTo('2026-10-06');
    const september = await county.settle('2026-09');
    expect(september.totals).toMatchObject({
      lines: 0,
      statements: 1,
      broughtForwardCents: -2 * 4_435,
      carriedForwardCents: -2 * 4_435,
    });
    county.turnTo('2026-10-20');
    for (const day of ['15', '16', '17']) await county.visit(voucher, 'a', `2026-10-${day}`);
    county.turnTo('2026-11-06');
    const october = await county.settle('2026-10');
    expect(october.totals).toMatchObject({
      broughtForwardCents: -2 * 4_435,
      payableCents: 4_435,
      carriedForwardCents: 0,
    });
    expect(await county.balance()).toMatchObject({ owed: 0, payable: 5 * 4_435 });
  });

  it('can be rehearsed without claiming anything', async () => {
    await june(2);
    const rehearsal = await county.calculate('2026-06', { dryRun: true });
    expect(rehearsal).toMatchObject({ id: 'run-dry-2026-06', status: 'calculated', totals: { lines: 2 } });
    county.turnTo('2026-07-06');
    const run = await county.settle('2026-06');
    expect(run.totals).toMatchObject({ lines: 2 });
    expect((await county.calculate('2026-06', { dryRun: true })).totals).toMatchObject({ lines: 0 });
  });

  it('is one list over many providers, each with its own statement', async () => {
    await june(2, 'b');
    await june(1, 'a');
    county.turnTo('2026-07-06');
    const run = await county.settle('2026-06');
    const statements = await county.statements(run.id);
    expect(statements.map(({ providerId, lines }) => [providerId, lines])).toEqual([
      ['prv-a', 1],
      ['prv-b', 2],
    ]);
    expect(statements.map(({ reference }) => reference)).toEqual([
      'RF382026060019',
      expect.stringMatching(/^RF\d\d202606002\d$/),
    ]);
    expect(run.totals).toMatchObject({ statements: 2, lines: 3, payableCents: 3 * 4_435 });
  });
});

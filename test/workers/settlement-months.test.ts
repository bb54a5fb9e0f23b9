import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openCounty, type County, type Told } from '../builders/county.ts';

let county: County;
afterEach(async () => {
  expect(await county.differences()).toEqual([]);
  await county.close();
});

const stay = (from: string, to: string) => ({ type: 'stay', from, to });
const away = (reason: string, from: string, to: string) => ({ type: 'absence', reason, from, to });
const amounts = (gross: number, organiser: number) => ({
  grossCents: gross,
  organiserCents: organiser,
  clientCents: gross - organiser,
});

describe('a month of income-tested housing', () => {
  const housed = async (from = '2026-06-01'): Promise<Told> => {
    await county.provider('a', 'housing', 17_000, 17_000);
    await county.provider('b', 'housing', 17_000);
    const clientId = await county.client('1');
    county.turnTo(from);
    return county.voucher(clientId, 'housing', 'a', from);
  };
  beforeEach(async () => {
    county = await openCounty('2026-05-20');
    await county.programme('housing');
  });

  it('is the month as a whole, whatever its events said by the way: T10', async () => {
    const voucher = await housed();
    county.turnTo('2026-06-30');
    for (const [from, to] of [
      ['01', '10'],
      ['11', '20'],
      ['21', '30'],
    ])
      await county.record(voucher, 'a', 'housing', stay(`2026-06-${from}`, `2026-06-${to}`));
    county.turnTo('2026-07-06');
    const run = await county.settle('2026-06');
    expect(run.totals).toMatchObject({ lines: 1, ...amounts(510_000, 398_820) });
    const [line] = await county.lines(run.id);
    expect(line).toMatchObject({ from: '2026-06-01', to: '2026-06-30', kind: 'service' });
    expect(line?.steps?.some(({ rule }) => rule === 'clientPaysFeeUpToThePrice')).toBe(true);
    expect(await county.balance()).toMatchObject({ owed: 0, payable: 398_820 });
  });

  it('is a part of the month for who moves in on the 27th: T14', async () => {
    const voucher = await housed('2026-06-27');
    county.turnTo('2026-06-30');
    await county.record(voucher, 'a', 'housing', stay('2026-06-27', '2026-06-30'));
    county.turnTo('2026-07-06');
    expect((await county.settle('2026-06')).totals).toMatchObject(amounts(68_000, 53_176));
    expect(await county.balance()).toMatchObject({ owed: 0, payable: 53_176 });
  });

  it('knows leave and hospital: T15 and T16', async () => {
    const voucher = await housed();
    county.turnTo('2026-06-30');
    await county.record(voucher, 'a', 'housing', stay('2026-06-01', '2026-06-30'));
    const leave = await county.record(voucher, 'a', 'housing', away('leave', '2026-06-10', '2026-06-21'));
    county.turnTo('2026-07-06');
    const first = await county.calculate('2026-06');
    expect(first.totals).toMatchObject(amounts(450_500, 365_262));
    await county.reverse(leave, {
      voucherNumber: voucher['number'],
      offeringId: county.offering('a', 'housing'),
      ...away('hospital', '2026-06-10', '2026-06-21'),
    });
    const second = await county.settle('2026-06');
    expect(second.totals).toMatchObject(amounts(450_500, 383_792));
    expect(await county.balance()).toMatchObject({ owed: 0, payable: 383_792 });
  });

  it('is taken back and settled anew when a hospital notice comes after its run', async () => {
    const voucher = await housed();
    county.turnTo('2026-06-30');
    await county.record(voucher, 'a', 'housing', stay('2026-06-01', '2026-06-30'));
    county.turnTo('2026-07-06');
    const june = await county.settle('2026-06');
    const before = await county.lines(june.id);
    county.turnTo('2026-07-20');
    const window = { period: '2026-06', openUntil: '2026-07-31', reason: 'notice came late' };
    await county.coordinator.post(`/v1/vouchers/${voucher.id}/entry-windows`).send(window).expect(201);
    await county.record(voucher, 'a', 'housing', away('hospital', '2026-06-10', '2026-06-21'));
    county.turnTo('2026-08-06');
    const july = await county.settle('2026-07');
    const name = `ln-hm-${voucher.id}-2026-06-off-a-u1-housing`;
    const lines = await county.lines(july.id);
    expect(lines.map(({ _id, kind, answers, organiserCents }) => [_id, kind, answers, organiserCents])).toEqual([
      [`${name}-1-reversal`, 'reversal', `${name}-1`, -398_820],
      [`${name}-2`, 'correction', `${name}-1`, 383_792],
    ]);
    expect(await county.lines(june.id)).toEqual(before);
    expect(july.totals).toMatchObject({ payableCents: 0, carriedForwardCents: 383_792 - 398_820 });
    expect(await county.balance()).toMatchObject({ owed: 0, payable: 383_792 });
    county.turnTo('2026-09-06');
    const august = await county.settle('2026-08');
    expect(august.totals).toMatchObject({ lines: 0, broughtForwardCents: 383_792 - 398_820 });
  });

  it('is settled anew when a back-dated income decision changes its fee', async () => {
    const voucher = await housed();
    county.turnTo('2026-06-30');
    await county.record(voucher, 'a', 'housing', stay('2026-06-01', '2026-06-30'));
    county.turnTo('2026-07-06');
    await county.settle('2026-06');
    county.turnTo('2026-07-20');
    const { id: _, recordedAt: __, ...decision } = county.decision({ validFrom: '2026-06-01', medicineCents: 15_200 });
    await county.coordinator.post('/v1/clients/cli-1/income-decisions').send(decision).expect(201);
    county.turnTo('2026-08-06');
    const july = await county.settle('2026-07');
    expect(july.totals).toMatchObject({ lines: 2, organiserCents: 8_580, grossCents: 0, clientCents: -8_580 });
    expect(await county.balance()).toMatchObject({ owed: 0, payable: 398_820 + 8_580 });
  });

  it('gives the day of a transfer to the receiving unit and splits the fee by days', async () => {
    const voucher = await housed();
    county.turnTo('2026-06-30');
    await county.record(voucher, 'a', 'housing', stay('2026-06-01', '2026-06-11'));
    const [reservation] = (await county.stores.vouchers.load(voucher.id))?.reservations ?? [];
    const end = { endDate: '2026-06-11', reason: 'moves nearer' };
    await county.coordinator
      .post(`/v1/reservations/${reservation?.id ?? ''}/end`)
      .send(end)
      .expect(200);
    await county.reserve(voucher, 'b', 'housing', '2026-06-11');
    await county.record(voucher, 'b', 'housing', stay('2026-06-11', '2026-06-30'));
    county.turnTo('2026-07-06');
    const run = await county.settle('2026-06');
    const parts = (await county.lines(run.id)).map(({ grossCents, from, to }) => [grossCents, from, to]);
    expect(parts).toEqual([
      [170_000, '2026-06-01', '2026-06-10'],
      [340_000, '2026-06-11', '2026-06-30'],
    ]);
    expect(run.totals).toMatchObject({ statements: 2, ...amounts(510_000, 398_820) });
    expect(await county.balance()).toMatchObject({ owed: 0, payable: 398_820 });
  });

  it('ends with the day of death, also where the death is told after its run', async () => {
    const voucher = await housed();
    county.turnTo('2026-06-30');
    await county.record(voucher, 'a', 'housing', stay('2026-06-01', '2026-06-30'));
    county.turnTo('2026-07-06');
    await county.settle('2026-06');
    county.turnTo('2026-07-10');
    await county.coordinator.post('/v1/clients/cli-1/death').send({ date: '2026-06-20' }).expect(200);
    county.turnTo('2026-08-06');
    const july = await county.settle('2026-07');
    const lines = await county.lines(july.id);
    expect(lines.map(({ kind, grossCents }) => [kind, grossCents])).toEqual([
      ['reversal', -510_000],
      ['correction', 340_000],
    ]);
    expect(await county.balance()).toMatchObject({ owed: 0, payable: 340_000 - 74_120 });
  });

  it('is held back, and said to be, where nothing says what a day costs', async () => {
    const voucher = await housed();
    county.turnTo('2026-06-30');
    await county.record(voucher, 'a', 'housing', stay('2026-06-01', '2026-06-30'));
    const prices = {
      'offerings.0.prices': [
        { unitPriceCents: 17_000, validFrom: '2026-06-02', recordedAt: '2026-01-01T00:00:00.000Z' },
      ],
    };
    await county.stores.providers.collection.updateOne({ _id: 'prv-a' }, { $set: prices });
    county.turnTo('2026-07-06');
    const run = await county.calculate('2026-06');
    expect(run).toMatchObject({ totals: { lines: 0 }, held: [{ voucherId: voucher.id, code: 'NO_PRICE_ON_DATE' }] });
    await county.stores.providers.collection.updateOne(
      { _id: 'prv-a' },
      { $set: { 'offerings.0.prices.0.validFrom': '2026-06-01' } },
    );
    expect(await county.settle('2026-06')).toMatchObject({ totals: { lines: 1, organiserCents: 398_820 }, held: [] });
  });

  it('is held back under the voucher that lacks something, and under those that wait for it', async () => {
    await county.provider('f', 'housing', 11_000);
    const flat = { basis: 'flat', unitValueCents: 11_000 } as const;
    const housing = await county.stores.programmes.load('prg-housing');
    if (housing === null) throw new Error('there is no housing');
    const versions = housing.versions.map((version) => ({ ...version, value: flat }));
    await county.stores.programmes.insert({ ...housing, id: 'prg-flat', code: 'FLAT', versions });
    await county.stores.providers.collection.updateOne(
      { _id: 'prv-f' },
      { $set: { 'approvals.0.programmeId': 'prg-flat', 'offerings.0.programmeId': 'prg-flat' } },
    );
    const clientId = await county.client('1', { incomeDecisions: [] });
    county.turnTo('2026-06-01');
    const issue = async (programmeId: string) =>
      (
        await county.coordinator
          .post('/v1/vouchers')
          .send({ clientId, programmeId, validFrom: '2026-06-01' })
          .expect(201)
      ).body as Told;
    const [lasting, unused] = [await issue('prg-flat'), await issue('prg-flat')];
    await county.reserve(lasting, 'f', 'housing', '2026-06-01');
    await county.provider('b', 'housing', 17_000);
    const tested = await county.voucher(clientId, 'housing', 'b', '2026-06-01');
    const decide = (incomeDecisions: object[]) =>
      county.stores.clients.collection.updateOne({ _id: clientId }, { $set: { incomeDecisions } });
    county.turnTo('2026-06-30');
    await county.record(lasting, 'f', 'housing', stay('2026-06-01', '2026-06-20'));
    await decide([county.decision({})]);
    await county.record(tested, 'b', 'housing', stay('2026-06-21', '2026-06-30'));
    await decide([]);
    county.turnTo('2026-07-06');
    const run = await county.calculate('2026-06');
    const code = { lacks: 'INCOME_DECISION_MISSING', waits: 'WAITS_FOR_ANOTHER_VOUCHER' };
    const held = new Map(run.held.map((one) => [(one as unknown as Told)['voucherId'], one.code]));
    expect(held).toEqual(
      new Map([
        [lasting.id, code.waits],
        [tested.id, code.lacks],
      ]),
    );
    expect([run.totals['lines'], held.has(unused.id)]).toEqual([0, false]);
    const left = await county.finance.get(`/v1/settlement-runs/${run.id}/left-out?kind=held`).expect(200);
    const { items } = left.body as { items: Told[] };
    expect(new Map(items.map((row) => [row['voucherNumber'], row['code']]))).toEqual(
      new Map([
        [lasting['number'], code.waits],
        [tested['number'], code.lacks],
      ]),
    );
    for (const [letter, voucher, why] of [
      ['f', lasting, code.waits],
      ['b', tested, code.lacks],
    ] as const) {
      const told = await county.agent(letter).get(`/v1/providers/prv-${letter}/forecast`).expect(200);
      const risks = (told.body as { atRisk: Told[] }).atRisk.filter(({ from }) => from === '2026-06-01');
      expect(risks).toMatchObject([{ what: 'held', voucherNumber: voucher['number'], code: why }]);
    }
    await decide([county.decision({})]);
    expect(await county.settle('2026-06')).toMatchObject({ totals: { lines: 2 }, held: [] });
  });
});

describe('a month of capitation', () => {
  beforeEach(async () => {
    county = await openCounty('2026-01-01');
    await county.programme('soteCentre');
    await county.provider('a', 'soteCentre', 0);
    await county.provider('b', 'soteCentre', 0);
  });

  it('is earned by being in force, twelve of which make the year: T22', async () => {
    await county.voucher(await county.client('1'), 'soteCentre', 'a', '2026-01-01');
    const months: number[] = [];
    for (let month = 1; month <= 12; month += 1) {
      const next = month === 12 ? '2027-01' : `2026-${String(month + 1).padStart(2, '0')}`;
      county.turnTo(`${next}-06`);
      const run = await county.settle(`2026-${String(month).padStart(2, '0')}`);
      expect(run.totals).toMatchObject({ lines: 1, clientCents: 0 });
      months.push(run.totals['organiserCents'] ?? 0);
    }
    expect(months).toEqual([774, 774, 774, 774, 774, 774, 773, 774, 774, 774, 774, 774]);
    const { owed, payable, committed } = await county.balance();
    expect({ owed, payable, committed }).toEqual({ owed: 0, payable: 9_287, committed: 0 });
  });

  it('is shared by days when the client switches, and the later centre takes the remainder', async () => {
    const voucher = await county.voucher(await county.client('1'), 'soteCentre', 'a', '2026-01-01');
    county.turnTo('2026-06-01');
    await county.reserve(voucher, 'b', 'soteCentre', '2026-06-11');
    county.turnTo('2026-07-06');
    const run = await county.settle('2026-06');
    expect((await county.lines(run.id)).map(({ organiserCents, from, to }) => [organiserCents, from, to])).toEqual([
      [258, '2026-06-01', '2026-06-10'],
      [516, '2026-06-11', '2026-06-30'],
    ]);
  });

  it('ends with a death, and what was settled beyond it comes back', async () => {
    await county.voucher(await county.client('1'), 'soteCentre', 'a', '2026-01-01');
    county.turnTo('2026-07-06');
    await county.settle('2026-06');
    county.turnTo('2026-07-20');
    await county.coordinator.post('/v1/clients/cli-1/death').send({ date: '2026-06-15' }).expect(200);
    county.turnTo('2026-08-06');
    const july = await county.settle('2026-07');
    expect((await county.lines(july.id)).map(({ kind, organiserCents }) => [kind, organiserCents])).toEqual([
      ['reversal', -774],
      ['correction', 387],
    ]);
    expect(await county.balance()).toMatchObject({ owed: 0, payable: 387 });
  });

  describe('of a centre whose approval is revoked', () => {
    const revoke = (validTo: string) =>
      county.coordinator
        .post('/v1/providers/prv-a/approvals/apr-a/revocation')
        .send({ validTo, reason: 'its insurance has ended' })
        .expect(200);
    const told = async (runId: string) =>
      (await county.lines(runId)).map(({ kind, from, to, organiserCents }) => [kind, from, to, organiserCents]);
    beforeEach(async () => {
      await county.voucher(await county.client('1'), 'soteCentre', 'a', '2026-04-01');
    });

    it('is paid by days to the last one it holds, and not after it', async () => {
      county.turnTo('2026-05-12');
      await revoke('2026-05-10');
      county.turnTo('2026-06-06');
      const may = await county.settle('2026-05');
      expect(await told(may.id)).toEqual([['service', '2026-05-01', '2026-05-10', 250]]);
      const [line] = await county.lines(may.id);
      const { rule, inputs } = line?.steps?.at(-1) ?? {};
      expect([rule, inputs?.['responsibleDays'], inputs?.['daysInMonth']]).toEqual(['byDaysOfResponsibility', 10, 31]);
      county.turnTo('2026-07-06');
      expect((await county.settle('2026-06')).totals['lines']).toBe(0);
    });

    it('comes back as far as it was settled before that was known, and was right as it was known', async () => {
      county.turnTo('2026-06-06');
      const may = await county.settle('2026-05');
      expect(may.totals).toMatchObject({ organiserCents: 774 });
      county.turnTo('2026-07-06');
      const june = await county.calculate('2026-06');
      county.turnTo('2026-07-07');
      await revoke('2026-05-10');
      expect(await county.approve(june)).toMatchObject({ totals: { organiserCents: 774 } });
      county.turnTo('2026-08-06');
      const july = await county.settle('2026-07');
      expect(await told(july.id)).toEqual([
        ['reversal', '2026-05-01', '2026-05-31', -774],
        ['correction', '2026-05-01', '2026-05-10', 250],
        ['reversal', '2026-06-01', '2026-06-30', -774],
      ]);
      for (const run of [may, june]) {
        const asKnownAt = (await county.stores.runs.load(run.id))?.cutoffAt;
        const period = run === may ? '2026-05' : '2026-06';
        const { totals } = await county.calculate(period, { dryRun: true, asKnownAt });
        expect(totals).toMatchObject({ lines: 1, organiserCents: 774 });
      }
      county.turnTo('2026-09-06');
      expect((await county.settle('2026-08')).totals['lines']).toBe(0);
    });
  });

  it('is paid for no day on which its voucher is suspended, also where that is told after its run', async () => {
    const { id } = await county.voucher(await county.client('1'), 'soteCentre', 'a', '2026-04-01');
    const turn = (verb: string, body: object) => county.coordinator.post(`/v1/vouchers/${id}/${verb}`).send(body);
    county.turnTo('2026-06-06');
    const may = await county.settle('2026-05');
    county.turnTo('2026-06-10');
    await turn('suspension', { from: '2026-05-11', reason: 'abroad' }).expect(200);
    county.turnTo('2026-06-21');
    await turn('resumption', {}).expect(200);
    county.turnTo('2026-07-06');
    const june = await county.settle('2026-06');
    expect((await county.lines(june.id)).map(({ kind, organiserCents }) => [kind, organiserCents])).toEqual([
      ['reversal', -774],
      ['correction', 250],
      ['service', 258],
    ]);
    const asKnownAt = (await county.stores.runs.load(may.id))?.cutoffAt;
    const replay = await county.calculate('2026-05', { dryRun: true, asKnownAt });
    expect(replay.totals).toMatchObject({ lines: 1, organiserCents: 774 });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openCounty, type County, type Settled, type Told } from '../builders/county.ts';

/**
 * One county's June and July, all three services at once: visits, a household, an enrolment; what goes wrong in
 * June comes right in July.
 */
describe('a county settles June, finds three mistakes, and settles July', () => {
  let county: County;
  let june: Settled;
  let july: Settled;
  let visits: Told[] = [];
  let juneLines: unknown;
  let juneFile = '';
  const file = async (run: Settled) =>
    (await county.finance.post(`/v1/settlement-runs/${run.id}/payment-files`).buffer(true).expect(201)).text;

  beforeAll(async () => {
    county = await openCounty('2026-06-01');
    await county.programme('rehabilitation');
    await county.programme('housing');
    await county.programme('soteCentre');
    await county.provider('home', 'housing', 17_000);
    await county.provider('physio', 'rehabilitation', 6_200);
    await county.provider('centre', 'soteCentre', 0);
    const [walker, resident] = [await county.client('walker'), await county.client('resident')];
    const physio = await county.voucher(walker, 'rehabilitation', 'physio', '2026-06-01');
    const housing = await county.voucher(resident, 'housing', 'home', '2026-06-01');
    await county.voucher(walker, 'soteCentre', 'centre', '2026-06-01');

    county.turnTo('2026-06-30');
    visits = [];
    for (let day = 10; day < 20; day += 1) visits.push(await county.visit(physio, 'physio', `2026-06-${day}`));
    await county.record(housing, 'home', 'housing', { type: 'stay', from: '2026-06-01', to: '2026-06-30' });
    county.turnTo('2026-07-06');
    june = await county.settle('2026-06');
    juneLines = await county.lines(june.id);
    juneFile = await file(june);

    county.turnTo('2026-07-15');
    await county.reverse(visits[9] as Told);
    for (const voucher of [housing, physio]) {
      const window = { period: '2026-06', openUntil: '2026-07-31', reason: 'told late' };
      await county.coordinator.post(`/v1/vouchers/${voucher.id}/entry-windows`).send(window).expect(201);
    }
    const hospital = { type: 'absence', reason: 'hospital', from: '2026-06-10', to: '2026-06-21' };
    await county.record(housing, 'home', 'housing', hospital);
    await county.visit(physio, 'physio', '2026-06-25');
    county.turnTo('2026-07-31');
    for (let day = 10; day < 16; day += 1) await county.visit(physio, 'physio', `2026-07-${day}`);
    await county.record(housing, 'home', 'housing', { type: 'stay', from: '2026-07-01', to: '2026-07-31' });
    county.turnTo('2026-08-06');
    july = await county.settle('2026-07');
  });
  afterAll(() => county.close());

  const centreMonth = 774;

  it('pays June for what June said', () => {
    expect(june.totals).toMatchObject({
      statements: 3,
      lines: 12,
      organiserCents: 10 * 4_435 + 398_820 + centreMonth,
      payableCents: 10 * 4_435 + 398_820 + centreMonth,
    });
  });

  it('pays July for July, less the duplicate, less the hospital days, plus the late visit', async () => {
    const statements = await county.statements(july.id);
    const julyHousing = 31 * 17_000 - 111_180;
    expect(Object.fromEntries(statements.map(({ providerId, payableCents }) => [providerId, payableCents]))).toEqual({
      'prv-centre': 773,
      'prv-home': julyHousing + 383_792 - 398_820,
      'prv-physio': 6 * 4_435 - 4_435 + 4_435,
    });
  });

  it('leaves June as it was, to the last line and byte', async () => {
    expect(await county.lines(june.id)).toEqual(juneLines);
    expect(await file(june)).toBe(juneFile);
  });

  it('has every sum the same wherever it stands: lines, statements, run, file and ledger', async () => {
    let paid = 0;
    for (const run of [june, july]) {
      const statements = await county.statements(run.id);
      const lines = await county.lines(run.id);
      const sum = (items: readonly object[], field: string) =>
        items.reduce((total, item) => total + ((item as Record<string, number>)[field] ?? 0), 0);
      for (const field of ['grossCents', 'organiserCents', 'clientCents']) {
        expect(sum(lines, field)).toBe(run.totals[field]);
        expect(sum(statements, field)).toBe(run.totals[field]);
      }
      expect(lines).toHaveLength(run.totals['lines'] ?? -1);
      const payable = run.totals['payableCents'] ?? 0;
      expect(sum(statements, 'payableCents')).toBe(payable);
      const xml = await file(run);
      expect(xml).toContain(`<CtrlSum>${(payable / 100).toFixed(2)}</CtrlSum>`);
      const transfers = [...xml.matchAll(/<InstdAmt Ccy="EUR">([\d.]+)<\/InstdAmt>/g)].map(([, euros]) =>
        Math.round(Number(euros) * 100),
      );
      expect(transfers.reduce((a, b) => a + b, 0)).toBe(payable);
      paid += payable;
    }
    expect(await county.balance()).toMatchObject({ owed: 0, payable: paid });
    expect(await county.differences()).toEqual([]);
  });

  it('settles nothing a second time when everything is asked for again', async () => {
    for (const period of ['2026-06', '2026-07'])
      expect((await county.settle(period)).totals).toMatchObject({ lines: 0, payableCents: 0 });
    expect(await county.balance()).toMatchObject({ owed: 0 });
  });
});

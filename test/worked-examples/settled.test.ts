import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { monthAfter, monthsFromTo } from '#shared/domain/calendar';
import { openCounty } from '../builders/county.ts';

type County = Awaited<ReturnType<typeof openCounty>>;

/** The examples that only a run, or a year of runs, can show; through the front door, settled and approved. */
describe('T22: a year of capitation, 92.87 a year', () => {
  let county: County;
  const earned: number[] = [];

  beforeAll(async () => {
    county = await openCounty('2026-01-01');
    await county.programme('soteCentre');
    await county.provider('a', 'soteCentre', 0);
    await county.voucher(await county.client('x'), 'soteCentre', 'a', '2026-01-01');
    for (const month of monthsFromTo('2026-01', '2026-12')) {
      county.turnTo(`${monthAfter(month)}-06`);
      const { totals } = await county.settle(month);
      earned.push(totals['organiserCents'] ?? 0);
    }
  });
  afterAll(() => county.world.close());

  it('earns 7.74 a month, in July 7.73', () => {
    expect(earned).toEqual([774, 774, 774, 774, 774, 774, 773, 774, 774, 774, 774, 774]);
  });

  it('comes to the whole year and not a cent beside it', () => {
    expect(earned.reduce((sum, cents) => sum + cents, 0)).toBe(9_287);
  });
});

describe('T33: three providers in one payment file', () => {
  let county: County;
  let xml = '';
  const PRICES = { a: 383_792, b: 44_350, c: 2_599 } as const;

  beforeAll(async () => {
    county = await openCounty('2026-06-30');
    await county.programme('rehabilitation', { value: { basis: 'flat', unitValueCents: 400_000 } });
    for (const [letter, price] of Object.entries(PRICES)) {
      await county.provider(letter, 'rehabilitation', price);
      const voucher = await county.voucher(await county.client(letter), 'rehabilitation', letter, '2026-06-01');
      await county.visit(voucher, letter, '2026-06-10');
    }
    county.turnTo('2026-07-06');
    const { id } = await county.settle('2026-06');
    xml = (await county.finance.post(`/v1/settlement-runs/${id}/payment-files`).send({}).expect(201)).text;
  });
  afterAll(() => county.world.close());

  it('counts three transactions and 4 307.41 in all', () => {
    expect([...xml.matchAll(/<NbOfTxs>(\d+)</g)].map(([, count]) => count)).toEqual(['3', '3']);
    expect([...xml.matchAll(/<CtrlSum>([\d.]+)</g)].map(([, sum]) => sum)).toEqual(['4307.41', '4307.41']);
    const amounts = [...xml.matchAll(/<InstdAmt Ccy="EUR">([\d.]+)</g)].map(([, amount]) => amount);
    expect(amounts.sort()).toEqual(['25.99', '3837.92', '443.50']);
  });
});

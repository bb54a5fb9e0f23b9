import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openCounty, type County, type Settled, type Told } from '../builders/county.ts';

/** Figures that only a run can show, worked out by hand: months that touch each other, and months in parts. */
let county: County;
beforeEach(async () => {
  county = await openCounty('2026-03-01');
});
afterEach(async () => {
  expect(await county.differences()).toEqual([]);
  await county.close();
});

const three = ({ totals }: Settled) => [totals['grossCents'], totals['organiserCents'], totals['clientCents']];
const stay = (from: string, to: string) => ({ type: 'stay', from, to });
const away = (reason: string, from: string, to: string) => ({ type: 'absence', reason, from, to });

describe('housing', () => {
  const housed = async (version: object = {}, price = 17_000): Promise<Told> => {
    await county.programme('housing', version);
    await county.provider('a', 'housing', price);
    await county.provider('b', 'housing', 16_000);
    return county.voucher(await county.client('x'), 'housing', 'a', '2026-05-01');
  };

  it('goes on counting an absence over the turn of the month, on both sides', async () => {
    const voucher = await housed();
    county.turnTo('2026-06-30');
    const period = { period: '2026-05', openUntil: '2026-06-30', reason: 'told late' };
    await county.coordinator.post(`/v1/vouchers/${voucher.id}/entry-windows`).send(period).expect(201);
    await county.record(voucher, 'a', 'housing', stay('2026-05-01', '2026-05-31'));
    await county.record(voucher, 'a', 'housing', stay('2026-06-01', '2026-06-30'));
    await county.record(voucher, 'a', 'housing', away('leave', '2026-05-25', '2026-06-12'));
    // May: 29 days at 170 and 2 at 85; of the fee 1 111,80 fall away 2 × 35,86.
    expect(three(await county.settle('2026-05'))).toEqual([510_000, 405_992, 104_008]);
    county.turnTo('2026-07-06');
    // June: 18 days at 170, and the 8th to the 19th day away at 85; 12 × 37,06 fall away.
    expect(three(await county.settle('2026-06'))).toEqual([408_000, 341_292, 66_708]);
  });

  it('pays a flat value of days there and of days away', async () => {
    const voucher = await housed({ value: { basis: 'flat', unitValueCents: 11_000 } }, 12_850);
    county.turnTo('2026-06-30');
    await county.record(voucher, 'a', 'housing', stay('2026-06-01', '2026-06-30'));
    await county.record(voucher, 'a', 'housing', away('leave', '2026-06-10', '2026-06-21'));
    county.turnTo('2026-07-06');
    // 23 days at 128,50, of which 110; 7 at 64,25, which the value covers.
    expect(three(await county.settle('2026-06'))).toEqual([340_525, 297_975, 42_550]);
  });

  it('shares the fee between two homes by days, the day of the move being the new one’s', async () => {
    const voucher = await housed();
    county.turnTo('2026-06-30');
    await county.record(voucher, 'a', 'housing', stay('2026-06-01', '2026-06-20'));
    const { reservation } = (await county.coordinator.get(`/v1/vouchers/${voucher.id}`).expect(200)).body as {
      reservation: Told;
    };
    const end = { endDate: '2026-06-19', reason: 'moved' };
    await county.coordinator.post(`/v1/reservations/${reservation.id}/end`).send(end).expect(200);
    await county.reserve(voucher, 'b', 'housing', '2026-06-20');
    await county.record(voucher, 'b', 'housing', stay('2026-06-20', '2026-06-30'));
    county.turnTo('2026-07-06');
    const run = await county.settle('2026-06');
    const lines = (await county.lines(run.id)).map((line) => [line.grossCents, line.organiserCents, line.clientCents]);
    expect(lines).toEqual([
      [323_000, 252_586, 70_414],
      [176_000, 135_234, 40_766],
    ]);
  });

  it('pays the day of death and nothing after it, with the fee by days', async () => {
    const voucher = await housed();
    county.turnTo('2026-06-30');
    await county.record(voucher, 'a', 'housing', stay('2026-06-01', '2026-06-30'));
    await county.coordinator.post('/v1/clients/cli-x/death').send({ date: '2026-06-13' }).expect(200);
    county.turnTo('2026-07-06');
    // 13 × 170; 1 111,80 × 13 ÷ 30.
    expect(three(await county.settle('2026-06'))).toEqual([221_000, 172_822, 48_178]);
  });
});

describe('a sote-centre', () => {
  const enrolled = async (annualCents: number, from: string, birthDate = '1980-05-05'): Promise<Told> => {
    const bands = [
      { fromAge: 0, toAge: 6, annualCents: 12_293 },
      { fromAge: 7, annualCents },
    ];
    await county.programme('soteCentre', { value: { basis: 'capitation', bands } });
    await county.provider('a', 'soteCentre', 0);
    await county.provider('b', 'soteCentre', 0);
    return county.voucher(await county.client('x', { birthDate }), 'soteCentre', 'a', from);
  };
  const earned = async (period: string, runDay: string): Promise<number[]> => {
    county.turnTo(runDay);
    return (await county.lines((await county.settle(period)).id)).map((line) => line.organiserCents);
  };

  it('earns from the day of enrolment on, by days', async () => {
    await enrolled(9_287, '2026-03-17');
    // 7,74 × 15 ÷ 31.
    expect(await earned('2026-03', '2026-04-06')).toEqual([375]);
    expect(await earned('2026-04', '2026-05-06')).toEqual([774]);
  });

  it('shares a month with the centre that the client comes to, which takes the remainder', async () => {
    const voucher = await enrolled(9_287, '2026-03-01');
    county.turnTo('2026-06-10');
    await county.reserve(voucher, 'b', 'soteCentre', '2026-06-12');
    // 7,74 × 11 ÷ 30, and what is left of 7,74.
    expect(await earned('2026-06', '2026-07-06')).toEqual([284, 490]);
  });

  it('earns to the day of death, by days', async () => {
    await enrolled(9_287, '2026-03-01');
    county.turnTo('2026-08-20');
    await county.coordinator.post('/v1/clients/cli-x/death').send({ date: '2026-08-10' }).expect(200);
    expect(await earned('2026-08', '2026-09-06')).toEqual([250]);
    expect(await earned('2026-09', '2026-10-06')).toEqual([]);
  });

  it.each([
    ['2019-06-01', [3_837]],
    ['2019-06-02', [1_025]],
  ])('goes by the age on the 1st: born on %s', async (birthDate, cents) => {
    // The 6th month of 460,43 and of 122,93 a year.
    await enrolled(46_043, '2026-03-01', birthDate);
    expect(await earned('2026-06', '2026-07-06')).toEqual(cents);
  });
});

it('carries what was paid too much over as many runs as it takes', async () => {
  await county.programme('rehabilitation');
  await county.provider('a', 'rehabilitation', 6_200);
  const voucher = await county.voucher(await county.client('x'), 'rehabilitation', 'a', '2026-03-01');
  const visits: Told[] = [];
  const paid = async (period: string, days: readonly string[], runDay: string) => {
    county.turnTo(`${period}-28`);
    for (const day of days) visits.push(await county.visit(voucher, 'a', `${period}-${day}`));
    county.turnTo(runDay);
    const { totals } = await county.settle(period);
    return [totals['organiserCents'], totals['payableCents'], totals['carriedForwardCents']];
  };
  expect(await paid('2026-03', ['02', '03', '04', '05'], '2026-04-06')).toEqual([17_740, 17_740, 0]);
  for (const visit of visits.slice(0, 3)) await county.reverse(visit);
  expect(await paid('2026-04', [], '2026-05-06')).toEqual([-13_305, 0, -13_305]);
  expect(await paid('2026-05', ['11'], '2026-06-06')).toEqual([4_435, 0, -8_870]);
  expect(await paid('2026-06', [], '2026-07-06')).toEqual([0, 0, -8_870]);
  expect(await paid('2026-07', ['01', '02'], '2026-08-06')).toEqual([8_870, 0, 0]);
  expect(await paid('2026-08', ['03'], '2026-09-06')).toEqual([4_435, 4_435, 0]);
});

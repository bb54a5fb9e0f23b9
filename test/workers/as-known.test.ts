import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sumCents } from '#shared/domain/money';
import { openCounty, type County, type Settled, type Told } from '../builders/county.ts';

let county: County;
let visits: Told;
let home: Told;

/** Visits and a stay of June, settled in July; then everything that can become known late does. */
beforeEach(async () => {
  county = await openCounty('2026-05-20');
  await county.programme('rehabilitation');
  await county.programme('housing');
  await county.programme('soteCentre');
  await county.provider('a', 'rehabilitation', 6_200);
  await county.provider('b', 'housing', 17_000);
  await county.provider('c', 'soteCentre', 0);
  await county.provider('d', 'soteCentre', 0);
  const client = await county.client('1');
  visits = await county.voucher(client, 'rehabilitation', 'a', '2026-05-20');
  home = await county.voucher(client, 'housing', 'b', '2026-06-01');
  await county.voucher(await county.client('2'), 'soteCentre', 'c', '2026-05-25');
});
afterEach(async () => {
  expect(await county.differences()).toEqual([]);
  await county.close();
});

/** What a run's lines say, whatever a rehearsal calls them. */
const content = async (runId: string) =>
  (await county.lines(runId))
    .map(({ _id, kind, voucherId, from, to, grossCents, organiserCents, clientCents, answers }) => ({
      id: _id.replace(`${runId}.`, ''),
      ...{ kind, voucherId, from, to, grossCents, organiserCents, clientCents, answers },
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));

const cutoffOf = async (runId: string): Promise<string> => (await county.stores.runs.load(runId))?.cutoffAt ?? '';

describe('a rehearsal as it was known', () => {
  it('comes to what was settled then, whatever has become known since, for each run anew', async () => {
    county.turnTo('2026-06-30');
    await county.visit(visits, 'a', '2026-06-02');
    const second = await county.visit(visits, 'a', '2026-06-12');
    await county.record(home, 'b', 'housing', { type: 'stay', from: '2026-06-01', to: '2026-06-30' });
    county.turnTo('2026-07-06');
    const june = await county.settle('2026-06');

    county.turnTo('2026-07-10');
    await county.coordinator
      .post(`/v1/vouchers/${visits.id}/value-raises`)
      .send({ validFrom: '2026-06-01', unitValueCents: 5_000, reason: 'livelihood' })
      .expect(201);
    await county.reverse(second);
    const { id: _, recordedAt: __, ...decision } = county.decision({ validFrom: '2026-06-01', medicineCents: 15_200 });
    await county.coordinator.post('/v1/clients/cli-1/income-decisions').send(decision).expect(201);
    const centre = await county.stores.vouchers.collection.findOne({ kind: 'soteCentre' });
    const switched = { offeringId: county.offering('d', 'soteCentre'), startDate: '2026-06-16' };
    await county.coordinator
      .post(`/v1/vouchers/${centre?._id ?? ''}/reservations`)
      .send(switched)
      .expect(201);
    county.turnTo('2026-08-06');
    const july = await county.settle('2026-07');
    expect(july.totals['lines']).toBeGreaterThan(6);

    county.turnTo('2026-08-10');
    await county.coordinator.post('/v1/clients/cli-1/death').send({ date: '2026-06-10' }).expect(200);
    county.turnTo('2026-09-06');
    const august = await county.settle('2026-08');
    expect(august.totals['lines']).toBeGreaterThan(2);

    for (const [period, run] of [
      ['2026-06', june],
      ['2026-07', july],
      ['2026-08', august],
      ['2026-06', june],
    ] as const) {
      const replay = await county.calculate(period, { dryRun: true, asKnownAt: await cutoffOf(run.id) });
      expect(replay).toMatchObject({ status: 'calculated', totals: run.totals });
      expect(await content(replay.id)).toEqual(await content(run.id));
    }

    county.turnTo('2026-09-08');
    // On any day in between, June is what it was known to be that day: as settled, and as corrected since.
    const between = await county.calculate('2026-06', { dryRun: true, asKnownAt: '2026-07-08T12:00:00Z' });
    expect(between.totals).toEqual(june.totals);
    expect(await content(between.id)).toEqual(await content(june.id));
    const ofJune = async (run: Settled) =>
      sumCents(
        (await county.lines(run.id))
          .filter(({ from }) => from.startsWith('2026-06'))
          .map(({ organiserCents }) => organiserCents),
      );
    for (const [day, runs] of [
      ['2026-08-07', [june, july]],
      ['2026-09-07', [june, july, august]],
    ] as const) {
      const known = await county.calculate('2026-06', { dryRun: true, asKnownAt: `${day}T12:00:00Z` });
      expect(known.totals['organiserCents']).toBe(sumCents(await Promise.all(runs.map(ofJune))));
    }
  });

  it('is of the past, and a rehearsal', async () => {
    const ask = (body: object) => county.finance.post('/v1/settlement-runs').send({ period: '2026-04', ...body });
    expect(await ask({ dryRun: true, asKnownAt: '2030-01-01T00:00:00Z' })).toMatchObject({
      status: 422,
      body: { code: 'IN_THE_FUTURE' },
    });
    expect((await ask({ asKnownAt: '2026-05-01T00:00:00Z' })).status).toBe(400);
    expect((await ask({ dryRun: true, asKnownAt: 'yesterday' })).status).toBe(400);
  });
});

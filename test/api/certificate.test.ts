import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Certificate } from '#shared/contract/certificate';
import { linesOf } from '#shared/persistence/lines';
import { collectionOf } from '#shared/persistence/records';
import type { EventRow } from '#shared/persistence/events';
import { certificate as certificateRoute } from '#api/features/settlements/certificate';
import { allRoutes } from '#api/features/index';
import { tellStory, type Story } from '../builders/certified.ts';
import { openCounty, type Settled } from '../builders/county.ts';

let story: Story;
beforeAll(async () => {
  story = await tellStory();
});
afterAll(() => story.county.close());

const textOf = async ({ id }: Pick<Settled, 'id'>): Promise<string> =>
  (await story.county.finance.get(`/v1/settlement-runs/${id}/certificate`).expect(200)).text;
const certificateOf = async (run: Pick<Settled, 'id'>): Promise<Certificate> =>
  (JSON.parse(await textOf(run)) as { certificate: Certificate }).certificate;

const broken = ({ identities }: Certificate) => identities.filter(({ holds }) => !holds);
const sums = (rows: readonly { grossCents: number; organiserCents: number }[]) => ({
  count: rows.length,
  grossCents: rows.reduce((sum, { grossCents }) => sum + grossCents, 0),
  organiserCents: rows.reduce((sum, { organiserCents }) => sum + organiserCents, 0),
});
/** Only what is there. */
const told = (events: Certificate['figures']['visits'] | Certificate['figures']['stays']) =>
  Object.fromEntries(
    Object.entries(events).flatMap(([name, what]) =>
      typeof what === 'object' && what.count > 0 ? [[name, what.count]] : [],
    ),
  );

/** The test's own count: of the rows and the lines, by nothing but their fields. */
const recounted = async (run: Settled, { cutoffAt, period }: Certificate) => {
  const rows = (await collectionOf(story.county.stores.connection, 'events')
    .find({ month: period, recordedAt: { $lte: cutoffAt } })
    .toArray()) as unknown as EventRow[];
  const visits = rows.filter(({ kind }) => kind === 'rehabilitation');
  const stays = rows.filter(({ kind }) => kind === 'housing');
  const lines = await story.county.lines(run.id);
  return {
    visits: sums(visits).count,
    stays: sums(stays.map(({ grossCents, owedCents }) => ({ grossCents, organiserCents: owedCents }))),
    lines: sums(lines),
    trueUps: lines.reduce((sum, { trueUpCents = 0 }) => sum + trueUpCents, 0),
  };
};
const mustBeRecounted = async (run: Settled, certificate: Certificate): Promise<void> => {
  const { figures } = certificate;
  const again = await recounted(run, certificate);
  expect(figures.visits.recorded.count).toBe(again.visits);
  expect(figures.stays.recorded).toEqual(again.stays);
  expect(figures.trueUps.cents).toBe(again.trueUps);
  const { count, grossCents, organiserCents } = again.lines;
  expect(figures.statements).toMatchObject({ lines: count, grossCents, organiserCents });
  expect(figures.totals).toEqual(run.totals);
  const trueUps = figures.lines.reduce((sum, { trueUpCents }) => sum + trueUpCents, 0);
  expect(trueUps).toBe(again.trueUps);
};

describe('the certificate of a run', () => {
  it('says what became of everything, before it is approved as a draft', async () => {
    const { june } = story;
    const draft = await certificateOf(june);
    expect([broken(draft), draft.unexplained.count]).toEqual([[], 0]);
    expect(draft).toMatchObject({ draft: true, approvedBy: null, hash: june.hash, holds: true });
    await mustBeRecounted(june, draft);
    const { visits, stays, lines, debts } = draft.figures;
    expect(told(visits)).toEqual({ recorded: 6, settled: 4, disputed: 1, reversed: 1, matched: 4 });
    expect(told(stays)).toEqual({ recorded: 6, settled: 3, disputed: 1, unpriced: 1, reversed: 1 });
    expect(visits.disputed).toEqual({ count: 1, grossCents: 6_200, organiserCents: 4_435 });
    expect(stays.madeEvenCents).not.toBe(0);
    const kinds = lines.map(({ service, month, kind, count }) => [service, month, kind, count]);
    expect(kinds).toEqual([
      ['housing', 'own', 'service', 2],
      ['soteCentre', 'own', 'service', 1],
      ['visit', 'earlier', 'reversal', 2],
      ['visit', 'earlier', 'service', 1],
      ['visit', 'own', 'service', 4],
    ]);
    expect([debts.count, draft.figures.totals.carriedForwardCents]).toEqual([0, -2 * 4_435]);
  });

  it('of a rehearsal holds too', async () => {
    const rehearsal = await story.county.calculate('2026-06', { dryRun: true });
    const certificate = await certificateOf(rehearsal);
    expect([broken(certificate), certificate.unexplained.count]).toEqual([[], 0]);
    const { figures } = await certificateOf(story.june);
    expect(certificate).toMatchObject({ draft: true, dryRun: true, figures });
  });

  it('is kept when it is approved, and is the same for ever', async () => {
    const { june, county } = story;
    const draft = await certificateOf(june);
    await county.approve(june);
    const [first, second] = await Promise.all([textOf(june), textOf(june)]);
    expect(second).toBe(first);
    const { certificate } = JSON.parse(first) as { certificate: Certificate };
    const { draft: isDraft, approvedBy, approvedAt, madeAt, ...rest } = certificate;
    expect([isDraft, typeof approvedBy, approvedAt]).toEqual([false, 'string', madeAt]);
    expect(draft).toMatchObject(rest);
    county.turnTo('2026-07-09');
    expect(await textOf(june)).toBe(first);
  });

  it('of a further run tells what was settled before it, taken back and put right', async () => {
    const further = await story.further();
    const certificate = await certificateOf(further);
    expect([broken(certificate), certificate.unexplained.count]).toEqual([[], 0]);
    await mustBeRecounted(further, certificate);
    const { visits, stays } = certificate.figures;
    expect(told(visits)).toEqual({
      ...{ recorded: 7, settled: 2, settledBefore: 3, reversed: 1, takenBack: 1 },
      // The one visit taken back, another priced anew by two lines, and two visits that are new.
      matched: 5,
    });
    expect(told(stays)).toEqual({ recorded: 6, settled: 2, settledBefore: 3, reversed: 1 });
    // One as it was, one at its new value, and a visit missed without leave, which the client pays alone.
    expect(visits.settledBefore).toEqual({ count: 3, grossCents: 2 * 6_200 + 5_670, organiserCents: 4_435 + 5_000 });
    const rehearsal = await story.county.calculate('2026-06', { dryRun: true });
    const { figures } = await certificateOf(rehearsal);
    expect(told(figures.stays)).toEqual(told(stays));
    expect(broken(await certificateOf(rehearsal))).toEqual([]);
    await story.county.approve(further);
    expect(broken(await certificateOf(further))).toEqual([]);
  });

  it('of the next month tells what is carried forward and brought forward', async () => {
    const july = await story.july();
    const certificate = await certificateOf(july);
    expect([broken(certificate), certificate.unexplained.count]).toEqual([[], 0]);
    await mustBeRecounted(july, certificate);
    const { debts, totals } = certificate.figures;
    // Two visits of May were taken back in June; one visit of July makes up for half of it.
    expect(debts).toEqual({ count: 1, cents: -2 * 4_435 });
    expect(totals).toMatchObject({ broughtForwardCents: -2 * 4_435, carriedForwardCents: -4_435 });
    expect(certificate.against).toEqual(['run-settle-2026-05', 'run-settle-2026-06', 'run-settle-2026-06-2']);
  });
});

describe('a certificate of what does not come out even', () => {
  it('says so instead of failing, and names what it cannot explain', async () => {
    const { county, june } = story;
    const july = 'run-settle-2026-07';
    const lines = linesOf(county.stores);
    const [visit] = await lines.find({ runId: july, kind: { $exists: false } }).toArray();
    const cents = visit?.['organiserCents'] as number;
    await lines.updateOne({ _id: visit?._id ?? '' }, { $set: { organiserCents: cents + 1 } });
    const uneven = await certificateOf({ id: july });
    expect(uneven.holds).toBe(false);
    expect(broken(uneven).map(({ name }) => name)).toEqual([
      'visitsRecordedAreSettledHeldOrReversed',
      'everyVisitHasItsLines',
      'linesComeToTheStatements',
      'everyStatementIsThatOfItsLines',
    ]);
    expect(uneven.unexplained.count).toBe(2);
    await lines.deleteOne({ _id: visit?._id ?? '' });
    const missing = await certificateOf({ id: july });
    expect(missing.figures.visits.recorded.count - missing.figures.visits.settled.count).toBe(1);
    expect(missing.holds).toBe(false);
    await collectionOf(county.stores.connection, 'certificates').updateOne(
      { runId: june.id },
      { $set: { text: '{}' } },
    );
    await county.finance.get(`/v1/settlement-runs/${june.id}/certificate`).expect(500);
  });
});

describe('asking for a certificate', () => {
  it('is for who may see settlements, of runs that are calculated', async () => {
    const { county, june } = story;
    const path = `/v1/settlement-runs/${june.id}/certificate`;
    await county.agent('a').get(path).expect(403);
    await (await county.world.as('client', { clientId: 'cli-1' })).get(path).expect(403);
    await county.finance.get('/v1/settlement-runs/run-none/certificate').expect(404);
    const asked = await county.finance.post('/v1/settlement-runs').send({ period: '2026-09', dryRun: true });
    const { id } = asked.body as { id: string };
    const refused = await county.finance.get(`/v1/settlement-runs/${id}/certificate`).expect(409);
    expect(refused.body).toMatchObject({ code: 'RUN_NOT_CALCULATED' });
  });

  it('that is not counted yet is answered when it is asked for again', async () => {
    const routes: NonNullable<Parameters<typeof openCounty>[1]>['routes'] = (deps) =>
      allRoutes(deps).map((one) => (one.shape.id === 'getSettlementCertificate' ? certificateRoute(deps, 0) : one));
    const county = await openCounty('2026-05-01', { routes });
    try {
      county.turnTo('2026-06-06');
      const run = await county.calculate('2026-05');
      const path = `/v1/settlement-runs/${run.id}/certificate`;
      const first = await county.finance.get(path).expect(202);
      expect([first.headers['retry-after'], first.body]).toEqual(['10', { status: 'counting' }]);
      let answer = first;
      for (let asked = 0; answer.status === 202 && asked < 100; asked += 1) answer = await county.finance.get(path);
      expect(answer.body).toMatchObject({ certificate: { runId: run.id, holds: true } });
    } finally {
      await county.close();
    }
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { allRoutes } from '#api/features/index';
import { diff as diffRoute } from '#api/features/settlements/diff';
import { openCounty, type County, type Settled, type Told } from '../builders/county.ts';

const PHYSIO = 'rehabilitation';

let county: County;
let vouchers: Record<'one' | 'two' | 'three', Told>;
const open = async () => {
  await county.programme(PHYSIO);
  await county.provider('a', PHYSIO, 6_200);
  await county.provider('b', PHYSIO, 6_200);
  vouchers = {
    one: await county.voucher(await county.client('1'), PHYSIO, 'a', '2026-05-01'),
    two: await county.voucher(await county.client('2'), PHYSIO, 'a', '2026-05-01'),
    three: await county.voucher(await county.client('3'), PHYSIO, 'b', '2026-05-01'),
  };
  county.turnTo('2026-05-31');
};
beforeEach(async () => {
  county = await openCounty('2026-05-01');
  await open();
});
afterEach(() => county.close());

interface Sums {
  readonly lines: number;
  readonly grossCents: number;
  readonly organiserCents: number;
  readonly clientCents: number;
}
type Item = {
  readonly change: string;
  readonly providerId: string;
  readonly before: Told | null;
  readonly after: Told | null;
  readonly difference: Sums;
  readonly counts?: object;
};
interface Diff {
  readonly against: string | null;
  readonly comparedBy: string;
  readonly addsTo: boolean;
  readonly totals: { readonly before: Sums | null; readonly after: Sums | null; readonly difference: Sums };
  readonly counts: object;
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}
const diffOf = async (run: Pick<Settled, 'id'>, query = ''): Promise<Diff> =>
  (await county.finance.get(`/v1/settlement-runs/${run.id}/diff?limit=200${query}`).expect(200)).body as Diff;

/** The same in pages of one. */
const oneByOne = async (run: Pick<Settled, 'id'>, query = ''): Promise<Item[]> => {
  const paged: Item[] = [];
  let cursor: string | null = null;
  do {
    const next: string = cursor === null ? '' : `&cursor=${cursor}`;
    const path = `/v1/settlement-runs/${run.id}/diff?limit=1${query}${next}`;
    const page = (await county.finance.get(path).expect(200)).body as Diff;
    expect(page.items).toHaveLength(1);
    paged.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return paged;
};

const NOTHING = { lines: 0, grossCents: 0, organiserCents: 0, clientCents: 0 };
const told = ({ items }: Diff) =>
  items.map(({ change, providerId, before, after }) => [change, providerId, (after ?? before)?.['from']]);
const raise = () =>
  county.coordinator
    .post(`/v1/vouchers/${vouchers.one.id}/value-raises`)
    .send({ validFrom: '2026-05-12', unitValueCents: 5_000, reason: 'a written decision' })
    .expect(201);

/** A May that is calculated: two visits of one voucher, one each of two others. */
const may = async () => {
  const events = [
    await county.visit(vouchers.one, 'a', '2026-05-10'),
    await county.visit(vouchers.one, 'a', '2026-05-12'),
    await county.visit(vouchers.two, 'a', '2026-05-10'),
    await county.visit(vouchers.three, 'b', '2026-05-11'),
  ] as const;
  county.turnTo('2026-06-06');
  return { events, run: await county.calculate('2026-05') };
};

describe('runs of one month', () => {
  it('are compared line by line: a rehearsal of what did not change differs in nothing', async () => {
    const { run } = await may();
    const dry = await county.calculate('2026-05', { dryRun: true });
    const same = await diffOf(dry);
    expect(same).toMatchObject({ against: run.id, comparedBy: 'line', addsTo: false, items: [], nextCursor: null });
    expect(same.totals).toMatchObject({ before: run.totals, after: run.totals, difference: NOTHING });
    expect(await diffOf(run, `&against=${dry.id}`)).toMatchObject({ items: [] });
  });

  it('show what is added, gone and changed, with both versions', async () => {
    const { run, events } = await may();
    await county.reverse(events[3]);
    await county.coordinator
      .post(`/v1/vouchers/${vouchers.two.id}/entry-windows`)
      .send({ period: '2026-05', openUntil: '2026-06-30', reason: 'system was away' })
      .expect(201);
    await county.visit(vouchers.two, 'a', '2026-05-20');
    await raise();
    county.turnTo('2026-06-07');
    const dry = await county.calculate('2026-05', { dryRun: true });
    const { items, totals, counts } = await diffOf(dry);
    expect(told({ items } as Diff)).toEqual(
      expect.arrayContaining([
        ['changed', 'prv-a', '2026-05-12'],
        ['added', 'prv-a', '2026-05-20'],
        ['gone', 'prv-b', '2026-05-11'],
      ]),
    );
    expect(counts).toEqual({ added: 1, gone: 1, changed: 1 });
    const changed = items.find(({ change }) => change === 'changed');
    expect(changed).toMatchObject({
      before: { organiserCents: 4_435, clientCents: 1_765 },
      after: { id: changed?.before?.id, organiserCents: 5_000, clientCents: 1_200 },
      difference: { lines: 0, grossCents: 0, organiserCents: 565, clientCents: -565 },
    });
    const [before, after] = [run.totals, dry.totals].map(({ organiserCents = 0 }) => organiserCents);
    expect(totals.difference).toMatchObject({
      lines: 0,
      grossCents: 0,
      organiserCents: (after ?? 0) - (before ?? 0),
    });
    expect(items.reduce((sum, { difference }) => sum + difference.organiserCents, 0)).toBe(565);
    const summed = await diffOf(dry, '&by=provider');
    expect(summed.items.map(({ providerId, change, counts: of }) => [providerId, change, of])).toEqual([
      ['prv-a', 'changed', { added: 1, gone: 0, changed: 1 }],
      ['prv-b', 'gone', { added: 0, gone: 1, changed: 0 }],
    ]);
    const own = await diffOf(dry, '&providerId=prv-b');
    expect(told(own)).toEqual([['gone', 'prv-b', '2026-05-11']]);
    expect(own.totals).toMatchObject({ before: { statements: 1, lines: 1 }, after: { statements: 0, lines: 0 } });
    expect(own.totals.difference).toMatchObject({ lines: -1, organiserCents: -4_435 });
  });

  it('that stand beside each other: a further one only adds', async () => {
    const { run, events } = await may();
    await county.approve(run);
    const empty = await county.calculate('2026-05', { dryRun: true });
    expect(await diffOf(empty)).toMatchObject({ against: run.id, addsTo: true, items: [] });
    county.turnTo('2026-06-10');
    await county.reverse(events[0]);
    const further = await county.calculate('2026-05');
    const added = await diffOf(further);
    expect(added).toMatchObject({ against: run.id, addsTo: true, counts: { added: 1, gone: 0, changed: 0 } });
    expect(added.items).toMatchObject([{ change: 'added', after: { kind: 'reversal', organiserCents: -4_435 } }]);
    expect(added.totals.difference).toEqual(further.totals);
    const back = await diffOf(run, `&against=${further.id}`);
    expect(back).toMatchObject({ addsTo: false, counts: { added: 0, gone: 1, changed: 0 } });
  });
});

describe('a run and the month before', () => {
  it('are compared voucher by voucher, by what their lines come to', async () => {
    const { run: first } = await may();
    const approved = await county.approve(first);
    expect(await diffOf(approved)).toMatchObject({ against: null, counts: { added: 4, gone: 0, changed: 0 } });
    const four = await county.voucher(await county.client('4'), PHYSIO, 'b', '2026-06-06');
    county.turnTo('2026-06-30');
    await county.visit(vouchers.one, 'a', '2026-06-10');
    await county.visit(vouchers.two, 'a', '2026-06-10');
    await county.visit(four, 'b', '2026-06-10');
    county.turnTo('2026-07-06');
    const june = await county.calculate('2026-06');
    const { items, ...diff } = await diffOf(june);
    expect(diff).toMatchObject({ against: approved.id, comparedBy: 'voucher', addsTo: false });
    expect(await oneByOne(june)).toEqual(items);
    const changes = items.map(({ change, before, after }) => [change, (after ?? before)?.['voucherId']]);
    expect(changes.sort()).toEqual(
      [
        ['added', four.id],
        ['changed', vouchers.one.id],
        ['gone', vouchers.three.id],
      ].sort(),
    );
    expect(items.find(({ change }) => change === 'changed')).toMatchObject({
      before: { lines: 2, grossCents: 12_400, organiserCents: 8_870 },
      after: { lines: 1, grossCents: 6_200, organiserCents: 4_435 },
      difference: { lines: -1, grossCents: -6_200, organiserCents: -4_435, clientCents: -1_765 },
    });
    expect(diff.totals.difference).toMatchObject({ lines: -1, organiserCents: -4_435 });
    const [a, b] = (await diffOf(june, '&by=provider')).items;
    expect(a).toMatchObject({ before: { lines: 3 }, after: { lines: 2 }, counts: { added: 0, gone: 0, changed: 1 } });
    expect(b).toMatchObject({ change: 'changed', counts: { added: 1, gone: 1, changed: 0 }, difference: NOTHING });
    expect(await diffOf(await county.calculate('2026-06', { dryRun: true }))).toMatchObject({ against: june.id });
  });
});

describe('a diff', () => {
  it('is read page by page', async () => {
    const { run } = await may();
    for (const by of ['', '&by=provider']) {
      const { items } = await diffOf(run, by);
      expect(await oneByOne(run, by)).toEqual(items);
      expect(items).toHaveLength(by === '' ? 4 : 2);
    }
  });

  it('reads a little at a time: a page may be empty and have a next', async () => {
    await county.close();
    county = await openCounty('2026-05-01', {
      routes: (deps) =>
        allRoutes(deps).map((one) => (one.shape.id === 'diffSettlementRuns' ? diffRoute(deps, 1) : one)),
    });
    await open();
    const { events } = await may();
    await county.reverse(events[3]);
    county.turnTo('2026-06-07');
    const dry = await county.calculate('2026-05', { dryRun: true });
    const pages: Diff[] = [];
    for (let cursor: string | null = ''; cursor !== null; cursor = pages.at(-1)?.nextCursor ?? null)
      pages.push(await diffOf(dry, cursor === '' ? '' : `&cursor=${cursor}`));
    expect(pages.length).toBeGreaterThan(2);
    expect(pages[0]?.items).toEqual([]);
    expect(pages.flatMap(told)).toEqual([['gone', 'prv-b', '2026-05-11']]);
  });

  it('is for who may see settlements, of runs that there are and that are calculated', async () => {
    const { run } = await may();
    const path = `/v1/settlement-runs/${run.id}/diff`;
    await county.agent('a').get(path).expect(403);
    await (await county.world.as('client', { clientId: 'cli-1' })).get(path).expect(403);
    await (await county.world.as('auditor')).get(path).expect(200);
    await county.finance.get('/v1/settlement-runs/run-none/diff').expect(404);
    await county.finance.get(`${path}?against=run-none`).expect(404);
    await county.finance.get(`${path}?cursor=nonsense`).expect(400);
    const asked = await county.finance.post('/v1/settlement-runs').send({ period: '2026-06', dryRun: true });
    const { id } = asked.body as Told;
    for (const uncalculated of [`/v1/settlement-runs/${id}/diff`, `${path}?against=${id}`])
      expect((await county.finance.get(uncalculated).expect(409)).body).toMatchObject({ code: 'RUN_NOT_CALCULATED' });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openCounty, type County, type Settled, type Told } from '../builders/county.ts';

const VISIT = 4_435;
const PRICE = 6_200;

let county: County;
let june: Settled;
let july: Settled;

interface Report {
  readonly items: readonly Told[];
  readonly nextCursor: string | null;
  readonly totals: Record<string, number>;
}
const report = async (query: string): Promise<Report> =>
  (await county.finance.get(`/v1/reports/costs?${query}`).expect(200)).body as Report;
const rows = async (query: string, ...fields: string[]) =>
  (await report(query)).items.map((row) => [...fields, 'lines', 'organiserCents'].map((field) => row[field]));

/** Two providers, two municipalities, a segment; a visit of June is settled in June and taken back in July. */
beforeAll(async () => {
  county = await openCounty('2026-06-01');
  await county.programme('rehabilitation');
  for (const letter of ['a', 'b']) await county.provider(letter, 'rehabilitation', PRICE);
  const [one, two] = [await county.client('one'), await county.client('two', { municipalityCode: '111' })];
  const segment = { validFrom: '2026-06-15', segment: 'many' };
  await county.coordinator.post(`/v1/clients/${one}/segments`).send(segment).expect(201);
  const first = await county.voucher(one, 'rehabilitation', 'a', '2026-06-01');
  const second = await county.voucher(two, 'rehabilitation', 'b', '2026-06-01');
  county.turnTo('2026-06-30');
  await county.visit(first, 'a', '2026-06-10');
  const wrong = await county.visit(first, 'a', '2026-06-20');
  await county.visit(second, 'b', '2026-06-20');
  county.turnTo('2026-07-06');
  june = await county.settle('2026-06');
  county.turnTo('2026-07-31');
  await county.reverse(wrong);
  await county.visit(first, 'a', '2026-07-20');
  county.turnTo('2026-08-06');
  july = await county.settle('2026-07');
  await county.finance.post('/v1/settlement-runs').send({ period: '2026-07', dryRun: true }).expect(202);
  await county.settleAll();
});
afterAll(() => county.close());

describe('what settlements have cost', () => {
  it('is the sum of the approved runs, to the cent', async () => {
    const { items, totals } = await report('');
    const sum = (field: string) => (june.totals[field] ?? 0) + (july.totals[field] ?? 0);
    expect(totals).toEqual({
      lines: sum('lines'),
      grossCents: sum('grossCents'),
      organiserCents: sum('organiserCents'),
      clientCents: sum('clientCents'),
    });
    expect(items).toEqual([totals]);
    expect(totals['clientCents']).toBe(3 * (PRICE - VISIT));
  });

  it('is told apart by what is asked for, in its order', async () => {
    expect(await rows('groupBy=municipality,month', 'municipalityCode', 'month')).toEqual([
      ['111', '2026-06', 1, VISIT],
      ['398', '2026-06', 3, VISIT],
      ['398', '2026-07', 1, VISIT],
    ]);
    expect(await rows('groupBy=segment', 'segment')).toEqual([
      [null, 2, 2 * VISIT],
      ['many', 3, VISIT],
    ]);
    expect(await rows('groupBy=provider,programme', 'providerId', 'programmeId')).toEqual([
      ['prv-a', 'prg-rehabilitation', 4, 2 * VISIT],
      ['prv-b', 'prg-rehabilitation', 1, VISIT],
    ]);
  });

  it('counts a correction in the month it belongs to, whichever run made it', async () => {
    expect(await rows('groupBy=month&to=2026-06', 'month')).toEqual([['2026-06', 4, 2 * VISIT]]);
    expect(await rows('groupBy=month&from=2026-07', 'month')).toEqual([['2026-07', 1, VISIT]]);
  });

  it('is that of one programme, municipality, provider or segment where one is named', async () => {
    const organiser = async (query: string) => (await report(query)).totals['organiserCents'];
    expect(await organiser('municipalityCode=111')).toBe(VISIT);
    expect(await organiser('providerId=prv-a&from=2026-06&to=2026-06')).toBe(VISIT);
    expect(await organiser('segment=many')).toBe(VISIT);
    expect(await organiser('programmeId=prg-none')).toBe(0);
    expect(await organiser('from=2031-01')).toBe(0);
  });

  it('comes page by page, and every page tells the totals', async () => {
    const whole = await report('groupBy=segment,municipality,month');
    const seen: Told[] = [];
    let cursor = '';
    do {
      const page = await report(`groupBy=segment,municipality,month&limit=1${cursor}`);
      expect(page.totals).toEqual(whole.totals);
      seen.push(...page.items);
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    expect(seen).toEqual(whole.items);
    expect(seen).toHaveLength(4);
  });

  it.each(['groupBy=colour', 'groupBy=month,month', 'from=2026', 'cursor=nonsense'])(
    'is not told for %s',
    async (query) => {
      await county.finance.get(`/v1/reports/costs?${query}`).expect(400);
    },
  );

  it('is not for providers and coordinators', async () => {
    await county.agent('a').get('/v1/reports/costs').expect(403);
    await county.coordinator.get('/v1/reports/costs').expect(403);
  });
});

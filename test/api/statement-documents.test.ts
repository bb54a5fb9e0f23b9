import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Agent } from '../world.ts';
import { insertRows } from '../builders/busy-june.ts';
import { openCounty, type County, type Told } from '../builders/county.ts';
import { readPdf } from '../builders/pdf.ts';
import { visitsOfJune } from '../builders/visit-rows.ts';
import { linesOf } from '#shared/persistence/lines';

const KIND = 'rehabilitation';
const CSV = 'text/csv';
const PDF = 'application/pdf';
const MANY = 5_000;
const APRIL = '/v1/statements/stl-settle-2026-04-a';
const MAY = '/v1/statements/stl-settle-2026-05-a';
const JUNE = '/v1/statements/stl-settle-2026-06-b';

let county: County;
/** April: two visits of provider a. May: one of them is taken back, and nothing else. June: very many visits of b. */
beforeAll(async () => {
  county = await openCounty('2026-04-01', { env: { ORGANISER_NAME: 'Järvi & Mäki <testi>' } });
  await county.programme(KIND);
  const name = { fi: '=HYPERLINK("x";"Lääkintä")', sv: '@terapi', en: '+therapy' };
  await county.stores.programmes.collection.updateOne({ _id: `prg-${KIND}` }, { $set: { name } });
  await county.provider('a', KIND, 6_200);
  await county.provider('b', KIND, 6_200);
  const voucher = await county.voucher(await county.client('Sukunimi'), KIND, 'a', '2026-04-01');
  county.turnTo('2026-04-30');
  await county.visit(voucher, 'a', '2026-04-10');
  const mistaken = await county.visit(voucher, 'a', '2026-04-11');
  county.turnTo('2026-05-06');
  await county.settle('2026-04');
  county.turnTo('2026-05-07');
  await county.reverse(mistaken);
  county.turnTo('2026-06-06');
  await county.settle('2026-05');
  await insertRows(county.stores, visitsOfJune(MANY, 'b'));
  county.turnTo('2026-07-06');
});
afterAll(() => county.close());

const get = (who: Agent, path: string, accept: string, language?: string) => {
  const asked = who.get(path).set('Accept', accept).buffer(true);
  return (language === undefined ? asked : asked.set('Accept-Language', language)).parse((answer, done) => {
    const parts: Buffer[] = [];
    answer.on('data', (part: Buffer) => parts.push(part)).on('end', () => done(null, Buffer.concat(parts)));
  });
};
const mine = () => county.agent('a');
const pdfOf = async (path: string, language?: string) => {
  const answer = await get(mine(), path, PDF, language).expect(200);
  const { objects, pages } = readPdf(answer.body as Buffer);
  // A space that holds words together has the same glyph as one that does not.
  return { answer, objects, pages, text: pages.join('\n').replaceAll('|', '') };
};
const rowsOf = async (who: Agent, path: string, language?: string) => {
  const answer = await get(who, path, CSV, language).expect(200);
  const text = (answer.body as Buffer).toString('utf8');
  const rows = text.split('\r\n').map((row) => row.split(';'));
  return { answer, text, rows };
};
const statementOf = async (path: string) => (await county.finance.get(path).expect(200)).body as Told;

describe('a statement asked for in a form', () => {
  it('is JSON unless something else is liked better, and says what it depends on', async () => {
    for (const accept of ['*/*', 'application/json', 'application/json; charset=utf-8', 'text/csv;q=0.5, */*']) {
      const answer = await mine().get(APRIL).set('Accept', accept).expect(200);
      expect(answer.get('Content-Type')).toBe('application/json; charset=utf-8');
      expect(answer.get('Vary')).toContain('Accept, Accept-Language');
    }
    const liked = await mine().get(APRIL).set('Accept', 'application/json;q=0.5, text/csv;header=present').expect(200);
    expect(liked.get('Content-Type')).toBe('text/csv; charset=utf-8');
  });

  it('is refused in a form that there is not', async () => {
    const answer = await mine().get(APRIL).set('Accept', 'text/html').expect(406);
    expect(answer.get('Content-Type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ code: 'NOT_ACCEPTABLE', status: 406 });
    await mine().get(`${APRIL}?language=de`).set('Accept', PDF).expect(400);
  });

  it('is in the language asked for, else the one read, else Finnish', async () => {
    const headOf = async (query: string, language?: string) =>
      (await rowsOf(mine(), `${APRIL}${query}`, language)).rows[0]?.[3];
    expect(await headOf('')).toBe('Setelin numero');
    expect(await headOf('', 'de, sv-FI;q=0.8, en;q=0.5')).toBe('Sedelns nummer');
    expect(await headOf('', 'de')).toBe('Setelin numero');
    expect(await headOf('?language=en', 'sv')).toBe('Voucher number');
  });

  it.each([PDF, CSV])(
    'is as %s only for its provider, once approved',
    async (accept) => {
      await county.agent('b').get(APRIL).set('Accept', accept).expect(404);
      await county.world.anyone().get(APRIL).set('Accept', accept).expect(401);
      await county.coordinator.get(APRIL).set('Accept', accept).expect(403);
      const run = await county.calculate('2026-06');
      await county.agent('b').get(JUNE).set('Accept', accept).expect(404);
      expect((await get(county.finance, JUNE, accept)).status).toBe(200);
      expect(run.status).toBe('calculated');
    },
    60_000,
  );
});

describe('a statement as CSV', () => {
  it('is for spreadsheets, one row a line, and sums up to the statement', async () => {
    const { answer, text, rows } = await rowsOf(mine(), MAY);
    expect(answer.get('Content-Disposition')).toBe('attachment; filename="stl-settle-2026-05-a.csv"');
    expect(answer.get('Content-Language')).toBe('fi');
    expect(text.startsWith('\uFEFFRivin tunnus;Laji;')).toBe(true);
    expect(text.endsWith('\r\n')).toBe(true);
    const { items, organiserCents } = (await statementOf(MAY)) as Told & { items: Told[] };
    expect(rows).toHaveLength(items.length + 2);
    const [line] = items;
    expect(rows[1]?.slice(0, 2)).toEqual([line?.id, 'Peruutus']);
    expect(rows[1]?.slice(-8)).toEqual([
      String(line?.['voucherId']).slice('vch-'.length),
      line?.['eventId'],
      '2026-04-11',
      '2026-04-11',
      '-62,00',
      '-44,35',
      '-17,65',
      line?.['answers'],
    ]);
    expect(organiserCents).toBe(-4_435);
  });

  it('runs no formula, and leaves numbers numbers', async () => {
    const { text } = await rowsOf(mine(), APRIL);
    expect(text).toContain(`;"'=HYPERLINK(""x"";""Lääkintä"")";`);
    expect(text).toContain(';62,00;44,35;17,65;\r\n');
    expect((await rowsOf(mine(), MAY, 'sv')).rows[1]?.[2]).toBe("'@terapi");
    const english = (await rowsOf(mine(), MAY, 'en')).rows[1];
    expect([english?.[2], english?.[7]]).toEqual(["'+therapy", '-62.00']);
  });

  it('holds every line of a large statement in order, and is broken off when one is missing', async () => {
    const { rows } = await rowsOf(county.finance, JUNE);
    const lines = rows.slice(1, -1);
    const ids = lines.map(([id]) => id);
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(MANY);
    const statement = await statementOf(JUNE);
    const cents = lines.map((row) => Number(row.at(-4)?.replace(',', '')));
    expect(cents.reduce((sum, one) => sum + one, 0)).toBe(statement['grossCents']);
    const kept = await linesOf(county.stores).findOne({ _id: ids[4_000] ?? '' });
    await linesOf(county.stores).deleteOne({ _id: ids[4_000] ?? '' });
    await expect(get(county.finance, JUNE, CSV)).rejects.toThrow(/aborted|socket hang up|ECONNRESET/);
    if (kept !== null) await linesOf(county.stores).insertOne(kept);
    expect((await get(county.finance, JUNE, CSV)).status).toBe(200);
  });
});

describe('a statement as PDF', () => {
  it('is tagged, says its language and title, and brings its fonts', async () => {
    const { answer, objects } = await pdfOf(APRIL, 'sv');
    expect(answer.get('Content-Type')).toBe(PDF);
    expect(answer.get('Content-Disposition')).toBe('attachment; filename="stl-settle-2026-04-a.pdf"');
    const all = [...objects.values()];
    const catalog = all.find((one) => one.includes('/Type /Catalog')) ?? '';
    expect(catalog).toContain('/Lang (sv)');
    expect(catalog).toMatch(/\/StructTreeRoot \d+ 0 R/);
    const text = all.join('\n');
    for (const part of ['/Marked true', '/DisplayDocTitle true', '<pdfuaid:part>1</pdfuaid:part>'])
      expect(text).toContain(part);
    for (const type of ['Document', 'H1', 'H2', 'P', 'Table', 'THead', 'TBody', 'TR', 'TH', 'TD'])
      expect(all.some((one) => one.includes(`/S /${type}\n`))).toBe(true);
    expect(all.filter((one) => one.includes('/S /TH\n')).every((one) => /\/Scope \/(Row|Column)/.test(one))).toBe(true);
    const fonts = all.filter((one) => one.includes('/Type /Font\n'));
    expect(fonts.length).toBeGreaterThan(0);
    expect(fonts.every((one) => /\/Subtype \/(Type0|CIDFontType2)/.test(one))).toBe(true);
    expect(all.filter((one) => one.includes('/FontFile2')).length).toBe(fonts.length / 2);
  });

  it.each([
    ['fi', 'Palvelusetelien tilitys, huhtikuu 2026', '88,70 €', '10.4.2026', 'Arvonlisävero'],
    ['sv', 'Avräkning av servicesedlar, april 2026', '88,70 €', '10 apr. 2026', 'Mervärdesskatt'],
    ['en', 'Settlement of service vouchers, April 2026', '€88.70', '10 Apr 2026', 'Value added tax'],
  ])('says in %s who pays whom, what and why, and nothing of the client', async (language, ...said) => {
    const { text } = await pdfOf(`${APRIL}?language=${language}`);
    const { items } = (await statementOf(APRIL)) as Told & { items: Told[] };
    const ids = items.map(({ id }) => id);
    for (const one of [...said, ...ids, 'Järvi & Mäki <testi>', 'Palvelu a Oy', 'FI21 1234 5600 0007 85', '34–35'])
      expect(text).toContain(one);
    expect(text).not.toMatch(/Sukunimi|900X|cli-|\uFFFD|\u0000/);
  });

  it('explains a correction by the line it answers, and a debt by what becomes of it', async () => {
    const { text } = await pdfOf(MAY);
    const { items } = (await statementOf(MAY)) as Told & { items: Told[] };
    expect(text).toContain(`Peruutus: kumoaa rivin ${String(items[0]?.['answers'])}`);
    expect(text).toContain('Tästä tilityksestä ei makseta mitään');
    expect(text).toContain('Erotus 44,35 € siirtyy seuraavaan tilitykseen');
    expect(text).not.toContain('aksupäivä');
  });

  it('begins each page of a large table with its heads, told once', async () => {
    const answer = await get(county.finance, JUNE, PDF).expect(200);
    const { objects, pages } = readPdf(answer.body as Buffer);
    expect(pages.length).toBeGreaterThan(100);
    const headed = pages.map((page) => page.includes('|Päivä|Seteli|Palvelu|'));
    expect(headed.indexOf(false)).toBe(-1);
    const lines = pages.flatMap((page) => [...page.matchAll(/\|Rivi (ln-[^|]+)\|/g)].map(([, id]) => id));
    expect(new Set(lines).size).toBe(MANY);
    const types = [...objects.values()].flatMap((one) => /\/S \/(\w+)\n/.exec(one)?.[1] ?? []);
    const count = (type: string) => types.filter((one) => one === type).length;
    expect([count('THead'), count('Table')]).toEqual([1, 3]);
    expect(count('TBody')).toBeGreaterThan(100);
    expect(pages[120]).toContain(`Sivu 121|`);
  });

  it('is the same bytes however often it is asked for', async () => {
    const [first, again] = [await get(mine(), APRIL, PDF), await get(mine(), APRIL, PDF)];
    expect((first.body as Buffer).equals(again.body as Buffer)).toBe(true);
  });
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExportRow } from '#shared/contract/explanations';
import { linesOf } from '#shared/persistence/lines';
import { openCounty, type County, type Settled, type Told } from '../builders/county.ts';
import { SCRIPT } from './verifier.ts';

let county: County;
let june: Settled;
let july: Settled;
const directory = mkdtempSync(join(tmpdir(), 'valinta-export-'));

const stay = (from: string, to: string) => ({ type: 'stay', from, to });
const away = (reason: string, from: string, to: string) => ({ type: 'absence', reason, from, to });
const open = (voucher: Told) =>
  county.coordinator
    .post(`/v1/vouchers/${voucher.id}/entry-windows`)
    .send({ period: '2026-06', openUntil: '2026-07-31', reason: 'told late' })
    .expect(201);

/** June with services of all three kinds; July with what became known of June too late. */
beforeAll(async () => {
  county = await openCounty('2026-05-20');
  await Promise.all([county.programme('rehabilitation'), county.programme('housing'), county.programme('soteCentre')]);
  await county.provider('a', 'rehabilitation', 6_200);
  await county.provider('b', 'housing', 17_000, 21_000);
  await county.provider('c', 'soteCentre', 0);
  await county.provider('d', 'soteCentre', 0);
  const spouse = { netMonthlyIncomeCents: 90_000, deductionsCents: 5_000 };
  const [one, two, three] = await Promise.all([
    county.client('1'),
    county.client('2', { incomeDecisions: [county.decision({ spouse })] }),
    county.client('3'),
  ]);
  county.turnTo('2026-06-01');
  const visits = await county.voucher(one, 'rehabilitation', 'a', '2026-06-01');
  const home = await county.voucher(two, 'housing', 'b', '2026-06-01');
  const centre = await county.voucher(three, 'soteCentre', 'c', '2026-06-01');
  await county.reserve(centre, 'd', 'soteCentre', '2026-06-12');
  county.turnTo('2026-06-30');
  const wrong = await county.visit(visits, 'a', '2026-06-10');
  const gone = await county.visit(visits, 'a', '2026-06-11');
  await county.visit(visits, 'a', '2026-06-12');
  await county.record(visits, 'a', 'rehabilitation', { type: 'noShow', date: '2026-06-15', cancelledHoursBefore: 1 });
  await county.record(home, 'b', 'housing', stay('2026-06-01', '2026-06-30'));
  await county.record(home, 'b', 'housing', away('leave', '2026-06-03', '2026-06-12'));
  county.turnTo('2026-07-06');
  june = await county.settle('2026-06');

  county.turnTo('2026-07-20');
  await open(visits);
  await open(home);
  await county.reverse(wrong, {
    voucherNumber: visits['number'],
    offeringId: county.offering('a', 'rehabilitation'),
    type: 'visit',
    date: '2026-06-09',
    units: 1,
  });
  await county.reverse(gone);
  await county.record(home, 'b', 'housing', away('hospital', '2026-06-20', '2026-06-28'));
  await county.coordinator
    .post(`/v1/vouchers/${visits.id}/value-raises`)
    .send({ validFrom: '2026-06-12', unitValueCents: 5_000, reason: 'a written decision' })
    .expect(201);
  county.turnTo('2026-08-06');
  july = await county.calculate('2026-07');
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await county.close();
});

const exported = async (run: { readonly id: string }): Promise<string> => {
  const answer = await county.finance.get(`/v1/settlement-runs/${run.id}/export`).buffer().expect(200);
  expect(answer.headers['content-type']).toBe('application/x-ndjson');
  expect(answer.headers['content-disposition']).toBe(`attachment; filename="${run.id}.ndjson"`);
  return answer.text;
};
const rowsOf = (text: string): ExportRow[] =>
  text
    .trimEnd()
    .split('\n')
    .map((row) => JSON.parse(row) as ExportRow);
type LineRow = Extract<ExportRow, { row: 'line' }>;
const linesIn = (text: string): LineRow[] => rowsOf(text).flatMap((row) => (row.row === 'line' ? [row] : []));

const verified = (text: string | null) => {
  const file = join(directory, 'run.ndjson');
  if (text !== null) writeFileSync(file, text);
  const asked = [SCRIPT, text === null ? directory : file];
  const { status, stdout, stderr } = spawnSync(process.execPath, asked, { encoding: 'utf8' });
  return { status, stdout, stderr };
};

describe('an exported run', () => {
  it('is worked out again by the script, with services of every kind in it', async () => {
    const text = await exported(june);
    expect(new Set(linesIn(text).flatMap(({ steps }) => steps.map(({ rule }) => rule)))).toEqual(
      new Set([
        'organiserPaysLesserOfPriceAndValue',
        'clientPaysTheRest',
        'clientPaysLesserOfPriceAndNoShowMax',
        'presentDaysAtAgreedPrice',
        'absenceDaysAtProviderPercent',
        'incomeAfterDeductions',
        'shareOfOwnIncome',
        'incomeOverMinimumDisposable',
        'spouseIncomeAfterDeductions',
        'shareOfJointIncome',
        'monthlyFeeIsTheSmallestLimit',
        'monthlyFeeByDaysOfResidence',
        'dayShareFallsAwayForAbsence',
        'clientPaysFeeUpToThePrice',
        'grossIsOrganiserPlusClient',
        'capitationMonth',
        'splitByDaysOverCentres',
      ]),
    );
    const { status, stdout, stderr } = verified(text);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toBe(`7 lines verified\n${june.id}, hash ${june.hash}\n`);
  });

  it('of corrections and lines taken back is too', async () => {
    const text = await exported(july);
    const lines = linesIn(text);
    const count = (wanted: string) => lines.filter(({ kind }) => kind === wanted).length;
    // A month of housing and a visit priced anew, and two other visits taken back; a visit in the place of one of
    // them, and the centre's July.
    expect([count('correction'), count('reversal'), count('service')]).toEqual([2, 4, 2]);
    for (const { kind, steps } of lines)
      expect(steps.some(({ rule }) => rule === 'takesBackTheLine')).toBe(kind === 'reversal');
    expect(verified(text)).toMatchObject({ status: 0, stderr: '' });
  });

  it('of a rehearsal is too', async () => {
    const rehearsal = await county.calculate('2026-07', { dryRun: true });
    const text = await exported(rehearsal);
    expect(linesIn(text)).toHaveLength(july.totals['lines'] ?? 0);
    expect(verified(text)).toMatchObject({ status: 0, stderr: '' });
  });

  it('says the same as its statements do, steps and all', async () => {
    const shown: unknown[] = [];
    for (const { id } of await county.statements(june.id)) {
      const told = await county.finance.get(`/v1/statements/${id}?limit=200`).expect(200);
      for (const line of (told.body as { items: LineRow[] }).items)
        shown.push([line.id, line.organiserCents, line.steps]);
    }
    const lines = linesIn(await exported(june));
    expect(shown).toEqual(lines.map(({ id, organiserCents, steps }) => [id, organiserCents, steps]));
  });

  it('is for who may see settlements, and only once there is one', async () => {
    const path = `/v1/settlement-runs/${june.id}/export`;
    await county.agent('a').get(path).expect(403);
    await county.coordinator.get(path).expect(403);
    await (await county.world.as('auditor')).get(path).expect(200);
    await county.finance.get('/v1/settlement-runs/run-settle-1999-01/export').expect(404);
    const asked = await county.finance
      .post('/v1/settlement-runs')
      .send({ period: '2026-05', dryRun: true })
      .expect(202);
    const { id } = asked.body as Told;
    const refused = await county.finance.get(`/v1/settlement-runs/${id}/export`).expect(409);
    expect(refused.body).toMatchObject({ code: 'RUN_NOT_CALCULATED' });
  });
});

describe('an export that was tampered with', () => {
  it.each(['grossCents', 'organiserCents', 'clientCents'] as const)(
    'in %s of a line is told by that line',
    async (name) => {
      const text = await exported(june);
      for (const line of linesIn(text)) {
        const row = JSON.stringify(line);
        const at = row.indexOf(`"${name}":`) + name.length + 3;
        // One byte: the first digit of the line's own amount.
        const changed = `${row.slice(0, at)}${row[at] === '9' ? '8' : '9'}${row.slice(at + 1)}`;
        const { status, stderr } = verified(text.replace(row, changed));
        expect(status).toBe(1);
        expect(stderr).toMatch(`line ${line.id}: ${name}: expected`);
      }
    },
  );

  it('is told also where every line holds', async () => {
    const text = await exported(june);
    const rows = text.trimEnd().split('\n');
    const places = (row: string) => rows.flatMap((told, at) => (told.startsWith(`{"row":"${row}"`) ? [at] : []));
    const [line = 0] = places('line');
    const [statement = 0] = places('statement');
    const footer = rows.length - 1;
    const without = (at: number) => `${rows.toSpliced(at, 1).join('\n')}\n`;
    const edited = (at: number, from: RegExp, to: string) =>
      `${rows.with(at, (rows[at] ?? '').replace(from, to)).join('\n')}\n`;
    const cases: [string, string][] = [
      [without(line), 'statement .*: lines: expected'],
      [without(statement), 'a statement before its lines'],
      [without(footer), 'a footer'],
      [edited(line, /"voucherId":"vch-./, '"voucherId":"vch-x'), 'linesHash'],
      [edited(line, /"municipalityCode":[^,]*/, '"municipalityCode":"999"'), 'costs'],
      [edited(line, /"trueUpCents":/, '"trueUpCents":1'), 'linesHash'],
      [edited(statement, /("costs".*"municipalityCode":)[^,]*/, '$1"999"'), 'costs'],
      [edited(statement, /"iban":"FI21/, '"iban":"FI22'), 'footer: hash'],
      [edited(statement, /"broughtForwardCents":0/, '"broughtForwardCents":-1'), 'payableCents'],
      [edited(0, /"lines":7/, '"lines":8'), 'totals.lines'],
      [edited(0, /"hash":"./, '"hash":"g'), 'footer: hash'],
      [edited(footer, /"payableCents":/, '"payableCents":1'), 'footer: payableCents'],
      [`${text}${rows[line] ?? ''}\n`, 'none after the footer'],
      [`${rows.with(line, '{"row":').join('\n')}\n`, 'JSON'],
    ];
    for (const [changed, told] of cases) {
      const { status, stderr } = verified(changed);
      expect([status, stderr]).toEqual([1, expect.stringMatching(told)]);
    }
  });

  it('is told from a file that is none', () => {
    expect(verified(null).status).toBe(2);
    expect(verified('').status).toBe(2);
    expect(verified('{"row":"header","format":"something else"}\n').status).toBe(2);
    expect(spawnSync(process.execPath, [SCRIPT, join(directory, 'missing')]).status).toBe(2);
  });
});

describe('an export whose store fails', () => {
  it('breaks off, and is not taken for a whole one', async () => {
    await linesOf(county.stores).updateOne({ runId: july.id }, { $set: { calc: 999 } });
    await expect(county.finance.get(`/v1/settlement-runs/${july.id}/export`).buffer()).rejects.toThrow('aborted');
  });
});

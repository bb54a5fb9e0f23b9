/** The bank and the auditor, as the demonstration plays them: each payment confirmed, each line worked out again. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { exportRun } from '#shared/contract/explanations';
import { getForecast } from '#shared/contract/forecast';
import { importBankStatement, listPayments } from '#shared/contract/payments';
import { getStatement } from '#shared/contract/settlements';
import { camt, paid } from '../builders/camt.ts';
import type { County } from './county.ts';
import { each } from './http.ts';
import type { Statement } from './settle.ts';

const run = promisify(execFile);

/** What each provider was told beforehand that the period would pay it; by provider. */
export const forecasts = async ({ staff, firms, period }: County): Promise<Map<string, number>> => {
  const told = await each(firms, async ({ providerId }) => {
    const { runs } = await staff.finance.must(getForecast, { params: { id: providerId } });
    return [providerId, runs.find((one) => one.period === period)?.payableCents ?? 0] as const;
  });
  return new Map(told);
};

/** The bank says of every payment of the run that it went out. How many it confirmed. */
export const confirmPayments = async ({ staff }: County, runId: string): Promise<number> => {
  const { items } = await staff.finance.must(listPayments, { query: { runId, limit: 200 } });
  const bookings = items.map(({ endToEndId, amountCents }) => paid(endToEndId, amountCents));
  const body = Buffer.from(camt('camt.054.001.08', bookings, `BANK-${runId}`));
  const { matched } = await staff.finance.must(importBankStatement, { body });
  return matched.filter(({ outcome }) => outcome === 'paid').length;
};

/** Writes a run with all its explanations to a file and has every line of it worked out again, without the system. */
export const explain = async ({ staff, period }: County, runId: string, folder: string) => {
  const exportFile = join(folder, `explained-${period}.ndjson`);
  await writeFile(exportFile, await staff.auditor.bytes(exportRun, { params: { id: runId } }));
  const { stdout } = await run(process.execPath, [resolve('scripts/explain-verify.mjs'), exportFile]);
  return { exportFile, verdict: /^\d+ lines verified/m.exec(stdout)?.[0] ?? stdout };
};

/** The largest statement as its provider reads it on paper. */
export const onPaper = async ({ staff }: County, statements: readonly Statement[], folder: string): Promise<string> => {
  const [largest] = statements.toSorted((a, b) => b.lines - a.lines);
  if (largest === undefined) throw new Error('a run without statements');
  const file = join(folder, `${largest.id}.pdf`);
  const asked = { params: { id: largest.id }, accept: 'application/pdf' };
  await writeFile(file, await staff.finance.bytes(getStatement, asked));
  return file;
};

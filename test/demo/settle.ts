/** The month's end, as the finance office lives it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { getTrialBalance } from '#shared/contract/ledger';
import {
  approveRun,
  getRun,
  getStatement,
  listRuns,
  listRunStatements,
  makePaymentFile,
  startRun,
} from '#shared/contract/settlements';
import { listVouchers } from '#shared/contract/vouchers';
import { addMonths, firstDayOf, type Month } from '#shared/domain/calendar';
import { turnTo, untilIdle } from './clock.ts';
import { confirmPayments, explain, forecasts, onPaper } from './bank.ts';
import type { County } from './county.ts';
import { each, type Caller } from './http.ts';
import { tellTooLate, type MonthPlayed } from './incidents.ts';
import type { Progress } from './print.ts';

export type Run = z.output<typeof getRun.success.body>;
export type Statement = z.output<typeof getStatement.success.body>;
export type TrialBalance = z.output<typeof getTrialBalance.success.body>;

export interface Settled {
  readonly run: Run;
  /** Each with all of its lines. */
  readonly statements: readonly Statement[];
  /** Runs of the months before, which the calendar started for those who were enrolled before. */
  readonly earlier: readonly Run[];
  readonly balance: TrialBalance;
  /** Vouchers that lapsed because nobody was chosen in time. */
  readonly lapsed: number;
  readonly paymentFile: string;
  readonly paymentXml: string;
  readonly statementsFile: string;
  /** What each provider was told before the approval that it would be paid. */
  readonly forecast: ReadonlyMap<string, number>;
  /** Payments that the bank has confirmed. */
  readonly confirmed: number;
  /** The run with all its explanations, and what the verifying script said of it. */
  readonly exportFile: string;
  readonly verdict: string;
  readonly paperFile: string;
}

const wholeStatement = async (who: Caller, id: string): Promise<Statement> => {
  let statement = await who.must(getStatement, { params: { id }, query: { limit: 200 } });
  const items = [...statement.items];
  while (statement.nextCursor !== null) {
    statement = await who.must(getStatement, { params: { id }, query: { limit: 200, cursor: statement.nextCursor } });
    items.push(...statement.items);
  }
  return { ...statement, items };
};

/** One person asks for the run, calculated anew with all that is known; another approves what was looked at. */
const runAndApprove = async (
  { base, staff }: County,
  period: Month,
  beforeApproval: () => Promise<void> = () => Promise.resolve(),
): Promise<Run> => {
  const { id } = await staff.finance.must(startRun, { body: { period }, key: `run-${period}` });
  await untilIdle(base);
  const { status, failure, hash } = await staff.secondFinance.must(getRun, { params: { id } });
  if (hash === null)
    throw new Error(`${id} is ${status} and has no hash to approve: ${failure ?? 'no failure is told'}`);
  await beforeApproval();
  await staff.secondFinance.must(approveRun, { params: { id }, body: { hash } });
  await untilIdle(base);
  return staff.finance.must(getRun, { params: { id } });
};

/** Months before, which the calendar has started by itself: people were enrolled then, as was recorded only now. */
const settleEarlier = async (county: County): Promise<Run[]> => {
  const { items } = await county.staff.finance.must(listRuns, { query: { limit: 200 } });
  const periods = new Set(items.map(({ period }) => period).filter((period) => period < county.period));
  return each([...periods].sort(), (period) => runAndApprove(county, period), 1);
};

/** Closes the month on the 6th of the next and writes the files into a folder. */
export const settleMonth = async (
  county: County,
  month: MonthPlayed,
  folder: string,
  progress: Progress,
): Promise<Settled> => {
  const { base, period, staff } = county;
  await turnTo(base, addMonths(firstDayOf(period), 1).replace(/01$/, '06'));
  progress.step();
  await tellTooLate(month);
  const earlier = await settleEarlier(county);
  let forecast: ReadonlyMap<string, number> = new Map();
  const approved = await runAndApprove(county, period, async () => {
    forecast = await forecasts(county);
  });
  progress.step();
  const { items } = await staff.finance.must(listRunStatements, { params: { id: approved.id }, query: { limit: 200 } });
  const statements = await each(items, ({ id }) => wholeStatement(staff.finance, id));
  const bytes = await staff.finance.bytes(makePaymentFile, { params: { id: approved.id }, query: { version: '09' } });
  progress.step();
  const confirmed = await confirmPayments(county, approved.id);
  await untilIdle(base);
  const balance = await staff.auditor.must(getTrialBalance);
  const lapsed = await staff.coordinator.must(listVouchers, { query: { status: 'expired', limit: 200 } });
  const run = await staff.finance.must(getRun, { params: { id: approved.id } });
  await mkdir(folder, { recursive: true });
  const paymentFile = join(folder, `pain.001-${period}.xml`);
  const statementsFile = join(folder, `statements-${period}.json`);
  await writeFile(paymentFile, bytes);
  await writeFile(statementsFile, JSON.stringify(statements, null, 2));
  const explained = await explain(county, run.id, folder);
  const paperFile = await onPaper(county, statements, folder);
  progress.step();
  const files = { paymentFile, paymentXml: bytes.toString('utf8'), statementsFile, paperFile, ...explained };
  return { run, statements, earlier, balance, lapsed: lapsed.items.length, forecast, confirmed, ...files };
};

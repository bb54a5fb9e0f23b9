/**
 * `npm run demo`: a made-up county fills up, lives a month, is settled and paid. With `-- --exit` it ends when the sums
 * are checked, with status 1 when any is off; else it stays up to be looked at.
 */
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { addMonthsToMonth, type Month } from '#shared/domain/calendar';
import { startAll } from '../../services/supervisor/start-all.ts';
import { Book } from './book.ts';
import { whatIsOff } from './check.ts';
import { today, turnTo } from './clock.ts';
import { EMAILS, foundCounty, PASSWORD } from './county.ts';
import { FIRMS, UNITS } from './firms.ts';
import { playMonth } from './month.ts';
import { CLIENTS, registerPeople } from './people.ts';
import { heading, progressOf, say } from './print.ts';
import { printReport, printWhereToLook } from './report.ts';
import { settleMonth } from './settle.ts';
import { CENTRES, choose, HOUSING, issueVouchers, unchosen } from './vouchers.ts';
import { WEEKS } from './visits.ts';

const exits = process.argv.includes('--exit');
const dataDir = resolve('data/demo');
const began = performance.now();

/** Nothing of a real installation is touched: keys and files of its own, no mail server, and a database of its own. */
const ENV = {
  SANDBOX: 'true',
  DATA_DIR: dataDir,
  KEYS_DIR: '',
  SMTP_URL: '',
  MONGODB_DB: `valinta-demo-${Date.now().toString(36)}`,
  QUEUE_PREFIX: `valinta-demo-${Date.now().toString(36)}`,
  ADMIN_EMAIL: EMAILS.admin,
  ADMIN_PASSWORD: PASSWORD,
};

/** The next January: the clock goes forward only, and the month must have begun on no real day yet. */
const nextJanuary = (day: string): Month => addMonthsToMonth(`${day.slice(0, 4)}-01`, 12);

const run = async (base: string): Promise<boolean> => {
  const period = nextJanuary(await today(base));
  await turnTo(base, `${period}-01`);

  const founding = progressOf('providers, approvals, prices', FIRMS);
  const county = await foundCounty(base, period, founding);
  founding.done(`${FIRMS} providers with ${UNITS} units`);

  const registering = progressOf('clients', CLIENTS);
  const people = await registerPeople(county, registering);
  registering.done();

  const issuing = progressOf('vouchers', CLIENTS + HOUSING + CENTRES);
  const vouchers = await issueVouchers(county, people, issuing);
  issuing.done();

  const choosing = progressOf('choices', vouchers.length - unchosen(vouchers).length);
  const chosen = await choose(county, vouchers, choosing);
  choosing.done();

  const book = new Book();
  const playing = progressOf(`the month ${period}`, WEEKS + 1);
  const month = await playMonth(county, book, { chosen, unchosen: unchosen(vouchers) }, playing);
  playing.done(`${book.events('rehabilitation')} visits, ${book.events('housing')} stays and absences`);

  const settling = progressOf('settlement, approval, payment, bank', 4);
  const settled = await settleMonth(county, month, join(dataDir, 'files'), settling);
  settling.done(`${settled.run.totals?.lines ?? 0} lines, ${settled.run.totals?.statements ?? 0} statements`);

  printReport(county, book, settled);
  const unused = unchosen(vouchers).filter(({ kind }) => kind === 'rehabilitation').length;
  const off = whatIsOff(county, book, settled, unused);
  heading(off.length === 0 ? 'Every sum holds.' : `OFF: ${off.length}`);
  for (const fault of off) say(`  ${fault}`);
  say(`  ${((performance.now() - began) / 1000).toFixed(1)} s in all.`);
  return off.length === 0;
};

rmSync(dataDir, { recursive: true, force: true });
heading('Valinta, a month of a made-up county. Test data only.');
const starting = progressOf('engines, API and workers', 1);
const everything = startAll({
  env: { ...process.env, ...ENV },
  // Nobody looks at it with --exit, so it need not be at a known address.
  ...(exits && { ports: [0] }),
  quiet: true,
});

let ending = false;
const end = async (status: number): Promise<void> => {
  if (ending) return;
  ending = true;
  await everything.then(
    (started) => started.stop(),
    () => undefined, // a failed start has stopped what it started
  );
  process.exit(status);
};
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end(130));
if (process.env['npm_lifecycle_event']) {
  // Run by npm through a shell, a SIGTERM ends that shell without reaching us; our new parent tells that it has.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && void end(130), 500).unref();
}

try {
  const [base = ''] = (await everything).addresses;
  starting.done('ready');
  const holds = await run(base);
  if (exits) await end(holds ? 0 : 1);
  else printWhereToLook(base);
} catch (fault) {
  process.stderr.write(`\n${fault instanceof Error ? fault.message : String(fault)}\n`);
  await end(1);
}

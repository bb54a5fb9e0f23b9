/** What a finance officer wants to see of the month. */
import type { Book, Refusal } from './book.ts';
import { byKind } from './check.ts';
import { EMAILS, PASSWORD, type County } from './county.ts';
import { euros, heading, printTable, say } from './print.ts';
import type { Settled } from './settle.ts';

const KIND_WORDS = {
  rehabilitation: 'Rehabilitation, by the visit',
  housing: 'Housing, by the day',
  soteCentre: 'Health and social centres, by the month',
} as const;

const ACCOUNT_WORDS: Readonly<Record<string, string>> = {
  appropriation: 'Appropriation (set aside)',
  committed: 'Committed (promised by vouchers)',
  owed: 'Owed (accepted, not yet approved)',
  payable: 'Payable (approved, not yet paid)',
  paid: 'Paid (confirmed by the bank)',
};

const printMonth = (county: County, book: Book, settled: Settled): void => {
  const { run } = settled;
  const kinds = byKind(county, book, settled);
  heading(`Settlement of ${county.period}, in euros`);
  const row = (name: string, one: Omit<(typeof kinds)[number], 'kind'>) => [
    name,
    String(one.events),
    String(one.lines),
    ...[one.grossCents, one.organiserCents, one.clientCents, one.payableCents].map(euros),
  ];
  const events = kinds.reduce((sum, kind) => sum + kind.events, 0);
  const totals = run.totals ?? { lines: 0, grossCents: 0, organiserCents: 0, clientCents: 0, payableCents: 0 };
  printTable(
    ['', 'events', 'lines', 'gross', 'organiser', 'clients', 'payable'],
    [...kinds.map((kind) => row(KIND_WORDS[kind.kind], kind)), row('Total', { events, ...totals })],
    true,
  );
  say(
    '\n  An event of a sote-centre is a month of responsibility; housing is settled by the month, whatever its events.',
  );
  say(`  ${book.reversals} visits were taken back before settlement; ${book.replays} request sent twice counted once.`);
  say(`  ${settled.lapsed} vouchers lapsed unused, and what was promised by them went back to the appropriation.`);
};

const printRefusals = (refusals: readonly Refusal[]): void => {
  const codes = [...new Set(refusals.map(({ code }) => code))].sort();
  heading(`Refused: ${refusals.length}, nothing of it was paid`);
  const rows = codes.map((code) => {
    const same = refusals.filter((refusal) => refusal.code === code);
    return [`${code}: ${same[0]?.title ?? ''}`, String(same.length)];
  });
  printTable(['why', 'times'], rows);
};

const printLedger = ({ balance }: Settled): void => {
  heading(`Trial balance, in euros, ${balance.asOf}`);
  const rows = balance.accounts.map(({ account, debitCents, creditCents, balanceCents }) => [
    ACCOUNT_WORDS[account] ?? account,
    ...[debitCents, creditCents, balanceCents].map(euros),
  ]);
  const sum = balance.accounts.reduce((all, { balanceCents }) => all + balanceCents, 0);
  const total = ['Total', ...[balance.totalDebitCents, balance.totalCreditCents, sum].map(euros)];
  printTable(['account', 'debit', 'credit', 'balance'], [...rows, total], true);
};

const printEarlier = ({ earlier }: Settled): void => {
  const totals = earlier.map(({ totals: one }) => one?.organiserCents ?? 0);
  const sum = totals.reduce((all, one) => all + one, 0);
  if (earlier.length === 0) return;
  const [from, to] = [earlier[0]?.period ?? '', earlier.at(-1)?.period ?? ''];
  say(`\n  Before it ${from} to ${to} were settled, for those enrolled since then: ${euros(sum)} euros to centres.`);
};

export const printReport = (county: County, book: Book, settled: Settled): void => {
  const offers = county.refusedOffers.map(({ code, title }) => ({ code, title }));
  printMonth(county, book, settled);
  printEarlier(settled);
  printRefusals([...offers, ...book.refusals]);
  printLedger(settled);
  heading('Paid and proven');
  say(`  The bank has confirmed ${settled.confirmed} payments; the run is ${settled.run.status}.`);
  say(`  Worked out again from their explanations alone: ${settled.verdict}.`);
  say('  Each of those payments was what its provider had been told in its forecast before the approval.');
  heading('Files');
  say(`  Payment file (pain.001.001.09)   ${settled.paymentFile}`);
  say(`  Statements with their lines      ${settled.statementsFile}`);
  say(`  Every line with its explanation  ${settled.exportFile}`);
  say(`  The largest statement on paper   ${settled.paperFile}`);
  say(`  Content hash that was approved   ${settled.run.hash ?? ''}`);
};

/** Where to go on from here. */
export const printWhereToLook = (base: string): void => {
  heading('It stays up. Where to look');
  say(`  ${base}/docs                    the interface, to read and to try`);
  say(`  ${base}/v1/public/providers     the public register`);
  say(`  ${base}/metrics                 figures for Prometheus`);
  heading(`Test log-ins (POST ${base}/v1/auth/login), password ${PASSWORD}`);
  for (const [role, email] of Object.entries(EMAILS)) say(`  ${role.padEnd(16)} ${email}`);
  say('\n  Ctrl-C ends it.');
};

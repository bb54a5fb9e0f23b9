/** Does every sum hold? A list of what is off; nothing when all of it is right. */
import type { ServiceKind } from '#shared/domain/programme/programme';
import { plus, NOTHING, sumOf, type Book, type Sums } from './book.ts';
import type { County } from './county.ts';
import type { Settled, Statement } from './settle.ts';
import { euros } from './print.ts';

export const KINDS: readonly ServiceKind[] = ['rehabilitation', 'housing', 'soteCentre'];

export interface OfKind extends Sums {
  readonly kind: ServiceKind;
  readonly events: number;
  readonly lines: number;
  readonly payableCents: number;
}

const linesOf = (statements: readonly Statement[]) => statements.flatMap(({ items }) => items);

/** The run by kind of service, from the lines of its statements. */
export const byKind = (county: County, book: Book, { statements }: Settled): OfKind[] =>
  KINDS.map((kind) => {
    const providers = new Set(county.firms.filter((firm) => firm.kind === kind).map(({ providerId }) => providerId));
    const theirs = statements.filter(({ providerId }) => providers.has(providerId));
    const lines = linesOf(theirs);
    const payableCents = theirs.reduce((sum, statement) => sum + statement.payableCents, 0);
    return { kind, events: book.events(kind), lines: lines.length, ...sumOf(lines), payableCents };
  });

const differ = (what: string, found: Sums, expected: Sums): string[] =>
  (['grossCents', 'organiserCents', 'clientCents'] as const)
    .filter((field) => found[field] !== expected[field])
    .map((field) => `${what}: ${field} is ${euros(found[field])}, expected ${euros(expected[field])}`);

const equal = (what: string, found: number | string | null, expected: number | string | null): string[] =>
  found === expected ? [] : [`${what}: ${String(found)}, expected ${String(expected)}`];

/** Every statement against its own lines, and against what the demonstration counted for its provider. */
const checkStatements = (county: County, book: Book, { statements }: Settled): string[] => [
  ...statements.flatMap((statement) => [
    ...differ(`lines of ${statement.payee.name}`, sumOf(statement.items), statement),
    ...equal(`number of lines of ${statement.payee.name}`, statement.items.length, statement.lines),
    ...equal(
      `gross of ${statement.payee.name}`,
      statement.grossCents,
      statement.organiserCents + statement.clientCents,
    ),
  ]),
  ...county.firms.flatMap(({ providerId, name }) => {
    const statement = statements.find((one) => one.providerId === providerId);
    return differ(`statement of ${name} against the recount`, statement ?? NOTHING, book.ofProvider(providerId));
  }),
];

const checkTotals = (county: County, book: Book, settled: Settled): string[] => {
  const { run, statements } = settled;
  const { totals } = run;
  if (totals === null) return [`the run ${run.id} has no totals`];
  const kinds = byKind(county, book, settled);
  const sum = (field: 'payableCents' | 'carriedForwardCents' | 'broughtForwardCents') =>
    statements.reduce((all, statement) => all + statement[field], 0);
  return [
    ...differ('sum of the kinds', kinds.reduce<Sums>(plus, NOTHING), totals),
    ...KINDS.flatMap((kind, i) => differ(`${kind} against the recount`, kinds[i] ?? NOTHING, book.ofKind(kind))),
    ...differ('sum of the statements', sumOf(statements), totals),
    ...equal('statements', statements.length, totals.statements),
    ...equal('lines', linesOf(statements).length, totals.lines),
    ...equal('gross = organiser + clients', totals.grossCents, totals.organiserCents + totals.clientCents),
    ...equal('payable of the statements', sum('payableCents'), totals.payableCents),
    ...equal(
      'organiser + brought forward = payable + carried forward',
      totals.organiserCents + sum('broughtForwardCents'),
      totals.payableCents + sum('carriedForwardCents'),
    ),
    ...equal('months that could not be priced', run.held.length, 0),
  ];
};

const first = (xml: string, element: string): string | null =>
  new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1] ?? null;
const cents = (decimal: string): number => Math.round(Number(decimal) * 100);

const checkPaymentFile = ({ run, statements, paymentXml }: Settled): string[] => {
  const amounts = [...paymentXml.matchAll(/<InstdAmt Ccy="EUR">([^<]+)</g)].map(([, amount = '']) => cents(amount));
  const payable = run.totals?.payableCents ?? 0;
  return [
    ...equal('CtrlSum of the payment file', cents(first(paymentXml, 'CtrlSum') ?? ''), payable),
    ...equal(
      'sum of its payments',
      amounts.reduce((sum, amount) => sum + amount, 0),
      payable,
    ),
    ...equal('NbOfTxs', first(paymentXml, 'NbOfTxs'), String(amounts.length)),
    ...equal('payments', amounts.length, statements.filter(({ payableCents }) => payableCents > 0).length),
  ];
};

const checkPaid = (county: County, { run, statements, forecast, confirmed, verdict }: Settled): string[] => {
  const lines = run.totals?.lines ?? 0;
  return [
    ...equal('state of the run after the bank has spoken', run.status, 'paid'),
    ...equal('payments confirmed', confirmed, statements.filter(({ payableCents }) => payableCents > 0).length),
    ...equal('the verifying script', verdict, `${lines} lines verified`),
    ...county.firms.flatMap(({ providerId, name }) => {
      const payable = statements.find((one) => one.providerId === providerId)?.payableCents ?? 0;
      return equal(`forecast for ${name}`, forecast.get(providerId) ?? 0, payable);
    }),
  ];
};

/** Debit and credit are equal; nothing is owed; the month is paid, and the months before are still to be. */
const checkLedger = ({ earlierCents }: Book, { balance, run, earlier }: Settled): string[] => {
  const of = (name: string) => balance.accounts.find(({ account }) => account === name)?.balanceCents ?? 0;
  const before = earlier.reduce((sum, { totals }) => sum + (totals?.organiserCents ?? 0), 0);
  const all = balance.accounts.reduce((sum, { balanceCents }) => sum + balanceCents, 0);
  return [
    ...equal('trial balance, debit and credit', balance.totalDebitCents, balance.totalCreditCents),
    ...equal('trial balance, sum of the accounts', all, 0),
    ...equal('still owed after everything was approved', of('owed'), 0),
    ...equal('the months before against the recount', before, earlierCents),
    ...equal('paid against the run', of('paid'), run.totals?.payableCents ?? 0),
    ...equal(
      'payable against what is still to be paid',
      of('payable'),
      before + (run.totals?.organiserCents ?? 0) - (run.totals?.payableCents ?? 0),
    ),
  ];
};

/** `unused` is how many rehabilitation vouchers nobody took into use; each has lapsed by the end of the month. */
export const whatIsOff = (county: County, book: Book, settled: Settled, unused: number): string[] => [
  ...book.faults,
  ...equal('vouchers that lapsed unused', settled.lapsed, unused),
  ...checkStatements(county, book, settled),
  ...checkTotals(county, book, settled),
  ...checkPaid(county, settled),
  ...checkPaymentFile(settled),
  ...checkLedger(book, settled),
];

import { setImmediate as othersTurn } from 'node:timers/promises';
import type { Language } from '#shared/contract/common';
import type { CalendarDate, Instant } from '#shared/domain/calendar';
import type { Cents } from '#shared/domain/money';
import type { ServiceKind } from '#shared/domain/programme/programme';
import type { Statement } from '#shared/domain/settlement/statement';
import { formatFor, inFours, type Format } from './format.ts';
import { facts, heading, longTable, paragraph, type Fact } from './pdf-blocks.ts';
import { openPages, type Pages } from './pdf-pages.ts';
import type { DocumentLine } from './statement-line.ts';
import { WORDS, type Words } from './words.ts';

/** A party by its name, and its business id where that is known. */
interface Party {
  readonly name: string;
  readonly businessId?: string | undefined;
}

/** A statement with what a letter says besides its lines. */
export interface StatementSheet {
  readonly statement: Statement;
  /** Null where the installation was not told who pays. */
  readonly payer: Party | null;
  readonly payee: Party;
  readonly calculatedAt: Instant;
  /** Null where nothing is paid; `isFixed` once a payment file names it. */
  readonly payment: { readonly day: CalendarDate; readonly isFixed: boolean } | null;
  readonly isApproved: boolean;
  readonly isTestData: boolean;
}

const party = ({ name, businessId }: Party, words: Words): string =>
  businessId === undefined ? name : `${name}, ${words.businessId} ${businessId}`;

const detailsOf = ({ statement, payer, payee, payment }: StatementSheet, words: Words, format: Format): Fact[] => [
  { name: words.payer, value: party(payer ?? { name: words.organiserItself }, words) },
  { name: words.payee, value: party(payee, words) },
  { name: words.account, value: inFours(statement.payee.iban) },
  { name: words.period, value: format.month(statement.period) },
  { name: words.run, value: statement.runId },
  { name: words.statement, value: statement.id },
  { name: words.reference, value: inFours(statement.reference.rf) },
  ...(payment === null
    ? []
    : [{ name: payment.isFixed ? words.paymentDay : words.expectedPaymentDay, value: format.day(payment.day) }]),
];

const sumsOf = (statement: Statement, words: Words, { money }: Format): Fact[] => [
  { name: words.gross, value: money(statement.grossCents) },
  { name: words.client, value: money(statement.clientCents) },
  { name: words.organiser, value: money(statement.organiserCents) },
  { name: words.broughtForward, value: money(statement.broughtForwardCents) },
  { name: words.carriedForward, value: money(statement.carriedForwardCents) },
  { name: words.payable, value: money(statement.payableCents), strong: true },
];

/** Why what is paid is not what the lines come to; undefined where it is. */
const balanceNote = (statement: Statement, words: Words, { money }: Format): string | undefined => {
  if (statement.carriedForwardCents < 0) return words.carriedOn(money(-statement.carriedForwardCents));
  if (statement.payableCents === 0) return words.nothingToPay;
  return statement.broughtForwardCents < 0 ? words.deducted(money(-statement.broughtForwardCents)) : undefined;
};

/** What a line says below itself: its id, and what it does to the line it answers. */
const notesOf = ({ id, kind, answers }: DocumentLine, words: Words): string[] => {
  const what = [
    ...(kind === 'service' ? [] : [words.kinds[kind]]),
    ...(answers === null ? [] : [words.answers[kind](answers)]),
  ];
  return [words.line(id), ...(what.length === 0 ? [] : [what.join(': ')])];
};

/** Lines of one voucher that come one after another, by day: their ids follow no calendar. */
async function* byVoucher(pages: AsyncIterable<readonly DocumentLine[]>): AsyncGenerator<DocumentLine[]> {
  const byDay = (a: DocumentLine, b: DocumentLine) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0);
  let group: DocumentLine[] = [];
  for await (const page of pages) {
    for (const line of page) {
      if (group.length > 0 && group[0]?.voucherNumber !== line.voucherNumber) {
        yield group.sort(byDay);
        group = [];
      }
      group.push(line);
    }
  }
  if (group.length > 0) yield group.sort(byDay);
}

const front = (pages: Pages, sheet: StatementSheet, words: Words, format: Format): void => {
  const { statement, isTestData, isApproved } = sheet;
  heading(pages, 1, words.title(format.month(statement.period)));
  if (isTestData) paragraph(pages, words.testData, { strong: true });
  if (!isApproved) paragraph(pages, words.draft, { strong: true });
  heading(pages, 2, words.details);
  facts(pages, detailsOf(sheet, words, format));
  heading(pages, 2, words.summary);
  facts(pages, sumsOf(statement, words, format), { amounts: true });
  const note = balanceNote(statement, words, format);
  if (note !== undefined) paragraph(pages, note);
  heading(pages, 2, words.lines);
};

/**
 * A statement as an accessible PDF in the reader's language, a page at a time: who pays whom, what it comes to and why,
 * every line with what it corrects, and why there is no value added tax in it.
 */
export async function* statementPdf(
  sheet: StatementSheet,
  lines: AsyncIterable<readonly DocumentLine[]>,
  language: Language,
): AsyncGenerator<Buffer> {
  const words: Words = WORDS[language];
  const format = formatFor(language);
  const { statement } = sheet;
  const pages = await openPages({
    title: `${words.title(format.month(statement.period))} (${statement.id})`,
    language,
    madeAt: sheet.calculatedAt,
    foot: (page) => `${statement.id} · ${words.page(page)}`,
  });
  front(pages, sheet, words, format);
  const grossOf = new Map<ServiceKind, Cents>();
  if (statement.lines === 0) paragraph(pages, words.noLines);
  else {
    const amounts = [words.lineGross, words.lineOrganiser, words.lineClient];
    const table = longTable(
      pages,
      [
        { head: words.day, width: 76 },
        { head: words.voucher, width: 94 },
        { head: words.service, width: pages.width - 76 - 94 - 3 * 68 },
        ...amounts.map((head) => ({ head, width: 68, right: true })),
      ],
      2,
    );
    for await (const group of byVoucher(lines)) {
      for (const line of group) {
        const { from, to, voucherNumber, programme, serviceKind, grossCents, organiserCents, clientCents } = line;
        const cents = [grossCents, organiserCents, clientCents].map(format.amount);
        table.row([format.days(from, to), voucherNumber, programme[language], ...cents], notesOf(line, words));
        grossOf.set(serviceKind, (grossOf.get(serviceKind) ?? 0) + grossCents);
      }
      yield* pages.pieces();
      // Setting a line takes a millisecond or two: whoever else asks is not to wait for a whole document.
      await othersTurn();
    }
    table.end();
  }
  if (grossOf.size > 0) heading(pages, 2, words.vat);
  for (const [kind, cents] of grossOf) paragraph(pages, words.exempt[kind](format.money(cents)));
  yield* await pages.end();
}

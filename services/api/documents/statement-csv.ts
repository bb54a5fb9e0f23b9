import { stringify } from 'csv-stringify/sync';
import type { Language } from '#shared/contract/common';
import type { Cents } from '#shared/domain/money';
import type { DocumentLine } from './statement-line.ts';
import { spreadsheetEuros } from './format.ts';
import { WORDS } from './words.ts';

/**
 * A statement's lines as a table for spreadsheets: UTF-8 with a byte order mark, `;` between fields, CRLF after rows,
 * one row for each line and nothing else, so that any sum over a column is right; the statement's own sums are in the
 * JSON and the PDF. Days are ISO. A text that a spreadsheet would run as a formula gets an apostrophe in front. Amounts
 * are handed over as numbers, which are left alone: `-12,50` stays one.
 */
export async function* statementCsv(
  pages: AsyncIterable<readonly DocumentLine[]>,
  language: Language,
): AsyncGenerator<string> {
  const options = {
    delimiter: ';',
    record_delimiter: 'windows',
    escape_formulas: true,
    cast: { number: (cents: Cents) => spreadsheetEuros(cents, language) },
  } as const;
  const { csv, kinds } = WORDS[language];
  const header = [
    csv.lineId,
    csv.kind,
    csv.programme,
    csv.voucher,
    csv.event,
    csv.from,
    csv.to,
    csv.gross,
    csv.organiser,
    csv.client,
    csv.answers,
  ];
  let begun = stringify([header], { ...options, bom: true });
  for await (const page of pages) {
    const rows = page.map((line) => [
      line.id,
      kinds[line.kind],
      line.programme[language],
      line.voucherNumber,
      line.eventId,
      line.from,
      line.to,
      line.grossCents,
      line.organiserCents,
      line.clientCents,
      line.answers,
    ]);
    yield begun + stringify(rows, options);
    begun = '';
  }
  if (begun !== '') yield begun;
}

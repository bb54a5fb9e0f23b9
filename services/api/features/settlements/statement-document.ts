import { todayOf } from '#shared/clock';
import type { Language } from '#shared/contract/common';
import { dayIn } from '#shared/domain/calendar';
import { numberOfVoucher } from '#shared/domain/ids';
import { paymentDay } from '#shared/domain/settlement/bank-days';
import { isApproved } from '#shared/domain/settlement/run';
import type { LineRecord } from '#shared/persistence/lines';
import type { RunRecord } from '#shared/persistence/runs';
import type { StatementRecord } from '#shared/persistence/statements';
import type { Stores } from '#shared/persistence/stores';
import type { Deps } from '#api/deps';
import { statementCsv } from '#api/documents/statement-csv';
import type { DocumentLine } from '#api/documents/statement-line';
import { statementPdf, type StatementSheet } from '#api/documents/statement-pdf';
import type { Reply } from '#api/http/reply';
import { linesAfter } from './lines-of-statement.ts';
import { eventOf } from './view.ts';

interface Found {
  readonly run: RunRecord;
  readonly statement: StatementRecord;
}

const PAGE = 500;

/** How the lines of a statement are told, given the programmes there are: dozens, read once. */
const tellerOf = async (stores: Stores, providerId: string) => {
  const kept = await stores.programmes.collection.find().sort({ _id: 1 }).toArray();
  const programmes = new Map(kept.map((document) => [document._id, stores.programmes.fromDb(document)]));
  return (line: LineRecord): DocumentLine => {
    const programme = programmes.get(line.programmeId);
    if (programme === undefined) throw new Error(`${line._id} is of a programme that is not there`);
    return {
      id: line._id,
      kind: line.kind,
      programme: programme.name,
      serviceKind: programme.kind,
      voucherNumber: numberOfVoucher(line.voucherId),
      eventId: eventOf(line, providerId),
      from: line.from,
      to: line.to,
      grossCents: line.grossCents,
      organiserCents: line.organiserCents,
      clientCents: line.clientCents,
      answers: line.answers ?? null,
    };
  };
};

/**
 * All lines of a statement, some hundreds at a time. A run that is not approved may be calculated anew meanwhile, and
 * its lines with it: a statement that does not add up to its own sums is broken off, and never shown as whole.
 */
async function* allLines(stores: Stores, found: Found): AsyncGenerator<DocumentLine[]> {
  const { statement } = found;
  const tell = await tellerOf(stores, statement.providerId);
  const left = { lines: statement.lines, gross: statement.grossCents, organiser: statement.organiserCents };
  for (let after: string | undefined; ;) {
    const page = await linesAfter(stores, found, PAGE, after);
    for (const { grossCents, organiserCents } of page) {
      left.lines -= 1;
      left.gross -= grossCents;
      left.organiser -= organiserCents;
    }
    if (page.length > 0) yield page.map(tell);
    if (page.length < PAGE) break;
    after = page.at(-1)?._id;
  }
  if (left.lines !== 0 || left.gross !== 0 || left.organiser !== 0)
    throw new Error(`the lines of ${statement.id} are not what it sums up: ${JSON.stringify(left)} is left`);
}

const sheetOf = async ({ stores, env, clock }: Deps, { run, statement }: Found): Promise<StatementSheet> => {
  const provider = await stores.providers.load(statement.providerId);
  const days = { runDay: dayIn(Date.parse(run.cutoffAt)), today: todayOf(clock) };
  return {
    statement,
    payer: env.organiser ?? null,
    payee: { name: statement.payee.name, businessId: provider?.businessId },
    calculatedAt: run.cutoffAt,
    payment:
      statement.payableCents === 0
        ? null
        : { day: run.paymentDay ?? paymentDay(days), isFixed: run.paymentDay !== undefined },
    isApproved: isApproved(run),
    isTestData: env.sandbox,
  };
};

/** The whole statement as a document to keep, named by its id; `contentType` is one that the contract offers. */
export const documentOf = async (
  deps: Deps,
  found: Found,
  contentType: 'application/pdf' | 'text/csv',
  language: Language,
): Promise<Reply> => {
  const lines = allLines(deps.stores, found);
  const isPdf = contentType === 'application/pdf';
  return {
    outcome: 'reply',
    contentType,
    headers: {
      'Content-Disposition': `attachment; filename="${found.statement.id}.${isPdf ? 'pdf' : 'csv'}"`,
      'Content-Language': language,
    },
    body: isPdf ? statementPdf(await sheetOf(deps, found), lines, language) : statementCsv(lines, language),
  };
};

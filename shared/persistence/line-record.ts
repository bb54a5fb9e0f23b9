import { monthOf, type Month } from '#shared/domain/calendar';
import { statementId, voucherOfEvent } from '#shared/domain/ids';
import type { PricingStep } from '#shared/domain/pricing/pricing';
import { visitsPrefix, type NewLine } from '#shared/domain/settlement/line';
import type { LineKind, PayerCents } from '#shared/domain/settlement/statement';
import type { SettledLine } from '#shared/domain/settlement/toward';
import type { Stored } from './aggregate.ts';

/** A line as it is read, whatever its document leaves out. */
export interface LineRecord {
  readonly _id: string;
  readonly runId: string;
  readonly calc: number;
  readonly statementId: string;
  /** Not found by its id among the visits of its run's own month, but by its statement. */
  readonly apart?: true;
  readonly kind: LineKind;
  readonly voucherId: string;
  readonly programmeId: string;
  readonly municipalityCode?: string;
  readonly segment?: string;
  readonly from: string;
  readonly to: string;
  readonly grossCents: number;
  readonly organiserCents: number;
  readonly clientCents: number;
  readonly answers?: string;
  readonly trueUpCents?: number;
  readonly trueUpElsewhere?: readonly PayerCents[];
  readonly steps?: readonly PricingStep[];
}

/** Under whose name a line is written: a run, and the number of the attempt at a part of it. */
export interface Writer {
  readonly id: string;
  readonly period: Month;
  readonly calc: number;
}

/** What a visit's id says by itself. */
const toldByItsId = (id: string, from: string): { providerId: string; voucherId: string | undefined } => {
  const start = visitsPrefix(monthOf(from)).length;
  const end = id.indexOf('-', start);
  return { providerId: `prv-${id.slice(start, end)}`, voucherId: voucherOfEvent(`evt-${id.slice(end + 1)}`) };
};

/** Whether a line is a visit's of which everything else is told by its id, as nearly all are. */
const isPlain = (line: NewLine): boolean => {
  if (line.kind !== 'service' || line.to !== line.from || line.trueUpCents || line.steps !== undefined) return false;
  const told = toldByItsId(line.id, line.from);
  return told.providerId === line.providerId && told.voucherId === line.voucherId;
};

/**
 * A line as kept. What is null or nothing is left out, and of a visit of the run's own month also what its id tells:
 * there are very many of them. `apart` says that it is to be found by its statement.
 */
export const lineDocument = (run: Writer, line: NewLine, apart: boolean): Stored => ({
  _id: line.id,
  runId: run.id,
  calc: run.calc,
  ...(!apart && isPlain(line)
    ? {}
    : {
        statementId: statementId(run.id, line.providerId),
        ...(apart ? { apart } : {}),
        kind: line.kind,
        voucherId: line.voucherId,
        to: line.to,
      }),
  programmeId: line.programmeId,
  ...(line.municipalityCode ? { municipalityCode: line.municipalityCode } : {}),
  ...(line.segment ? { segment: line.segment } : {}),
  from: line.from,
  grossCents: line.grossCents,
  organiserCents: line.organiserCents,
  ...(line.answers === null ? {} : { answers: line.answers }),
  // Where it only moves what is owed from payer to payer, it is there and nothing.
  ...(line.trueUpCents || line.trueUpElsewhere ? { trueUpCents: line.trueUpCents ?? 0 } : {}),
  ...(line.trueUpElsewhere ? { trueUpElsewhere: line.trueUpElsewhere } : {}),
  ...(line.steps === undefined ? {} : { steps: line.steps }),
});

/** A line of its document: the only way to read one. @throws when the document is no line. */
export const lineOf = (document: Stored): LineRecord => {
  const kept = document as unknown as LineRecord;
  const clientCents = kept.grossCents - kept.organiserCents;
  if ('voucherId' in document) return { ...kept, clientCents };
  const { providerId, voucherId } = toldByItsId(kept._id, kept.from);
  if (voucherId === undefined) throw new Error(`${kept._id} names no voucher`);
  const told = { statementId: statementId(kept.runId, providerId), kind: 'service', voucherId, to: kept.from } as const;
  return { ...kept, ...told, clientCents };
};

/** Whose statement a line or a debt stands in. */
export const providerOf = (record: Pick<LineRecord, 'runId' | 'statementId'>): string =>
  `prv-${record.statementId.slice(`stl-${record.runId.slice(4)}-`.length)}`;

/** A line as the rules know it. */
export const settledLine = (document: Stored): SettledLine => {
  const record = lineOf(document);
  return {
    id: record._id,
    kind: record.kind,
    voucherId: record.voucherId,
    programmeId: record.programmeId,
    providerId: providerOf(record),
    municipalityCode: record.municipalityCode ?? null,
    segment: record.segment ?? null,
    from: record.from,
    to: record.to,
    grossCents: record.grossCents,
    organiserCents: record.organiserCents,
    clientCents: record.clientCents,
    answers: record.answers ?? null,
    trueUpCents: record.trueUpCents,
    trueUpElsewhere: record.trueUpElsewhere,
  };
};

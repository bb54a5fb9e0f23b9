/** What the bank says: ISO 20022 account statements (camt.053) and debit and credit notifications (camt.054). */
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { dayIn, isCalendarDate, type CalendarDate } from '#shared/domain/calendar';
import type { Cents } from '#shared/domain/money';
import { refused, type Refused } from '#shared/domain/outcome';
import type { BankTransaction } from '#shared/domain/payment/hear-bank';
import type { BankReason } from '#shared/domain/payment/payment';
import type { BankMessage } from '#shared/persistence/bank-statements';
import { faultsOf } from '#api/http/parse';
import { failed, type Failed } from '#api/http/reply';

/** More than a month of a large county's; what became of each is kept in one document. */
const MOST_TRANSACTIONS = 20_000;
/** So many characters are kept of why a payment came back: the schemas let the lines of a reason go on for ever. */
const MOST_WORDS = 500;
/** So many faults are named. */
const MOST_FAULTS = 100;

const REPEATED = new Set(['Stmt', 'Ntfctn', 'Ntry', 'NtryDtls', 'TxDtls', 'AddtlInf']);

/** Text stays text, whatever it looks like: an amount that became a number on the way would not be one to trust. */
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  transformTagName: (name) => name.replace(/^[^:]+:/, ''),
  isArray: (name) => REPEATED.has(name),
});

/** An element without content is read as an empty text. */
const element = <T extends z.ZodRawShape>(shape: T) =>
  z.preprocess((value) => (value === '' ? {} : value), z.object(shape));

/** The day in Helsinki: as written, unless an instant with an offset says when. Undefined where it is no day. */
const dayOf = (written: string): CalendarDate | undefined => {
  const at = /T.*(Z|[+-]\d\d:\d\d)$/.test(written) ? Date.parse(written) : NaN;
  const day = Number.isNaN(at) ? written.slice(0, 10) : dayIn(at);
  return isCalendarDate(day) ? day : undefined;
};

/** As the schemas count them; a string counts halves of some. */
const charactersOf = (written: string): string[] => Array.from(written);

const text = (most: number) =>
  z.string().refine((written) => charactersOf(written).length <= most, `must have at most ${most} characters`);

/** Max35Text, which every reference is, and every word that somebody made up for a code. */
const name = text(35);
const externalCode = text(4);
const amount = element({ '#text': name, '@Ccy': text(3) });
const day = name.transform((written, context): CalendarDate => {
  const known = dayOf(written);
  if (known !== undefined) return known;
  context.addIssue({ code: 'custom', message: 'must be a day or an instant' });
  return z.NEVER;
});
/** One of the two, by the schema. */
const date = element({ Dt: day.optional(), DtTm: day.optional() }).transform(({ Dt, DtTm }) => Dt ?? DtTm);
const code = element({
  Domn: element({ Fmly: element({ SubFmlyCd: externalCode.optional() }).optional() }).optional(),
});
const details = element({
  Refs: element({ EndToEndId: name.optional(), AcctSvcrRef: name.optional() }).optional(),
  Amt: amount.optional(),
  CdtDbtInd: z.enum(['CRDT', 'DBIT']).optional(),
  AmtDtls: element({ TxAmt: element({ Amt: amount }).optional() }).optional(),
  BkTxCd: code.optional(),
  RtrInf: element({
    Rsn: element({ Cd: externalCode.optional(), Prtry: name.optional() }).optional(),
    AddtlInf: z.array(text(105)).optional(),
  }).optional(),
  AddtlTxInf: text(MOST_WORDS).optional(),
});
const entry = element({
  NtryRef: name.optional(),
  Amt: amount,
  CdtDbtInd: z.enum(['CRDT', 'DBIT']),
  RvslInd: z.enum(['true', 'false', '1', '0']).optional(),
  /** A text in version 02, a choice in 08. */
  Sts: z.union([externalCode, z.object({ Cd: externalCode }), z.object({ Prtry: name })]),
  BookgDt: date.optional(),
  ValDt: date.optional(),
  AcctSvcrRef: name.optional(),
  BkTxCd: code.optional(),
  NtryDtls: z.array(element({ TxDtls: z.array(details).optional() })).optional(),
});
const accounts = z.array(element({ CreDtTm: day.optional(), Ntry: z.array(entry).optional() }));
const header = element({ MsgId: name, CreDtTm: day });

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:';
const statement = z
  .object({ BkToCstmrStmt: element({ GrpHdr: header, Stmt: accounts }) })
  .transform(({ BkToCstmrStmt: { GrpHdr, Stmt } }) => ({ header: GrpHdr, accounts: Stmt }));
const notification = z
  .object({ BkToCstmrDbtCdtNtfctn: element({ GrpHdr: header, Ntfctn: accounts }) })
  .transform(({ BkToCstmrDbtCdtNtfctn: { GrpHdr, Ntfctn } }) => ({ header: GrpHdr, accounts: Ntfctn }));

/** The two versions of each differ only in what is not read here, and in how a status is written. */
const MESSAGES = {
  'camt.053.001.02': statement,
  'camt.053.001.08': statement,
  'camt.054.001.02': notification,
  'camt.054.001.08': notification,
} as const;
type MessageName = keyof typeof MESSAGES;

type Amount = z.output<typeof amount>;
type Details = z.output<typeof details>;
type Entry = z.output<typeof entry>;

/** A decimal as cents, by its digits; null where it is none in euros, or not in whole cents. */
export const centsOf = ({ '#text': digits, '@Ccy': currency }: Amount): Cents | null => {
  const [, euros = '', cents = ''] = /^\+?(\d*)(?:\.(\d*))?$/.exec(digits) ?? [];
  if (currency !== 'EUR' || euros + cents === '' || !/^\d{0,2}0*$/.test(cents)) return null;
  const whole = Number(`${euros}${cents.slice(0, 2).padEnd(2, '0')}`);
  return Number.isSafeInteger(whole) ? whole : null;
};

const isReturn = ({ BkTxCd }: Pick<Details, 'BkTxCd'>): boolean => BkTxCd?.Domn?.Fmly?.SubFmlyCd === 'RRTN';

/** Names nothing: what SEPA writes where no id was given. */
const NO_ID = 'NOTPROVIDED';

/** Some banks write the end-to-end id of a single payment as the entry's own reference; ours cannot be mistaken. */
const ownReference = ({ NtryRef }: Entry): string | undefined => (NtryRef?.startsWith('pay-') ? NtryRef : undefined);

const reasonOf = ({ RtrInf, AddtlTxInf }: Details): BankReason | null => {
  const code = RtrInf?.Rsn?.Cd ?? RtrInf?.Rsn?.Prtry ?? null;
  const words = RtrInf?.AddtlInf?.join(' ') ?? AddtlTxInf;
  if (code === null && words === undefined) return null;
  return { code, text: words === undefined ? null : charactersOf(words).slice(0, MOST_WORDS).join('') };
};

const transactionOf = (of: Entry, one: Details, isAlone: boolean, bookedOn: CalendarDate): BankTransaction => {
  const direction = one.CdtDbtInd ?? of.CdtDbtInd;
  const cameBack =
    of.RvslInd === 'true' || of.RvslInd === '1' || one.RtrInf !== undefined || isReturn(one) || isReturn(of);
  const told = one.Amt ?? one.AmtDtls?.TxAmt?.Amt ?? (isAlone ? of.Amt : undefined);
  const endToEndId = one.Refs?.EndToEndId ?? (isAlone ? ownReference(of) : undefined);
  return {
    endToEndId: endToEndId === undefined || endToEndId === '' || endToEndId === NO_ID ? null : endToEndId,
    amountCents: told === undefined ? null : centsOf(told),
    kind: direction === 'DBIT' ? (cameBack ? 'other' : 'out') : cameBack ? 'back' : 'other',
    isBooked: (typeof of.Sts === 'string' ? of.Sts : 'Cd' in of.Sts ? of.Sts.Cd : of.Sts.Prtry) === 'BOOK',
    bookedOn,
    bankReference: one.Refs?.AcctSvcrRef ?? of.AcctSvcrRef ?? null,
    reason: cameBack ? reasonOf(one) : null,
  };
};

const transactionsOf = (of: Entry, writtenOn: CalendarDate): BankTransaction[] => {
  const bookedOn = of.BookgDt ?? of.ValDt ?? writtenOn;
  const all = (of.NtryDtls ?? []).flatMap(({ TxDtls }) => TxDtls ?? []);
  const told = all.length === 0 ? [{}] : all;
  return told.map((one) => transactionOf(of, one, told.length === 1, bookedOn));
};

/** As UTF-8, or as the first line says: some banks still write ISO-8859-15. Undefined where it cannot be read so. */
const decoded = (bytes: Uint8Array): string | undefined => {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const label = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.-]+)["']/.exec(head)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    // An encoding that nobody knows, or bytes that are not of it: either way it is no text.
    return undefined;
  }
};

const unreadable = (detail: string): Failed => failed('INVALID_REQUEST', { detail });

/** The tree of a well-formed document. A DOCTYPE is refused: a bank has no use for one, and entities come with it. */
const treeOf = (bytes: Uint8Array): { readonly tree: unknown } | Failed => {
  const xml = decoded(bytes);
  if (xml === undefined) return unreadable('The body is not text in the encoding that it names.');
  if (/<!DOCTYPE/i.test(xml)) return unreadable('The body has a DOCTYPE, which no bank statement has.');
  try {
    // Without `true` a file that was cut off is read as far as it goes, and the payments in the rest are not heard of.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is a package of its own, for this one check
    return { tree: parser.parse(xml, true) };
  } catch (fault) {
    return unreadable(`The body is not well-formed XML: ${fault instanceof Error ? fault.message : 'unreadable'}`);
  }
};

/** The root with its namespaces. */
const root = z.object({ Document: z.record(z.string(), z.unknown()) });

/** Which message the document is, by its namespace; undefined for any other. */
const nameOf = (document: Readonly<Record<string, unknown>>): MessageName | undefined =>
  Object.entries(document)
    .filter(([name]) => name === '@xmlns' || name.startsWith('@xmlns:'))
    .map(([, uri]) => String(uri).replace(NAMESPACE, ''))
    .find((name): name is MessageName => Object.hasOwn(MESSAGES, name));

/**
 * Reads a message from the bank into its transactions.
 * @returns INVALID_REQUEST for what is not well-formed or lacks what every such message has, each fault with its
 * path; BANK_MESSAGE_NOT_KNOWN for any other document; PAYLOAD_TOO_LARGE above 20,000 transactions.
 */
export const readCamt = (bytes: Uint8Array): BankMessage | Failed | Refused => {
  const parsed = treeOf(bytes);
  if ('outcome' in parsed) return parsed;
  const document = root.safeParse(parsed.tree).data?.Document;
  const message = document && nameOf(document);
  if (message === undefined) return refused('BANK_MESSAGE_NOT_KNOWN', { known: Object.keys(MESSAGES) });
  const read = MESSAGES[message].safeParse(document);
  if (!read.success)
    return failed('INVALID_REQUEST', {
      detail: `The body is not a ${message}; each fault is named with its path.`,
      errors: faultsOf(read.error, 'Document').slice(0, MOST_FAULTS),
    });
  const { header, accounts } = read.data;
  const transactions = accounts.flatMap(({ CreDtTm = header.CreDtTm, Ntry = [] }) =>
    Ntry.flatMap((one) => transactionsOf(one, CreDtTm)),
  );
  if (transactions.length > MOST_TRANSACTIONS) return failed('PAYLOAD_TOO_LARGE');
  return { message, messageId: header.MsgId, transactions };
};

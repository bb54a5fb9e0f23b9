/**
 * The payment file: ISO 20022 customer credit transfer initiation, as SEPA reads it. A pure function of its
 * batch: same batch, same bytes, whenever and wherever it is rendered.
 */
import { create } from 'xmlbuilder2';
import type { CalendarDate, Instant } from '#shared/domain/calendar';
import { assertCents, sumCents, type Cents } from '#shared/domain/money';
import { bankName } from './bank-name.ts';

export const PAIN001_VERSIONS = ['09', '03'] as const;
export type Pain001Version = (typeof PAIN001_VERSIONS)[number];

export interface BankPayment {
  /** At most 35 characters; the bank's confirmation names it. */
  readonly endToEndId: string;
  readonly creditorName: string;
  readonly creditorIban: string;
  /** Above zero. */
  readonly amountCents: Cents;
  /** Of ISO 11649, or a Finnish viitenumero. */
  readonly reference: string;
}

export interface PaymentBatch {
  /** At most 35 characters; the bank takes a file of one id once. */
  readonly messageId: string;
  readonly createdAt: Instant;
  readonly executionDate: CalendarDate;
  readonly debtor: {
    readonly name: string;
    readonly businessId: string;
    readonly iban: string;
    readonly bic: string;
  };
  readonly payments: readonly BankPayment[];
}

/** Cents as the schema's decimal, by their digits: no division, so nothing can be rounded. */
export const decimalEuros = (cents: Cents): string => {
  const digits = String(assertCents(cents)).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/** Whole seconds: banks differ in how many decimals of a second they read. */
const wholeSeconds = (at: Instant): string => at.replace(/\.\d+/, '');

/** An id the bank must give back unchanged is never cut or mended. */
const bankId = (id: string): string => {
  if (!/^[A-Za-z0-9+?:().,'-]{1,35}$/.test(id)) throw new Error(`no id for a bank: "${id}"`);
  return id;
};

/**
 * A name as text for xmlbuilder2, which takes what looks like an entity for one, when it reads and again when it
 * writes: `&foo;` in a name would leave the file unreadable. Encoded for both, each character comes out as itself.
 */
const nameText = (name: string): string => bankName(name).replaceAll('&', '&amp;amp;');

const account = (iban: string) => ({ Id: { IBAN: iban.replaceAll(' ', '') } });

/** A structured creditor reference; who issued it is told of the international one only (Finance Finland's guide). */
const creditorReference = (reference: string) => ({
  Tp: { CdOrPrtry: { Cd: 'SCOR' }, ...(reference.startsWith('RF') ? { Issr: 'ISO' } : {}) },
  Ref: reference,
});

const transfer = (payment: BankPayment) => ({
  PmtId: { EndToEndId: bankId(payment.endToEndId) },
  Amt: { InstdAmt: { '@Ccy': 'EUR', '#': decimalEuros(payment.amountCents) } },
  Cdtr: { Nm: nameText(payment.creditorName) },
  CdtrAcct: account(payment.creditorIban),
  RmtInf: { Strd: { CdtrRefInf: creditorReference(payment.reference) } },
});

/** In the order of their ids, so that the order in which they were read leaves no trace. */
const inOrder = (payments: readonly BankPayment[]): BankPayment[] =>
  payments.toSorted((a, b) => (a.endToEndId < b.endToEndId ? -1 : 1));

/** A batch that no bank could execute is a fault of ours: nothing to pay is refused before, by the run. */
const assertPayable = ({ payments }: PaymentBatch): void => {
  if (payments.length === 0) throw new Error('a payment file without payments');
  if (payments.some((payment) => assertCents(payment.amountCents) <= 0))
    throw new Error('a payment of nothing or less');
  if (new Set(payments.map((payment) => payment.endToEndId)).size < payments.length)
    throw new Error('two payments with one end-to-end id');
};

/** `09` is what banks take today; `03` is its predecessor, for those that have not moved yet. */
export const renderPain001 = (version: Pain001Version, batch: PaymentBatch): string => {
  assertPayable(batch);
  const { debtor } = batch;
  const messageId = bankId(batch.messageId);
  const sums = {
    NbOfTxs: String(batch.payments.length),
    CtrlSum: decimalEuros(sumCents(batch.payments.map((payment) => payment.amountCents))),
  };
  const payer = {
    Nm: nameText(debtor.name),
    Id: { OrgId: { Othr: { Id: debtor.businessId, SchmeNm: { Cd: 'COID' } } } },
  };
  const document = {
    Document: {
      '@xmlns': `urn:iso:std:iso:20022:tech:xsd:pain.001.001.${version}`,
      CstmrCdtTrfInitn: {
        GrpHdr: { MsgId: messageId, CreDtTm: wholeSeconds(batch.createdAt), ...sums, InitgPty: payer },
        PmtInf: {
          PmtInfId: messageId,
          PmtMtd: 'TRF',
          ...sums,
          PmtTpInf: { SvcLvl: { Cd: 'SEPA' } },
          ReqdExctnDt: version === '09' ? { Dt: batch.executionDate } : batch.executionDate,
          Dbtr: payer,
          DbtrAcct: account(debtor.iban),
          DbtrAgt: { FinInstnId: { [version === '09' ? 'BICFI' : 'BIC']: debtor.bic } },
          ChrgBr: 'SLEV',
          CdtTrfTxInf: inOrder(batch.payments).map(transfer),
        },
      },
    },
  };
  return create({ version: '1.0', encoding: 'UTF-8' }, document).end({ prettyPrint: true });
};

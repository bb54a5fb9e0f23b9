import { decimalEuros } from '#api/bank/pain001';

export const CAMT = ['camt.053.001.02', 'camt.053.001.08', 'camt.054.001.02', 'camt.054.001.08'] as const;
export type Camt = (typeof CAMT)[number];

/** One transaction, as a test wants the bank to tell it. */
export interface Told {
  readonly endToEndId?: string;
  readonly cents: number;
  readonly currency?: string;
  readonly direction?: 'DBIT' | 'CRDT';
  readonly returned?: { readonly code: string; readonly text: string };
  readonly reference?: string;
}

/** One booking on the account, of one transaction or of a batch. */
export interface Booking {
  readonly transactions: readonly Told[];
  readonly bookedOn?: string;
  readonly status?: string;
  readonly reversal?: boolean;
  readonly ownReference?: string;
  /** Without any details of its transactions. */
  readonly bare?: boolean;
}

const amount = ({ cents, currency = 'EUR' }: Told) => `<Amt Ccy="${currency}">${decimalEuros(cents)}</Amt>`;

const details = (told: Told, is08: boolean): string => {
  const { endToEndId, direction = 'DBIT', returned, reference } = told;
  const refs = [
    reference === undefined ? '' : `<AcctSvcrRef>${reference}</AcctSvcrRef>`,
    endToEndId === undefined ? '' : `<EndToEndId>${endToEndId}</EndToEndId>`,
  ].join('');
  return [
    '<TxDtls>',
    refs === '' ? '' : `<Refs>${refs}</Refs>`,
    is08 ? `${amount(told)}<CdtDbtInd>${direction}</CdtDbtInd>` : `<AmtDtls><TxAmt>${amount(told)}</TxAmt></AmtDtls>`,
    returned === undefined
      ? ''
      : `<RtrInf><Rsn><Cd>${returned.code}</Cd></Rsn><AddtlInf>${returned.text}</AddtlInf></RtrInf>`,
    '</TxDtls>',
  ].join('');
};

const entry = (booking: Booking, is08: boolean): string => {
  const { transactions, bookedOn = '2026-07-27', status = 'BOOK', reversal, ownReference, bare } = booking;
  const [first] = transactions;
  const sum = transactions.reduce((total, { cents }) => total + cents, 0);
  const currency = first?.currency ?? 'EUR';
  return [
    '<Ntry>',
    ownReference === undefined ? '' : `<NtryRef>${ownReference}</NtryRef>`,
    amount({ cents: sum, currency }),
    `<CdtDbtInd>${first?.direction ?? 'DBIT'}</CdtDbtInd>`,
    reversal === undefined ? '' : `<RvslInd>${String(reversal)}</RvslInd>`,
    is08 ? `<Sts><Cd>${status}</Cd></Sts>` : `<Sts>${status}</Sts>`,
    `<BookgDt><Dt>${bookedOn}</Dt></BookgDt>`,
    '<BkTxCd><Prtry><Cd>710</Cd></Prtry></BkTxCd>',
    bare ? '' : `<NtryDtls>${transactions.map((told) => details(told, is08)).join('')}</NtryDtls>`,
    '</Ntry>',
  ].join('');
};

const BALANCE = [
  '<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0.00</Amt>',
  '<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-07-27</Dt></Dt></Bal>',
].join('');

/** A message of the bank, valid by the schema of its version. */
export const camt = (message: Camt, bookings: readonly Booking[], messageId = 'BANK-1'): string => {
  const is08 = message.endsWith('08');
  const is053 = message.startsWith('camt.053');
  const [body, account] = is053 ? ['BkToCstmrStmt', 'Stmt'] : ['BkToCstmrDbtCdtNtfctn', 'Ntfctn'];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${message}"><${body}>`,
    `<GrpHdr><MsgId>${messageId}</MsgId><CreDtTm>2026-07-28T05:00:00+03:00</CreDtTm></GrpHdr>`,
    `<${account}><Id>1</Id><CreDtTm>2026-07-28T05:00:00+03:00</CreDtTm>`,
    '<Acct><Id><IBAN>FI2112345600000785</IBAN></Id></Acct>',
    is053 ? BALANCE : '',
    ...bookings.map((booking) => entry(booking, is08)),
    `</${account}></${body}></Document>`,
  ].join('');
};

/** A booking of one payment that went out. */
export const paid = (endToEndId: string, cents: number, over: Partial<Booking & Told> = {}): Booking => ({
  ...over,
  transactions: [{ endToEndId, cents, ...over }],
});

/** A booking of one payment that came back. */
export const returned = (endToEndId: string, cents: number, over: Partial<Booking & Told> = {}): Booking =>
  paid(endToEndId, cents, {
    bookedOn: '2026-07-29',
    direction: 'CRDT',
    returned: { code: 'AC04', text: 'Account closed' },
    ...over,
  });

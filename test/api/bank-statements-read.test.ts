import { describe, expect, it } from '@jest/globals';
import { centsOf, readCamt } from '#api/bank/camt';
import { CAMT, camt, paid, returned } from '../builders/camt.ts';

const bytes = (xml: string) => new TextEncoder().encode(xml);
const read = (xml: string | Uint8Array) => {
  const message = readCamt(typeof xml === 'string' ? bytes(xml) : xml);
  if ('outcome' in message) throw new Error(JSON.stringify(message));
  return message;
};
const first = (xml: string) => read(xml).transactions[0];

describe.each(CAMT)('a message of the bank, %s', (message) => {
  it('tells each transaction of a batch with its own id and amount', () => {
    const batch = {
      transactions: [
        { endToEndId: 'pay-a', cents: 8870, reference: 'B1' },
        { endToEndId: 'pay-b', cents: 1 },
      ],
    };
    expect(read(camt(message, [batch]))).toEqual({
      message,
      messageId: 'BANK-1',
      transactions: [
        {
          endToEndId: 'pay-a',
          amountCents: 8870,
          kind: 'out',
          isBooked: true,
          bookedOn: '2026-07-27',
          bankReference: 'B1',
          reason: null,
        },
        expect.objectContaining({ endToEndId: 'pay-b', amountCents: 1, bankReference: null }),
      ],
    });
  });

  it.each([
    [
      'what was returned, with the reason',
      [returned('pay-a', 100)],
      { kind: 'back', reason: { code: 'AC04', text: 'Account closed' } },
    ],
    ['what was reversed', [paid('pay-a', 100, { direction: 'CRDT', reversal: true })], { kind: 'back', reason: null }],
    ['what came in from elsewhere', [paid('pay-a', 100, { direction: 'CRDT' })], { kind: 'other' }],
    ['a credit that was reversed', [paid('pay-a', 100, { reversal: true })], { kind: 'other' }],
    ['what is no reversal', [paid('pay-a', 100, { reversal: false })], { kind: 'out' }],
    ['what is only announced', [paid('pay-a', 100, { status: 'PDNG' })], { isBooked: false }],
    ['another currency', [paid('pay-a', 100, { currency: 'SEK' })], { amountCents: null }],
    ['no id', [paid('NOTPROVIDED', 100)], { endToEndId: null }],
    [
      'a bare booking under our id',
      [paid('', 100, { bare: true, ownReference: 'pay-a' })],
      { endToEndId: 'pay-a', amountCents: 100 },
    ],
    [
      'a bare booking under an id of the bank',
      [paid('', 100, { bare: true, ownReference: '17' })],
      { endToEndId: null },
    ],
  ])('tells %s', (_, bookings, expected) => {
    expect(first(camt(message, bookings))).toMatchObject(expected);
  });

  it('is the same with a prefix before every name', () => {
    const plain = camt(message, [returned('pay-a', 100)]);
    const prefixed = plain.replace('xmlns=', 'xmlns:b=').replaceAll(/<(\/?)(?=[A-Z])/g, '<$1b:');
    expect(read(prefixed)).toEqual(read(plain));
  });

  it('without any booking tells nothing', () => {
    expect(read(camt(message, [])).transactions).toEqual([]);
  });
});

describe('what stands in a message', () => {
  const one = camt('camt.054.001.08', [returned('pay-a', 100)]);

  it.each([
    [
      'an instant of booking is a day in Helsinki',
      '<Dt>2026-07-29</Dt>',
      '<DtTm>2026-07-28T22:30:00Z</DtTm>',
      '2026-07-29',
    ],
    ['a local time of booking is its day', '<Dt>2026-07-29</Dt>', '<DtTm>2026-07-29T23:30:00</DtTm>', '2026-07-29'],
    ['a booking without a day is of its value day', 'BookgDt>', 'ValDt>', '2026-07-29'],
    [
      'a booking without any day is of the day of the message',
      '<BookgDt><Dt>2026-07-29</Dt></BookgDt>',
      '',
      '2026-07-28',
    ],
  ])('%s', (_, from, to, bookedOn) => {
    expect(first(one.replaceAll(from, to))?.bookedOn).toBe(bookedOn);
  });

  it('is a return by its bank transaction code too', () => {
    const code = '<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd>';
    const coded = one.replace(/<RtrInf>.*<\/RtrInf>/, '').replace(/<BkTxCd>.*<\/BkTxCd>/, code);
    expect(first(coded)?.kind).toBe('back');
  });

  it('is as much of a reason as is kept, in whole characters', () => {
    const line = '<AddtlInf>' + '\u{1F4B6}'.repeat(105) + '</AddtlInf>';
    const told = first(one.replace(/<AddtlInf>.*<\/AddtlInf>/, line.repeat(9)))?.reason?.text;
    expect(told).toMatch(/^[\u{1F4B6} ]{500}$/u);
  });

  it('is read in the encoding that it names', () => {
    const latin = one.replace('UTF-8', 'ISO-8859-15').replace('Account closed', 'Tili päättynyt');
    expect(read(Buffer.from(latin, 'latin1')).transactions[0]?.reason?.text).toBe('Tili päättynyt');
  });

  it.each([
    ['12.50', 'EUR', 1250],
    ['12.5', 'EUR', 1250],
    ['12', 'EUR', 1200],
    ['12.', 'EUR', 1200],
    ['.05', 'EUR', 5],
    ['+0012.5000', 'EUR', 1250],
    ['12.505', 'EUR', null],
    ['-1', 'EUR', null],
    ['', 'EUR', null],
    ['.', 'EUR', null],
    ['1e3', 'EUR', null],
    ['999999999999999999', 'EUR', null],
    ['12.50', 'SEK', null],
  ])('an amount of "%s" %s is %j cents', (digits, currency, cents) => {
    expect(centsOf({ '#text': digits, '@Ccy': currency })).toBe(cents);
  });
});

describe('a text longer than the schema lets it be', () => {
  const one = camt('camt.054.001.02', [returned('pay-a', 100, { reference: 'B1', ownReference: 'own' })]);
  const details = 'Document.BkToCstmrDbtCdtNtfctn.Ntfctn.0.Ntry.0.NtryDtls.0.TxDtls.0';

  it.each([
    ['pay-a', 35, `${details}.Refs.EndToEndId`],
    ['B1', 35, `${details}.Refs.AcctSvcrRef`],
    ['own', 35, 'Document.BkToCstmrDbtCdtNtfctn.Ntfctn.0.Ntry.0.NtryRef'],
    ['BANK-1', 35, 'Document.BkToCstmrDbtCdtNtfctn.GrpHdr.MsgId'],
    ['AC04', 4, `${details}.RtrInf.Rsn.Cd`],
    ['Account closed', 105, `${details}.RtrInf.AddtlInf.0`],
  ])('instead of "%s", of more than %i characters, is an invalid request', (written, most, path) => {
    expect(() => read(one.replace(written, '€'.repeat(most)))).not.toThrow();
    expect(readCamt(bytes(one.replace(written, '€'.repeat(most + 1))))).toMatchObject({
      code: 'INVALID_REQUEST',
      errors: [{ path, message: `must have at most ${most} characters` }],
    });
  });
});

describe('what is no message of a bank', () => {
  const good = camt('camt.053.001.08', [paid('pay-a', 100)]);

  it.each([
    ['nothing', ''],
    ['text', 'tiliote'],
    ['JSON', '{"Document":{}}'],
    ['XML that is not closed', good.slice(0, -20)],
    [
      'a DOCTYPE with entities',
      good.replace('<Document', '<!DOCTYPE d [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><Document'),
    ],
    ['a body that is not in the encoding it names', Buffer.from(good.replace('BANK-1', 'pääte'), 'latin1')],
    ['an encoding that nobody knows', good.replace('UTF-8', 'X-OWN')],
    ['names that are not to be used', good.replaceAll('GrpHdr', '__proto__')],
    ['no header', good.replace(/<GrpHdr>.*<\/GrpHdr>/, '')],
    ['a direction that is none', good.replace('DBIT', 'BOTH')],
    ['a booking without an amount', good.replace(/<Ntry><Amt.*?<\/Amt>/, '<Ntry>')],
    ['a day that is none', good.replace('2026-07-27</Dt></BookgDt>', '2026-07-32</Dt></BookgDt>')],
    ['a body of the other message', good.replaceAll('BkToCstmrStmt', 'BkToCstmrDbtCdtNtfctn')],
  ])('%s is an invalid request', (_, body) => {
    expect(readCamt(typeof body === 'string' ? bytes(body) : body)).toMatchObject({
      outcome: 'failed',
      code: 'INVALID_REQUEST',
      detail: expect.stringMatching(/^The body /) as unknown as string,
    });
  });

  it.each([
    ['another version', good.replace('053.001.08', '053.001.04')],
    ['another message', good.replace('camt.053.001.08', 'pain.001.001.09')],
    ['no namespace', good.replace(/ xmlns="[^"]*"/, '')],
    ['another root', good.replaceAll('Document', 'Envelope')],
    ['two roots', `${good}<Document/>`],
  ])('%s is not known', (_, xml) => {
    expect(readCamt(bytes(xml))).toMatchObject({ code: 'BANK_MESSAGE_NOT_KNOWN' });
  });

  it('more transactions than are taken in at once are too large', () => {
    const many = good.replace(/<TxDtls>.*<\/TxDtls>/, '<TxDtls/>'.repeat(20_001));
    expect(readCamt(bytes(many))).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
  });
});

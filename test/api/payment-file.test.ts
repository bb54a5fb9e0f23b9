import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import { bankName } from '#api/bank/bank-name';
import {
  decimalEuros,
  PAIN001_VERSIONS,
  renderPain001,
  type BankPayment,
  type Pain001Version,
  type PaymentBatch,
} from '#api/bank/pain001';
import { statementReference } from '#shared/domain/settlement/reference';

const payment = (n: number, amountCents: number, creditorName = `Tuottaja ${n} Oy`): BankPayment => ({
  endToEndId: `E2E-${String(n).padStart(5, '0')}`,
  creditorName,
  creditorIban: 'FI2112345600000785',
  amountCents,
  reference: statementReference('2026-06', n).rf,
});
const batchOf = (...payments: BankPayment[]): PaymentBatch => ({
  messageId: 'SETTLE-2026-06-1',
  createdAt: '2026-07-09T06:00:00.123Z',
  executionDate: '2026-07-27',
  debtor: { name: 'Esimerkin hyvinvointialue', businessId: '1234567-1', iban: 'FI2112345600000785', bic: 'NDEAFIHH' },
  payments,
});

const open: XmlDocument[] = [];
afterEach(() => {
  for (const document of open.splice(0)) document.dispose();
});

/** Reads the file back as a bank would: the texts at a path, in the namespace of the version. */
const reading = (version: Pain001Version, xml: string) => {
  const document = XmlDocument.fromString(xml);
  open.push(document);
  const namespaces = { p: `urn:iso:std:iso:20022:tech:xsd:pain.001.001.${version}` };
  return (path: string): string[] =>
    document.find(`/p:Document/p:CstmrCdtTrfInitn/${path}`, namespaces).map((node) => node.content);
};

describe.each(PAIN001_VERSIONS)('the payment file of three statements (T33), version %s', (version) => {
  const batch = batchOf(payment(1, 383_792), payment(2, 44_350), payment(3, 2599));
  const read = (path: string) => reading(version, renderPain001(version, batch))(path);
  const bic = version === '09' ? 'p:BICFI' : 'p:BIC';
  const day = version === '09' ? 'p:ReqdExctnDt/p:Dt' : 'p:ReqdExctnDt';

  it.each([
    ['how many payments it has', 'p:GrpHdr/p:NbOfTxs', ['3']],
    ['what they come to', 'p:GrpHdr/p:CtrlSum', ['4307.41']],
    ['how many again, for the debit', 'p:PmtInf/p:NbOfTxs', ['3']],
    ['what they come to again, for the debit', 'p:PmtInf/p:CtrlSum', ['4307.41']],
    ['its own id', 'p:GrpHdr/p:MsgId', ['SETTLE-2026-06-1']],
    ['when it was made, in whole seconds', 'p:GrpHdr/p:CreDtTm', ['2026-07-09T06:00:00Z']],
    ['when to pay', `p:PmtInf/${day}`, ['2026-07-27']],
    ['that it is a transfer', 'p:PmtInf/p:PmtMtd', ['TRF']],
    ['that it is a SEPA payment', 'p:PmtInf/p:PmtTpInf/p:SvcLvl/p:Cd', ['SEPA']],
    ['that each side bears its own charges', 'p:PmtInf/p:ChrgBr', ['SLEV']],
    ['who pays', 'p:PmtInf/p:Dbtr/p:Nm', ['Esimerkin hyvinvointialue']],
    ['the business id of who pays', 'p:PmtInf/p:Dbtr/p:Id/p:OrgId/p:Othr/p:Id', ['1234567-1']],
    ['the account it is paid from', 'p:PmtInf/p:DbtrAcct/p:Id/p:IBAN', ['FI2112345600000785']],
    ['the bank it is paid from', `p:PmtInf/p:DbtrAgt/p:FinInstnId/${bic}`, ['NDEAFIHH']],
    ['each amount', 'p:PmtInf/p:CdtTrfTxInf/p:Amt/p:InstdAmt', ['3837.92', '443.50', '25.99']],
    ['each currency', 'p:PmtInf/p:CdtTrfTxInf/p:Amt/p:InstdAmt/@Ccy', ['EUR', 'EUR', 'EUR']],
    ['each end-to-end id', 'p:PmtInf/p:CdtTrfTxInf/p:PmtId/p:EndToEndId', ['E2E-00001', 'E2E-00002', 'E2E-00003']],
    [
      'each reference',
      'p:PmtInf/p:CdtTrfTxInf/p:RmtInf/p:Strd/p:CdtrRefInf/p:Ref',
      ['RF382026060019', statementReference('2026-06', 2).rf, statementReference('2026-06', 3).rf],
    ],
    [
      'the kind of each reference',
      'p:PmtInf/p:CdtTrfTxInf/p:RmtInf/p:Strd/p:CdtrRefInf/p:Tp/p:CdOrPrtry/p:Cd',
      ['SCOR', 'SCOR', 'SCOR'],
    ],
  ])('tells %s', (_, path, expected) => {
    expect(read(path)).toEqual(expected);
  });

  it('is the same to the byte when rendered again, in whatever order the payments were read', () => {
    const again = renderPain001(version, { ...batch, payments: batch.payments.toReversed() });
    expect(again).toBe(renderPain001(version, batch));
  });

  it('has the exact sum of its parts, whatever they are', () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 99_999_999_999 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(amounts, (cents) => {
        const at = reading(
          version,
          renderPain001(version, batchOf(...cents.map((amount, n) => payment(n + 1, amount)))),
        );
        const inCents = (path: string) => at(path).map((text) => BigInt(text.replace(/^(\d+)\.(\d\d)$/, '$1$2')));
        const parts = inCents('p:PmtInf/p:CdtTrfTxInf/p:Amt/p:InstdAmt');
        expect(parts).toEqual(cents.map(BigInt));
        const sum = parts.reduce((total, part) => total + part, 0n);
        expect([...inCents('p:GrpHdr/p:CtrlSum'), ...inCents('p:PmtInf/p:CtrlSum')]).toEqual([sum, sum]);
      }),
      { numRuns: 50 },
    );
  });

  it('carries any name as text, never as markup', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 200 });
    const markup = fc.array(fc.constantFrom('&', '#', 'x', '1', '0', 'amp', 'lt', ';', '<', '>', '"', ']', '!--'));
    const names = fc.oneof(
      anything,
      markup.map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(names, (name) => {
        const at = reading(version, renderPain001(version, batchOf(payment(1, 100, name))));
        expect(at('p:PmtInf/p:CdtTrfTxInf/p:Cdtr/p:Nm')).toEqual([bankName(name)]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a name in a payment file', () => {
  it.each([
    ['markup', '</Cdtr>&<!--', '</Cdtr>&<!--'],
    ['an end of a character section', 'A ]]> B', 'A ]]> B'],
    ['an entity already encoded', 'Hoiva &amp; Apu', 'Hoiva &amp; Apu'],
    ['an entity that nobody declared', 'Hoiva &foo; Apu', 'Hoiva &foo; Apu'],
    ['characters by number', 'A&#0;B&#x1;C&#99999999;', 'A&#0;B&#x1;C&#99999999;'],
    ['letters of ours', 'Päijät-Hämeen Öljy ja Åsa Oy', 'Päijät-Hämeen Öljy ja Åsa Oy'],
    ['letters written in two characters', 'Pa\u0308ija\u0308t', 'Päijät'],
    ['control characters', 'A\u0000B\u0007C\u001b', 'A B C'],
    ['line breaks and tabs', ' Hoiva\r\n\tOy ', 'Hoiva Oy'],
    ['half a surrogate pair', 'A\ud83dB', 'A B'],
    ['non-characters', 'A\ufffe\uffffB', 'A B'],
    ['nothing that can be written', '\u0000 \u0001', 'NOTPROVIDED'],
    ['71 letters', 'x'.repeat(71), 'x'.repeat(70)],
    ['141 characters beyond the basic plane', '😀'.repeat(141), '😀'.repeat(70)],
  ])('with %s comes back as what a bank can show', (_, name, expected) => {
    expect(bankName(name)).toBe(expected);
    const at = reading('09', renderPain001('09', batchOf(payment(1, 100, name), payment(2, 100))));
    expect(at('p:PmtInf/p:CdtTrfTxInf/p:Cdtr/p:Nm')).toEqual([expected, 'Tuottaja 2 Oy']);
  });
});

describe('an amount in a payment file', () => {
  it.each([
    [1, '0.01'],
    [10, '0.10'],
    [100, '1.00'],
    [2599, '25.99'],
    [430_741, '4307.41'],
    [Number.MAX_SAFE_INTEGER, '90071992547409.91'],
  ])('of %i cents is written %s', (cents, text) => {
    expect(decimalEuros(cents)).toBe(text);
  });
});

describe('a batch that no bank could execute is a fault', () => {
  it.each([
    ['without payments', batchOf(), 'without payments'],
    ['with a payment of nothing', batchOf(payment(1, 0)), 'nothing or less'],
    ['with a payment below zero', batchOf(payment(1, 100), payment(2, -1)), 'nothing or less'],
    ['with a fraction of a cent', batchOf(payment(1, 0.5)), 'whole number of cents'],
    ['with one end-to-end id twice', batchOf(payment(1, 100), payment(1, 200)), 'one end-to-end id'],
    ['with an end-to-end id too long', batchOf({ ...payment(1, 100), endToEndId: 'x'.repeat(36) }), 'no id for a bank'],
    ['with a message id too long', { ...batchOf(payment(1, 100)), messageId: 'x'.repeat(36) }, 'no id for a bank'],
  ])('%s', (_, batch, message) => {
    expect(() => renderPain001('09', batch)).toThrow(message);
  });
});

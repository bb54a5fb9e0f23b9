import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  finnishReference,
  isFinnishReference,
  rfReference,
  statementReference,
} from '#shared/domain/settlement/reference';

describe('a payment reference', () => {
  it.each([
    ['1234567', '12345672', 'RF8512345672'],
    ['12345', '123453', 'RF81123453'],
    ['202606001', '2026060019', 'RF382026060019'],
  ])('%s becomes %s, and %s abroad', (digits, finnish, rf) => {
    expect(finnishReference(digits)).toBe(finnish);
    expect(rfReference(finnish)).toBe(rf);
  });

  it.each(['', '12', '12345678901234567890', '12a4', '12 34', '-123', '١٢٣٤'])('is not made of "%s"', (digits) => {
    expect(() => finnishReference(digits)).toThrow('3 to 19 digits');
  });

  it('is not written in its international form when its check digit is wrong', () => {
    expect(() => rfReference('12345673')).toThrow('not a Finnish reference');
  });

  it('tells every single wrong digit by its check digit, and holds modulo 97 as ISO 11649 wants', () => {
    const digits = fc.string({ unit: fc.integer({ min: 0, max: 9 }).map(String), minLength: 3, maxLength: 19 });
    fc.assert(
      fc.property(digits, fc.nat(), fc.integer({ min: 1, max: 9 }), (base, at, off) => {
        const finnish = finnishReference(base);
        const place = at % finnish.length;
        const wrong = finnish.slice(0, place) + String((Number(finnish[place]) + off) % 10) + finnish.slice(place + 1);
        expect(isFinnishReference(finnish)).toBe(true);
        expect(isFinnishReference(wrong)).toBe(false);
        expect(BigInt(`${finnish}2715${rfReference(finnish).slice(2, 4)}`) % 97n).toBe(1n);
      }),
    );
  });
});

describe('the reference of a statement', () => {
  it('is made of its period and its number', () => {
    expect(statementReference('2026-06', 1)).toEqual({ finnish: '2026060019', rf: 'RF382026060019' });
  });

  it('goes on beyond 999 statements without meeting another one', () => {
    const references = Array.from({ length: 2500 }, (_, index) => statementReference('2026-06', index + 1).rf);
    expect(new Set(references).size).toBe(2500);
    expect(references.every((rf) => rf.length <= 25)).toBe(true);
  });

  it.each([
    ['2026-13', 1],
    ['2026-06', 0],
    ['2026-06', 1.5],
  ])('is not made for %s and %s', (period, n) => {
    expect(() => statementReference(period, n)).toThrow('no reference');
  });
});

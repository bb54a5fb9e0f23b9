import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import type { DocumentLine } from '#api/documents/statement-line';
import { statementPdf } from '#api/documents/statement-pdf';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const LINES = 5_000;
const TOGETHER = 500;

const line = (index: number): DocumentLine => ({
  id: `ln-2026-06-b-V${index}-${index}`,
  kind: 'service',
  programme: { fi: 'Fysioterapia', sv: 'Fysioterapi', en: 'Physiotherapy' },
  serviceKind: 'rehabilitation',
  voucherNumber: `V${index}`,
  eventId: `evt-V${index}-${index}`,
  from: '2026-06-10',
  to: '2026-06-10',
  grossCents: 6_200 + index,
  organiserCents: 4_435,
  clientCents: 1_765 + index,
  answers: null,
});

const sheet = {
  statement: {
    id: 'stl-settle-2026-06-b',
    runId: 'run-settle-2026-06',
    period: '2026-06',
    providerId: 'prv-b',
    payee: { name: 'Palvelu b Oy', iban: 'FI2112345600000785' },
    reference: { finnish: '2026060019', rf: 'RF382026060019' },
    linesHash: '',
    costs: [],
    lines: LINES,
    grossCents: 0,
    organiserCents: 0,
    clientCents: 0,
    broughtForwardCents: 0,
    payableCents: 0,
    carriedForwardCents: 0,
  },
  payer: null,
  payee: { name: 'Palvelu b Oy' },
  calculatedAt: '2026-07-06T06:00:00.000Z',
  payment: null,
  isApproved: true,
  isTestData: true,
};

describe('a large statement as PDF', () => {
  it('is handed over as it fills up, and takes the memory of a page', async () => {
    let handedOver = 0;
    const before: { readonly handedOver: number; readonly heap: number }[] = [];
    async function* pages(): AsyncGenerator<DocumentLine[]> {
      for (let from = 0; from < LINES; from += TOGETHER) {
        await Promise.resolve();
        collectGarbage();
        before.push({ handedOver, heap: process.memoryUsage().heapUsed });
        yield Array.from({ length: TOGETHER }, (_, index) => line(from + index));
      }
    }
    for await (const piece of statementPdf(sheet, pages(), 'fi')) handedOver += piece.length;
    const grown = before.map((now, index) => now.handedOver - (before[index - 1]?.handedOver ?? 0));
    expect(grown.slice(1).every((bytes) => bytes > 50_000)).toBe(true);
    const heapAt = (lines: number) => before[lines / TOGETHER]?.heap ?? Number.NaN;
    expect(heapAt(4_500) - heapAt(1_500)).toBeLessThan(4_000_000);
  });
});

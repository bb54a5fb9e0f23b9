import { describe, expect, it } from '@jest/globals';
import { reversalOf, visitLine, type NewLine } from '#shared/domain/settlement/line';
import {
  evenedBy,
  monthLines,
  type MonthOwed,
  type MonthPart,
  type MonthToSettle,
} from '#shared/domain/settlement/month-lines';
import { touchedMonths } from '#shared/domain/settlement/touched-months';
import { makeEven } from '#shared/domain/voucher/settle';
import { sumCents } from '#shared/domain/money';
import { aVoucher } from '../builders/voucher.ts';

const part = (organiserCents: number, over: Partial<MonthPart> = {}): MonthPart => ({
  providerId: 'prv-a',
  offeringId: 'off-a-u1-HOUSING-24',
  from: '2026-06-01',
  to: '2026-06-30',
  grossCents: 510_000,
  organiserCents,
  steps: [],
  ...over,
});
const posted = (
  owedCents: number,
  offeringId = 'off-a-u1-HOUSING-24',
  municipalityCode: string | null = null,
): MonthOwed => ({ providerId: 'prv-a', offeringId, municipalityCode, owedCents });

const month = (over: Partial<MonthToSettle>): NewLine[] =>
  monthLines({
    kind: 'housing',
    voucherId: 'vch-1',
    programmeId: 'prg-1',
    month: '2026-06',
    wanted: [],
    settled: [],
    owed: [],
    ...over,
  });
const id = (n: number | string) => `ln-hm-vch-1-2026-06-off-a-u1-HOUSING-24-${n}`;
const organiser = (lines: readonly NewLine[]) => sumCents(lines.map((line) => line.organiserCents));
/** What the ledger posts as owed: by events, and by making even. It has to be what is settled. */
const owed = (lines: readonly NewLine[]) => sumCents(lines.map((line) => line.trueUpCents ?? 0));

describe('a month held against what was settled of it', () => {
  const first = month({ wanted: [part(398_820)], owed: [posted(390_000)] });

  it('gets a line the first time, with what the events had not posted', () => {
    expect(first).toMatchObject([
      { id: id(1), kind: 'service', answers: null, organiserCents: 398_820, trueUpCents: 8_820 },
    ]);
  });

  it('gets nothing while it says the same', () => {
    expect(month({ wanted: [part(398_820)], settled: first, owed: [posted(390_000)] })).toEqual([]);
  });

  it('is taken back and settled anew when it says something else, however often', () => {
    const second = month({ wanted: [part(383_792)], settled: first, owed: [posted(383_792)] });
    expect(second.map(({ id, kind, answers }) => [id, kind, answers])).toEqual([
      [id(`1-reversal`), 'reversal', id(1)],
      [id(2), 'correction', id(1)],
    ]);
    const third = month({ wanted: [part(398_820)], settled: [...first, ...second], owed: [posted(390_000)] });
    expect(third.map(({ id, answers }) => [id, answers])).toEqual([
      [id('2-reversal'), id(2)],
      [id(3), id(2)],
    ]);
    const all = [...first, ...second, ...third];
    expect(organiser(all)).toBe(398_820);
    expect(390_000 + owed(all)).toBe(398_820);
  });

  it('is only taken back when nothing is left of it, and can come again', () => {
    const gone = month({ settled: first });
    expect(gone).toMatchObject([{ id: id('1-reversal'), organiserCents: -398_820, trueUpCents: -8_820 }]);
    const again = month({ wanted: [part(398_820)], settled: [...first, ...gone], owed: [posted(390_000)] });
    expect(again).toMatchObject([{ id: id(2), kind: 'correction', answers: id(1) }]);
  });

  it('is made even in the purse of each payer, when its own became known after its events', () => {
    const payerOn = () => ({ municipalityCode: '111', segment: null });
    const owed = [posted(300_000, undefined, '398'), posted(90_000, undefined, '111')];
    const lines = month({ wanted: [part(398_820)], owed, payerOn });
    expect(lines).toMatchObject([
      { municipalityCode: '111', trueUpCents: 8_820, trueUpElsewhere: [{ municipalityCode: '398', cents: -300_000 }] },
    ]);
    expect(lines.flatMap(evenedBy)).toEqual([
      { municipalityCode: '111', cents: 308_820 },
      { municipalityCode: '398', cents: -300_000 },
    ]);
    expect(month({ wanted: [part(398_820)], settled: lines, owed, payerOn })).toEqual([]);
  });

  it('gets a line of nothing where what is owed has moved from one payer to another', () => {
    const even = month({ wanted: [part(398_820)], settled: first, owed: [posted(390_000, undefined, '111')] });
    expect(even).toMatchObject([{ organiserCents: 0, trueUpCents: 0 }]);
    expect(even.flatMap(evenedBy)).toEqual([
      { municipalityCode: null, cents: 390_000 },
      { municipalityCode: '111', cents: -390_000 },
    ]);
  });

  it('gets a line of nothing where only the books have moved', () => {
    const even = month({ wanted: [part(398_820)], settled: first, owed: [posted(398_820)] });
    expect(even).toMatchObject([{ id: id(2), organiserCents: 0, grossCents: 0, trueUpCents: -8_820 }]);
    expect(month({ wanted: [part(398_820)], settled: [...first, ...even], owed: [posted(398_820)] })).toEqual([]);
  });

  it('takes back all of two lines that stand by accident', () => {
    const twice = [...first, ...first.map((line) => ({ ...line, id: id(2) }))];
    const healed = month({ wanted: [part(398_820)], settled: twice, owed: [posted(390_000)] });
    expect(healed.map(({ id }) => id)).toEqual([id('1-reversal'), id('2-reversal'), id(3)]);
    expect(organiser([...twice, ...healed])).toBe(398_820);
  });

  it('keeps the units of a provider apart', () => {
    const other = 'off-a-u2-HOUSING-24';
    const both = month({
      wanted: [part(100), part(200, { offeringId: other })],
      owed: [posted(100), posted(200, other)],
    });
    expect(both.map(({ id, organiserCents }) => [id, organiserCents])).toEqual([
      [id(1), 100],
      [`ln-hm-vch-1-2026-06-${other}-1`, 200],
    ]);
    expect(
      month({
        wanted: [part(100), part(200, { offeringId: other })],
        settled: both,
        owed: [posted(100), posted(200, other)],
      }),
    ).toEqual([]);
  });
});

describe('a visit', () => {
  const event = {
    id: 'evt-1-a',
    voucherId: 'vch-1',
    programmeId: 'prg-1',
    providerId: 'prv-a',
    from: '2026-06-10',
    grossCents: 6_200,
    organiserCents: 4_435,
  };

  it('is taken back with the same amounts negated, naming its line', () => {
    const line = visitLine(event, null);
    expect(reversalOf(line)).toMatchObject({
      id: 'ln-2026-06-a-1-a-reversal',
      answers: 'ln-2026-06-a-1-a',
      grossCents: -6_200,
      organiserCents: -4_435,
      clientCents: -1_765,
    });
    expect(Object.is(reversalOf({ ...line, clientCents: 0 }).clientCents, 0)).toBe(true);
  });
});

describe('months that something was recorded about since', () => {
  const reachable = {
    settledSince: new Map([
      ['2026-05', '2026-06-06T00:00:00.000Z'],
      ['2026-06', '2026-07-06T00:00:00.000Z'],
    ]),
    knownAt: '2026-08-06T00:00:00.000Z',
  };
  const nobody = { incomeDecisions: [], deathDate: null };
  const voucher = aVoucher({ journal: [], reservations: [] });

  it('are none when nothing was', () => {
    expect(touchedMonths(voucher, nobody, reachable)).toEqual([]);
  });

  it('are those from its first day on, as far as it came after their cut-off', () => {
    const at = (recordedAt: string) => ({ ...nobody, incomeDecisions: [{ ...decision, recordedAt }] });
    const decision = {
      id: 'inc-1',
      validFrom: '2026-05-15',
      netMonthlyIncomeCents: 0,
      housingCostCents: 0,
      housingAllowanceCents: 0,
      medicineCents: 0,
      otherDeductionsCents: 0,
    };
    expect(touchedMonths(voucher, at('2026-07-20T00:00:00.000Z'), reachable)).toEqual(['2026-05', '2026-06']);
    expect(touchedMonths(voucher, at('2026-07-01T00:00:00.000Z'), reachable)).toEqual(['2026-05']);
    expect(touchedMonths(voucher, at('2026-05-01T00:00:00.000Z'), reachable)).toEqual([]);
    expect(touchedMonths(voucher, at('2026-08-07T00:00:00.000Z'), reachable)).toEqual([]);
  });

  it('are all from the month of a death on', () => {
    const died = { ...nobody, deathDate: '2026-06-20', deathRecordedAt: '2026-07-20T00:00:00.000Z' };
    expect(touchedMonths(voucher, died, reachable)).toEqual(['2026-06']);
    expect(touchedMonths(voucher, { ...died, deathRecordedAt: '2026-07-01T00:00:00.000Z' }, reachable)).toEqual([]);
  });
});

describe('making a voucher even', () => {
  const done = { at: '2026-07-07T09:00:00.000Z', by: 'usr-2' };
  const even = (amountCents: number, over: object = {}) =>
    makeEven(
      aVoucher({ committedCents: 500, ...over }),
      { runId: 'run-settle-2026-06', parts: [{ amountCents }] },
      '2026-07-07',
      done,
    );

  it('takes from the commitment as far as it goes, and the rest from the appropriation', () => {
    const voucher = even(774);
    expect(voucher.committedCents).toBe(0);
    expect(voucher.journal.at(-1)?.postings).toMatchObject([
      { from: 'committed', to: 'owed', amountCents: 500 },
      { from: 'appropriation', to: 'owed', amountCents: 274 },
    ]);
  });

  it('gives back to the commitment of a voucher in use, and home from one that has ended', () => {
    expect(even(-100)).toMatchObject({ committedCents: 600 });
    const ended = even(-100, { committedCents: 0, status: 'ended', ended: { on: '2026-06-20', because: 'death' } });
    expect(ended.committedCents).toBe(0);
    expect(ended.journal.at(-1)?.postings).toMatchObject([{ from: 'owed', to: 'appropriation', amountCents: 100 }]);
  });

  it('does so once for a run', () => {
    const once = even(100);
    expect(makeEven(once, { runId: 'run-settle-2026-06', parts: [{ amountCents: 100 }] }, '2026-07-08', done)).toBe(
      once,
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { isRefused, refused, type Refused } from '#shared/domain/outcome';
import { approveRun } from '#shared/domain/settlement/approve-run';
import {
  beginCalculation,
  failCalculation,
  finishCalculation,
  noteProgress,
  takeNumber,
} from '#shared/domain/settlement/calculate-run';
import { markPaid, markReturned, markSent } from '#shared/domain/settlement/pay-run';
import {
  askForRun,
  mayStart,
  recalculate,
  requestRun,
  RUN_STATUSES,
  RUN_TRANSITIONS,
  type RunRequest,
  type RunStatus,
  type SettlementRun,
} from '#shared/domain/settlement/run';
import { runTotals, sealStatement } from '#shared/domain/settlement/statement';

const request: RunRequest = {
  period: '2026-06',
  dryRun: false,
  by: 'usr-aino',
  at: '2026-07-06T06:00:00Z',
  cutoffAt: '2026-07-06T06:00:00Z',
  today: '2026-07-06',
};
const later = { by: 'usr-eero', at: '2026-07-08T06:00:00Z', cutoffAt: '2026-07-08T06:00:00Z' };
const approval = { by: 'usr-eero', hash: 'h1', at: '2026-07-09T06:00:00Z', debtorsPaid: [] };

const totalsOf = (organiserCents: number) =>
  runTotals([
    sealStatement({ lines: [{ grossCents: organiserCents, organiserCents, clientCents: 0 }], broughtForwardCents: 0 }),
  ]);

/** The run of a verb that must not refuse or let go. */
const run = (verdict: SettlementRun | Refused | undefined): SettlementRun => {
  if (verdict === undefined || isRefused(verdict)) throw new Error(`expected a run, got ${JSON.stringify(verdict)}`);
  return verdict;
};

const queued = run(requestRun({ ...request, round: 1 }));
const calculating = run(beginCalculation(queued, 1, 3));
const calculated = run(finishCalculation(calculating, 1, { hash: 'h1', totals: totalsOf(4435) }));
const approved = run(approveRun(calculated, approval));
const sent = run(markSent(approved, '2026-07-27'));
const inStatus: Record<RunStatus, SettlementRun> = {
  queued,
  calculating,
  calculated,
  approved,
  sent,
  paid: run(markPaid(sent)),
  failed: run(failCalculation(calculating, 1, 'the store went away')),
};
const dry = (from: SettlementRun): SettlementRun => ({ ...from, dryRun: true });

describe('asking for a run', () => {
  it('of a month that is closed queues it', () => {
    expect(queued).toEqual({
      id: 'run-settle-2026-06',
      ver: 1,
      period: '2026-06',
      round: 1,
      dryRun: false,
      status: 'queued',
      calc: 1,
      generation: 1,
      startedBy: 'usr-aino',
      cutoffAt: '2026-07-06T06:00:00Z',
      asKnownAt: null,
      requestedAt: '2026-07-06T06:00:00Z',
      progress: { done: 0, total: 0 },
      hash: null,
      totals: null,
      failure: null,
    });
  });

  it.each([
    ['2026-06', '2026-07-05', refused('PERIOD_NOT_CLOSED', { earliestDate: '2026-07-06' })],
    ['2026-06', '2026-06-30', refused('PERIOD_NOT_CLOSED', { earliestDate: '2026-07-06' })],
    ['2026-12', '2026-12-31', refused('PERIOD_NOT_CLOSED', { earliestDate: '2027-01-06' })],
    ['2026-06', '2026-07-06', undefined],
    ['2026-06', '2027-01-01', undefined],
  ])('of %s on %s: %j', (period, today, expected) => {
    expect(mayStart(period, today)).toEqual(expected);
  });

  it('of a month that is not closed is refused with the day it will be', () => {
    expect(askForRun(undefined, { ...request, today: '2026-07-05' })).toMatchObject({ code: 'PERIOD_NOT_CLOSED' });
  });

  it('as a rehearsal starts any time, under an id of its own', () => {
    const rehearsal = run(askForRun(undefined, { ...request, dryRun: true, today: '2026-06-10' }));
    expect(rehearsal).toMatchObject({ id: 'run-dry-2026-06', dryRun: true, status: 'queued' });
  });

  it.each(['queued', 'calculating', 'calculated', 'failed'] as const)(
    'again while it is %s calculates it anew under the same id, for the one who asks',
    (status) => {
      expect(run(askForRun(inStatus[status], { ...request, ...later }))).toMatchObject({
        id: 'run-settle-2026-06',
        status: 'queued',
        calc: 2,
        generation: 2,
        startedBy: 'usr-eero',
        cutoffAt: later.cutoffAt,
        hash: null,
        totals: null,
        failure: null,
        progress: { done: 0, total: 0 },
      });
    },
  );

  it.each(['approved', 'sent', 'paid'] as const)('again when it is %s makes a further run', (status) => {
    expect(run(askForRun(inStatus[status], request))).toMatchObject({ id: 'run-settle-2026-06-2', round: 2, calc: 1 });
    expect(recalculate(inStatus[status], later)).toEqual(refused('CONTENT_CHANGED', { runStatus: status }));
  });
});

describe('a calculation', () => {
  it('gives every attempt a number of its own, the first attempt of all begins it', () => {
    const first = run(takeNumber(queued, 1));
    expect(first).toMatchObject({ status: 'calculating', calc: 2, generation: 1 });
    expect(run(takeNumber(first, 1))).toMatchObject({ status: 'calculating', calc: 3, generation: 1 });
  });

  it('counts providers as they are done, and never more than there are', () => {
    const halfWay = run(noteProgress(calculating, 1, 2));
    expect(halfWay.progress).toEqual({ done: 2, total: 3 });
    expect(run(noteProgress(halfWay, 1, 2)).progress).toEqual({ done: 3, total: 3 });
    expect(run(beginCalculation(halfWay, 1, 5)).progress).toEqual({ done: 0, total: 5 });
  });

  it('is finished only by the attempt after which nobody came', () => {
    expect(finishCalculation(run(takeNumber(calculating, 1)), 1, { hash: 'h1', totals: totalsOf(1) })).toBeUndefined();
  });

  it('is done when its last provider is', () => {
    expect(calculated).toMatchObject({ status: 'calculated', hash: 'h1', progress: { done: 3, total: 3 } });
  });

  it('that was overtaken by a newer one has nothing more to say', () => {
    const anew = run(beginCalculation(run(recalculate(calculating, later)), 2, 3));
    expect(takeNumber(anew, 1)).toBeUndefined();
    expect(beginCalculation(anew, 1, 3)).toBeUndefined();
    expect(noteProgress(anew, 1, 3)).toBeUndefined();
    expect(finishCalculation(anew, 1, { hash: 'old', totals: totalsOf(1) })).toBeUndefined();
    expect(failCalculation(anew, 1, 'late')).toBeUndefined();
  });

  it('that is over cannot be finished, failed or begun a second time', () => {
    expect(takeNumber(calculated, 1)).toBeUndefined();
    expect(beginCalculation(calculated, 1, 3)).toBeUndefined();
    expect(noteProgress(calculated, 1, 1)).toBeUndefined();
    expect(finishCalculation(calculated, 1, { hash: 'h2', totals: totalsOf(1) })).toBeUndefined();
    expect(failCalculation(approved, 1, 'late')).toBeUndefined();
  });
});

describe('approving a run', () => {
  it('is another person saying yes to exactly this content', () => {
    expect(approved).toMatchObject({ status: 'approved', approvedBy: 'usr-eero', approvedAt: approval.at });
  });

  it('again by the same person changes nothing, even when it has been paid since', () => {
    expect(approveRun(approved, { ...approval, at: '2026-07-10T06:00:00Z' })).toBe(approved);
    expect(approveRun(inStatus.paid, approval)).toBe(inStatus.paid);
  });

  it.each([
    ['before it is calculated', queued, approval, 'RUN_NOT_CALCULATED'],
    ['while it is being calculated', calculating, approval, 'RUN_NOT_CALCULATED'],
    ['after it failed', inStatus.failed, approval, 'RUN_NOT_CALCULATED'],
    ['by the one who asked for it', calculated, { ...approval, by: 'usr-aino' }, 'FOUR_EYES_REQUIRED'],
    ['by the one who asked for it, once approved', approved, { ...approval, by: 'usr-aino' }, 'FOUR_EYES_REQUIRED'],
    ['of other content', calculated, { ...approval, hash: 'h0' }, 'CONTENT_CHANGED'],
    ['of other content, once approved', approved, { ...approval, hash: 'h0' }, 'CONTENT_CHANGED'],
    ['of a rehearsal', dry(calculated), approval, 'DRY_RUN_NOT_PAYABLE'],
    ['by a third person when it is approved', approved, { ...approval, by: 'usr-ida' }, 'RUN_NOT_CALCULATED'],
  ])('%s is refused', (_, of, by, code) => {
    expect(approveRun(of, by)).toMatchObject({ outcome: 'refused', code });
  });

  it('is up to the first asker when another had it calculated anew', () => {
    const anew = run(beginCalculation(run(recalculate(calculated, later)), 2, 3));
    const again = run(finishCalculation(anew, 2, { hash: 'h2', totals: totalsOf(1) }));
    expect(approveRun(again, { ...approval, hash: 'h2' })).toEqual(refused('FOUR_EYES_REQUIRED'));
    expect(approveRun(again, { ...approval, hash: 'h2', by: 'usr-aino' })).toMatchObject({ status: 'approved' });
  });
});

describe('paying a run', () => {
  it('fixes the day with the first file; asked again, nothing changes', () => {
    expect(sent).toMatchObject({ status: 'sent', paymentDay: '2026-07-27' });
    expect(markSent(sent, '2026-08-03')).toBe(sent);
    expect(markSent(inStatus.paid, '2026-08-03')).toBe(inStatus.paid);
  });

  it.each([
    ['before it is approved', calculated, 'RUN_NOT_APPROVED'],
    ['of a rehearsal', dry(calculated), 'DRY_RUN_NOT_PAYABLE'],
    ['in which nothing is payable', { ...approved, totals: totalsOf(-500) }, 'NOTHING_TO_PAY'],
  ])('%s is refused', (_, of, code) => {
    expect(markSent(of, '2026-07-27')).toMatchObject({ outcome: 'refused', code });
  });

  it('is over when the bank has confirmed it, and hearing so twice changes nothing', () => {
    expect(markPaid(sent)).toMatchObject({ status: 'paid' });
    expect(markPaid(inStatus.paid)).toBe(inStatus.paid);
    expect(markPaid(approved)).toMatchObject({ code: 'RUN_NOT_APPROVED' });
  });

  it('is open again when a payment comes back, and over when that is paid too', () => {
    expect(markReturned(inStatus.paid)).toEqual(sent);
    expect(markReturned(sent)).toBe(sent);
    expect(markPaid(run(markReturned(inStatus.paid)))).toEqual(inStatus.paid);
  });
});

describe('the table of transitions', () => {
  const verbs: ((from: SettlementRun) => SettlementRun | Refused | undefined)[] = [
    (from) => recalculate(from, later),
    (from) => takeNumber(from, from.generation),
    (from) => beginCalculation(from, from.calc, 3),
    (from) => finishCalculation(from, from.calc, { hash: 'h1', totals: totalsOf(1) }),
    (from) => failCalculation(from, from.generation, 'a fault'),
    (from) => approveRun(from, approval),
    (from) => markSent(from, '2026-07-27'),
    markPaid,
    markReturned,
  ];

  it.each(RUN_STATUSES)('says where a run that is %s can go, no more and no less', (status) => {
    const from = inStatus[status];
    const reached = verbs
      .map((verb) => verb(from))
      .filter((to) => to !== undefined && !isRefused(to) && to !== from)
      .map((to) => run(to).status);
    expect([...new Set(reached)].sort()).toEqual([...RUN_TRANSITIONS[status]].sort());
  });
});

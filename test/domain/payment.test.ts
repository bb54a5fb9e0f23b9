import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '#shared/domain/calendar';
import { isRefused } from '#shared/domain/outcome';
import { sumCents } from '#shared/domain/money';
import {
  BANK_OUTCOMES,
  entryOf,
  hearBank,
  mismatch,
  outcomeOf,
  UNMATCHED_REASONS,
  type BankTransaction,
} from '#shared/domain/payment/hear-bank';
import {
  firstPayment,
  lastWord,
  PAYMENT_STATUSES,
  PAYMENT_TRANSITIONS,
  replacementOf,
  type BankEntry,
  type Payment,
  type PaymentStatus,
} from '#shared/domain/payment/payment';
import { putInMessage, retry } from '#shared/domain/payment/retry';
import { statementReference } from '#shared/domain/settlement/reference';

const AT = '2026-07-28T06:00:00.000Z';
const sent = firstPayment({
  id: 'stl-settle-2026-06-a',
  runId: 'run-settle-2026-06',
  providerId: 'prv-a',
  payee: { name: 'Hoiva Oy', iban: 'FI2112345600000785' },
  payableCents: 8870,
  reference: statementReference('2026-06', 1),
  endToEndId: 'pay-settle-2026-06-a',
});
const transaction = (over: Partial<BankTransaction> = {}): BankTransaction => ({
  endToEndId: sent.endToEndId,
  amountCents: 8870,
  kind: 'out',
  isBooked: true,
  bookedOn: '2026-07-27',
  bankReference: 'B1',
  reason: null,
  ...over,
});
const entry = (over: Partial<BankTransaction> = {}): BankEntry => entryOf(transaction(over), 'bst-1');
const out = entry();
const back = entry({ kind: 'back', bookedOn: '2026-07-29', reason: { code: 'AC04', text: 'account closed' } });
const hear = (payment: Payment, ...entries: BankEntry[]) =>
  entries.reduce((now, one) => hearBank(now, one, AT), payment);
const asked = { creditor: { name: 'Hoiva Oy', iban: 'FI5542345670000081' }, by: 'usr-1', at: AT, origin: 'k1' };
const again = (payment: Payment, over: Partial<typeof asked> = {}): Payment => {
  const verdict = retry(payment, { ...asked, ...over });
  if (isRefused(verdict)) throw new Error(`refused: ${verdict.code}`);
  return verdict;
};

/** What the payment's journal has moved to paid. */
const paidCents = ({ journal }: Payment): number =>
  sumCents(
    journal
      .flatMap(({ postings }) => postings)
      .map(({ to, amountCents }) => (to === 'paid' ? amountCents : -amountCents)),
  );

describe('a payment', () => {
  it('is sent from the start, under the name of its statement', () => {
    expect(sent).toMatchObject({ id: 'pay-settle-2026-06-a', status: 'sent', attempt: 1, messageId: sent.runId });
  });

  it('of nothing is a fault', () => {
    const { id, runId, providerId, creditor, reference, endToEndId } = sent;
    const nothing = { id, runId, providerId, payee: creditor, reference, endToEndId, payableCents: 0 };
    expect(() => firstPayment(nothing)).toThrow('nothing to pay');
  });

  it('that the bank confirms is paid, and moves from payable to paid once', () => {
    const paid = hear(sent, out);
    expect(paid).toMatchObject({ status: 'paid' });
    expect(paid.journal).toEqual([
      {
        seq: 1,
        at: AT,
        ref: out.id,
        postings: [{ from: 'payable', to: 'paid', amountCents: 8870, because: 'confirmed by the bank' }],
      },
    ]);
    expect(hear(paid, out)).toBe(paid);
    expect(hear(paid, { ...out, toldBy: 'bst-2' })).toBe(paid);
  });

  it('that comes back is rejected, and moves back to payable', () => {
    const returned = hear(sent, out, back);
    expect(returned).toMatchObject({ status: 'rejected' });
    expect(returned.journal.map(({ seq, postings }) => [seq, postings[0]?.from])).toEqual([
      [1, 'payable'],
      [2, 'paid'],
    ]);
    expect(lastWord(returned)?.reason).toEqual({ code: 'AC04', text: 'account closed' });
  });

  it('that is heard of as returned first is rejected all the same, and never was paid', () => {
    const returned = hear(sent, back, out);
    expect(returned).toMatchObject({ status: 'rejected' });
    expect(returned.journal).toEqual([]);
  });

  it('that the bank books once more after its return is paid', () => {
    expect(hear(sent, out, back, entry({ bookedOn: '2026-07-30', bankReference: 'B3' })).status).toBe('paid');
  });

  it('takes the reason of a return whenever it is told', () => {
    const mute = { ...back, reason: null };
    expect(lastWord(hear(sent, mute, back))?.reason).toEqual(back.reason);
    expect(lastWord(hear(sent, back, mute))?.reason).toEqual(back.reason);
  });

  const kinds = fc.constantFrom<'out' | 'back'>('out', 'back');
  const entries = fc.array(
    fc.record({ kind: kinds, day: fc.integer({ min: 0, max: 4 }), bankReference: fc.constantFrom('B1', 'B2', null) }),
    { minLength: 1, maxLength: 8 },
  );
  it('ends in the same state with the same balance, in whatever order and how often the bank says it', () => {
    fc.assert(
      fc.property(
        entries.chain((told) =>
          fc.tuple(fc.constant(told), fc.shuffledSubarray([...told, ...told, ...told], { minLength: told.length * 3 })),
        ),
        ([once, shuffled]) => {
          const made = ({ kind, day, bankReference }: (typeof once)[number]) =>
            entry({ kind, bookedOn: addDays('2026-07-27', day), bankReference });
          const [one, other] = [once, shuffled].map((told) => hear(sent, ...told.map(made)));
          const known = (payment: Payment | undefined) =>
            payment && [payment.status, lastWord(payment)?.id, payment.entries.map(({ id }) => id).sort()];
          expect(known(other)).toEqual(known(one));
          for (const payment of [one, other] as Payment[]) {
            expect(paidCents(payment)).toBe(payment.status === 'paid' ? 8870 : 0);
            expect(payment.journal.map(({ seq }) => seq)).toEqual(payment.journal.map((_, index) => index + 1));
          }
        },
      ),
    );
  });
});

describe('paying again', () => {
  const rejected = hear(sent, out, back);

  it('is a new payment that names the old, to the account as it is now', () => {
    const replaced = again(rejected);
    expect(replaced).toMatchObject({ status: 'replaced', replacement: { id: 'pay-settle-2026-06-a-2' } });
    const { replacement } = replaced;
    const next = replacement && replacementOf(replaced, replacement, 'E2E-2');
    expect(next).toMatchObject({
      id: 'pay-settle-2026-06-a-2',
      status: 'due',
      attempt: 2,
      replaces: sent.id,
      endToEndId: 'E2E-2',
      creditor: asked.creditor,
      amountCents: sent.amountCents,
      reference: sent.reference,
      entries: [],
      journal: [],
    });
  });

  it('asked for again by the same request changes nothing, by another it is refused', () => {
    const replaced = again(rejected);
    expect(again(replaced)).toBe(replaced);
    expect(retry(replaced, { ...asked, origin: 'k2' })).toMatchObject({
      code: 'PAYMENT_NOT_REJECTED',
      details: { paymentStatus: 'replaced', replacedBy: 'pay-settle-2026-06-a-2' },
    });
  });

  it.each([
    ['sent', sent],
    ['paid', hear(sent, out)],
  ])('what is %s is refused', (paymentStatus, payment) => {
    expect(retry(payment, asked)).toMatchObject({ code: 'PAYMENT_NOT_REJECTED', details: { paymentStatus } });
  });

  it('does not hide that the old one was booked later after all', () => {
    const late = hear(again(rejected), entry({ bookedOn: '2026-07-31', bankReference: 'B9' }));
    expect(late).toMatchObject({ status: 'paid', replacement: { id: 'pay-settle-2026-06-a-2' } });
    expect(paidCents(late)).toBe(8870);
  });

  it('waits for a message, and stays in the first it is put into', () => {
    const { replacement } = again(rejected);
    const due = replacementOf(rejected, replacement as NonNullable<typeof replacement>, 'E2E-2');
    const filed = putInMessage(due, 'run-settle-2026-06-r1');
    expect(filed).toMatchObject({ status: 'sent', messageId: 'run-settle-2026-06-r1' });
    expect(putInMessage(filed, 'run-settle-2026-06-r2')).toBe(filed);
  });
});

describe('the table of transitions', () => {
  const inStatus: Record<PaymentStatus, Payment> = {
    due: { ...sent, messageId: null, status: 'due' },
    sent,
    paid: hear(sent, out),
    rejected: hear(sent, back),
    replaced: again(hear(sent, back)),
  };
  const [late, later] = [entry({ bookedOn: '2026-08-03' }), entry({ kind: 'back', bookedOn: '2026-08-03' })];
  const verbs: ((from: Payment) => Payment)[] = [
    (from) => hearBank(from, late, AT),
    (from) => hearBank(from, later, AT),
    (from) => hearBank(hearBank({ ...from, replacement: inStatus.replaced.replacement }, late, AT), later, AT),
    (from) => putInMessage(from, 'm'),
    (from) => {
      const verdict = retry(from, { ...asked, origin: 'k9' });
      return isRefused(verdict) ? from : verdict;
    },
  ];

  it.each(PAYMENT_STATUSES)('says where a payment that is %s can go', (status) => {
    const from = inStatus[status];
    expect(from.status).toBe(status);
    const allowed: readonly PaymentStatus[] = PAYMENT_TRANSITIONS[status];
    const isReplaceable = status === 'paid' || status === 'rejected';
    const reached = verbs
      .filter((_, index) => index !== 2 || isReplaceable)
      .map((verb) => verb(from).status)
      .filter((to) => to !== status);
    expect([...new Set(reached)].sort()).toEqual([...allowed].sort());
  });
});

describe('a transaction of a bank statement', () => {
  it.each([
    ['only announced', { isBooked: false }, sent, 'NOT_BOOKED'],
    ['of nobody', { endToEndId: null }, undefined, 'NO_END_TO_END_ID'],
    ["of somebody else's", {}, undefined, 'UNKNOWN_PAYMENT'],
    ['coming in', { kind: 'other' }, sent, 'NEITHER_PAID_NOR_RETURNED'],
    ['in another currency', { amountCents: null }, sent, 'AMOUNT_NOT_TOLD_IN_EUROS'],
    ['of another amount', { amountCents: 8869 }, sent, 'AMOUNT_DIFFERS'],
  ] as const)('%s says nothing of a payment', (_, over, payment, reason) => {
    expect(mismatch(transaction(over), payment)).toBe(reason);
    expect(UNMATCHED_REASONS).toContain(reason);
  });

  it('with the end-to-end id and the amount says something', () => {
    expect(mismatch(transaction(), sent)).toBeUndefined();
    expect(mismatch(transaction({ kind: 'back' }), sent)).toBeUndefined();
  });

  it.each([
    [sent, out, 'paid'],
    [hear(sent, out), { ...out, id: 'told otherwise' }, 'alreadyPaid'],
    [hear(sent, out), back, 'rejected'],
    [hear(sent, back), out, 'alreadyRejected'],
    [again(hear(sent, back)), back, 'alreadyRejected'],
  ] as const)('has an outcome by what it changed (%#)', (before, told, outcome) => {
    expect(outcomeOf(before, hear(before, told))).toBe(outcome);
    expect(BANK_OUTCOMES).toContain(outcome);
  });
});

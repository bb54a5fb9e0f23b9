import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expiryWork } from '#workers/expiry/worker';
import { decidedBy } from '#shared/persistence/act';
import { countExpiring } from '#shared/persistence/sheets/expiring';
import { potsOf } from '#shared/domain/ledger/purses';
import type { Voucher } from '#shared/domain/voucher/voucher';
import { openTestStores } from '../stores/open-stores.ts';
import { aVoucher, withVisit } from '../stores/voucher-builder.ts';

let world: Awaited<ReturnType<typeof openTestStores>>;
beforeAll(async () => {
  world = await openTestStores();
});
afterAll(() => world.close());

const at = (instant: string) => ({ now: () => Date.parse(instant) });
const sweep = async (instant: string): Promise<void> => {
  const work = expiryWork({ stores: world.stores, clock: at(instant) });
  const due = await work.due(1_000);
  if (due.length > 0) await work.many?.(due);
};
const insert = async (voucher: Voucher): Promise<Voucher> => {
  await world.stores.vouchers.insert(voucher);
  return voucher;
};
const statusOf = async ({ id }: Voucher) => (await world.stores.vouchers.load(id))?.status;

describe('a voucher left unused', () => {
  it('is still good at the last minute of its last day in Helsinki, and lapses with the next', async () => {
    const voucher = await insert(aVoucher('AAAA-0001', { validTo: '2026-06-30' }));
    await sweep('2026-06-30T20:59:59Z');
    expect(await statusOf(voucher)).toBe('issued');
    await sweep('2026-06-30T21:00:00Z');
    const after = await world.stores.vouchers.load(voucher.id);
    expect(after).toMatchObject({ status: 'expired', committedCents: 0, dueOn: null, untold: true, ver: 2 });
    expect(after?.journal.at(-1)).toMatchObject({
      seq: 2,
      kind: 'expired',
      by: 'system',
      postings: [{ from: 'committed', to: 'appropriation', amountCents: 44_350 }],
    });
  });

  it('lapses when nobody was chosen in the time for that', async () => {
    const voucher = await insert(aVoucher('AAAA-0002', { takeIntoUseBy: '2026-03-03' }));
    await sweep('2026-03-03T12:00:00Z');
    expect(await statusOf(voucher)).toBe('issued');
    await sweep('2026-03-03T22:00:00Z');
    expect(await statusOf(voucher)).toBe('expired');
  });

  it('lapses once, however often and by however many it is swept', async () => {
    const voucher = await insert(aVoucher('AAAA-0003', { validTo: '2026-06-30' }));
    await Promise.all(Array.from({ length: 6 }, () => sweep('2026-07-01T10:00:00Z')));
    await sweep('2026-07-02T10:00:00Z');
    expect((await world.stores.vouchers.load(voucher.id))?.journal).toHaveLength(2);
  });
});

describe('a voucher with events in it', () => {
  it('keeps them, and only what is left of its value returns', async () => {
    const voucher = await insert(withVisit(aVoucher('BBBB-0001', { validTo: '2026-06-30' }), '2026-06-29'));
    await sweep('2026-07-01T10:00:00Z');
    const after = await world.stores.vouchers.load(voucher.id);
    expect(after?.events).toEqual(voucher.events);
    expect(after?.journal.at(-1)?.postings).toMatchObject([{ amountCents: 44_350 - 4_435 }]);
  });
});

/** Recorded by a process whose clock still says the last day: before the expiry, or after it, and then it expires anew. */
const ORDERS = [
  ['granted', 'recorded', 'expired'],
  ['granted', 'expired', 'recorded', 'expired'],
];

describe('a visit that is recorded while the voucher expires', () => {
  it('is kept when it comes after, and what it left lapses then', async () => {
    const { id } = await insert(aVoucher('CCCC-9999', { validTo: '2026-06-30' }));
    await sweep('2026-07-01T10:00:00Z');
    await world.stores.vouchers.act(id, (now) => decidedBy(now, withVisit(now, '2026-06-30')));
    await sweep('2026-07-01T10:00:01Z');
    const after = await world.stores.vouchers.load(id);
    expect(after).toMatchObject({ status: 'expired', committedCents: 0, events: [{ owedCents: 4_435 }] });
    expect(after?.journal.map(({ kind }) => kind)).toEqual(ORDERS[1]);
  });

  it('is before it or after it, and neither is lost', async () => {
    const vouchers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        insert(aVoucher(`CCCC-${String(index).padStart(4, '0')}`, { validTo: '2026-06-30' })),
      ),
    );
    const { act } = world.stores.vouchers;
    const recording = vouchers.map(({ id }) => act(id, (now) => decidedBy(now, withVisit(now, '2026-06-30'))));
    await Promise.all([sweep('2026-07-01T10:00:00Z'), ...recording, sweep('2026-07-01T10:00:01Z')]);
    await sweep('2026-07-01T10:00:02Z');
    expect(await countExpiring(world.stores, '2026-07-01')).toBe(0);
    for (const { id } of vouchers) {
      const after = await world.stores.vouchers.load(id);
      expect(after?.status).toBe('expired');
      expect(after?.events).toHaveLength(1);
      expect(ORDERS).toContainEqual(after?.journal.map(({ kind }) => kind));
      expect(after?.journal.map(({ seq }) => seq)).toEqual(after?.journal.map((_, index) => index + 1));
      expect(after?.committedCents).toBe(0);
      expect(potsOf(after?.journal ?? []).reduce((sum, { cents }) => sum + cents, 0)).toBe(0);
    }
  });
});

describe('a voucher of a client who has died', () => {
  it('is ended by the same worker when the one who recorded the death did not come to it', async () => {
    const voucher = await insert(aVoucher('DDDD-0001'));
    await world.collection('clients').insertOne({
      ...{ _id: voucher.clientId, ver: 1, deathDate: '2026-05-05', deathUntold: true, deathRecordedBy: 'usr-office' },
    });
    await sweep('2026-05-06T10:00:00Z');
    expect(await world.stores.vouchers.load(voucher.id)).toMatchObject({ status: 'ended', committedCents: 0 });
    expect(await world.collection('clients').findOne({ _id: voucher.clientId })).toMatchObject({ deathUntold: false });
  });
});

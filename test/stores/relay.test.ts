import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { relayPending } from '#shared/persistence/relay';
import { openStores } from '#shared/persistence/stores';
import { connectMongo } from '#shared/persistence/connect';
import type { Voucher } from '#shared/domain/voucher/voucher';
import { openTestStores } from './open-stores.ts';
import { aVoucher, withVisit, withoutVisit } from './voucher-builder.ts';

/** Before the entry window of anything recorded here closes. */
const NOW = '2026-03-02T16:00:00.000Z';

let world: Awaited<ReturnType<typeof openTestStores>>;
beforeAll(async () => {
  world = await openTestStores();
});
afterAll(() => world.close());

const swap = async (before: Voucher, after: Voucher): Promise<Voucher> => {
  const next = { ...after, ver: before.ver + 1 };
  expect(await world.stores.vouchers.swap(before, next)).toBe(true);
  return next;
};
const ledgerOf = (voucher: Voucher) =>
  world.collection('ledger').find({ voucherId: voucher.id }).sort({ _id: 1 }).toArray();
const eventsOf = (voucher: Voucher) =>
  world.collection('events').find({ voucherId: voucher.id }).sort({ _id: 1 }).toArray();
const drain = async () => {
  while ((await relayPending(world.stores, 500, NOW)) > 0);
};

describe('a journal with lines to tell', () => {
  it('is told to the ledger and the event list, and the voucher marked, without another version', async () => {
    const granted = aVoucher('AAAA-0001');
    const used = withVisit(granted, '2026-03-02');
    await world.stores.vouchers.insert(granted);
    const kept = await swap(granted, used);
    expect(await relayPending(world.stores, 500, NOW)).toBe(1);
    expect(await ledgerOf(kept)).toEqual([
      {
        _id: 'vch-AAAA-0001-000001-1',
        from: 'appropriation',
        to: 'committed',
        amountCents: 44_350,
        because: 'granted',
        at: '2026-01-02T08:00:00.000Z',
        on: '2026-01-02',
        voucherId: kept.id,
        programmeId: kept.programmeId,
      },
      expect.objectContaining({ _id: 'vch-AAAA-0001-000002-1', from: 'committed', to: 'owed', providerId: 'prv-1' }),
    ]);
    const [event] = await eventsOf(kept);
    expect(event).toMatchObject({ month: '2026-03', grossCents: 6_200, owedCents: 4_435, reversedAt: null });
    expect(event).not.toHaveProperty('pricing');
    expect(await world.stores.vouchers.load(kept.id)).toMatchObject({ ver: 2, toldSeq: 2, untold: false });
    expect(await relayPending(world.stores, 500, NOW)).toBe(0);
  });

  it('is told once by four relays at once, each with a connection of its own', async () => {
    const vouchers = Array.from({ length: 300 }, (_, index) => {
      const number = `BBBB-${String(index).padStart(4, '0')}`;
      return withVisit(withVisit(aVoucher(number), '2026-03-02'), '2026-03-03');
    });
    await Promise.all(vouchers.map((voucher) => world.stores.vouchers.insert(voucher)));
    const connections = await Promise.all([1, 2, 3, 4].map(() => connectMongo(world)));
    await Promise.all(
      connections.map(async (connection) => {
        const stores = openStores(connection);
        while ((await relayPending(stores, 100, NOW)) > 0);
      }),
    );
    await Promise.all(connections.map((connection) => connection.close()));
    expect(await world.collection('ledger').countDocuments({ voucherId: /^vch-BBBB/ })).toBe(900);
    expect(await world.collection('events').countDocuments({ voucherId: /^vch-BBBB/ })).toBe(600);
    expect(await world.collection('vouchers').countDocuments({ untold: true })).toBe(0);
  });

  it('is told again without effect when the mark was lost', async () => {
    const voucher = withVisit(aVoucher('CCCC-0001'), '2026-03-02');
    await world.stores.vouchers.insert(voucher);
    await drain();
    const before = await ledgerOf(voucher);
    await world.stores.vouchers.collection.updateOne({ _id: voucher.id }, { $set: { toldSeq: 0, untold: true } });
    await drain();
    expect(await ledgerOf(voucher)).toEqual(before);
    expect(await eventsOf(voucher)).toHaveLength(1);
  });

  it('stays untold when the voucher moved on meanwhile, and is told to its end in the next round', async () => {
    const granted = aVoucher('DDDD-0001');
    await world.stores.vouchers.insert(granted);
    const racing = relayPending(world.stores, 500, NOW);
    const used = await swap(granted, withVisit(granted, '2026-03-02'));
    await racing;
    await drain();
    expect(await ledgerOf(used)).toHaveLength(2);
    expect(await world.stores.vouchers.load(used.id)).toMatchObject({ toldSeq: 2, untold: false });
  });

  it('stops at a posting that stands there with another amount', async () => {
    const voucher = aVoucher('EEEE-0001');
    await world.stores.vouchers.insert(voucher);
    await drain();
    await world.collection('ledger').updateOne({ _id: 'vch-EEEE-0001-000001-1' }, { $inc: { amountCents: 1 } });
    await world.stores.vouchers.collection.updateOne({ _id: voucher.id }, { $set: { toldSeq: 0, untold: true } });
    await expect(relayPending(world.stores, 500, NOW)).rejects.toThrow(/vch-EEEE-0001-000001-1/);
    await world.collection('ledger').updateOne({ _id: 'vch-EEEE-0001-000001-1' }, { $inc: { amountCents: -1 } });
    await drain();
  });
});

describe('an event that is reversed', () => {
  it('comes out reversed when both lines are told together', async () => {
    const voucher = withoutVisit(withVisit(aVoucher('FFFF-0001'), '2026-03-02'), '2026-03-02');
    await world.stores.vouchers.insert(voucher);
    await drain();
    expect(await eventsOf(voucher)).toMatchObject([
      { reversedAt: '2026-03-02T15:00:00.000Z', reversalReason: 'wrong day' },
    ]);
  });

  it('takes its mark when it was told before, and an older telling does not wipe it off', async () => {
    const recorded = withVisit(aVoucher('FFFF-0002'), '2026-03-02');
    await world.stores.vouchers.insert(recorded);
    await drain();
    const reversed = await swap(recorded, withoutVisit(recorded, '2026-03-02'));
    await drain();
    expect(await eventsOf(reversed)).toMatchObject([{ reversedAt: '2026-03-02T15:00:00.000Z' }]);
    // A relay that read the voucher before the reversal and was held up until now.
    const { id, ...held } = recorded;
    await world.stores.vouchers.collection.replaceOne({ _id: id }, { ...held, untold: true });
    await relayPending(world.stores, 500, NOW);
    expect(await eventsOf(reversed)).toMatchObject([{ reversedAt: '2026-03-02T15:00:00.000Z' }]);
  });
});

describe('what comes after the entry window of its month', () => {
  it('is noted for the run: a late event and a late reversal, each with its months', async () => {
    const late = withVisit(aVoucher('GGGG-0001'), '2026-03-02', { late: true });
    const voucher = withoutVisit(withVisit(late, '2026-04-02'), '2026-04-02', true);
    await world.stores.vouchers.insert(voucher);
    await drain();
    const facts = await world.collection('lateFacts').find({ voucherId: voucher.id }).sort({ _id: 1 }).toArray();
    expect(facts.map(({ _id, months }) => [_id, months as unknown])).toEqual([
      ['vch-GGGG-0001-000002', ['2026-03']],
      ['vch-GGGG-0001-000004', ['2026-04']],
    ]);
  });

  it('moves the first month to be settled back to what was done first', async () => {
    const installed = await world.collection('system').findOne({ _id: 'installed' });
    expect(installed?.['on']).toBe('2026-03-02');
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { relayPending } from '#shared/persistence/relay';
import { trialBalance } from '#shared/persistence/trial-balance';
import { verifyBooks } from '#shared/persistence/verify';
import { openTestStores } from './open-stores.ts';
import { aVoucher, withVisit, withoutVisit } from './voucher-builder.ts';

/** Before the entry window of anything recorded here closes. */
const NOW = '2026-03-02T16:00:00.000Z';

let world: Awaited<ReturnType<typeof openTestStores>>;
beforeAll(async () => {
  world = await openTestStores();
  for (let index = 0; index < 30; index += 1) {
    const used = withVisit(withVisit(aVoucher(`AAAA-${String(index).padStart(4, '0')}`), '2026-03-02'), '2026-04-07');
    await world.stores.vouchers.insert(index % 3 === 0 ? withoutVisit(used, '2026-04-07') : used);
  }
  await relayPending(world.stores, 500, NOW);
});
afterAll(() => world.close());

const account = async (name: string, asOf: string) =>
  (await trialBalance(world.stores, asOf)).accounts.find((row) => row.account === name);

describe('the trial balance', () => {
  it('is equal on both sides, and every account is in it', async () => {
    const balance = await trialBalance(world.stores, '2026-12-31');
    expect(balance.accounts.map((row) => row.account)).toEqual([
      'appropriation',
      'committed',
      'owed',
      'payable',
      'paid',
    ]);
    expect(balance.totalDebitCents).toBe(balance.totalCreditCents);
    expect(balance.accounts.reduce((sum, row) => sum + row.balanceCents, 0)).toBe(0);
  });

  it('takes in the whole of its day and nothing of the next', async () => {
    expect((await account('owed', '2026-03-01'))?.balanceCents).toBe(0);
    expect((await account('owed', '2026-03-02'))?.balanceCents).toBe(30 * 4_435);
    expect((await account('owed', '2026-04-07'))?.balanceCents).toBe(50 * 4_435);
  });

  it('shows what came in and what went out of an account', async () => {
    expect(await account('owed', '2026-12-31')).toEqual({
      account: 'owed',
      debitCents: 60 * 4_435,
      creditCents: 10 * 4_435,
      balanceCents: 50 * 4_435,
    });
  });
});

describe('the verifier', () => {
  const planted = async (collection: string, id: string, change: Record<string, unknown>): Promise<string[]> => {
    const before = await world.collection(collection).findOne({ _id: id });
    await world.collection(collection).updateOne({ _id: id }, change, { upsert: true });
    const found = await verifyBooks(world.stores);
    if (before === null) await world.collection(collection).deleteOne({ _id: id });
    else await world.collection(collection).replaceOne({ _id: id }, before);
    return found.map((difference) => `${difference.id} ${difference.what}`);
  };

  it('finds nothing in good books', async () => {
    expect(await verifyBooks(world.stores)).toEqual([]);
  });

  it('does not call untold lines missing', async () => {
    const voucher = aVoucher('ZZZZ-0001');
    await world.stores.vouchers.insert(voucher);
    expect(await verifyBooks(world.stores)).toEqual([]);
    await world.stores.vouchers.collection.deleteOne({ _id: voucher.id });
  });

  it('finds an amount that was changed in the ledger', async () => {
    expect(await planted('ledger', 'vch-AAAA-0003-000002-1', { $inc: { amountCents: 1 } })).toEqual([
      'vch-AAAA-0003-000002-1 is another in ledger than in the voucher',
    ]);
  });

  it('finds a posting that no journal speaks of', async () => {
    const row = { from: 'committed', to: 'owed', amountCents: 1, voucherId: 'vch-AAAA-0003', on: '2026-03-02' };
    expect(await planted('ledger', 'vch-AAAA-0003-000099-1', { $set: row })).toEqual([
      'vch-AAAA-0003-000099-1 is in the ledger and in no journal',
    ]);
  });

  it('finds a posting that is gone', async () => {
    const id = 'vch-AAAA-0004-000003-1';
    const row = await world.collection('ledger').findOne({ _id: id });
    await world.collection('ledger').deleteOne({ _id: id });
    expect(await verifyBooks(world.stores)).toEqual([{ id, what: 'is not in ledger' }]);
    if (row) await world.collection('ledger').insertOne(row);
  });

  it('finds a balance and a count that are not what the journal says', async () => {
    expect(await planted('vouchers', 'vch-AAAA-0005', { $inc: { committedCents: -5, usedUnits: 1 } })).toEqual([
      'vch-AAAA-0005 committedCents 35475, journal 35480',
      'vch-AAAA-0005 usedUnits 3, standing visits 2',
    ]);
  });

  it('finds an event row that lost its reversal', async () => {
    expect(await planted('events', 'evt-AAAA-0006-20260407', { $set: { reversedAt: null } })).toEqual([
      'evt-AAAA-0006-20260407 is another in events than in the voucher',
    ]);
  });
});

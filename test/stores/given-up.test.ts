import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { refused } from '#shared/domain/outcome';
import { relayPending } from '#shared/persistence/relay';
import { openStores } from '#shared/persistence/stores';
import { verifyBooks } from '#shared/persistence/verify';
import { openTestStores } from './open-stores.ts';
import { aVoucher } from './voucher-builder.ts';

let world: Awaited<ReturnType<typeof openTestStores>>;
beforeAll(async () => {
  world = await openTestStores();
});
afterAll(() => world.close());

describe('an id that was given up', () => {
  const voucher = aVoucher('AAAA-0001');

  it('takes nothing any more, from whatever process, and is nothing to whoever looks', async () => {
    const { vouchers } = world.stores;
    for (let times = 0; times < 2; times += 1) await vouchers.giveUp(voucher.id);
    expect(await vouchers.givenUp(voucher.id)).toEqual({});
    expect(await openStores(world.connection).vouchers.insert(voucher)).toBe(false);
    expect(await vouchers.load(voucher.id)).toBeNull();
    expect(await vouchers.act(voucher.id, (state) => ({ next: { ...state }, answer: 'moved' }))).toBeNull();
    expect(await vouchers.swap(voucher, { ...voucher, ver: 2 })).toBe(false);
    expect(await relayPending(world.stores, 10, voucher.issuedOn)).toBe(0);
    expect(await verifyBooks(world.stores)).toEqual([]);
  });

  it('keeps the first "no" it was given up with', async () => {
    const { vouchers } = world.stores;
    const no = refused('BUDGET_EXCEEDED', { freeCents: 0 });
    await vouchers.giveUp('vch-AAAA-0003', no);
    await vouchers.giveUp('vch-AAAA-0003', refused('CLIENT_HAS_DIED'));
    expect(await vouchers.givenUp('vch-AAAA-0003')).toEqual({ because: no });
    await vouchers.giveUp(voucher.id, no);
    expect(await vouchers.givenUp(voucher.id)).toEqual({});
  });

  it('stays whose it is, where somebody was there before', async () => {
    const { vouchers } = world.stores;
    const first = aVoucher('AAAA-0002');
    expect(await vouchers.insert(first)).toBe(true);
    await vouchers.giveUp(first.id);
    expect(await vouchers.givenUp(first.id)).toBeNull();
    expect(await vouchers.load(first.id)).toMatchObject(first);
  });

  it('is one of two, when it is given up and taken in the same moment', async () => {
    const { vouchers } = world.stores;
    const wanted = Array.from({ length: 20 }, (_, index) => aVoucher(`BBBB-${String(index).padStart(4, '0')}`));
    const taken = await Promise.all(
      wanted.map(async (one, index) => {
        const asked = [() => vouchers.giveUp(one.id), () => openStores(world.connection).vouchers.insert(one)];
        const [first, second] = index % 2 === 0 ? asked : asked.reverse();
        const answers = await Promise.all([first?.(), second?.()]);
        return answers.includes(true);
      }),
    );
    const givenUp = await Promise.all(wanted.map(({ id }) => vouchers.givenUp(id)));
    expect(givenUp.map((one) => one !== null)).toEqual(taken.map((isTaken) => !isTaken));
  });
});

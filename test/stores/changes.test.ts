import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aggregateStore } from '#shared/persistence/aggregate';
import { changes } from '#shared/persistence/changes';
import { voucherStore } from '#shared/persistence/vouchers';
import { accepted, aClaim, aVisit, aVoucher, withVisits } from '../builders/voucher.ts';
import { openTestStores } from './open-stores.ts';

describe('what changed of a document', () => {
  const line = { what: 'granted' };

  it('is what is another value; a list that only grew is pushed to', () => {
    const before = { id: 'd', ver: 1, status: 'issued', journal: [line], tags: ['a'] };
    const after = { ...before, ver: 2, status: 'inUse', journal: [...before.journal, { what: 'used' }] };
    expect(changes(before, after)).toEqual({
      $set: { ver: 2, status: 'inUse' },
      $push: { journal: { $each: [{ what: 'used' }] } },
    });
  });

  it.each([
    ['shrank', [line, line], [line]],
    ['had a line replaced', [line, line], [line, { what: 'else' }, line]],
    ['is as long as before', [line], [{ what: 'granted' }]],
    ['was none', null, [line]],
  ])('a list that %s is set as a whole', (_what, old, list) => {
    expect(changes({ list: old }, { list })).toEqual({ $set: { list } });
  });

  it('of a visit is a few lines, however many visits there were before', () => {
    const before = withVisits(aVoucher(), '2026-06-01', '2026-06-02');
    const { voucher } = accepted(aClaim({ voucher: before, fact: aVisit('2026-06-03') }));
    const { $set, $push } = changes(before, voucher) as { $set: object; $push: object };
    expect(Object.keys($set).sort()).toEqual(['committedCents', 'usedUnits']);
    expect(Object.keys($push).sort()).toEqual(['events', 'journal']);
  });
});

describe('the update of a change', () => {
  let opened: Awaited<ReturnType<typeof openTestStores>>;
  beforeAll(async () => {
    opened = await openTestStores();
  });
  afterAll(() => opened.close());

  const value = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null), fc.record({ a: fc.nat() }));
  const list = fc.array(value, { maxLength: 5 });
  /** How a list goes on: it grows, is cut, loses its first item, or is another. */
  const turned = (items: unknown[], how: number, other: unknown[]): unknown[] =>
    [[...items, ...other], items.slice(0, 1), items.slice(1), other, items][how % 5] ?? items;

  it('makes the next state of the one before, whatever changed', async () => {
    const store = aggregateStore<{ id: string; ver: number; one: unknown; list: unknown[]; more: unknown[] }>(
      opened.connection,
      'anything',
    );
    let count = 0;
    await fc.assert(
      fc.asyncProperty(
        value,
        value,
        list,
        list,
        fc.nat(),
        fc.nat(),
        async (one, other, items, others, how, elseHow) => {
          const before = { id: `d-${(count += 1)}`, ver: 1, one, list: items, more: others };
          const after = {
            ...before,
            ver: 2,
            one: other,
            list: turned(items, how, others),
            more: turned(others, elseHow, items),
          };
          expect(await store.insert(before)).toBe(true);
          expect(await store.swap(before, after)).toBe(true);
          expect(await store.load(before.id)).toEqual(after);
          expect(await store.swap(before, after)).toBe(false);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('keeps the sheets of a voucher true', async () => {
    const store = voucherStore(opened.connection);
    const before = aVoucher();
    expect(await store.insert(before)).toBe(true);
    expect(await store.insert(before)).toBe(false);
    const { voucher } = accepted(aClaim({ voucher: aVoucher({ grantedUnits: 1 }) }));
    expect(await store.swap(before, { ...voucher, toldSeq: voucher.journal.length, ver: 2 })).toBe(true);
    expect(await store.collection.findOne({ _id: before.id })).toMatchObject({ untold: false, dueOn: '2026-12-31' });
  });
});
